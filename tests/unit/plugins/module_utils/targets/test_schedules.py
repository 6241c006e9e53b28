# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: what makes one, how the device has it, and who refers to it."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.plan import hold, make_plan
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import schedule

DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
DAILY = {"ID": "1", "DisplayID": "1003", "Name": "Night", "Type": "2", "DateStart": "", "DateEnd": "", **DAYS}
RANGE = {"ID": "2", "DisplayID": "1004", "Name": "Fair", "Type": "0", "DateStart": "20270301", "DateEnd": "20270305"}
RELAY = "Config.DoorSetting.RELAYSCHEDULE."


class Door:
    """A device of which users and configuration are asked."""

    profile = PROFILES["field"]

    def __init__(self, users=(), **config):
        self._users = [{"UserID": str(number), "ScheduleRelay": value} for number, value in enumerate(users, 1)]
        self._config = {RELAY + key: value for key, value in config.items()}
        self.asked = []

    def records(self, target):
        assert target == "user"
        self.asked.append(target)
        return self._users

    def read(self, target):
        assert target == "config"
        self.asked.append(target)
        return self._config


def plan(records, rows, **more):
    return make_plan(
        hold(records, schedule.TABLE, schedule.is_foreign), schedule.TABLE.check_rows(rows), schedule.TABLE, **more
    )


def test_a_date_that_nobody_can_read_is_shown_as_it_is():
    assert schedule.Date().decode("soon") == "soon"


def test_what_a_type_does_not_have_is_left_out():
    assert schedule.TABLE.decode(DAILY) == {"name": "Night", "type": "daily"}
    assert schedule.TABLE.decode({**RANGE, **DAYS})["days"] == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert schedule.TABLE.decode({**RANGE, "Type": "1"}) == {"name": "Fair", "type": "weekly"}
    assert "date_start" in schedule.TABLE.decode({**RANGE, "Type": "9"}), "of a type that isn't known"


@pytest.mark.parametrize(
    ("record", "foreign"),
    [
        ({"DisplayID": "1003"}, False),
        ({"DisplayID": "1003", "SourceType": "1"}, False),
        ({"DisplayID": "1001", "SourceType": "1"}, True),
        ({"DisplayID": 1002}, True),
        ({"DisplayID": "1003", "SourceType": "2"}, True),
        ({"DisplayID": "1003", "SourceType": "4"}, True),
    ],
)
def test_built_in_schedules_and_those_of_others_are_foreign(record, foreign):
    assert schedule.is_foreign(record) is foreign


def check(rows, state="present"):
    schedule.check_schedules({"schedules": rows, "state": state})


def test_only_the_name_counts_for_what_is_to_go():
    check([{"name": "Night", "type": "weekly"}], state="absent")
    with pytest.raises(
        InvalidInput, match=r"schedules\[0\]\.days \(name Night\): is needed for a schedule of type weekly"
    ):
        check([{"name": "Night", "type": "weekly"}])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"name": "Night", "days": ["mon"]},
            "schedules.days (name Night): does not go with type daily; use date_range or weekly",
        ),
        (
            {"name": "Night", "date_end": "2027-01-01"},
            "schedules.date_end (name Night): does not go with type daily; use date_range",
        ),
        (
            {"name": "Fair", "date_start": "2027-03-06"},
            "schedules.date_end (name Fair): must not be before date_start, 2027-03-06",
        ),
    ],
)
def test_a_change_has_to_go_with_what_the_device_holds(row, message):
    with pytest.raises(InvalidInput) as caught:
        schedule.check_changes(plan([DAILY, RANGE], [row]))
    assert str(caught.value) == message


def test_a_change_of_type_brings_its_own_parts():
    rows = [{"name": "Night", "type": "weekly", "days": ["mon"]}, {"name": "Fair", "type": "daily"}]
    made = plan([DAILY, RANGE], rows)
    schedule.check_changes(made)
    assert [update.changes for update in made.update] == [{"type": "weekly", "days": ["mon"]}, {"type": "daily"}]


def test_a_range_that_is_wrong_already_does_not_stop_other_changes():
    schedule.check_changes(plan([{**RANGE, "DateEnd": "20270101"}], [{"name": "Fair", "time_end": "12:00"}]))


@pytest.mark.parametrize(
    ("door", "says"),
    [
        (Door(["1003-1"]), "Night (number 1003): user_id 1."),
        (Door(["1001-1,1003-12;"]), "Night (number 1003): user_id 1."),
        (Door(["1001-1; 1003-2SA"]), "Night (number 1003): user_id 1."),
        (Door(["1003-1"] * 7), "Night (number 1003): user_id 1, 2, 3, 4, 5 and 2 more."),
        (Door(RelayASchedule="1003/"), f"Night (number 1003): {RELAY}RelayASchedule."),
        (Door(["1003-1"], RelayBSchedule="1001/1003/"), f"Night (number 1003): user_id 1, {RELAY}RelayBSchedule."),
        (Door(["1001-1", "1004-1", "11003-1", ""], RelayASchedule="1001/", RelayAEnable="1003"), None),
    ],
)
def test_who_refers_to_a_schedule_is_named(door, says):
    made = plan([DAILY, RANGE], [{"name": "Night"}], state="absent")
    if says is None:
        schedule.check_unreferenced(door, made)
        return
    with pytest.raises(InvalidInput) as caught:
        schedule.check_unreferenced(door, made)
    assert f": {says} Nothing was changed. Give the people and relays other schedules first" in str(caught.value)


def test_nothing_is_asked_where_nothing_is_removed():
    door = Door(["1003-1"])
    schedule.check_unreferenced(door, plan([DAILY], [{"name": "Night"}]))
    assert door.asked == []
