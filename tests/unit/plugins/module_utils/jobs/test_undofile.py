# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run keeps of its changes: on the disk before a write, secrets only with a vault, and for a time."""

from __future__ import annotations

import datetime
import errno
import os
import stat

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.keeping import Change
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import (
    Keeper,
    door_file,
    doors_in,
    read_image,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undoruns import (
    KEEP_DAYS,
    chosen_runs,
    number_of,
    prune,
    run_name,
    runs_in,
)

ABOUT = {"run": "r", "job": "credentials", "started": "2026-01-02T03:04:05.000000Z", "vault": True}
KIM = {"ID": "1", "UserID": "1001", "Name": "Kim", "PrivatePIN": "048372", "CardCode": ""}
CHANGE = Change(KIM, {**KIM, "Name": "Robin", "PrivatePIN": "591726"}, ("PrivatePIN",), ("PrivatePIN",))


class Vault:
    """Turns texts around."""

    def encrypt(self, content):
        return content[::-1]

    def decrypt(self, content, path):
        return content[::-1]


def test_what_was_kept_is_read_with_its_secrets(tmp_path):
    keeper = Keeper(str(tmp_path / "r"), "gate/1", ABOUT, Vault())
    assert keeper.keep("records", "user", [CHANGE]) == 1
    assert keeper.keep("settings", "sip", [Change(None, {"Config.A": "1"})]) == 2
    keeper.done(1, [{**KIM, "Name": "Robin", "PrivatePIN": "591726"}])
    path = door_file(str(tmp_path / "r"), "gate/1")
    assert os.path.basename(path) == "gate%2F1.jsonl"
    assert doors_in(str(tmp_path / "r")) == ["gate/1"]
    assert os.stat(path).st_mode & 0o777 == 0o600
    text = (tmp_path / "r" / "gate%2F1.jsonl").read_text(encoding="utf-8")
    assert "048372" not in text
    assert "591726" not in text
    image = read_image(path, Vault())
    (step, other) = image.steps
    (kept,) = step.changes
    assert (kept.before, kept.left["PrivatePIN"], kept.is_done, kept.hidden) == (KIM, "591726", True, {"found": ()})
    assert (other.kind, other.changes[0].before, other.changes[0].is_done) == ("settings", None, False)
    # a further task of the run goes on with the numbers
    again = Keeper(str(tmp_path / "r"), "gate/1", ABOUT, Vault())
    assert again.keep("records", "user", [CHANGE]) == 3
    unopened = read_image(path, open_secrets=False).steps[0].changes[0]
    assert unopened.hidden == {"before": ("PrivatePIN",), "after": ("PrivatePIN",), "found": ("PrivatePIN",)}
    with pytest.raises(InvalidInput, match="only be read on the controller"):
        read_image(path)


def test_without_a_vault_secrets_are_left_out_and_a_torn_line_is_about_nothing(tmp_path):
    keeper = Keeper(str(tmp_path / "r"), "gate", {**ABOUT, "vault": False})
    keeper.keep("records", "user", [CHANGE, Change({**KIM, "PrivatePIN": "****"}, None, ("PrivatePIN",))])
    path = door_file(str(tmp_path / "r"), "gate")
    with open(path, "ab") as stream:
        stream.write(b'\n{"step": 2, "kind": "rec')
    later = Keeper(str(tmp_path / "r"), "gate", ABOUT)
    later.keep("records", "group", [Change(None, {"Name": "First"})])
    image = read_image(path)
    assert [step.target for step in image.steps] == ["user", "group"]
    first, second = image.steps[0].changes
    assert first.before == {"ID": "1", "UserID": "1001", "Name": "Kim", "CardCode": ""}
    assert first.hidden["before"] == ("PrivatePIN",)
    # stars are no secret, and say that the door hides one
    assert second.before["PrivatePIN"] == "****"
    assert not image.has_secrets


def test_nothing_is_written_that_could_not_be_kept(tmp_path):
    (tmp_path / "r").write_text("a file is in the way", encoding="utf-8")
    with pytest.raises(AkuvoxError, match=r"akuvox_undo_dir: .*gate\.jsonl can't be written"):
        Keeper(str(tmp_path / "r"), "gate", ABOUT).keep("records", "user", [CHANGE])
    assert read_image(str(tmp_path / "none")) is None
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    assert read_image(str(tmp_path / "empty")) is None
    (tmp_path / "other").write_text('{"kind": "x"}\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match="is no file of what a run has changed"):
        read_image(str(tmp_path / "other"))


def test_a_file_system_that_cannot_sync_folders_keeps_what_it_can(tmp_path, monkeypatch):
    real, synced = os.fsync, []

    def fsync(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        synced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    keeper = Keeper(str(tmp_path / "r"), "gate", ABOUT)
    assert [keeper.keep("records", "user", [CHANGE]) for _step in range(2)] == [1, 2]
    assert len(synced) == 2
    assert len(read_image(door_file(str(tmp_path / "r"), "gate")).steps) == 2


def test_a_step_after_one_that_could_not_be_kept_begins_the_file(tmp_path, monkeypatch):
    keeper, real = Keeper(str(tmp_path / "r"), "gate", ABOUT), os.open

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(AkuvoxError, match="No space"):
        keeper.keep("records", "user", [CHANGE])
    monkeypatch.setattr(os, "open", real)
    assert keeper.keep("records", "user", [CHANGE]) == 1
    assert read_image(door_file(str(tmp_path / "r"), "gate")).door == "gate"


def test_runs_are_found_by_name_by_file_and_by_job_and_end_in_time(tmp_path):
    now = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
    days = {"01-02": "provision", "02-03": "credentials", "02-04": "credentials", "02-05": "undo"}
    names = [run_name(job, f"2026-{day}T03:04:05.000000Z") for day, job in days.items()]
    for name in (*names, "notes"):
        (tmp_path / name).mkdir()
    folder = str(tmp_path)
    assert names[0] == "provision-20260102T030405.000000Z"
    assert runs_in(folder) == names
    assert chosen_runs("credentials", folder, now=now) == [names[2]]
    # the clock was set back since
    with pytest.raises(InvalidInput, match=rf"isn't certain, as {names[2]} is of a time to come.*Give the run itself"):
        chosen_runs("credentials", folder, now=now - datetime.timedelta(days=30))
    assert chosen_runs(names[2], folder, now=now - datetime.timedelta(days=30)) == [names[2]]
    assert chosen_runs(f"/srv/runs/{names[1]}.json", folder) == [names[1]]
    assert chosen_runs(f"{names[2]}, {names[1]}", folder) == names[1:3]
    for given, own in (("report", ""), ("", ""), ("undo", names[3]), ("yesterday", "")):
        with pytest.raises(InvalidInput, match=r"akuvox_undo_run: .*newest runs in .*: (undo|credentials)-"):
            chosen_runs(given, folder, own)
    for given, says in (
        (f"{names[2]}x", rf"did you mean {names[2]}\?"),
        (names[2][:-4], rf"did you mean {names[2]}\?"),
        ("credential", r"did you mean credentials\?"),
        ("firmware", "a run of firmware can't be undone, as no door takes an older firmware back by itself"),
        ("firmware-20260102T030405.000000Z.json", "a run of firmware can't be undone"),
        ("readmit", "the playbook revoke takes them out again"),
        ("provision-20260719T112233.123456Z", "It may have changed nothing, or be older than akuvox_undo_keep_days"),
    ):
        with pytest.raises(InvalidInput, match=says):
            chosen_runs(given, folder)
    with pytest.raises(InvalidInput, match=r"There is no folder .*none .akuvox_undo_dir."):
        chosen_runs("report", str(tmp_path / "none"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInput, match="has no run that has changed a door"):
        chosen_runs("credentials", str(tmp_path / "empty"))
    assert prune(folder, 30, 2, now) == names[:2]
    assert runs_in(folder) == names[2:]
    assert (tmp_path / "notes").exists()
    assert (number_of(None, KEEP_DAYS), number_of("7", KEEP_DAYS)) == (30, 7)
    for wrong in ("0", "many", "-1", True):
        with pytest.raises(InvalidInput, match="akuvox_undo_keep_days: must be a whole number"):
            number_of(wrong, KEEP_DAYS)
