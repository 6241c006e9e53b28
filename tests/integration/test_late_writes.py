# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doors that do a write long after its answer was lost, doubles, and who may write to a door when."""

from __future__ import annotations

import concurrent.futures
import contextlib
import fcntl
import json
import os
import re
import time

import pytest
from harness.commands import Commands
from harness.emulator import DOORS
from harness.people import card, pin
from harness.playbook import Player

SETTLE = 4
IN_TIME, TOO_LATE = 2.0, 6.0
CODE = pin(1)
# The modules with lists, each with one record to add.
RECORDS = {
    "akuvox_contact": {"contacts": [{"name": "Kim", "phone": "101"}]},
    "akuvox_dialreplace": {"rules": [{"prefix": "0110", "replacements": ["0200"]}]},
    "akuvox_group": {"groups": ["Ground floor"]},
    "akuvox_privatekey": {"keys": [{"name": "Cleaning", "code": "{{ code }}"}]},
    "akuvox_rfkey": {"keys": [card(1)[0]]},
    "akuvox_user": {"users": [{"user_id": "1001", "name": "Robin", "pin": "{{ code }}"}]},
    "akuvox_schedule": {"schedules": [{"name": "Office hours", "type": "daily"}]},
}
# What stands in a playbook is shown beside a task that fails.
SECRET = {"variables": {"code": CODE}, "secrets": {CODE}}
IN_TIME_DOORS = dict(zip(RECORDS, [*DOORS[:6], "newer-1"], strict=True))
# A group that is there twice can be removed where newer firmware has the function.
TOO_LATE_DOORS = dict(zip(RECORDS, [*DOORS[6:8], "e18-1", *DOORS[8:11], "x916-1"], strict=True))


def target_of(module):
    """The API's word for it."""
    return module.removeprefix("akuvox_")


def own_task():
    """A task for each module, on the doors that have it."""
    return [
        {"name": module, f"doorfleet.akuvox.{module}": options, "when": f"module == '{module}'"}
        for module, options in RECORDS.items()
    ]


def wait_for_late_writes(fleet, *doors, seconds=60):
    """Return when the doors have done all that they were asked for."""
    deadline = time.monotonic() + seconds
    while any(fleet.summary(door)["late_writes"] for door in doors):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def set_late(fleet, door, module, seconds, action="add", **more):
    """The next write of a door is done so many seconds later."""
    fleet.set_fault(door, "late", target=target_of(module), action=action, seconds=seconds, **more)


@pytest.mark.one_core
def test_what_comes_late_is_there_once_in_each_list(play, fleet):
    """It was added again at once, so it was there twice, and further runs failed."""
    hosts = {}
    for doors, seconds in ((IN_TIME_DOORS, IN_TIME), (TOO_LATE_DOORS, TOO_LATE)):
        for module, door in doors.items():
            set_late(fleet, door, module, seconds)
            hosts[door] = fleet.host(door, module=module, akuvox_settle=SETTLE)
    # each module on its doors at the same time, so that it takes no longer than one
    done = play(own_task(), hosts, "--forks", "20", play={"strategy": "free"}, **SECRET)
    wait_for_late_writes(fleet, *hosts)
    for door, variables in hosts.items():
        module = variables["module"]
        outcome = next(result for result in done.results(door) if result["event"] != "skipped")
        assert (outcome["event"], outcome["changed"], len(outcome["added"])) == ("ok", True, 1), (door, outcome)
        ours = [row for row in fleet.state(door)[target_of(module)] if row.get("SourceType") != "2"]
        assert len(ours) == 1, (door, ours)
        adds = [entry for entry in fleet.writes(door) if entry["action"] == "add"]
        assert len(adds) == (1 if door in IN_TIME_DOORS.values() else 2), door
        assert f"{target_of(module)}/add was lost; waiting up to {SETTLE} s for " in done.output.replace("\n", " ")
        # a door that has numbers for people takes none twice by itself
        doubled = door in TOO_LATE_DOORS.values() and module != "akuvox_user"
        assert len(outcome["removed_doubles"]) == doubled, door
    again = play(own_task(), hosts, "--forks", "20", play={"strategy": "free"}, **SECRET)
    assert not any(result.get("changed") for door in hosts for result in again.results(door))


@pytest.mark.one_core
def test_what_comes_after_the_run_is_removed_by_the_next_one(play, fleet):
    """Each run failed with 'holds 2 records with this name', also with purge."""
    doors = {module: door for module, door in TOO_LATE_DOORS.items() if module != "akuvox_user"}
    hosts = {door: fleet.host(door, module=module, akuvox_settle=0) for module, door in doors.items()}
    for module, door in doors.items():
        set_late(fleet, door, module, 1.0)
    how = {"play": {"strategy": "free"}, **SECRET}
    play(own_task(), hosts, **how)
    wait_for_late_writes(fleet, *hosts)
    before = {door: fleet.state(door)[target_of(module)] for module, door in doors.items()}
    assert all(len(rows) == 2 for rows in before.values()), "without time to settle it is there twice"
    check = play(own_task(), hosts, "--check", "--diff", **how)
    real = play(own_task(), hosts, "--diff", **how)
    for module, door in doors.items():
        outcomes = [
            next(result for result in done.results(door) if result["event"] != "skipped") for done in (check, real)
        ]
        key = next(iter(next(iter(RECORDS[module].values()))), None)
        key = key if isinstance(key, str) else next(iter(key.values()))
        for outcome in outcomes:
            assert (outcome["changed"], outcome["removed_doubles"], outcome["removed"]) == (True, [key], []), door
            assert f"{key} (double, ID {before[door][1]['ID']})" in outcome["diff"]["before"], door
        assert fleet.state(door)[target_of(module)] == before[door][:1]
    again = play(own_task(), hosts, **how)
    assert not any(result.get("changed") for door in hosts for result in again.results(door))


@pytest.mark.one_core
def test_doubles_that_may_not_go_are_named_with_the_command_that_ends_it(play, fleet):
    contact = {"Name": "Kim", "Phone": "101", "Group": "", "DialType": "0"}
    user = {"Name": "Robin", "UserID": "1001", "ScheduleRelay": "1001-1"}
    fleet.put("door-01", contact=[{**contact, "ID": "1"}, {**contact, "ID": "2", "Phone": "102"}])
    fleet.put("door-02", group=[{"ID": "1", "Name": "Ground floor"}, {"ID": "2", "Name": "Ground floor"}])
    fleet.put("masking-1", privatekey=[{"ID": number, "Name": "Cleaning", "Code": CODE} for number in ("1", "2")])
    fleet.put("e18-1", user=[{**user, "ID": "1"}, {**user, "ID": "2", "SourceType": "2"}])
    schedule = {"Name": "Office hours", "Type": "2", "Mode": "2", "TimeStart": "00:00", "TimeEnd": "23:59"}
    numbers = ("1003", "1004")
    schedules = [{**schedule, "ID": str(place), "DisplayID": number} for place, number in enumerate(numbers, 1)]
    people = [
        {**user, "ID": str(place), "UserID": str(1000 + place), "ScheduleRelay": f"{number}-1"}
        for place, number in enumerate(numbers, 1)
    ]
    fleet.put("newer-1", schedule=schedules, user=people)
    fleet.put("x916-1", schedule=schedules, user=people[1:])
    hosts = {
        door: fleet.host(door, module=module)
        for door, module in {
            "door-01": "akuvox_contact", "door-02": "akuvox_group", "masking-1": "akuvox_privatekey",
            "e18-1": "akuvox_user", "newer-1": "akuvox_schedule", "x916-1": "akuvox_schedule",
        }.items()
    }  # fmt: skip
    done = play(own_task(), hosts, **SECRET, expect=2)
    said = {door: next(result for result in done.results(door) if result["event"] != "skipped") for door in hosts}
    for door, words in {
        "door-01": "contacts[0]: the device holds 2 records with this name (IDs 1, 2), and they differ in Phone",
        "door-02": "and this device can't remove single groups (name Ground floor)",
        "masking-1": "and the device shows a part of them as stars",
        "e18-1": "and at least one of them is owned by a cloud or another platform (user_id 1001)",
        "newer-1": "more than one of them is referred to: ID 1 by user_id 1001; ID 2 by user_id 1002",
    }.items():
        assert words in said[door]["msg"], said[door]["msg"]
        assert fleet.writes(door) == []
    # the other one of these is the one that somebody refers to
    assert said["x916-1"]["removed_doubles"] == ["Office hours"]
    assert [row["DisplayID"] for row in fleet.state("x916-1")["schedule"]] == ["1004"]
    # what the message says ends it
    way_out = []
    for door in ("door-01", "door-02", "masking-1", "newer-1"):
        silent, module, options = re.search(
            r"(ANSIBLE_NO_LOG=1 )?ansible DOOR -m (\S+) -a '(\{.*\})'", said[door]["msg"]
        ).groups()
        assert bool(silent) == (door == "masking-1"), "the answer has the code"
        way_out.append({"name": "Way out", module: json.loads(options), "no_log": bool(silent),
                        "when": f"inventory_hostname == '{door}'"})  # fmt: skip
    ended = {door: hosts[door] for door in ("door-01", "door-02", "masking-1", "newer-1")}
    play(way_out, ended, **SECRET)
    play(own_task(), ended, **SECRET)


@pytest.fixture
def second_player(tmp_path, player, collections_tree):
    """A player that may run while the other one does."""
    (tmp_path / "second").mkdir()
    return Player(tmp_path / "second", collections_tree, player.temporary, player.ledger, Commands())


@pytest.mark.one_core
def test_two_runs_at_once(play, player, second_player, fleet, tmp_path):
    """With a common folder they wait for each other; without one, one further run makes it right."""
    contacts = [{"name": f"Flat {number}", "phone": f"10{number}"} for number in range(3)]
    tasks = [{"name": "Contacts", "doorfleet.akuvox.akuvox_contact": {"contacts": contacts}}]
    hosts = fleet.hosts("door-01", "door-02")
    for shared in (True, False):
        fleet.reset()
        for door in hosts:
            # both have read before either of them writes, unless something keeps them apart
            kind, seconds = ("slow", 4) if shared else ("meet", 60)
            fleet.set_fault(door, kind, target="contact", action="get", seconds=seconds, times=2)
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        elsewhere = {} if shared else {"TMPDIR": str(tmp_path / "elsewhere")}
        with concurrent.futures.ThreadPoolExecutor() as threads:
            runs = [
                threads.submit(player.run, tasks, hosts),
                threads.submit(second_player.run, tasks, hosts, environment=elsewhere),
            ]
            done = [run.result() for run in runs]
        if shared:
            assert [run.code for run in done] == [0, 0]
            for door in hosts:
                assert sorted(len(run.outcome(door)["added"]) for run in done) == [0, 3]
                assert [entry["action"] for entry in fleet.writes(door)] == ["add"]
            assert any("another run is writing to this door (process " in run.output for run in done)
        else:
            for door in hosts:
                adds = {entry["client"]: entry["n"] for entry in fleet.requests(door) if entry["action"] == "add"}
                reads = {entry["client"]: entry["n"] for entry in reversed(fleet.requests(door)) if entry["fault"]}
                assert len(adds) == 2, "each run has written"
                assert set(reads) == set(adds)
                assert max(reads.values()) < min(adds.values()), "both have read before"
        play(tasks, hosts)
        for door in hosts:
            assert sorted(row["Name"] for row in fleet.state(door)["contact"]) == ["Flat 0", "Flat 1", "Flat 2"]
        assert not any(play(tasks, hosts).outcome(door)["changed"] for door in hosts)


@contextlib.contextmanager
def held(path, note):
    """Have a lock, as another run has."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(json.dumps(note))
        lock.flush()
        yield


@pytest.mark.one_core
def test_a_held_lock_stops_one_door_and_no_other(play, player, fleet, tmp_path):
    names = [*DOORS, "paged-1", "newer-1", "masking-1", "encoding-1", "e18-1", "x916-1", "x912-1", "s532-1"]
    hosts = fleet.hosts(*names, akuvox_lock_timeout=5, akuvox_request_interval=0.01)
    assert len(hosts) == 20
    folder = player.temporary / f"doorfleet-akuvox-{os.geteuid()}"
    folder.mkdir(mode=0o777)

    def mark(door, kind):
        return folder / f"{hosts[door]['ansible_host']}-{hosts[door]['akuvox_port']}.{kind}"

    for kind in ("lock", "last"):
        # what an ordinary open would wait for
        os.mkfifo(mark("door-05", kind))
    note = {"process": 4711, "host": "elsewhere", "job": 12, "user": "ops", "since": "2026-11-28 03:00:00"}
    task = {"name": "Dial", "doorfleet.akuvox.akuvox_dialreplace": RECORDS["akuvox_dialreplace"]}
    bastion = {
        **task,
        "name": "By way of a bastion",
        "delegate_to": "bastion-1",
        "when": "inventory_hostname == 'door-01'",
    }
    whole = {
        "name": "Whole door",
        "doorfleet.akuvox.akuvox_door": {"dialreplace": RECORDS["akuvox_dialreplace"]["rules"], "groups": ["Yard"]},
        "when": "inventory_hostname in ('door-01', 'door-02', 'door-03')",
    }
    with held(mark("door-01", "lock"), note), held(mark("door-02", "lock"), {**note, "busy": "firmware, up to 15 min"}):
        began = time.monotonic()
        done = play(
            [{**each, "ignore_errors": True} for each in (task, bastion, whole)],
            hosts, "--forks", "20", others={"bastion-1": {"ansible_connection": "elsewhere"}},
        )  # fmt: skip
        checked = play([task], {"door-01": hosts["door-01"]}, "--check")
    assert checked.outcome("door-01")["changed"] is True
    order = [event["host"] for event in done.events if event["task"] == "Dial"]
    assert order[-1] == "door-01", "the others don't wait for it"
    who = "another run is writing to this door (process 4711 on elsewhere, job 12, user ops, since 2026-11-28 03:00:00"
    for name in ("Dial", "By way of a bastion", "Whole door"):
        assert done.message("door-01", name).startswith(f"{who}). Waited 5 s (lock_timeout). Nothing was changed"), name
    for name in ("Dial", "Whole door"):
        assert done.message("door-02", name).startswith(f"{who}, firmware, up to 15 min). Not waited for"), name
    assert list(done.outcome("door-03", "Whole door")["sections"]) == ["groups", "dialreplace"]
    assert [row["Name"] for row in fleet.state("door-03")["group"]][-1] == "Yard"
    assert f"{who}); waiting up to 5 s for it" in done.output
    assert fleet.writes("door-01") == fleet.writes("door-02") == []
    for door in names[2:]:
        assert done.outcome(door, "Dial")["changed"] is True, door
    assert time.monotonic() - began < 60
    assert folder.stat().st_mode & 0o777 == 0o700
    # shared on purpose, and not there
    wrong = play([task], fleet.hosts("door-01", akuvox_lock_dir=str(tmp_path / "nowhere")), expect=2)
    assert "lock_dir: the folder " in wrong.message("door-01")
    assert "No such file" in wrong.message("door-01")
    shared = tmp_path / "shared"
    shared.mkdir()
    play([task], fleet.hosts("door-01", akuvox_lock_dir=str(shared)))
    assert [path.suffix for path in shared.iterdir()] == [".lock"]
