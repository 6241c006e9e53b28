# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets on disk: whole or not there, in the order of their names, and deleted only when they are our own."""

from __future__ import annotations

import datetime
import io
import json
import os

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, BrokenSet, InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import setnames, sets

MANIFEST = {
    "model": "R29", "firmware": "29.1", "mac": "", "vault": False, "exports": False, "parts": {}, "gaps": {}
}  # fmt: skip
NOON = 1_767_355_200  # 2026-01-02T12:00:00Z


class Rot:
    """A vault that everybody sees through."""

    def encrypt(self, content):
        return content[::-1]

    def decrypt(self, content, path):
        return content[::-1]


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "all" / "door")


def make(folder, name, vault=None, held=None):
    with sets.Draft(folder, vault) as draft:
        draft.seal(sets.DATA, io.BytesIO(sets.to_json({"parts": held or {"user": []}})))
        draft.write(sets.SNAPSHOT, b"{}")
        return draft.keep(name, {**MANIFEST, "vault": vault is not None})


@pytest.mark.parametrize(
    ("door", "name"),
    [("north-gate", "north-gate"), ("a/b", "a%2Fb"), ("..", "%2E."), (".", "%2E"), (".new-x", "%2Enew-x"),
     ("%2E", "%252E"), ("Tür", "T%C3%BCr")],
)  # fmt: skip
def test_a_doors_folder_is_below_the_base_and_no_two_doors_share_one(door, name):
    assert sets.door_folder("/srv/all", door) == f"/srv/all/{name}"


@pytest.mark.parametrize(("base", "door"), [("relative", "a"), ("", "a"), ("/srv", "")])
def test_no_folder_without_a_base_or_a_name(base, door):
    with pytest.raises(InvalidInput):
        sets.door_folder(base, door)


@pytest.mark.parametrize("vault", [None, Rot()])
def test_what_is_written_is_read_back(folder, vault):
    path = make(folder, "20260102T030405Z", vault, {"user": [{"Name": "é"}]})
    stored = sets.load(folder, "20260102T030405Z", vault)
    assert (stored.path, stored.held, stored.manifest["model"]) == (path, {"user": [{"Name": "é"}]}, "R29")
    assert sets.set_names(folder) == ["20260102T030405Z"]
    assert oct(os.stat(path).st_mode & 0o777) == "0o700"
    assert {os.stat(os.path.join(path, file)).st_mode & 0o777 for file in os.listdir(path)} == {0o600}


def test_a_set_that_is_not_finished_is_not_there(folder):
    with sets.Draft(folder) as draft:
        draft.write(sets.SNAPSHOT, b"{}")
    assert os.listdir(folder) == []
    make(folder, "20260102T030405Z")
    with pytest.raises(AkuvoxError, match="the last set stays"), sets.Draft(folder) as draft:
        draft.keep("20260102T030405Z", MANIFEST)
    assert os.listdir(folder) == ["20260102T030405Z"]


def test_other_things_in_the_folder_are_no_sets(folder):
    make(folder, "20260102T030405Z")
    os.mkdir(os.path.join(folder, ".new-x"))
    os.mkdir(os.path.join(folder, "notes"))
    os.symlink(os.path.join(folder, "20260102T030405Z"), os.path.join(folder, "20260103T030405Z"))
    with open(os.path.join(folder, "20260104T030405Z"), "w", encoding="utf-8"):
        pass
    assert sets.set_names(folder) == ["20260102T030405Z"]
    assert sets.set_names(folder + "-of-nobody") == []


def damage(path, file, content):
    if content is None:
        os.unlink(os.path.join(path, file))
    else:
        with open(os.path.join(path, file), "wb") as stream:
            stream.write(content)


def edited(**members):
    return json.dumps(
        {"kind": sets.KIND, "format": 1, **MANIFEST, "files": {sets.DATA: {"sha256": ""}}, **members}
    ).encode()


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        (sets.DATA, b"{}", "data.json is not what was written"),
        (sets.DATA, None, "data.json is missing"),
        (sets.SNAPSHOT, None, "snapshot.json is missing"),
        (sets.MANIFEST, None, "manifest.json cannot be read"),
        (sets.MANIFEST, b"\xff", "is no manifest"),
        (sets.MANIFEST, b"[]", "is no manifest"),
        (sets.MANIFEST, edited(kind="other"), "is no manifest"),
        (sets.MANIFEST, edited(format=2), "has format 2"),
        (sets.MANIFEST, edited(files=None), "is not complete"),
        (sets.MANIFEST, edited(files={}), "is not complete"),
        (sets.MANIFEST, edited(files={sets.DATA: {}}), "is not complete"),
        (sets.MANIFEST, edited(files={sets.DATA: {"sha256": ""}, "../x": {"sha256": ""}}), "is not complete"),
        (sets.MANIFEST, edited(model=None), "is not complete"),
    ],
)
def test_a_broken_set_is_refused_with_the_reason(folder, file, content, words):
    damage(make(folder, "20260102T030405Z"), file, content)
    with pytest.raises(BrokenSet, match=words):
        sets.load(folder, "20260102T030405Z")


def test_an_encrypted_set_needs_a_vault(folder):
    make(folder, "20260102T030405Z", Rot())
    with pytest.raises(InvalidInput, match="only be undone on the controller"):
        sets.load(folder, "20260102T030405Z")


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ([], "20260102T120000Z"),
        (["20260102T115959Z"], "20260102T120000Z"),
        (["20260102T120000Z"], "20260102T120001Z"),
        (["20260102T120030Z"], "20260102T120031Z"),
    ],
)
def test_a_new_set_is_the_newest(names, name):
    assert setnames.next_name(names, NOON + 0.9) == name


def test_a_set_from_the_future_is_no_reason_to_make_one_that_does_not_count():
    with pytest.raises(AkuvoxError, match="newest set is 20360101T000000Z, which is in the future"):
        setnames.next_name(["20360101T000000Z"], NOON)


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_oldest_sets_go_but_for_those_that_are_not_only_ours(folder, check_mode):
    names = [f"2026010{day}T030405Z" for day in range(1, 7)]
    paths = {name: make(folder, name) for name in names}
    damage(paths[names[0]], "mine.txt", b"why I keep this")
    damage(paths[names[1]], sets.MANIFEST, b"{}")
    assert sets.prune(folder, names, 2, check_mode) == names[2:4]
    assert sets.set_names(folder) == (names if check_mode else [*names[:2], *names[4:]])
    assert sets.prune(folder, sets.set_names(folder), 0) == []


def test_what_a_killed_run_left_is_swept_and_what_another_run_writes_is_not(folder):
    make(folder, "20260102T030405Z")
    for name in (".new-left", ".old-left", "notes"):
        os.mkdir(os.path.join(folder, name))
    with sets.Draft(folder):
        sets.sweep(folder)
        left = set(os.listdir(folder)) - {"20260102T030405Z", "notes"}
        assert [name[:5] for name in left] == [".new-"]
    sets.sweep(folder + "-of-nobody")


def test_a_place_that_can_not_be_written_is_refused_by_name(tmp_path):
    sets.check_writable(str(tmp_path / "new" / "door"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    for base in (tmp_path / "no" / "such" / "base", tmp_path / "file"):
        with pytest.raises(InvalidInput, match="dir: there is no directory"):
            sets.check_writable(str(base / "door"))


@pytest.mark.parametrize(("value", "name"), [
    ("2026-01-31 18:00", "20260131T180000Z"),
    ("2026-01-31T18:00:30Z", "20260131T180030Z"),
    ("2026-01-31T18:00+01:00", "20260131T170000Z"),
    ("20260131T180000Z", "20260131T180000Z"),
    # YAML reads an unquoted time or date as one
    (datetime.datetime(2026, 1, 31, 18), "20260131T180000Z"),
    (datetime.date(2026, 1, 31), "20260131T000000Z"),
])  # fmt: skip
def test_a_time_is_the_name_of_a_set(value, name):
    assert setnames.name_of_time(value) == name


@pytest.mark.parametrize("value", ["yesterday", 7, "", "2026-13-01"])
def test_what_is_no_time(value):
    with pytest.raises(BadValue, match=r"must be a time such as '2026-01-31 18:00'"):
        setnames.name_of_time(value)
