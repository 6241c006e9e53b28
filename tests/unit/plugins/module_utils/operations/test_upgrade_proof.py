# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an upgrade has to leave as it was: what differs, in which words, and how long it is waited for."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import Unreachable, Unsupported
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.upgrade_proof import (
    Expected,
    differences,
    in_short,
    new_keys,
    read_state,
    wait_as_before,
)

OLD, NEW = "29.30.10.100", "29.30.10.200"
EXPECTED = Expected(OLD, NEW, ("Config.Autoprovision.*",))
DELAY, PASSWORD = "Config.DoorSetting.RELAY.HoldDelayA", "Config.Account1.GENERAL.Pwd"
SECRET, OTHER = "s1p/pass+word", "0ther/pass"


def config(before, after):
    return differences({"config": before}, {"config": after}, EXPECTED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({DELAY: "5"}, {DELAY: "5", "Config.New.Key": "1"}),
        ({DELAY: ""}, {}),
        ({"Config.Autoprovision.MODE.Mode": "0"}, {"Config.Autoprovision.MODE.Mode": "1"}),
        ({"Config.AUTOPROVISION.MODE.Mode": "0"}, {}),
        ({"Config.Features.RomVersion": "7"}, {"Config.Features.RomVersion": "8"}),
        ({"Config.Account1.GENERAL.UserAgent": f"R29 {OLD}"}, {"Config.Account1.GENERAL.UserAgent": f"R29 {NEW}"}),
        ({PASSWORD: SECRET}, {PASSWORD: "********"}),
        ({PASSWORD: "****"}, {PASSWORD: SECRET}),
        ({PASSWORD: SECRET}, {PASSWORD: "czFwL3Bhc3Mrd29yZA=="}),
    ],
)
def test_what_may_be_another_configuration(before, after):
    assert config(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({DELAY: "5"}, {DELAY: "3"}, f"{DELAY} was '5' and is '3'"),
        ({DELAY: "5"}, {DELAY: ""}, f"{DELAY} was '5' and is ''"),
        ({DELAY: ""}, {DELAY: "3"}, f"{DELAY} was '' and is '3'"),
        ({DELAY: "5"}, {}, f"{DELAY} is gone, it was '5'"),
        ({PASSWORD: SECRET}, {PASSWORD: OTHER}, f"{PASSWORD} is another one than before"),
        ({PASSWORD: SECRET}, {PASSWORD: ""}, f"{PASSWORD} is empty"),
        ({PASSWORD: SECRET}, {}, f"{PASSWORD} is gone"),
        ({PASSWORD: "****"}, {PASSWORD: ""}, f"{PASSWORD} is empty"),
        ({DELAY: f"R29 {NEW}"}, {DELAY: f"R29 {OLD}"}, f"{DELAY} was 'R29 {NEW}' and is 'R29 {OLD}'"),
    ],
)
def test_what_is_lost_or_changed_is_named_without_its_secret(before, after, told):
    assert config(before, after) == [told]
    assert SECRET not in told
    assert OTHER not in told


def account(number=1, status="registered", username="0114"):
    return {"account": number, "status": status, "username": username, "server": "192.0.2.9"}


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ([account(), account(2, "disabled")], []),
        (
            [account(status="registering")],
            ["SIP account 1 was registered as 0114 at 192.0.2.9, and now is registering"],
        ),
        ([], ["SIP account 1 was registered as 0114 at 192.0.2.9, and now is not there"]),
        (
            [account(username="7")],
            ["SIP account 1 was registered as 0114 at 192.0.2.9, and now is as 7 at 192.0.2.9"],
        ),
    ],
)
def test_accounts_that_were_registered_are_so_again(after, told):
    before = [account(), account(2, "registration_failed")]
    assert differences({"sip": before}, {"sip": after}, EXPECTED) == told


def test_numbers_and_functions_that_are_gone():
    assert differences({"user": 3, "rfkey": 2}, {"user": 3, "rfkey": 2}, EXPECTED) == []
    assert differences({"user": 3, "rfkey": 2}, {"user": 1}, EXPECTED) == [
        "there were 3 users, and now 1",
        "rfkey: the device no longer has the function",
    ]


def test_new_keys():
    assert new_keys({"config": {DELAY: "5"}}, {"config": {DELAY: "5", "B": "", "A": ""}}) == ["A", "B"]
    assert new_keys({}, {}) == []


def test_a_message_stays_short():
    assert in_short(["a", "b"]) == "a; b"
    assert in_short([str(number) for number in range(8)]) == "0; 1; 2; 3; 4; and 3 more"


class StartingDevice:
    """Its users come back one by one; a number in place of a list is an error."""

    def __init__(self, *users, missing=()):
        self.users = list(users)
        self.missing = missing

    def records(self, target):
        if target in self.missing:
            raise Unsupported(f"{target}: none here")
        now = self.users.pop(0) if len(self.users) > 1 else self.users[0]
        if isinstance(now, Exception):
            raise now
        return [{}] * now


def test_parts_that_the_device_lacks_are_left_out():
    assert read_state(StartingDevice(2, missing=("rfkey",)), ["user", "rfkey"]) == {"user": 2}


def wait(device, seconds):
    now, slept = [1000.0], []

    def sleep(duration):
        slept.append(duration)
        now[0] += duration

    result = wait_as_before(device, {"user": 2}, EXPECTED, seconds, clock=lambda: now[0], sleep=sleep)
    return result, slept


def test_a_device_that_starts_is_waited_for():
    device = StartingDevice(0, Unreachable("no answer"), 2)
    assert wait(device, 60) == (({"user": 2}, []), [5, 5])


def test_time_runs_out_with_what_is_still_missing():
    assert wait(StartingDevice(0, 1), 8) == (({"user": 1}, ["there were 2 users, and now 1"]), [5, 3])
    assert wait(StartingDevice(Unreachable("no answer")), 0) == (({}, ["no answer"]), [])
