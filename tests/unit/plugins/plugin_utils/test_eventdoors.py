# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The doors file on disk: two runs at once lose nothing, nobody else may read it, and nothing waits for ever."""

from __future__ import annotations

import fcntl
import json
import stat
import threading

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import eventdoors
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.eventdoors import EventDoors

NAMES = [f"door-{number:02d}" for number in range(40)]
PARAMS = {"rotate": False, "token_days": 0, "reload": 0, "wait": 0, "drop_unseen": False}


class Variables:
    """What doors have said of themselves."""

    def __init__(self):
        self.task_vars = {"groups": {"all": NAMES}}
        self.urls = {}

    def of(self, door):
        mac = f"0C:11:05:00:00:{NAMES.index(door):02X}"
        system = {"akuvox": {"system": {"mac": mac}}}
        return {"events_door": system, "events_address": "192.0.2.1", "events_written": {"urls": self.urls}}


def stages(path, doors, **more):
    return EventDoors({**PARAMS, "doors_file": str(path), "doors": doors, **more}, Variables(), False)


def held(path):
    return json.loads(path.read_text())["doors"].values()


def test_slices_of_one_job_at_once(tmp_path):
    path = tmp_path / "events" / "doors.json"
    slices = [stages(path, NAMES[number::8]) for number in range(8)]

    def work(each):
        each.plan()
        each.written()

    threads = [threading.Thread(target=work, args=(each,)) for each in slices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(door["name"] for door in held(path)) == NAMES
    assert all(door["tokens"][0]["written"] for door in held(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["doors.json", "doors.json.lock"]


def test_a_file_that_others_may_read_gets_its_mode_back(tmp_path):
    path = tmp_path / "doors.json"
    stages(path, NAMES[:1]).plan()
    path.chmod(0o644)
    assert not stages(path, NAMES[:1]).plan()["changed"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_lock_that_another_run_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(eventdoors, "_LOCK_SECONDS", 0.1)
    path = tmp_path / "doors.json"
    with open(f"{path}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AkuvoxError, match="another run has held"):
            stages(path, NAMES).plan()
    assert stages(path, NAMES).plan()["changed"]


def test_a_door_that_failed_is_not_noted_as_written(tmp_path):
    path = tmp_path / "doors.json"
    one = stages(path, NAMES[:1])
    one.plan()
    one._variables.of = lambda door: {"events_written": {"failed": True, "urls": {}}}
    one.written()
    assert next(iter(held(path)))["tokens"][0]["written"] == ""


def test_broken_status_files_are_none(tmp_path):
    path = tmp_path / "doors.json"
    stages(path, NAMES[:1]).plan()
    for text in ("", "{", "[]", "null", "\x00"):
        (tmp_path / "doors.json.status").write_text(text)
        assert "no status file" in stages(path, NAMES[:1]).confirm()["says"]
    (tmp_path / "doors.json.status").write_text('{"doors_file": 1}')
    with pytest.raises(AkuvoxError, match="is it running"):
        stages(path, NAMES[:1]).confirm()
