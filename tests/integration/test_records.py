# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same battery for all modules that manage a list of records."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from targets import LISTS

DOOR = "newer-1"
CASES = {data.module: data for data in LISTS.values() if data.battery}
TARGETS = {data.module: target for target, data in LISTS.items()}

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = [pytest.mark.one_core, pytest.mark.parametrize("module", CASES)]


@pytest.fixture
def case(module):
    """The battery of the target, and how its list and its keys are called."""
    data = CASES[module]
    option, device_key = data.key
    return SimpleNamespace(option=data.option, key=option, device_key=device_key, **vars(data.battery))


@pytest.fixture
def door(fleet, module, case):
    """The door with the case's records on it."""
    fleet.put(DOOR, **{
        target: [{"ID": str(number), **record} for number, record in enumerate(records, 1)]
        for target, records in {**case.beside, TARGETS[module]: case.held}.items()
    })  # fmt: skip
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
    renamed = case.renamed or changed
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
