# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shipping devices that depart from the manual: each profile picked by itself, at work, and changed by the option."""

from __future__ import annotations

import pytest
from harness.emulator import FAMILIES
from harness.families import doors, task

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

LOCATION = "Config.DoorSetting.DEVICENODE.Location"
SIP_PASSWORD = "s1p/pass+word"
PIN = "04718293"
WITH_USERS = [f"{family}-1" for family in FAMILIES if family != "it83"]
WITH_GROUPS = [door for door in WITH_USERS if door != "a08s-1"]
WRITABLE_CONTACTS = [door for door in WITH_GROUPS if door != "x915s-1"]

# A second person and a schedule for two relays, so that separators count.
USERS = [
    {"user_id": "71", "name": "Robin Sample", "pin": PIN, "cards": ["00B4161D", "00B4161E"],
     "schedules": [{"schedule": "always", "relays": ["A", "B"]}, {"schedule": "never", "relays": ["C"]}]},
    {"user_id": "72", "name": "Kim Sample é"},
]  # fmt: skip


def pairs(user):
    """A user's schedules as the emulated device holds them, whatever is between them."""
    return sorted(filter(None, user["ScheduleRelay"].replace(";", ",").split(",")))


def test_people_converge_on_every_family_and_stay(play, fleet):
    hosts = doors(fleet, *WITH_USERS)
    first = play([task("akuvox_user", users=USERS)], hosts, secrets={PIN})
    for door in WITH_USERS:
        assert first.outcome(door)["added"] == ["71", "72"], door
        robin, kim = fleet.state(door)["user"]
        assert (robin["Name"], kim["Name"]) == ("Robin Sample", "Kim Sample é"), door
        assert (robin["PrivatePIN"], robin["CardCode"].replace(",", ";")) == (PIN, "00B4161D;00B4161E"), door
        assert pairs(robin) == ["1001-1", "1001-2", "1002-3"], door
        assert pairs(kim) == ["1001-1"], door
    assert fleet.state("s532-1")["user"][0]["ScheduleRelay"] == "1001-1;1001-2;1002-3;"
    again = play([task("akuvox_user", users=USERS)], hosts, secrets={PIN})
    assert {again.outcome(door)["changed"] for door in WITH_USERS} == {False}
    changed = [{**USERS[0], "name": "Robin Example"}, {**USERS[1], "schedules": [{"schedule": "never"}]}]
    then = play([task("akuvox_user", users=changed)], hosts, secrets={PIN})
    for door in WITH_USERS:
        robin, kim = fleet.state(door)["user"]
        assert then.outcome(door)["updated"] == ["71", "72"], door
        # nothing of the record is lost that the change says nothing of
        assert (robin["Name"], robin["PrivatePIN"], pairs(robin)[0]) == ("Robin Example", PIN, "1001-1"), door
        assert pairs(kim) == ["1002-1"], door
    gone = play([task("akuvox_user", users=[{"user_id": "71"}], state="absent")], hosts)
    for door in WITH_USERS:
        assert gone.outcome(door)["removed"] == ["71"], door
        assert [user["UserID"] for user in fleet.state(door)["user"]] == ["72"], door


def test_people_beyond_a_page(play, fleet):
    """Ten to a page, or the page ignored: all are seen, none is added twice (device-facts 4)."""
    names = ["e18-1", "x916-1", "hostile-1"]
    crowd = [{"user_id": str(number), "name": f"Person {number}"} for number in range(1, 24)]
    for given in ([*crowd[:11]], crowd, crowd):
        done = play([task("akuvox_user", users=given)], doors(fleet, *names))
        for door in names:
            assert len(fleet.state(door)["user"]) == len(given), door
    assert {done.outcome(door)["changed"] for door in names} == {False}


def test_settings_converge_on_every_family(play, fleet):
    names = [f"{family}-1" for family in FAMILIES if family != "it83"]
    tasks = [
        task("akuvox_config", settings={LOCATION: "Pier 7"}),
        task("akuvox_relay", relays=[{"relay": "A", "hold_delay": 12, "type": "normally_open"}]),
        task("akuvox_sip", accounts=[{"account": 1, "username": "7101", "password": SIP_PASSWORD}]),
    ]
    play(tasks, doors(fleet, *names), secrets={SIP_PASSWORD})
    for door in names:
        config = fleet.state(door)["config"]
        assert config[LOCATION] == "Pier 7", door
        assert config["Config.Account1.GENERAL.Pwd"] == SIP_PASSWORD, door
        # the two names of the type count the other way round (device-facts 8.3)
        assert config.get("Config.DoorSetting.RELAY.TypeA", "1") == "1", door
        assert config.get("Config.DoorSetting.RELAY.RelayAType", "0") == "0", door
    again = play(tasks, doors(fleet, *names), secrets={SIP_PASSWORD})
    assert {outcome["changed"] for door in names for outcome in again.outcomes(door)} == {False}


def test_an_e16c_is_set_by_get_one_key_at_a_time(play, fleet):
    settings = {LOCATION: "Pier 7 & more", "Config.Settings.SNTP.Enable": False}
    before = fleet.state("e16c-1")["config"]
    done = play([task("akuvox_config", settings=settings)], doors(fleet, "e16c-1"))
    assert done.outcome("e16c-1")["updated"] == list(settings)
    assert fleet.state("e16c-1")["config"] == {
        **before, LOCATION: "Pier 7 & more", "Config.Settings.SNTP.Enable": "0"
    }  # fmt: skip
    fleet.forget_requests("e16c-1")
    hosts = {"e16c-1": {**doors(fleet, "e16c-1")["e16c-1"], "akuvox_profile": "e16c"}}
    play([task("akuvox_config", settings={LOCATION: "Pier 8", "Config.Settings.SNTP.Enable": True})], hosts)
    assert fleet.functions("e16c-1") == [
        "GET config/get", "GET config/set", "GET config/set", "GET config/get"
    ]  # fmt: skip


def test_a_second_key_that_an_e16c_refuses_leaves_a_true_account_of_the_first(play, fleet):
    settings = {LOCATION: "Pier 7", "Config.DoorSetting.RELAY.HoldDelayA": 61}
    done = play([task("akuvox_config", settings=settings)], doors(fleet, "e16c-1"), expect=2)
    outcome = done.outcome("e16c-1")
    assert (outcome["changed"], outcome["updated"]) == (True, [LOCATION])
    assert "1 of 2 settings are not made" in outcome["msg"]
    assert fleet.state("e16c-1")["config"][LOCATION] == "Pier 7"


def test_an_s532_gets_its_web_login_by_a_target_of_its_own(play, fleet):
    settings = {"Config.Settings.WEB_LOGIN.Password": "w3b/pass+word", LOCATION: "Pier 7"}
    allow = {"allow_unknown_keys": True}
    fleet.put_config("s532-1", **{"Config.Settings.WEB_LOGIN.Password": "old"})
    play([task("akuvox_config", settings=settings, **allow)], doors(fleet, "s532-1"), secrets={"w3b/pass+word"})
    assert fleet.state("s532-1")["config"]["Config.Settings.WEB_LOGIN.Password"] == "w3b/pass+word"
    assert [f"{entry['target']}/{entry['action']}" for entry in fleet.writes("s532-1")] == [
        "security_basic/set", "config/set"
    ]  # fmt: skip


def test_groups_and_contacts_on_every_family_that_has_them(play, fleet):
    tasks = [
        task("akuvox_group", groups=["Staff", "Guests"]),
        task("akuvox_contact", contacts=[{"name": "Kim", "phone": "0100", "group": "Staff"}, {"name": "Alex"}]),
    ]
    names = WRITABLE_CONTACTS
    hosts = doors(fleet, *names)
    play(tasks, hosts)
    for door in names:
        state = fleet.state(door)
        assert sorted(group["Name"] for group in state["group"]) == ["Guests", "Staff"], door
        found = {contact["Name"]: (contact["Phone"], contact["Group"]) for contact in state["contact"]}
        assert found["Kim"] == ("0100", "Staff"), door
        assert len(found) == 2, door
    again = play(tasks, hosts)
    assert {outcome["changed"] for door in names for outcome in again.outcomes(door)} == {False}
    named = [door for door in names if door not in ("x912-1", "e16c-1")]
    removal = [
        task("akuvox_contact", contacts=[{"name": "Kim"}, {"name": "Nobody"}], state="absent"),
        task("akuvox_group", groups=["Guests"], state="absent"),
    ]
    play(removal, doors(fleet, *named))
    for door in named:
        assert [contact["Name"] for contact in fleet.state(door)["contact"]] == ["Alex"], door
        assert [group["Name"] for group in fleet.state(door)["group"]] == ["Staff"], door


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_what_a_family_lacks_is_said_before_anything_is_written(play, fleet, check):
    fleet.put("door-01", group=[{"ID": "1", "Name": "Staff"}, {"ID": "2", "Name": "Guests"}])
    fleet.put("x915s-1", contact=[{"ID": "1", "APTName": "A", "Name": "Kim", "Phone": "0100"}])
    cases = {
        "a08s-1": task("akuvox_contact", contacts=[{"name": "Kim", "phone": "0100"}]),
        "x915s-1": task("akuvox_contact", contacts=[{"name": "Kim", "phone": "0100"}, {"name": "Alex"}]),
        "door-01": task("akuvox_group", groups=["Guests"], state="absent"),
    }
    tasks = [{**one, "name": door, "when": f"inventory_hostname == '{door}'"} for door, one in cases.items()]
    done = play(tasks, doors(fleet, *cases), *check, expect=2)
    for door in cases:
        outcome = done.outcome(door, door)
        assert outcome["event"] == "failed", door
        assert "this device does not have the function" in outcome["msg"]
        assert outcome["changed"] is False
        assert fleet.writes(door) == [], door
    assert "apartment book, which is read-only" in done.message("x915s-1", "x915s-1")


def test_a_firmware_that_takes_no_users_is_told_by_its_version(play, fleet):
    fleet.patch("x915s-1", firmware="2915.30.10.113")
    done = play([task("akuvox_user", users=USERS)], doors(fleet, "x915s-1"), secrets={PIN}, expect=2)
    assert "profile x915s_113" in done.message("x915s-1")
    assert "2915.30.10.114 has it mended" in done.message("x915s-1")
    assert fleet.writes("x915s-1") == []


def test_contacts_that_can_only_be_read_are_no_failure_when_they_are_there(play, fleet):
    fleet.put("x915s-1", contact=[{"ID": "1", "APTName": "A", "Name": "Kim", "Phone": "0100"}])
    done = play([task("akuvox_contact", contacts=[{"name": "Kim", "phone": "0100"}])], doors(fleet, "x915s-1"))
    assert done.outcome("x915s-1")["changed"] is False


def test_the_option_overrides_what_the_model_says(play, fleet):
    """A device that calls itself an A08S and has contacts; a door whose schedules want semicolons."""
    fleet.patch("e18-1", model="A08S", firmware="108.30.10.200")
    hosts = doors(fleet, "e18-1")
    contacts = task("akuvox_contact", contacts=[{"name": "Kim", "phone": "0100"}])
    done = play([contacts], hosts, expect=2)
    assert "set akuvox_profile to a mapping with base: a08s" in done.message("e18-1")
    hosts["e18-1"]["akuvox_profile"] = {"base": "a08s", "missing": ["group", "calllog"]}
    assert play([contacts], hosts).outcome("e18-1")["added"] == ["Kim"]


def test_cards_and_people_that_the_model_has_no_room_for(play, fleet):
    long = [f"{number:016X}" for number in range(1, 5)]
    done = play(
        [task("akuvox_user", users=[{**USERS[0], "cards": long}])], doors(fleet, "s532-1"), secrets={PIN}, expect=2
    )
    assert (
        "users[0].cards (user_id 71): must be at most 63 characters together, with a separator between two cards, "
        "not 67" in done.message("s532-1")
    )
    fleet.patch("s532-1", model="E12W", firmware="312.30.11.15")
    fleet.put("s532-1", user=[{"ID": str(n), "UserID": f"a{n}", "Name": "Held"} for n in range(1, 1001)])
    done = play([task("akuvox_user", users=USERS)], doors(fleet, "s532-1"), secrets={PIN}, expect=2)
    assert done.message("s532-1") == (
        "user: devices of the profile e12 hold 1000 records at most, and it would be 1002. Nothing was changed"
    )
    assert fleet.writes("s532-1") == []


def test_a_field_that_an_add_does_not_take_is_set_afterwards(play, fleet):
    """X912: some fields only stick if an add is followed by a set (device-facts 5.8)."""
    fleet.set_fault("x912-1", "silent_drop", action="add", field="LiftFloorNum")
    done = play([task("akuvox_user", users=[{**USERS[1], "lift_floors": [3]}])], doors(fleet, "x912-1"))
    assert done.outcome("x912-1")["added"] == ["72"]
    assert fleet.state("x912-1")["user"][0]["LiftFloorNum"] == "3"


def test_an_indoor_monitor_says_what_it_lacks(play, fleet):
    tasks = [{**task("akuvox_user", users=USERS), "ignore_errors": True}, task("akuvox_info", gather=["system"])]
    done = play(tasks, doors(fleet, "it83-1"), secrets={PIN})
    assert "does not have the function" in done.message("it83-1", "akuvox_user")
    assert done.outcome("it83-1", "akuvox_info")["akuvox"]["system"]["profile"] == "it83"
