# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call log and door log of a door: read in one shape, single entries removed, emptied."""

from __future__ import annotations

import pytest
from harness.emulator import DOORS

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = DOORS[0]
PIN, TEMPORARY, CARD = "48271530", "93817264", "00B4161D"

CALLS = [
    {"ID": "1", "Type": "Dialed", "Date": "2026-01-02", "Time": "03:04:05", "Name": "Kim", "Num": "2001"},
    {"ID": "2", "Type": "Missed", "Date": "2026-01-02", "Time": "04:04:05", "Name": "Robin", "Num": "2002"},
    {"ID": "7", "Type": "3", "Date": "2026-01-02", "Time": "05:04:05", "Name": "Robin", "Num": "2002"},
    {"ID": "9", "Type": "Unknow", "Date": "2026-01-02", "Time": "06:04:05", "Name": "", "Num": ""},
]
OPENINGS = [
    {"ID": "1", "Type": "Card", "Name": "Kim", "Status": "Success", "Code": CARD},
    {"ID": "2", "Type": "2", "Name": "Robin", "Status": "0", "Code": PIN},
    {"ID": "3", "Type": "Temp Key", "Name": "Guest", "Status": "Succ", "Code": TEMPORARY, "Relay": "2"},
    {"ID": "4", "Type": "Face", "Name": "Kim", "Status": "Failed", "Code": "", "AccessMode": "2"},
]
OPENINGS = [{**row, "Date": "2026-01-02", "Time": f"08:00:0{row['ID']}"} for row in OPENINGS]
SECRETS = {PIN, TEMPORARY}


@pytest.fixture
def logged(fleet):
    fleet.put(DOOR, calllog=CALLS, doorlog=OPENINGS)
    fleet.forget_requests(DOOR)
    return fleet


def calllog(name="Calls", **options):
    return {"name": name, "doorfleet.akuvox.akuvox_calllog": options}


def doorlog(name="Openings", **options):
    return {"name": name, "doorfleet.akuvox.akuvox_doorlog": options}


def info(**options):
    return {"name": "Info", "doorfleet.akuvox.akuvox_info": options}


def ids(fleet, log):
    return [row["ID"] for row in fleet.state(DOOR)[log]]


def test_rows_have_one_shape_and_hide_codes(play, logged):
    done = play([info(gather=["calllog", "doorlog", "pcap", "call_status"])], logged.hosts(DOOR), secrets=SECRETS)
    found = done.outcome(DOOR)["akuvox"]
    assert [row["type"] for row in found["calllog"]] == ["dialed", "missed", "missed", "unknown"]
    assert [row["record"]["Type"] for row in found["calllog"]] == ["Dialed", "Missed", "3", "Unknow"]
    assert found["calllog"][0]["number"] == "2001"
    assert [row["type"] for row in found["doorlog"]] == ["card", "password", "Temp Key", "face"]
    assert [row["status"] for row in found["doorlog"]] == ["success", "success", "success", "failed"]
    assert [row["code"] for row in found["doorlog"]] == [CARD, "********", "********", ""]
    assert (found["doorlog"][2]["relay"], found["doorlog"][3]["access_mode"]) == (2, "exit")
    assert found["pcap"] == {"running": False, "size": 0}
    assert found["call_status"] == {"status": "ready", "in_call": False}

    shown = play([info(gather=["doorlog"], include_secrets=True)], logged.hosts(DOOR))
    assert [row["code"] for row in shown.outcome(DOOR)["akuvox"]["doorlog"]] == [CARD, PIN, TEMPORARY, ""]


@pytest.mark.parametrize(("make", "log", "rows"), [(calllog, "calllog", CALLS), (doorlog, "doorlog", OPENINGS)])
def test_entries_are_removed_one_by_one(play, logged, make, log, rows):
    other = ids(logged, "calllog" if log == "doorlog" else "doorlog")
    tasks, gone = [make(state="absent", ids=["2", 1, "2", "999"])], ["2", "1"]
    predicted = play(tasks, logged.hosts(DOOR), "--check", "--diff", secrets=SECRETS).outcome(DOOR)
    assert logged.writes(DOOR) == []
    done = play(tasks, logged.hosts(DOOR), "--diff", secrets=SECRETS).outcome(DOOR)
    for key in ("changed", "removed", "refused", "diff"):
        assert done[key] == predicted[key]
    assert (done["changed"], done["removed"], sorted(done["diff"]["before"])) == (True, gone, sorted(gone))
    assert ids(logged, log) == [row["ID"] for row in rows if row["ID"] not in gone]
    # C54: the manual prints the door log's with the call log's target
    assert ids(logged, "calllog" if log == "doorlog" else "doorlog") == other
    assert [(entry["target"], entry["action"], entry["applied"]) for entry in logged.writes(DOOR)] == [
        (log, "del", True)
    ] * 2

    logged.forget_requests(DOOR)
    again = play(tasks, logged.hosts(DOOR)).outcome(DOOR)
    assert (again["changed"], again["removed"]) == (False, [])
    assert logged.writes(DOOR) == []


def test_a_diff_of_door_openings_hides_codes(play, logged):
    done = play([doorlog(state="absent", ids=["1", "2"])], logged.hosts(DOOR), "--diff", "-vvvv", secrets=SECRETS)
    before = done.outcome(DOOR)["diff"]["before"]
    assert (before["1"]["code"], before["2"]["code"]) == (CARD, "********")


@pytest.mark.parametrize(("make", "log", "count"), [(calllog, "calllog", 4), (doorlog, "doorlog", 4)])
def test_a_log_is_emptied_once(play, logged, make, log, count):
    tasks = [make(state="cleared")]
    predicted = play(tasks, logged.hosts(DOOR), "--check", "--diff").outcome(DOOR)
    assert logged.writes(DOOR) == []
    done = play(tasks, logged.hosts(DOOR), "--diff").outcome(DOOR)
    assert {key: done[key] for key in ("changed", "count", "diff")} == {
        "changed": True,
        "count": count,
        "diff": {"before": {log: {"all": count}}, "after": {log: {"all": 0}}},
    }
    assert (predicted["changed"], predicted["count"], predicted["diff"]) == (True, count, done["diff"])
    assert ids(logged, log) == []
    assert len(ids(logged, "calllog" if log == "doorlog" else "doorlog")) == 4

    logged.forget_requests(DOOR)
    assert play(tasks, logged.hosts(DOOR)).outcome(DOOR)["changed"] is False
    assert logged.functions(DOOR)[-1:] == [f"GET {log}/get"]
    assert logged.writes(DOOR) == []


def test_each_kind_of_calls(play, fleet):
    """A door for each kind: its calls go, the others stay."""
    kinds = {
        "dialed": "Dialed",
        "received": "Received",
        "missed": "Missed",
        "forwarded": "Forwarded",
        "unknown": "Unknow",
    }
    rows = [{**CALLS[0], "ID": str(number), "Type": name} for number, name in enumerate(kinds.values(), 1)]
    doors = dict(zip(DOORS, kinds, strict=False))
    for door in doors:
        fleet.put(door, calllog=rows)
    hosts = {door: fleet.host(door, kind=word) for door, word in doors.items()}
    done = play([calllog(state="cleared", type="{{ kind }}")], hosts)
    for door, word in doors.items():
        assert (done.outcome(door)["changed"], done.outcome(door)["count"]) == (True, 1)
        left = [row["Type"] for row in fleet.state(door)["calllog"]]
        assert left == [name for name in kinds.values() if name != kinds[word]]
        fleet.forget_requests(door)
    again = play([calllog(state="cleared", type="{{ kind }}")], hosts)
    assert not any(again.outcome(door)["changed"] or fleet.writes(door) for door in doors)


def test_a_log_in_pages(play, fleet):
    """The entries to remove are on the last page."""
    rows = [{**CALLS[0], "ID": str(number)} for number in range(1, 46)]
    fleet.put("paged-1", calllog=rows)
    done = play([calllog(state="absent", ids=["45", "3"])], fleet.hosts("paged-1")).outcome("paged-1")
    assert done["removed"] == ["45", "3"]
    cleared = play([calllog(state="cleared")], fleet.hosts("paged-1")).outcome("paged-1")
    assert (cleared["changed"], cleared["count"]) == (True, 43)
    assert fleet.state("paged-1")["calllog"] == []


@pytest.mark.parametrize("action", ["del", "clear"])
def test_a_lost_answer_is_settled_by_reading(play, fleet, action):
    options = {"state": "absent", "ids": ["2", "3"]} if action == "del" else {"state": "cleared"}
    doors = dict(zip(DOORS, ("cut_before", "cut_after", "garbage", "late"), strict=False))
    for door, kind in doors.items():
        fleet.put(door, doorlog=OPENINGS)
        fleet.set_fault(door, kind, target="doorlog", action=action, seconds=1.5)
    done = play([doorlog(**options)], fleet.hosts(*doors, akuvox_settle=6), secrets=SECRETS)
    for door in doors:
        assert done.outcome(door)["changed"] is True
        left = [row["ID"] for row in fleet.state(door)["doorlog"]]
        assert left == (["1", "4"] if action == "del" else [])
        applied = [entry for entry in fleet.writes(door) if entry["applied"]]
        assert len(applied) == (2 if action == "del" else 1)
        # what comes late would take what the log has got in between, and was sent again at once
        again = 0 if doors[door] != "cut_before" else 1
        assert len(fleet.writes(door)) == len(applied) + again, door


def test_a_door_that_never_answers_a_write(play, logged):
    logged.set_fault(DOOR, "cut_before", target="doorlog", action="del", times=-1)
    done = play([doorlog(state="absent", ids=["2", "3"])], logged.hosts(DOOR), secrets=SECRETS, expect=2)
    assert "2 of 2 entries are not confirmed to be gone" in done.message(DOOR)
    assert done.outcome(DOOR)["removed"] == []
    assert len(logged.writes(DOOR)) == 3


def test_a_door_that_accepts_and_keeps_the_entries(play, logged):
    logged.set_fault(DOOR, "silent_drop", target="doorlog", times=-1)
    for options in ({"state": "absent", "ids": ["2"]}, {"state": "cleared"}):
        done = play([doorlog(**options)], logged.hosts(DOOR), secrets=SECRETS, expect=2)
        assert "the device accepted to" in done.message(DOOR)
        assert "still has" in done.message(DOOR)


def test_an_entry_that_is_refused_and_gone_all_the_same(play, logged):
    """The log grows and loses its oldest entries by itself, so that somebody else may have been quicker."""
    logged.set_fault(DOOR, "garbage", body='{"retcode": -1, "message": "Failed"}', target="doorlog", action="del")
    done = play([doorlog(state="absent", ids=["2", "3"])], logged.hosts(DOOR), secrets=SECRETS)
    assert done.outcome(DOOR)["removed"] == ["2", "3"]


def test_a_refused_entry_fails_the_task_and_not_the_others(play, logged):
    refusal = '{"retcode": -1, "message": "Failed"}'
    logged.set_fault(DOOR, "status", status=200, body=refusal, target="doorlog", action="del")
    done = play([doorlog(state="absent", ids=["2", "3"])], logged.hosts(DOOR), secrets=SECRETS, expect=2)
    assert "the device refused to remove 1 entries: 2: " in done.message(DOOR)
    outcome = done.outcome(DOOR)
    assert (outcome["changed"], outcome["removed"], [entry["key"] for entry in outcome["refused"]]) == (
        True,
        ["3"],
        ["2"],
    )
    assert ids(logged, "doorlog") == ["1", "2", "4"]


def test_bad_input_sends_nothing(play, logged):
    cases = [
        (doorlog(state="absent"), "state is absent but all of the following are missing: ids"),
        (doorlog(state="absent", ids=[]), "ids: is empty; state: cleared removes all entries"),
        (doorlog(state="absent", ids=["1", "two"]), "ids[1]: must be 0 to"),
        (calllog(state="absent", ids=["1"], type="missed"), "type: goes with state: cleared"),
        (calllog(state="cleared", ids=["1"]), "ids: goes with state: absent"),
        (calllog(state="cleared", type="lost"), "value of type must be one of: all, dialed, received"),
        (doorlog(state="gone"), "value of state must be one of: absent, cleared"),
    ]
    for number, (task, _unused) in enumerate(cases):
        task.update(name=f"Case {number}", ignore_errors=True)
    done = play([task for task, _unused in cases], logged.hosts(DOOR))
    for number, (_unused, expected) in enumerate(cases):
        assert expected in done.message(DOOR, f"Case {number}")
    assert logged.requests(DOOR) == []
