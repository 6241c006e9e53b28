# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a device and for its state, by a clock that nobody waits for."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    AuthFailed,
    BadReply,
    OtherUnit,
    Refused,
    Unreachable,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.waiting import wait_until
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock

AWAY = Unreachable("no answer")


class Waking:
    """A device that answers each function with one thing after the other, and stays with the last one."""

    address = "http://192.0.2.10:80"

    def __init__(self, info=("29.1",), sip=({},), call=("READY",)):
        self._left = {"info": list(info), "sip": list(sip), "call": list(call)}
        self.clock = Clock()
        self.sleep = self.clock.sleep
        self.told = []
        self.tell = self.told.append

    def _next(self, name):
        left = self._left[name]
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, Exception):
            raise found
        return found

    def probe(self, target, action, timeout):
        assert 0.5 <= timeout <= 5
        return {"Status": {"Model": "R29", "FirmwareVersion": self._next("info")}}

    def read(self, target, action):
        found = self._next(target)
        return {"Status": found} if target == "call" else {
            key: {"UserName": "1", "SipServer": "s", "Status": state} for key, state in found.items()
        }  # fmt: skip


@pytest.mark.parametrize("trouble", [AWAY, BadReply("half a page"), Refused("HTTP 503")])
def test_it_is_over_when_the_device_answers_as_the_api(trouble):
    device = Waking([trouble, trouble, "29.1"])
    assert wait_until(device, 60) == 2
    assert device.told == ["waiting up to 60 s for http://192.0.2.10:80"]
    assert wait_until(Waking(), 0) == 0


@pytest.mark.parametrize("final", [AuthFailed("401"), OtherUnit("another one"), Unsupported("no such function")])
def test_what_no_wait_mends_ends_it_at_once(final):
    device = Waking([AWAY, final])
    with pytest.raises(type(final)):
        wait_until(device, 60)
    assert device.clock.slept == [1]


def test_a_device_that_stays_away_is_unreachable_after_the_time_and_no_later():
    device = Waking([AWAY])
    with pytest.raises(Unreachable, match=r"not up after 10 s \(wait_timeout\): no answer"):
        wait_until(device, 10)
    assert sum(device.clock.slept) == 10


@pytest.mark.parametrize(
    ("how", "states", "firmware", "says"),
    [
        ({"sip": [{"Account1": "1"}]}, ["registered"], None, "account 1 is registering"),
        ({"sip": [{"Account1": "2", "Account2": "3"}]}, ["registered"], None, "account 2 is registration_failed"),
        ({"sip": [{"Account1": "0"}]}, ["registered"], None, "it has no SIP account that is enabled"),
        ({"call": ["TALKING"]}, ["not_in_call"], None, r"a call is going on \(the device says TALKING\)"),
        ({}, [], "29.2", "it has firmware 29.1, not 29.2"),
    ],
)
def test_a_state_that_does_not_come_is_named(how, states, firmware, says):
    with pytest.raises(AkuvoxError, match=says) as failed:
        wait_until(Waking(**how), 3, states, firmware)
    assert not isinstance(failed.value, Unreachable)


def test_all_states_have_to_be_there_at_once():
    device = Waking(
        ["29.1", "29.1", "29.2.0"], [{"Account1": "1", "Account2": "0"}, {"Account1": "2", "Account2": "0"}],
        ["TALKING", "READY"],
    )  # fmt: skip
    assert wait_until(device, 60, ["registered", "not_in_call"], "29.2") == 3
