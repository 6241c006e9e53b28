# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is peculiar to groups, contacts and private codes."""

from __future__ import annotations

import pytest

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = "door-01"
WITH_DELETE = "newer-1"
MASKING = "masking-1"
CODES = ["31820001", "01820002", "31820003"]
GROUPS = [{"ID": "1", "Name": "First floor"}, {"ID": "2", "Name": "Second floor"}]
CONTACTS = [{"ID": "9", "Name": "Kim", "Phone": "100", "Group": "First floor", "DialType": "0"}]
KEYS = [{"ID": "1", "Name": "Robin", "Code": CODES[0], "DoorNum": "1"},
        {"ID": "2", "Name": "Robin", "Code": CODES[1], "DoorNum": "12"}]  # fmt: skip


def task(module, name=None, ignore_errors=False, **options):
    more = {"ignore_errors": True} if ignore_errors else {}
    return {"name": name or module, f"doorfleet.akuvox.{module}": options, **more}


def names(fleet, door, target):
    return [row["Name"] for row in fleet.state(door)[target]]


def test_a_device_that_cannot_delete_groups_says_so_and_changes_nothing(play, fleet):
    fleet.put(DOOR, group=GROUPS, contact=CONTACTS)
    before = fleet.state(DOOR)
    tasks = [
        task("akuvox_group", "absent", True, groups=["First floor", "Second floor"], state="absent"),
        task("akuvox_group", "purge", True, groups=["First floor", "Third floor"], purge=True),
        task("akuvox_group", "not there", groups=["Third floor"], state="absent"),
    ]
    done = play(tasks, fleet.hosts(DOOR))
    for name in ("absent", "purge"):
        outcome = done.outcome(DOOR, name)
        assert "this device does not have the function" in outcome["msg"]
        assert ": it can't remove single groups. If it does, set akuvox_profile" in outcome["msg"]
        assert outcome["msg"].endswith(". Nothing was changed")
        assert (outcome["changed"], outcome["added"], outcome["removed"]) == (False, [], [])
    assert done.outcome(DOOR, "not there")["changed"] is False
    assert fleet.state(DOOR) == before
    assert fleet.writes(DOOR) == []
    checked = play(tasks, fleet.hosts(DOOR), "--check")
    assert [outcome["msg"] for outcome in checked.outcomes(DOOR)[:2]] == [
        outcome["msg"] for outcome in done.outcomes(DOOR)[:2]
    ]


def test_a_device_that_turns_out_not_to_delete_groups(play, fleet):
    """The profile says nothing against it, and the device doesn't have it."""
    fleet.put(DOOR, group=GROUPS)
    tasks = [task("akuvox_group", "absent", groups=["First floor"], state="absent")]
    done = play(tasks, fleet.hosts(DOOR, akuvox_profile="field"), expect=2)
    assert done.message(DOOR).endswith(": it can't remove single groups. Nothing was changed")
    assert {f"{entry['target']}/{entry['action']}" for entry in fleet.writes(DOOR)} == {"group/del"}


def test_all_groups_can_be_cleared_and_no_contact_goes_with_them(play, fleet):
    tasks = [task("akuvox_group", groups=[], purge=True, purge_limit="100%")]
    for groups in (GROUPS, GROUPS[:1]):
        fleet.put(DOOR, group=groups, contact=CONTACTS)
        assert len(play(tasks, fleet.hosts(DOOR)).outcome(DOOR)["removed"]) == len(groups)
        assert fleet.state(DOOR)["group"] == []
        assert fleet.state(DOOR)["contact"] == CONTACTS
    assert not [entry for entry in fleet.requests(DOOR) if entry["target"] == "contact"]


def test_default_is_never_touched(play, fleet):
    # some firmware lists it
    fleet.put(WITH_DELETE, group=[{"ID": "1", "Name": "Default"}, *[{**GROUPS[1]}]])
    tasks = [
        task("akuvox_group", "present", groups=["Default", "Second floor"], purge=True),
        task("akuvox_group", "absent", True, groups=["Default"], state="absent"),
        task("akuvox_group", "rename", True, groups=[{"name": "Lobby", "renamed_from": "Default"}]),
        task("akuvox_group", "all", groups=[], purge=True, purge_limit="100%"),
    ]
    done = play(tasks, fleet.hosts(WITH_DELETE))
    assert done.outcome(WITH_DELETE, "present")["changed"] is False
    assert "groups[0].name: Default is built in and can't be removed" in done.message(WITH_DELETE, "absent")
    assert "groups[0].renamed_from: Default is built in and can't be renamed" in done.message(WITH_DELETE, "rename")
    assert done.outcome(WITH_DELETE, "all")["removed"] == ["Second floor"]
    assert names(fleet, WITH_DELETE, "group") == ["Default"]
    assert "clear" not in {entry["action"] for entry in fleet.writes(WITH_DELETE)}


def test_a_renamed_group_is_renamed_once_and_keeps_its_id(play, fleet):
    fleet.put(DOOR, group=GROUPS)
    rename = [{"name": "Ground floor", "renamed_from": "First floor"}]
    tasks = [
        task("akuvox_group", "rename", groups=rename),
        task("akuvox_group", "again", groups=rename),
        task("akuvox_group", "new", groups=[{"name": "Roof", "renamed_from": "Cellar"}]),
        task("akuvox_group", "both", True, groups=["A", {"name": "B", "renamed_from": "A"}]),
        task("akuvox_group", "same", True, groups=[{"name": name, "renamed_from": "A"} for name in "BC"]),
    ]
    done = play(tasks, fleet.hosts(DOOR))
    assert done.outcome(DOOR, "rename")["updated"] == ["Ground floor"]
    assert done.outcome(DOOR, "again")["changed"] is False
    assert done.outcome(DOOR, "new")["added"] == ["Roof"]
    assert "groups[1].renamed_from: A is listed as well, or named twice" in done.message(DOOR, "both")
    assert "groups[1].renamed_from: A is listed as well, or named twice" in done.message(DOOR, "same")
    assert fleet.state(DOOR)["group"][0] == {"ID": "1", "Name": "Ground floor"}


def test_a_refused_rename_is_refused_under_its_new_name(play, fleet):
    fleet.put(DOOR, group=GROUPS)
    fleet.set_fault(DOOR, "refuse_item", target="group", action="set", index=0, times=-1)
    rename = [{"name": "Ground floor", "renamed_from": "First floor"}]
    outcome = play([task("akuvox_group", groups=rename)], fleet.hosts(DOOR), expect=2).outcome(DOOR)
    assert (outcome["changed"], outcome["updated"]) == (False, [])
    assert [entry["key"] for entry in outcome["refused"]] == ["Ground floor"]


def test_contacts_of_an_unknown_group_and_doubled_names(play, fleet):
    fleet.put(DOOR, contact=[CONTACTS[0], {**CONTACTS[0], "ID": "10", "Phone": "101"}])
    tasks = [
        task("akuvox_contact", "unknown", True, contacts=[{"name": "Sam", "phone": "7", "group": "Nowhere"}]),
        task("akuvox_contact", "doubled", True, contacts=[{"name": "Kim", "phone": "7"}]),
        task("akuvox_contact", "absent", contacts=[{"name": "Kim"}], state="absent"),
    ]
    done = play(tasks, fleet.hosts(DOOR))
    message = done.message(DOOR, "unknown")
    assert "name Sam group: it holds 'Default', not 'Nowhere' (is there a group of that name" in message
    assert "contacts[0]: the device holds 2 records with this name (IDs 9, 10)" in done.message(DOOR, "doubled")
    assert done.outcome(DOOR, "absent")["removed"] == ["Kim", "Kim"]


def test_codes_matched_by_code_are_hidden_everywhere(play, fleet):
    fleet.put(DOOR, privatekey=KEYS)
    hosts = fleet.hosts(DOOR, codes=CODES)
    by_code = {"match_by": "code"}
    tasks = [
        task("akuvox_privatekey", "by name", True, keys=[{"name": "Robin", "doors": ["C"]}]),
        task("akuvox_privatekey", "by code", **by_code, purge=True,
             keys=[{"name": "Robin", "code": "{{ codes[1] }}", "doors": ["C"]},
                   {"name": "Robin", "code": "{{ codes[2] }}"}]),
        task("akuvox_privatekey", "twice", True, **by_code, keys=[{"code": "{{ codes[1] }}"}] * 2),
        task("akuvox_privatekey", "same code", True,
             keys=[{"name": "A", "code": "{{ codes[1] }}"}, {"name": "B", "code": "{{ codes[1] }}"}]),
        task("akuvox_privatekey", "empty", True, keys=[{"name": "A", "code": ""}]),
        task("akuvox_privatekey", "no name", True, **by_code, keys=[{"code": "40404040"}]),
        task("akuvox_privatekey", "no code", True, keys=[{"name": "Kim"}]),
        task("akuvox_privatekey", "absent", **by_code, keys=[{"code": "{{ codes[2] }}"}], state="absent"),
    ]  # fmt: skip
    done = play(tasks, hosts, "--diff", "-vvvv", secrets=set(CODES))
    assert "keys[0]: the device holds 2 records with this name (IDs 1, 2)" in done.message(DOOR, "by name")
    changed = done.outcome(DOOR, "by code")
    assert (changed["added"], changed["updated"], changed["removed"]) == (["********"],) * 3
    assert set(changed["diff"]["after"]) == {"added 1", "updated 1"}
    assert changed["diff"]["after"]["updated 1"] == {"doors": ["C"]}
    assert "keys[1].code: the same value is already in keys[0]; each may be listed once" in done.message(DOOR, "twice")
    assert "keys[1].code: the same value is already in keys[0]" in done.message(DOOR, "same code")
    assert "keys[0].code (name A): must be 2 to 8 digits in quotes, not" in done.message(DOOR, "empty")
    assert "keys[0].name: is needed to add this record" in done.message(DOOR, "no name")
    assert "keys[0].code: is needed to add this record" in done.message(DOOR, "no code")
    assert [(row["Code"], row["DoorNum"]) for row in fleet.state(DOOR)["privatekey"]] == [(CODES[1], "3")]


def test_codes_behind_stars(play, fleet):
    fleet.put(MASKING, privatekey=[KEYS[0]])
    hosts = fleet.hosts(MASKING, codes=CODES)
    keys = [{"name": "Robin", "code": "{{ codes[1] }}"}]
    tasks = [
        task("akuvox_privatekey", "kept", keys=keys, update_secrets="on_create"),
        task("akuvox_privatekey", "by code", True, keys=keys, match_by="code"),
        task("akuvox_privatekey", "rotated", keys=keys),
    ]
    done = play(tasks, hosts, "--diff", secrets=set(CODES))
    assert done.outcome(MASKING, "kept")["changed"] is False
    assert "match_by: this device shows every code as stars" in done.message(MASKING, "by code")
    assert done.outcome(MASKING, "rotated")["updated"] == ["Robin"]
    assert [row["Code"] for row in fleet.state(MASKING)["privatekey"]] == [CODES[1]]
