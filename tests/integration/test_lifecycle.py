# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restart, factory reset, relay trigger and calls: done once, seen through, and told when the outcome is unknown."""

from __future__ import annotations

import itertools

import pytest
from harness.families import task

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = "door-01"


def reboot(**options):
    """A reboot that gives up early."""
    return task("akuvox_reboot", **{"wait_timeout": 20, **options})


def acts(fleet, door=DOOR):
    """Everything but reads that arrived, as target/action."""
    return [f"{entry['target']}/{entry['action']}" for entry in fleet.writes(door)]


def mac_of(play, fleet, door=DOOR):
    """The MAC as the door's label would say it."""
    done = play([task("akuvox_info", gather=["system"])], fleet.hosts(door))
    fleet.forget_requests(door)
    return done.outcome(door)["akuvox"]["system"]["mac"]


def refuse(play, fleet, module, cases, *arguments):
    """Run a task for each (options, words): all fail with these words, and nothing is sent at all."""
    tasks = [
        {**task(module, **options), "name": str(number), "ignore_errors": True}
        for number, (options, words) in enumerate(cases)
    ]
    done = play(tasks, fleet.hosts(DOOR), *arguments)
    for number, words in enumerate(case[1] for case in cases):
        assert done.outcome(DOOR, str(number))["event"] == "failed"
        assert words in done.message(DOOR, str(number))
    assert fleet.requests(DOOR) == []


# reboot


def test_reboot_waits_until_the_uptime_shows_it(play, fleet):
    fleet.patch(DOOR, reboot_grace=1.5, reboot_seconds=3.0)
    done = play([reboot(reason="new cable")], fleet.hosts(DOOR))
    result = done.outcome(DOOR)
    assert result["changed"]
    facts = result["reboot"]
    assert facts["confirmed"]
    assert facts["reason"] == "new cable"
    assert facts["uptime_before"] > 86000
    assert facts["uptime_after"] < 10
    # not while it goes on answering, and not before it was down
    assert facts["seconds"] > 4
    assert fleet.state(DOOR)["reboots"] == 1
    assert acts(fleet) == ["system/reboot"]


def test_reboot_twice_in_a_row(play, fleet):
    """The second one finds a device that has just started."""
    fleet.patch(DOOR, reboot_grace=0.5, reboot_seconds=2.0)
    done = play([reboot(), reboot()], fleet.hosts(DOOR))
    assert [result["reboot"]["confirmed"] for result in done.outcomes(DOOR)] == [True, True]
    assert fleet.state(DOOR)["reboots"] == 2


def test_reboot_in_check_mode_only_looks(play, fleet):
    done = play([reboot(reason="drill")], fleet.hosts(DOOR), "--check")
    result = done.outcome(DOOR)
    assert result["changed"]
    assert not result["reboot"]["confirmed"]
    assert result["reboot"]["uptime_before"] > 86000
    assert acts(fleet) == []
    assert fleet.state(DOOR)["reboots"] == 0


def test_reboot_without_waiting_says_that_it_did_not_look(play, fleet):
    done = play([reboot(wait=False)], fleet.hosts(DOOR))
    assert not done.outcome(DOOR)["reboot"]["confirmed"]
    assert "was not checked" in done.message(DOOR)
    assert acts(fleet) == ["system/reboot"]


@pytest.mark.parametrize("kind", ["cut_after", "reboot", "truncate", "garbage"])
def test_reboot_with_a_lost_answer_is_settled_by_the_restart(play, fleet, kind):
    fleet.set_fault(DOOR, kind, target="system", action="reboot")
    done = play([reboot()], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["reboot"]["confirmed"]
    assert acts(fleet) == ["system/reboot"]
    assert fleet.state(DOOR)["reboots"] == 1


@pytest.mark.parametrize("kind", ["cut_after", "garbage"])
def test_reboot_with_a_lost_answer_and_no_wait_is_of_unknown_outcome(play, fleet, kind):
    fleet.set_fault(DOOR, kind, target="system", action="reboot")
    done = play([reboot(wait=False)], fleet.hosts(DOOR), expect=2)
    assert "not known whether the device has done it" in done.message(DOOR)
    assert acts(fleet) == ["system/reboot"]


@pytest.mark.parametrize("kind", ["cut_before", "silent_drop"])
def test_reboot_that_never_happens(play, fleet, kind):
    fleet.set_fault(DOOR, kind, target="system", action="reboot")
    done = play([reboot(wait_timeout=6)], fleet.hosts(DOOR), expect=2)
    result = done.outcome(DOOR)
    assert result["event"] == "failed"
    assert "never went down within 6 s" in result["msg"]
    assert ("not known whether the device has done it" in result["msg"]) == (kind == "cut_before")
    assert acts(fleet) == ["system/reboot"]


def test_reboot_of_a_door_that_does_not_come_back(play, fleet):
    fleet.patch(DOOR, reboot_seconds=600.0)
    done = play([reboot(wait_timeout=6)], fleet.hosts(DOOR), expect=2)
    result = done.outcome(DOOR)
    assert result["event"] == "failed"
    assert result["changed"]
    assert "went down and is not back" in result["msg"]
    assert "has not answered since" in result["msg"]
    assert result["reboot"]["uptime_before"] > 86000


def test_reboot_during_a_call_is_left_out(play, fleet):
    tasks = [task("akuvox_call", action="dial", number="192.0.2.58"), reboot()]
    done = play(tasks, fleet.hosts(DOOR))
    skipped = done.outcome(DOOR, "akuvox_reboot")
    assert skipped["event"] == "ok"
    assert not skipped["changed"]
    assert "a call is going on" in skipped["skip_reason"]
    assert acts(fleet) == ["call/dial"]

    play([reboot(skip_if_in_call=False)], fleet.hosts(DOOR))
    assert fleet.state(DOOR)["reboots"] == 1


def test_reboot_of_a_door_without_a_telephone(play, fleet):
    fleet.set_fault(DOOR, "status", target="call", action="status", status=404)
    assert play([reboot()], fleet.hosts(DOOR)).outcome(DOOR)["reboot"]["confirmed"]


def test_reboot_with_a_bad_timeout_sends_nothing(play, fleet):
    words = "wait_timeout: must be 5 to 7200 seconds, not {}"
    refuse(play, fleet, "akuvox_reboot", [({"wait_timeout": seconds}, words.format(seconds)) for seconds in (4, 7201)])


def test_reboot_of_an_offline_door(play, fleet):
    fleet.patch(DOOR, online=False)
    done = play([reboot()], fleet.hosts(DOOR, akuvox_retries=0), expect=4)
    assert done.outcome(DOOR)["event"] == "unreachable"


# factory reset


def test_factory_reset(play, fleet):
    mac = mac_of(play, fleet)
    forms = (mac, mac.lower(), mac.replace(":", "-"), mac.replace(":", ""))
    tasks = [task("akuvox_factory_reset", confirm=form) for form in forms]
    predicted = play(tasks, fleet.hosts(DOOR), "--check").outcomes(DOOR)
    assert acts(fleet) == []

    result = play(tasks[1:2], fleet.hosts(DOOR)).outcome(DOOR)
    assert result["changed"]
    assert result["factory_reset"] == {"mac": mac, "confirmed": False, "seconds": None, "login": "unknown"}
    assert "login is that of the factory" in result["msg"]
    assert acts(fleet) == ["config/reset_factory"]
    for prediction in predicted:
        assert prediction["factory_reset"] == result["factory_reset"]
        assert prediction["changed"]


def test_factory_reset_that_is_waited_for_tells_that_the_login_is_gone(play, fleet):
    fleet.patch(DOOR, reboot_seconds=3.0)
    fleet.put(DOOR, contact=[{"ID": "1", "Name": "Sample Person", "Phone": "101"}])
    tasks = [task("akuvox_factory_reset", confirm=mac_of(play, fleet), wait=True, wait_timeout=20)]
    done = play(tasks, fleet.hosts(DOOR))
    facts = done.outcome(DOOR)["factory_reset"]
    assert facts["confirmed"]
    assert facts["login"] == "refused"
    assert facts["seconds"] > 3
    assert acts(fleet) == ["config/reset_factory"]
    assert fleet.state(DOOR)["contact"] == []


@pytest.mark.parametrize("mode", [(), ("--check",)])
def test_factory_reset_of_another_door_is_refused_without_telling_its_mac(play, fleet, mode):
    mac = mac_of(play, fleet)
    done = play([task("akuvox_factory_reset", confirm="0C:11:05:FF:FF:FF")], fleet.hosts(DOOR), *mode, expect=2)
    assert "has another MAC address, so it was not reset" in done.message(DOOR)
    assert mac.lower() not in done.output.lower()
    assert acts(fleet) == []


def test_factory_reset_with_something_else_sends_nothing(play, fleet):
    cases = [
        ({"confirm": "yes"}, "confirm: must be a MAC address"),
        ({"confirm": True}, "confirm: must be a MAC address"),
        ({"confirm": 110500000001}, "confirm: must be a MAC address in quotes, not 110500000001"),
        ({}, "missing required arguments: confirm"),
    ]
    refuse(play, fleet, "akuvox_factory_reset", cases)


def test_factory_reset_with_a_lost_answer_is_not_repeated(play, fleet):
    mac = mac_of(play, fleet)
    fleet.set_fault(DOOR, "cut_after", target="config", action="reset_factory")
    done = play([task("akuvox_factory_reset", confirm=mac)], fleet.hosts(DOOR), expect=2)
    assert "not known whether the device has done it" in done.message(DOOR)
    assert acts(fleet) == ["config/reset_factory"]


# relay trigger


def trips(fleet):
    """The orders that the door's relays got, without the time."""
    return [{key: value for key, value in trip.items() if key != "time"} for trip in fleet.state(DOOR)["relay_trips"]]


def test_trigger_takes_what_is_left_out_from_the_relay(play, fleet):
    fleet.put_config(DOOR, **{"Config.DoorSetting.RELAY.HoldDelayB": "9", "Config.DoorSetting.RELAY.TypeB": "1"})
    done = play([task("akuvox_relay_trigger", relay="B", confirm=True)], fleet.hosts(DOOR))
    result = done.outcome(DOOR)
    assert result["changed"]
    assert result["trigger"] == {"relay": "B", "mode": "auto_close", "level": "normally_open", "delay": 9}
    assert trips(fleet) == [{"num": 2, "mode": 0, "level": 0, "delay": 9}]


def test_trigger_sends_the_number_of_every_word(play, fleet):
    relays, modes = {"A": 1, "B": 2, "C": 3}, {"auto_close": 0, "manual": 1}
    levels = {"normally_open": 0, "normally_closed": 1}
    words = list(itertools.product(relays, modes, levels))
    tasks = [
        task("akuvox_relay_trigger", relay=relay, mode=mode, level=level, delay=65535, confirm=True)
        for relay, mode, level in words
    ]
    play(tasks, fleet.hosts(DOOR))
    assert trips(fleet) == [
        {"num": relays[relay], "mode": modes[mode], "level": levels[level], "delay": 65535}
        for relay, mode, level in words
    ]


def test_trigger_in_check_mode_opens_nothing(play, fleet):
    done = play([task("akuvox_relay_trigger", relay="A", confirm=True)], fleet.hosts(DOOR), "--check")
    result = done.outcome(DOOR)
    assert result["changed"]
    assert result["trigger"]["delay"] == 5
    assert trips(fleet) == []
    assert acts(fleet) == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "garbage", "truncate", "reboot"])
def test_trigger_with_a_lost_answer_is_never_repeated(play, fleet, kind):
    fleet.set_fault(DOOR, kind, target="relay", action="trig")
    done = play([task("akuvox_relay_trigger", relay="A", confirm=True)], fleet.hosts(DOOR), expect=2)
    assert done.outcome(DOOR)["event"] == "failed"
    assert "not known whether the device has done it" in done.message(DOOR)
    assert acts(fleet) == ["relay/trig"]
    assert len(trips(fleet)) == (kind != "cut_before")


def test_trigger_with_bad_input_sends_nothing(play, fleet):
    cases = [
        ({"relay": "A", "confirm": False}, "confirm: must be true, since this opens a door"),
        ({"relay": "A"}, "missing required arguments: confirm"),
        ({"relay": "A", "confirm": True, "delay": 65536}, "delay: must be 0 to 65535 seconds, not 65536"),
        ({"relay": "A", "confirm": True, "delay": -1}, "delay: must be 0 to 65535 seconds, not -1"),
        (
            {"relay": "A", "confirm": True, "mode": "manual"},
            "mode is manual but all of the following are missing: level",
        ),
        ({"confirm": True, "relay": "E"}, "value of relay must be one of: A, B, C, D"),
        ({"confirm": True, "relay": "D"}, "relay: must be one of A, B, C without http_trigger, not D"),
        (
            {
                "confirm": True,
                "relay": "D",
                "delay": 5,
                "http_trigger": {"username": "opener", "password": "0pen-by-url"},
            },
            "delay: does not go with http_trigger",
        ),
    ]
    refuse(play, fleet, "akuvox_relay_trigger", cases)


# calls


def call(action, **options):
    return task("akuvox_call", action=action, **options)


def test_call_and_hang_up(play, fleet):
    done = play([call("dial", number="0123", display_name="Front desk")], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["changed"]
    assert done.outcome(DOOR)["call"] == {"status_before": "READY", "number": "0123"}
    assert fleet.state(DOOR)["call"] == {"Phone": "0123", "DisplayName": "Front desk"}

    again = play([call("dial", number="0123")], fleet.hosts(DOOR), expect=2)
    assert "a call is going on (status CALLING); hang up first" in again.message(DOOR)

    assert play([call("hangup")], fleet.hosts(DOOR), "--check").outcome(DOOR)["changed"]
    assert fleet.state(DOOR)["call"]
    assert play([call("hangup")], fleet.hosts(DOOR)).outcome(DOOR)["changed"]
    assert fleet.state(DOOR)["call"] is None
    idle = play([call("hangup")], fleet.hosts(DOOR))
    assert not idle.outcome(DOOR)["changed"]
    assert acts(fleet) == ["call/dial", "call/hangup"]


def test_dial_in_check_mode_calls_nobody(play, fleet):
    done = play([call("dial", number="192.0.2.58")], fleet.hosts(DOOR), "--check")
    assert done.outcome(DOOR)["changed"]
    assert acts(fleet) == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "garbage"])
def test_dial_with_a_lost_answer_is_never_repeated(play, fleet, kind):
    fleet.set_fault(DOOR, kind, target="call", action="dial")
    done = play([call("dial", number="192.0.2.58")], fleet.hosts(DOOR), expect=2)
    assert "not known whether the device has done it" in done.message(DOOR)
    assert acts(fleet) == ["call/dial"]


def test_hanging_up_with_a_lost_answer_is_settled_by_looking(play, fleet):
    play([call("dial", number="192.0.2.58")], fleet.hosts(DOOR))
    fleet.set_fault(DOOR, "cut_after", target="call", action="hangup")
    assert play([call("hangup")], fleet.hosts(DOOR)).outcome(DOOR)["changed"]
    assert acts(fleet) == ["call/dial", "call/hangup"]


def test_hanging_up_that_the_door_forgets(play, fleet):
    play([call("dial", number="192.0.2.58")], fleet.hosts(DOOR))
    fleet.set_fault(DOOR, "silent_drop", target="call", action="hangup")
    done = play([call("hangup")], fleet.hosts(DOOR), expect=2)
    assert "its call goes on (CALLING)" in done.message(DOOR)


def test_call_with_bad_input_sends_nothing(play, fleet):
    cases = [
        ({"action": "dial"}, "action is dial but all of the following are missing: number"),
        ({"action": "dial", "number": 123}, "number: must be a number or address without blanks in quotes, not 123"),
        ({"action": "dial", "number": "12 3"}, "number: must be a number or address without blanks, not '12 3'"),
        ({"action": "dial", "number": "1", "display_name": "a\nb"}, "display_name: must be one line"),
        ({"action": "hangup", "number": "1"}, "number: is only taken with action: dial"),
        ({"action": "answer"}, "value of action must be one of: dial, hangup"),
    ]
    refuse(play, fleet, "akuvox_call", cases)


def test_info_says_the_uptime_in_seconds_and_as_it_came(play, fleet):
    body = (
        '{"retcode": 0, "action": "status", "message": "OK", "data": {"SystemTime": "1544336389", "UpTime": "1d 2h"}}'
    )
    fleet.set_fault(DOOR, "garbage", target="system", action="status", body=body, times=-1)
    done = play([task("akuvox_info", gather=["status"])], fleet.hosts(DOOR))
    expected = {"time": 1544336389, "uptime": 93600, "uptime_raw": "1d 2h"}
    assert done.outcome(DOOR)["akuvox"]["status"] == expected
