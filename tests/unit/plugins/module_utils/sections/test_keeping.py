# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people keep at a door, planned on records as a door shows them."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.keeping import without_kept
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.replay import Replay, list_would_change

ALL_DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
MASKED = {"ID": "1", "UserID": "1007", "Name": "Robin", "PrivatePIN": "****", "CardCode": "00AB0001",
          "ScheduleRelay": "odd!"}  # fmt: skip
CODE = {"ID": "1", "Name": "1007 Robin", "Code": "****", "DoorNum": "1", **ALL_DAYS, "TimeStart": "08:00",
        "TimeEnd": "12:00"}  # fmt: skip
NEVER = [{"schedule": "never", "relays": ["A"]}]
ALWAYS = [{"schedule": "always", "relays": ["A"]}]


def replay(**records):
    return Replay(records, dataclasses.asdict(PROFILES["manual"]))


def kept(*keep, **more):
    return {"user_id": "1007", "name": "Robin", "keep": list(keep), **more}


def test_a_door_that_has_the_person_keeps_its_own():
    device = replay(user=[MASKED])
    person = kept("pin", "cards", "schedule", pin="59172648", cards=["00AB0002"])
    assert without_kept(device, [person], "user") == [{"user_id": "1007", "name": "Robin"}]
    assert list_would_change(device, [person], "user", ["*"]) == ""


def test_where_the_person_is_new_the_value_of_the_list_counts():
    (row,) = without_kept(replay(user=[]), [kept("pin", pin="59172648", schedules=ALWAYS)], "user")
    assert row == {"user_id": "1007", "name": "Robin", "pin": "59172648", "schedules": ALWAYS}


@pytest.mark.parametrize(("more", "schedules"), [({}, NEVER), ({"schedules": ALWAYS}, ALWAYS)])
def test_somebody_new_whose_schedule_nobody_says_does_not_get_in(more, schedules):
    """Left out, a new person would open at all times."""
    (row,) = without_kept(replay(user=[]), [kept("schedule", **more)], "user")
    assert row["schedules"] == schedules


@pytest.mark.parametrize(
    ("profile", "store", "possible"),
    [("manual", "user", False), ("manual", "rfkey_privatekey", False), ("x916", "user", True)],
)
def test_somebody_new_is_no_reason_to_refuse_a_door_that_cannot_have_the_schedule_of_others(profile, store, possible):
    """Whoever keeps a schedule at each door has it there alone, so a door without schedules has to do without."""
    device = Replay({"user": [], "rfkey": [], "privatekey": []}, dataclasses.asdict(PROFILES[profile]))
    day = [{"schedule": "Day", "relays": ["A"]}]
    (row,) = without_kept(device, [kept("schedule", schedules=day)], store)
    assert row["schedules"] == (day if possible else NEVER)


def test_nobody_who_keeps_nothing_costs_a_request():
    class Silent:
        def records(self, target):
            raise AssertionError("asked")

    people = [{"user_id": "1007", "name": "Robin", "pin": ""}]
    assert without_kept(Silent(), people, "user") == people


def test_the_key_stores_keep_codes_and_windows_too():
    device = replay(privatekey=[CODE], rfkey=[])
    assert list_would_change(device, [kept("pin", "schedule", cards=[])], "rfkey_privatekey", ["*"]) == ""
    # with a schedule of the list, the window of the code would go
    assert list_would_change(device, [kept("pin", cards=[], schedules=ALWAYS)], "rfkey_privatekey", ["*"]) != ""


def test_a_pin_that_the_list_says_is_none_would_be_taken_away():
    """What keep is for: without it the list is right, and the PIN that the door hides is gone."""
    said = list_would_change(replay(user=[{**MASKED, "ScheduleRelay": "1001-1"}]),
                             [{"user_id": "1007", "name": "Robin", "pin": ""}], "user", ["*"])  # fmt: skip
    assert said == "credentials would change it (updated: user_id 1007)"
