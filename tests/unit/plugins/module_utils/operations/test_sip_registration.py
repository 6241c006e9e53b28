# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for SIP accounts, by a clock that nobody waits for."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, Unreachable
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.sip_registration import (
    registrations,
    wait_registered,
)
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock

ROW = {"account": 1, "username": "0114", "server": "192.0.2.9"}


def answers(*states):
    """A status that goes from state to state and stays in the last one; an error is raised."""
    left = list(states)

    def read():
        state = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(state, Exception):
            raise state
        account = state if isinstance(state, dict) else {"Status": state}
        return {"Account1": {"UserName": "0114", "SipServer": "192.0.2.9", **account}}

    return read


def wait(read, rows=(ROW,), seconds=10, **more):
    clock = Clock()
    try:
        return wait_registered(read, list(rows), seconds, clock=clock, sleep=clock.sleep, **more), clock
    except AkuvoxError as exc:
        return exc, clock


def test_the_wait_ends_with_the_registration():
    seen, clock = wait(answers("0", "1", "2"))
    assert seen == [{"account": 1, "username": "0114", "server": "192.0.2.9", "status": "registered"}]
    assert clock.slept == [2, 2]


def test_a_registered_account_is_not_waited_for_unless_it_was_just_changed():
    assert wait(answers("2"))[1].slept == []
    assert wait(answers("2"), changed=True)[1].slept == [2]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("1", "account 1 is registering"),
        ("3", "account 1 is registration_failed"),
        ("-1", "account 1 is unknown"),
        (2, None),
        ({"Status": "2", "UserName": "old"}, "account 1 is registered with another username, old"),
        ({"Status": "2", "SipServer": "192.0.2.1"}, "account 1 is registered with another server, 192.0.2.1"),
        ({"Status": "2", "UserName": ""}, None),
    ],
)
def test_time_runs_out_with_the_state_that_the_account_is_stuck_in(state, says):
    seen, clock = wait(answers(state), seconds=5)
    if says is None:
        assert seen[0]["status"] == "registered"
        return
    assert str(seen).startswith(f"not registered after 5 s: {says}. Check server")
    assert seen.detail["accounts"][0]["account"] == 1
    assert sum(clock.slept) == 5


def test_an_account_that_the_device_does_not_list_is_stuck_too():
    seen, _clock = wait(answers("2"), rows=[ROW, {"account": 2}], seconds=1)
    assert "account 2 is not listed by the device" in str(seen)


def test_a_device_that_is_away_for_a_moment_is_waited_for():
    seen, clock = wait(answers(Unreachable("no answer"), "2"))
    assert seen[0]["status"] == "registered"
    assert clock.slept == [2]
    assert isinstance(wait(answers(Unreachable("no answer")))[0], Unreachable)


def test_words_for_states_and_what_a_device_invents():
    data = {"Account1": {"Status": 0}, "Account2": {"Status": "9", "UserName": "7"}, "Account3": {"Status": "2"}}
    assert [row["status"] for row in registrations(data)] == ["disabled", "9"]
    assert registrations({"Account1": "none"}) == []
