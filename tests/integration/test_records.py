# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same battery for all modules that manage a list of records."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

DOOR = "newer-1"
ALL_DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
ALWAYS = {**ALL_DAYS, "TimeStart": "00:00", "TimeEnd": "00:00"}


@dataclass(frozen=True)
class Case:
    """Four records of one kind: what stays, is changed, is removed and is added.

    ``held`` and ``holds`` are the device's records before and after, without IDs, written down by hand.
    """

    option: str
    key: str
    device_key: str
    held: list
    wanted: list
    holds: list
    names: tuple
    """Keys of what stays, is changed, is removed, is added."""
    changes: tuple
    """Before and after of the changed one in the diff."""
    bad: tuple
    """A row that is refused, and the message."""
    secrets: frozenset = frozenset()
    empties_by: str = "clear"
    """The action that empties the whole list: ``del`` where there is no clear."""


def _user(number, name, pin):
    record = {"UserID": number, "Name": name, "PrivatePIN": pin, "CardCode": "", "WebRelay": "0", "LiftFloorNum": "0"}
    return {**record, "ScheduleRelay": "1001-1", "Type": "0", "FaceUrl": "", "SourceType": ""}


def _card(code, name):
    return {"Code": code, "Name": name, "DoorNum": "1", "Tags": "0", "Frequency": "0", **ALWAYS}


def _code(name, code, **more):
    return {"Code": code, "Name": name, "DoorNum": "1", **ALWAYS, **more}


def _contact(name, phone, group="", dial="0"):
    return {"Name": name, "Phone": phone, "Group": group, "DialType": dial}


def _rule(prefix, *numbers, line="0"):
    return {"Prefix": prefix, "Line": line, **{f"Replace{n}": (*numbers, *[""] * 5)[n - 1] for n in range(1, 6)}}


CASES = {
    "akuvox_user": Case(
        "users",
        "user_id",
        "UserID",
        [_user("1", "Stays", "71820001"), _user("2", "Old name", "71820002"), _user("3", "Goes", "71820003")],
        [{"user_id": "1", "pin": "71820001"}, {"user_id": "2", "name": "New name", "pin": "71820022"},
         {"user_id": "4", "name": "Comes", "pin": "71820004"}],
        [_user("1", "Stays", "71820001"), _user("2", "New name", "71820022"), _user("4", "Comes", "71820004")],
        ("1", "2", "3", "4"),
        ({"name": "Old name", "pin": "********"}, {"name": "New name", "pin": "******** (changed)"}),
        ({"user_id": "2", "pin": 71820002}, "users[0].pin (user_id 2): must be 2 to 8 digits in quotes, not a number"),
        secrets=frozenset({"71820001", "71820002", "71820003", "71820004", "71820022"}),
    ),
    "akuvox_rfkey": Case(
        "keys",
        "code",
        "Code",
        [_card("00A1", "Stays"), _card("00A2", "Old name"), _card("00A3", "Goes")],
        [{"code": "00a1"}, {"code": "00A2", "name": "New name", "doors": ["A", "C"]},
         {"code": "00A4", "name": "Comes"}],
        [_card("00A1", "Stays"), {**_card("00A2", "New name"), "DoorNum": "13"}, _card("00A4", "Comes")],
        ("00A1", "00A2", "00A3", "00A4"),
        ({"name": "Old name", "doors": ["A"]}, {"name": "New name", "doors": ["A", "C"]}),
        ({"code": "00A2", "access": "sometimes"}, "keys[0].access (code 00A2): must be one of allowed, frequency"),
    ),
    "akuvox_privatekey": Case(
        "keys",
        "name",
        "Name",
        [_code("Stays", "61820001"), _code("Changes", "61820002"), _code("Goes", "61820003")],
        [{"name": "Stays", "code": "61820001"}, {"name": "Changes", "code": "01820022", "days": ["thu"], "doors": []},
         {"name": "Comes", "code": "61820004", "doors": ["B", "A"], "time_start": "6:00", "time_end": "18:00"}],
        [_code("Changes", "01820022", **{**dict.fromkeys(ALL_DAYS, "0"), "Thur": "1"}, DoorNum="0"),
         _code("Comes", "61820004", DoorNum="12", TimeStart="06:00", TimeEnd="18:00"), _code("Stays", "61820001")],
        ("Stays", "Changes", "Goes", "Comes"),
        ({"code": "********", "doors": ["A"], "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
         {"code": "******** (changed)", "doors": [], "days": ["thu"]}),
        ({"name": "Changes", "code": 61820002},
         "keys[0].code (name Changes): must be 2 to 8 digits in quotes, not a number"),
        secrets=frozenset({"61820001", "61820002", "61820003", "61820004", "01820022"}),
    ),
    "akuvox_contact": Case(
        "contacts",
        "name",
        "Name",
        [_contact("Stays", "100"), _contact("Changes", "0101", "First floor"), _contact("Goes", "102")],
        [{"name": "Stays", "group": "Default"}, {"name": "Changes", "phone": "0111", "account": 2},
         {"name": "Comes", "phone": "192.0.2.7", "group": "First floor", "account": "auto"}],
        [_contact("Changes", "0111", "First floor", "2"), _contact("Comes", "192.0.2.7", "First floor"),
         _contact("Stays", "100")],
        ("Stays", "Changes", "Goes", "Comes"),
        ({"phone": "0101", "account": "auto"}, {"phone": "0111", "account": "2"}),
        ({"name": "Changes", "phone": 65},
         "contacts[0].phone (name Changes): must be in quotes, not a number: YAML drops the leading zeros"),
    ),
    "akuvox_group": Case(
        "groups",
        "name",
        "Name",
        [{"Name": "Stays"}, {"Name": "Changes"}, {"Name": "Goes"}],
        ["Stays", {"name": "Changed", "renamed_from": "Changes"}, {"name": "Comes"}, "Default"],
        [{"Name": "Changed"}, {"Name": "Comes"}, {"Name": "Stays"}],
        ("Stays", "Changes", "Goes", "Comes"),
        ({"name": "Changes"}, {"name": "Changed"}),
        ({"name": "Default", "renamed_from": "Changes"}, "groups[0].name: Default is built in, so no other group"),
    ),
    "akuvox_dialreplace": Case(
        "rules",
        "prefix",
        "Prefix",
        [_rule("0110", "192.0.2.1"), _rule("0120", "101", "102", "103", "104", "105"), _rule("0130", "106")],
        [{"prefix": "0110", "replacements": ["192.0.2.1"]},
         {"prefix": "0120", "replacements": ["102", "101"], "account": 1},
         {"prefix": "0140", "replacements": ["107", "108"]}],
        [_rule("0110", "192.0.2.1"), _rule("0120", "102", "101", line="1"), _rule("0140", "107", "108")],
        ("0110", "0120", "0130", "0140"),
        ({"account": "auto", "replacements": ["101", "102", "103", "104", "105"]},
         {"account": "1", "replacements": ["102", "101"]}),
        ({"prefix": "0120", "replacements": ["1", "2", "3", "4", "5", "6"]},
         "rules[0].replacements (prefix 0120): must be a list of 1 to 5 numbers or addresses"),
    ),
}  # fmt: skip

TARGETS = {"akuvox_user": "user", "akuvox_rfkey": "rfkey", "akuvox_privatekey": "privatekey"}
TARGETS |= {"akuvox_contact": "contact", "akuvox_group": "group", "akuvox_dialreplace": "dialreplace"}

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = [pytest.mark.one_core, pytest.mark.parametrize("module", CASES)]


@pytest.fixture
def case(module):
    return CASES[module]


@pytest.fixture
def door(fleet, module, case):
    """The door with the case's records on it."""
    groups = {"group": [{"ID": "41", "Name": "First floor"}]} if module == "akuvox_contact" else {}
    records = [{"ID": str(number), **record} for number, record in enumerate(case.held, 1)]
    fleet.put(DOOR, **groups, **{TARGETS[module]: records})
    fleet.forget_requests(DOOR)
    return fleet


@pytest.fixture
def run(play, door, module, case):
    """``run(rows, *arguments, expect=0, **options)``: one task with the rows; its outcome without the invocation.

    The rows are a variable, since newer ansible-core quotes the playbook around a task that fails.
    """

    def once(rows, *arguments, expect=0, **options):
        tasks = [{"name": module, f"doorfleet.akuvox.{module}": {case.option: "{{ rows }}", **options}}]
        hosts = door.hosts(DOOR, rows=rows)
        done = play(tasks, hosts, "--diff", *arguments, secrets=case.secrets, expect=expect)
        return {name: value for name, value in done.outcome(DOOR).items() if name != "invocation"}

    return once


def held(fleet, module, case):
    """The device's records in the order of their keys, without IDs."""
    rows = [{name: value for name, value in row.items() if name != "ID"} for row in fleet.state(DOOR)[TARGETS[module]]]
    return sorted(rows, key=lambda row: row[case.device_key])


def ids(fleet, module, case):
    """The device's IDs by key."""
    return {row[case.device_key]: row["ID"] for row in fleet.state(DOOR)[TARGETS[module]]}


def test_create_change_purge_check_mode_and_again(run, door, module, case):
    stays, changed, goes, comes = case.names
    renamed = "Changed" if module == "akuvox_group" else changed
    before, ids_before = held(door, module, case), ids(door, module, case)
    predicted = run(case.wanted, "--check", purge=True)
    assert held(door, module, case) == before
    assert door.writes(DOOR) == []

    real = run(case.wanted, purge=True)
    assert real == predicted
    assert real["changed"] is True
    assert (real["added"], real["removed"], real["refused"]) == ([comes], [goes], [])
    assert real["updated"] == [renamed]
    ids_after = ids(door, module, case)
    assert (ids_after[stays], ids_after[renamed]) == (ids_before[stays], ids_before[changed])
    assert held(door, module, case) == sorted(case.holds, key=lambda row: row[case.device_key])
    assert len(door.writes(DOOR)) == 3, "one request for each kind of change"

    assert {label for part in real["diff"].values() for label in part} == {changed, goes, comes}
    assert (real["diff"]["before"][changed], real["diff"]["after"][changed]) == case.changes
    assert stays not in str(real["diff"])

    door.forget_requests(DOOR)
    again = run(case.wanted, purge=True)
    assert again["changed"] is False
    assert again["diff"] == {"before": {}, "after": {}}
    assert door.writes(DOOR) == []


def test_absent(run, door, module, case):
    stays, changed, goes, _comes = case.names
    rows = [{case.key: goes}, {case.key: "9999"}]
    predicted = run(rows, "--check", state="absent")
    real = run(rows, state="absent")
    assert predicted == real
    assert real["removed"] == [goes]
    assert set(real["diff"]["before"]) == {goes}
    assert [row[case.device_key] for row in held(door, module, case)] == sorted([stays, changed])
    assert run(rows, state="absent")["changed"] is False


def test_purge_is_fenced(run, door, module, case):
    before = held(door, module, case)
    outcome = run(case.wanted[:1], purge=True, expect=2)
    assert "purge would remove 2 of the 3 records on the device (" in outcome["msg"]
    assert "), and purge_limit allows 50%" in outcome["msg"]
    assert held(door, module, case) == before
    assert door.writes(DOOR) == []
    assert len(run(case.wanted[:1], purge=True, purge_limit="67%")["removed"]) == 2


def test_an_empty_list_clears_in_one_request_only_where_nothing_is_spared(run, door, module, case):
    assert run([], purge=True, expect=2)["changed"] is False
    assert door.writes(DOOR) == []
    outcome = run([], purge=True, purge_limit="100%")
    assert len(outcome["removed"]) == 3
    assert held(door, module, case) == []
    assert [entry["action"] for entry in door.writes(DOOR)] == [case.empties_by]
    assert {entry["target"] for entry in door.writes(DOOR)} == {TARGETS[module]}


def test_removing_all_by_name_never_becomes_a_clear(run, door, module, case):
    run([{case.key: name} for name in case.names], state="absent")
    assert held(door, module, case) == []
    assert [entry["action"] for entry in door.writes(DOOR)] == ["del"]


def test_bad_input_is_refused_before_the_first_request(play, door, module, case):
    bad, message = case.bad
    twice = [case.wanted[0], case.wanted[0]]
    unknown = [{case.key: case.names[0], "colour": "red"}]
    variables = {"bad": [bad], "twice": twice, "unknown": unknown}
    tasks = [
        {"name": name, f"doorfleet.akuvox.{module}": {case.option: f"{{{{ {name} }}}}"}, "ignore_errors": True}
        for name in variables
    ]
    done = play(tasks, door.hosts(DOOR, **variables), secrets=case.secrets)
    assert message in done.message(DOOR, "bad")
    assert f"is already in {case.option}[0]; each may be listed once" in done.message(DOOR, "twice")
    assert f"{case.option}[0].colour: is not an option; there are {case.key}" in done.message(DOOR, "unknown")
    assert door.requests(DOOR) == []


def test_a_refused_record_is_named_and_the_others_are_applied(run, door, module, case):
    stays, _changed, goes, comes = case.names
    door.set_fault(DOOR, "refuse_item", target=TARGETS[module], action="add", match={case.device_key: comes}, times=-1)
    outcome = run(case.wanted, purge=True, expect=2)
    assert [entry["key"] for entry in outcome["refused"]] == [comes]
    assert outcome["refused"][0]["reason"] in outcome["msg"]
    assert (outcome["added"], outcome["removed"]) == ([], [goes])
    assert outcome["changed"] is True
    keys = [row[case.device_key] for row in held(door, module, case)]
    assert stays in keys
    assert comes not in keys
    assert goes not in keys


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_no_record_is_doubled_or_lost_when_answers_are(run, door, module, case, kind):
    for action in ("add", "set", "del"):
        door.set_fault(DOOR, kind, target=TARGETS[module], action=action)
    outcome = run(case.wanted, purge=True)
    assert outcome["changed"] is True
    assert (len(outcome["added"]), len(outcome["updated"]), len(outcome["removed"])) == (1, 1, 1)
    assert held(door, module, case) == sorted(case.holds, key=lambda row: row[case.device_key])


def test_what_the_device_forgets_is_named(run, door, module, case):
    door.set_fault(DOOR, "silent_drop", target=TARGETS[module], action="set", times=-1)
    outcome = run(case.wanted, expect=2)
    assert "the device accepted" in outcome["msg"]
    assert f"{case.key} {case.names[1]} " in outcome["msg"]
    assert outcome["updated"] == []
