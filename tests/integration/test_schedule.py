# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of newer firmware (device-facts 6), and people who refer to them by name."""

from __future__ import annotations

import pytest
from harness.families import doors, task

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

FAMILIES = ["e18-1", "x916-1", "x915s-1", "a08s-1", "x912-1", "hostile-1"]
OFFICE = {
    "name": "Office hours", "type": "weekly", "days": ["mon", "tue", "thu"], "time_start": "7:30", "time_end": "18:00"
}  # fmt: skip
FAIR = {"name": "Trade fair", "type": "date_range", "date_start": "2027-03-01", "date_end": "2027-03-05"}
NIGHT = {"name": "Night", "type": "daily", "time_start": "20:00", "time_end": "23:00"}
ALL = [OFFICE, FAIR, NIGHT]
DAYS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")


def wanted(**fields):
    """A schedule as the facts say that a device holds it."""
    return {
        "DateStart": "", "DateEnd": "", "TimeStart": "00:00", "TimeEnd": "23:59", "Week": "0123456", "SourceType": "1",
        **dict.fromkeys(DAYS, "1"), **fields,
    }  # fmt: skip


ON_DEVICE = {
    "Office hours": wanted(
        Type="1", Mode="1", Week="124", Wed="0", Fri="0", Sat="0", Sun="0", TimeStart="07:30", TimeEnd="18:00"
    ),
    "Trade fair": wanted(Type="0", Mode="0", DateStart="20270301", DateEnd="20270305"),
    "Night": wanted(Type="2", Mode="2", TimeStart="20:00", TimeEnd="23:00"),
}


def held(fleet, door):
    """What the device holds, by name, without its own numbers and what nobody sets."""
    found = {}
    for record in fleet.state(door)["schedule"]:
        own = ("ID", "DisplayID", "Name", "Date", "Daily")
        found[record["Name"]] = {key: value for key, value in record.items() if key not in own}
    assert len(found) == len(fleet.state(door)["schedule"]), "no name twice"
    return found


def schedules(given, **options):
    return task("akuvox_schedule", schedules=given, **options)


def numbers(fleet, door):
    return {record["Name"]: record["DisplayID"] for record in fleet.state(door)["schedule"]}


def test_added_changed_and_removed_on_every_family_that_has_them(play, fleet):
    hosts = doors(fleet, *FAMILIES)
    check = play([schedules(ALL)], hosts, "--check", "--diff")
    assert all(fleet.writes(door) == [] for door in FAMILIES)
    first = play([schedules(ALL)], hosts, "--diff")
    for door in FAMILIES:
        assert held(fleet, door) == ON_DEVICE, door
        for part in ("changed", "added", "updated", "removed", "diff"):
            assert check.outcome(door)[part] == first.outcome(door)[part], (door, part)
    again = play([schedules(ALL)], hosts)
    assert {again.outcome(door)["changed"] for door in FAMILIES} == {False}

    # one option of one schedule; all else of the record stays
    then = play([schedules([{"name": "Office hours", "time_end": "17:00"}])], hosts)
    for door in FAMILIES:
        assert then.outcome(door)["updated"] == ["Office hours"], door
        assert held(fleet, door) == {**ON_DEVICE, "Office hours": {**ON_DEVICE["Office hours"], "TimeEnd": "17:00"}}, (
            door
        )

    gone = play([schedules([{"name": "Night"}, {"name": "Never was"}], state="absent")], hosts)
    assert {tuple(gone.outcome(door)["removed"]) for door in FAMILIES} == {("Night",)}
    purged = play([schedules([OFFICE], purge=True)], hosts)
    for door in FAMILIES:
        assert purged.outcome(door)["removed"] == ["Trade fair"], door
        assert list(held(fleet, door)) == ["Office hours"], door


def test_built_in_and_other_owners_schedules_are_left_alone(play, fleet):
    cloud = {"ID": "9", "Name": "From the cloud", "DisplayID": "1009", "Type": "2", "Mode": "2", "SourceType": "2"}
    for door in ("hostile-1", "e18-1"):
        fleet.put(door, schedule=[cloud])
    hosts = doors(fleet, "hostile-1", "e18-1")
    purged = play([schedules([], purge=True, purge_limit="100%")], hosts)
    assert {purged.outcome(door)["changed"] for door in hosts} == {False}
    done = play([schedules([{"name": "From the cloud", "time_end": "12:00"}])], hosts, expect=2)
    for door in hosts:
        assert "owned by a cloud or another platform" in done.message(door)
        assert fleet.writes(door) == []
    # the fence counts what may go: here the one schedule of the door's own, not two or three others as well
    for door in hosts:
        fleet.put(door, schedule=[cloud, {"ID": "3", "Name": "Own", "DisplayID": "1003", "Type": "2"}])
    done = play([schedules([], purge=True)], hosts, expect=2)
    for door in hosts:
        assert "purge would remove 1 of the 1 records" in done.message(door)
    fleet.put("hostile-1", schedule=[cloud])
    shown = play([task("akuvox_info", gather=["schedule"])], hosts)
    owners = [(row["number"], row["owner"]) for row in shown.outcome("hostile-1")["akuvox"]["schedule"]]
    assert owners == [("1001", "built_in"), ("1002", "built_in"), ("1009", "other")]


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_a_schedule_that_people_refer_to_is_not_removed_without_being_told_so(play, fleet, check):
    hosts = doors(fleet, "e18-1", "x915s-1")
    people = [
        {"user_id": "71", "name": "Robin Sample", "schedules": [{"schedule": "Office hours", "relays": ["A", "B"]}]},
        {"user_id": "72", "name": "Kim Sample", "schedules": [{"schedule": "Night"}]},
    ]
    play([schedules(ALL), task("akuvox_user", users=people)], hosts)
    for door in hosts:
        fleet.forget_requests(door)
    before = {door: fleet.state(door)["schedule"] for door in hosts}
    absent = schedules([{"name": "Office hours"}, {"name": "Trade fair"}], state="absent")
    purge = {**schedules([NIGHT], purge=True, purge_limit="100%"), "name": "purge"}
    done = play([{**absent, "ignore_errors": True}, {**purge, "ignore_errors": True}], hosts, *check)
    for door in hosts:
        number = numbers(fleet, door)["Office hours"]
        for name in ("akuvox_schedule", "purge"):
            assert f"Office hours (number {number}): user_id 71. Nothing was changed" in done.message(door, name)
            assert "Trade fair" not in done.message(door, name), "nobody refers to it"
        assert fleet.writes(door) == []
        assert fleet.state(door)["schedule"] == before[door]
    told = play([{**absent, "doorfleet.akuvox.akuvox_schedule": {
        **absent["doorfleet.akuvox.akuvox_schedule"], "remove_referenced": True}}], hosts)  # fmt: skip
    for door in hosts:
        assert told.outcome(door)["removed"] == ["Office hours", "Trade fair"]
        assert list(held(fleet, door)) == ["Night"]


def test_what_can_not_be_taken_apart_and_relays_refer_to_schedules_too(play, fleet):
    door = "x916-1"
    play([schedules(ALL)], doors(fleet, door))
    number = numbers(fleet, door)
    relay = "Config.DoorSetting.RELAYSCHEDULE.RelayBSchedule"
    pairs = f"1001-1,{number['Night']}-2SA"
    fleet.put(door, user=[{"ID": "1", "UserID": "71", "Name": "Robin Sample", "ScheduleRelay": pairs}])
    fleet.put_config(door, **{relay: f"1001/{number['Trade fair']}/"})
    done = play([schedules([], purge=True, purge_limit="100%")], doors(fleet, door), expect=2)
    assert f"Trade fair (number {number['Trade fair']}): {relay}; " in done.message(door)
    assert f"Night (number {number['Night']}): user_id 71. Nothing was changed" in done.message(door)
    assert set(held(fleet, door)) == set(ON_DEVICE)


def test_what_is_shown_of_schedules_can_be_given_back(play, fleet):
    tasks = [
        schedules(ALL),
        {**task("akuvox_info", gather=["schedule"]), "register": "found"},
        schedules(
            "{{ found.akuvox.schedule | map('dict2items') | map('rejectattr', 'key', 'in', own) | map('list')"
            " | map('items2dict') }}"
        ),
    ]
    done = play(tasks, doors(fleet, "e18-1", own=["id", "number", "owner"]))
    assert done.outcome("e18-1", "akuvox_schedule")["changed"] is False
    shown = {row["name"]: row for row in done.outcome("e18-1", "akuvox_info")["akuvox"]["schedule"]}
    assert set(shown["Night"]) == {"id", "number", "owner", "name", "type", "time_start", "time_end"}
    assert shown["Trade fair"]["date_start"] == "2027-03-01"


def test_people_refer_to_schedules_by_name_or_number(play, fleet):
    door = "e18-1"
    play([schedules(ALL)], doors(fleet, door))
    number = numbers(fleet, door)["Night"]
    for schedule in ("Night", number):
        people = [{"user_id": "71", "name": "Robin Sample", "schedules": [{"schedule": schedule}]}]
        done = play([task("akuvox_user", users=people)], doors(fleet, door))
        assert fleet.state(door)["user"][0]["ScheduleRelay"] == f"{number}-1"
    assert done.outcome(door)["changed"] is False
    people = [{"user_id": "71", "name": "Robin Sample", "schedules": [{"schedule": "Nights"}]}]
    done = play([task("akuvox_user", users=people)], doors(fleet, door), expect=2)
    assert "users[0].schedules (user_id 71): the device has no schedule 'Nights'" in done.message(door)
    fleet.put(door, schedule=[{"ID": str(n), "Name": "Night", "DisplayID": str(1000 + n)} for n in (8, 9)])
    people[0]["schedules"] = [{"schedule": "Night"}]
    done = play([task("akuvox_user", users=people)], doors(fleet, door), expect=2)
    assert "several schedules 'Night'; give the number" in done.message(door)


def test_check_mode_of_a_play_that_adds_schedules_and_people_says_what_the_run_does(play, fleet):
    people = [{"user_id": "71", "name": "Robin Sample", "schedules": [{"schedule": "Night"}]}]
    tasks = [schedules([NIGHT]), task("akuvox_user", users=people, schedules_to_come=["Night"])]
    checked = play(tasks, doors(fleet, "x916-1"), "--check")
    assert fleet.writes("x916-1") == []
    done = play(tasks, doors(fleet, "x916-1"))
    for name in ("akuvox_schedule", "akuvox_user"):
        assert checked.outcome("x916-1", name)["added"] == done.outcome("x916-1", name)["added"]
    # when it counts, what isn't there is not taken for being there
    done = play([task("akuvox_user", users=people, schedules_to_come=["Night"])], doors(fleet, "e18-1"), expect=2)
    assert "the device has no schedule 'Night'" in done.message("e18-1")


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_no_schedule_is_doubled_or_lost_when_answers_are(play, fleet, kind):
    names = ["e18-1", "x916-1", "x915s-1", "a08s-1", "x912-1"]
    for number, door in enumerate(names, 2):
        fleet.put(door, schedule=[{"ID": "1", "Name": "Night", "DisplayID": "1003", "Type": "1"},
                                  {"ID": "2", "Name": "Old", "DisplayID": "1004", "Type": "2"}])  # fmt: skip
        fleet.set_fault(door, kind, nth=number)
    play([schedules(ALL, purge=True)], doors(fleet, *names))
    for door in names:
        assert sorted(held(fleet, door)) == ["Night", "Office hours", "Trade fair"], door
        assert held(fleet, door)["Night"]["TimeStart"] == "20:00", door
    again = play([schedules(ALL, purge=True)], doors(fleet, *names))
    assert {again.outcome(door)["changed"] for door in names} == {False}


def test_what_is_dropped_or_refused_is_named(play, fleet):
    for action in ("add", "set"):
        fleet.set_fault("e18-1", "silent_drop", action=action, field="TimeEnd", times=-1)
    fleet.put("x916-1", schedule=[{"ID": str(n), "Name": f"S{n}", "DisplayID": str(1002 + n)} for n in range(1, 99)])
    done = play([schedules(ALL)], doors(fleet, "e18-1", "x916-1", "door-01"), expect=2)
    assert "name Office hours time_end: it holds '00:00', not '18:00'" in done.message("e18-1")
    assert "hold 100 records at most, and it would be 101. Nothing was changed" in done.message("x916-1")
    assert "this device does not have the function" in done.message("door-01")
    assert fleet.writes("x916-1") == []


def test_14_week_without_the_day_switches_leaves_the_days_off(play, fleet):
    """Surprise 14 of device-facts 13.2: both are written, and the switches are what counts."""
    play([schedules([OFFICE])], doors(fleet, "e18-1"))
    record = fleet.state("e18-1")["schedule"][0]
    assert [day for day in DAYS if record[day] == "1"] == ["Mon", "Tue", "Thur"]
    assert record["Week"] == "124"
    fleet.put("e18-1", schedule=[{**record, **dict.fromkeys(DAYS, "0")}])
    assert play([schedules([OFFICE])], doors(fleet, "e18-1")).outcome("e18-1")["updated"] == ["Office hours"]


BAD = {
    "no days": ([{"name": "S", "type": "weekly"}], "days (name S): is needed for a schedule of type weekly"),
    "no dates": ([{"name": "S", "type": "date_range", "date_start": "2027-01-01"}], "date_end (name S): is needed"),
    "days of daily": ([{**NIGHT, "days": ["mon"]}], "schedules[0].days (name Night): does not go with type daily"),
    "dates of weekly": ([{**OFFICE, "date_end": "2027-01-01"}], "does not go with type weekly; use date_range"),
    "backwards": ([{**FAIR, "date_end": "2027-02-28"}], "date_end (name Trade fair): must not be before date_start"),
    "no date": ([{**FAIR, "date_end": "2027-02-30"}], "date_end (name Trade fair): must be a date such as"),
    "a number": ([{**NIGHT, "name": "1003"}], "schedules[0].name: must be 1 to 32 characters, neither a number nor"),
    "built in": ([{**NIGHT, "name": "Always"}], "schedules[0].name: must be 1 to 32 characters, neither a number nor"),
    "too long": ([{**NIGHT, "name": "x" * 33}], "schedules[0].name: must be at most 32 characters, not 33"),
    "twice": ([NIGHT, NIGHT], "schedules[1].name: Night is already in schedules[0]"),
    "a time": ([{**NIGHT, "time_end": "24:00"}], "schedules[0].time_end (name Night): must be HH:MM"),
    "a day": ([{**OFFICE, "days": ["monday"]}], "schedules[0].days (name Office hours): must be days out of mon"),
    "without type": ([{"name": "New"}], "schedules[0].type: is needed to add this record"),
    "no day at all": ([{"name": "Night", "days": []}], "schedules[0].days (name Night): must be at least one day"),
    # what the device holds decides
    "days of one that is daily": ([{"name": "Night", "days": ["mon"]}],
                                  "schedules.days (name Night): does not go with type daily; use date_range or weekly"),
    "ends before it begins": ([{"name": "Trade fair", "date_end": "2027-02-28"}],
                              "schedules.date_end (name Trade fair): must not be before date_start, 2027-03-01"),
}  # fmt: skip


def test_bad_input_writes_nothing(play, fleet):
    play([schedules([NIGHT, FAIR])], doors(fleet, "e18-1"))
    fleet.forget_requests("e18-1")
    tasks = [{**schedules(given), "name": name, "ignore_errors": True} for name, (given, says) in BAD.items()]
    done = play(tasks, doors(fleet, "e18-1"))
    for name, (_given, says) in BAD.items():
        assert says in done.message("e18-1", name), name
    assert fleet.writes("e18-1") == []
