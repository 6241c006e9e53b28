# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a restart, over scripted devices and a clock that only sleeping moves on."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AuthFailed,
    LostAnswer,
    NotRestarted,
    Refused,
    TlsError,
    Unreachable,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.lifecycle import (
    order_restart,
    skipped_in_call,
    uptime,
    wait_for_restart,
)

DOWN = Unreachable("connection refused")
BUSY = Unreachable("too busy", status=503)
DENIED = AuthFailed("login refused", status=401)


class ScriptedDevice:
    """Answers by the clock: ``phases`` are (until second, answer); an answer is data, an error, or an uptime."""

    address = "http://192.0.2.7:80"

    def __init__(self, *phases, look_seconds=0.0):
        self.now = 0.0
        self.phases = phases
        self.look_seconds = look_seconds
        self.slept = []
        self.limits = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def read(self, target, action):
        return self.answer(target, action)

    def probe(self, target, action, timeout):
        self.limits.append(timeout)
        self.now += min(self.look_seconds, timeout)
        return self.answer(target, action)

    def answer(self, target, action):
        found = next(answer for until, answer in self.phases if self.now < until)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, dict):
            found = found.get(f"{target}/{action}", Unsupported("no such function"))
            if isinstance(found, Exception):
                raise found
            return found
        return {"UpTime": found(self.now), "SystemTime": 1544336389}

    def wait(self, timeout=60, **more):
        return wait_for_restart(self, uptime(self, self.clock), timeout, clock=self.clock, sleep=self.sleep, **more)


def old(now):
    return int(5000 + now)


def started_at(second):
    return lambda now: int(now - second)


FOREVER = float("inf")


def test_a_device_that_answers_on_for_a_while_does_not_fool_it():
    device = ScriptedDevice((4, old), (30, DOWN), (FOREVER, started_at(25)))
    restart = device.wait()
    assert restart.facts() == {"uptime_before": 5000, "uptime_after": 5, "seconds": 30.0}


def test_a_restart_between_two_looks_is_seen():
    device = ScriptedDevice((4.5, old), (FOREVER, started_at(4.6)))
    assert device.wait().seconds < 6


def test_a_device_that_had_just_started():
    device = ScriptedDevice((3, int), (20, DOWN), (FOREVER, started_at(15)))
    assert device.wait().seconds == pytest.approx(20, abs=1)


def test_a_port_that_answers_again_with_the_old_uptime_is_no_restart():
    device = ScriptedDevice((2, old), (9, DOWN), (FOREVER, old))
    with pytest.raises(NotRestarted, match=r"its uptime goes on as if nothing had happened.*within 60 s"):
        device.wait()


def test_a_device_that_never_goes_down():
    device = ScriptedDevice((FOREVER, old))
    with pytest.raises(NotRestarted, match=r"http://192.0.2.7:80: the device never went down within 60 s"):
        device.wait()
    assert device.now == pytest.approx(60, abs=1)


def test_a_device_that_never_comes_back():
    device = ScriptedDevice((12, old), (FOREVER, DOWN))
    with pytest.raises(NotRestarted, match=r"not back after 60 s. It has not answered since .* for 48 s.*refused"):
        device.wait()


def test_one_deadline_holds_however_slow_each_look_is():
    device = ScriptedDevice((FOREVER, DOWN), look_seconds=5)
    before = ScriptedDevice((FOREVER, old))
    with pytest.raises(NotRestarted):
        wait_for_restart(device, uptime(before, before.clock), 12, clock=device.clock, sleep=device.sleep)
    assert device.now <= 12.5
    assert max(device.limits) <= 5
    assert device.limits[-1] <= 1


def test_a_login_that_is_refused_while_it_starts_is_waited_out():
    device = ScriptedDevice((1, old), (10, DOWN), (14, DENIED), (16, BUSY), (FOREVER, started_at(9)))
    assert device.wait().uptime_after == 7


def test_a_login_that_stays_refused_is_told():
    device = ScriptedDevice((1, old), (10, DOWN), (FOREVER, DENIED))
    with pytest.raises(NotRestarted, match=r"refuses the login.*that of the factory.*login refused"):
        device.wait()


def test_a_device_that_stays_busy_is_told():
    device = ScriptedDevice((1, old), (FOREVER, BUSY))
    with pytest.raises(NotRestarted, match=r"answers, but not as it should.*too busy"):
        device.wait()


@pytest.mark.parametrize("error", [DENIED, TlsError("another certificate")])
def test_after_a_reset_the_login_may_be_gone(error):
    device = ScriptedDevice((1, old), (10, DOWN), (FOREVER, error))
    restart = device.wait(login_may_go=True)
    assert restart.login_refused
    assert restart.uptime_after is None
    assert restart.seconds == pytest.approx(10, abs=1)


def test_a_login_that_goes_before_the_device_does_is_not_yet_the_restart():
    device = ScriptedDevice((1, old), (8, DENIED), (20, DOWN), (FOREVER, DENIED))
    assert device.wait(login_may_go=True).seconds == pytest.approx(20, abs=1)


@pytest.mark.parametrize("value", ["0 days", "unknown", None])
def test_an_uptime_that_tells_nothing_leaves_the_outage_as_proof(value):
    says = {"system/status": {"SystemTime": 1}, "system/info": {"Status": {"Model": "X"}, "Uptime": value}}
    device = ScriptedDevice((3, says), (9, DOWN), (FOREVER, says))
    assert device.wait().seconds == pytest.approx(9, abs=1)


def test_an_uptime_that_tells_nothing_and_no_outage_is_no_restart():
    says = {"system/status": {"UpTime": "0 days"}}
    with pytest.raises(NotRestarted, match="never went down"):
        ScriptedDevice((FOREVER, says)).wait()


def test_the_uptime_of_system_info_is_used_where_system_status_has_none():
    says = {"system/info": {"Status": {"Uptime": "10 days"}}}
    assert uptime(ScriptedDevice((FOREVER, says))).seconds == 864000


def raising(exc):
    def request():
        raise exc

    return request


def test_without_waiting_a_lost_answer_stays_an_error():
    with pytest.raises(LostAnswer):
        order_restart(None, None, raising(LostAnswer("lost")), None)
    assert order_restart(None, None, lambda: None, None) is None


def test_a_refusal_is_not_waited_for():
    with pytest.raises(Refused):
        order_restart(None, None, raising(Refused("no")), 60)


@pytest.mark.parametrize(
    ("answer", "skipped"),
    [({"Status": "READY"}, False), ({"Status": "CALLING"}, True), ({}, True), (Unsupported("no telephone"), False)],
)
def test_calls(answer, skipped):
    result = skipped_in_call(ScriptedDevice((FOREVER, {"call/status": answer})))
    assert bool(result) is skipped
    assert result is None or (result["skip_reason"] and not result["changed"] and "skipped" not in result)
