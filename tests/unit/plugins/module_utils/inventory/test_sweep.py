# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many at a time: the rate, the time, and the order."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.sweep import OutOfTime, Pace, sweep
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock


def test_the_rate_is_kept_and_the_rest_of_the_time_is_told():
    clock = Clock()
    pace = Pace(4, 10, clock, clock.sleep)
    assert [pace() for _number in range(3)] == [10, 9.75, 9.5]
    clock.now += 5
    assert pace() == 4.5, "what wasn't used is not made up for"
    assert pace() == 4.25


def test_nobody_gets_a_turn_after_the_time():
    clock = Clock()
    pace = Pace(2, 1, clock, clock.sleep)
    pace()
    pace()
    with pytest.raises(OutOfTime, match=r"^time_limit: not all addresses were looked at within 1 s$"):
        pace()


def test_the_results_are_in_order_and_no_more_are_at_work_than_allowed():
    lock, at_work, most = threading.Lock(), [0], [0]
    both = threading.Barrier(2)

    def probe(target):
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        both.wait(30)
        with lock:
            at_work[0] -= 1
        return target * 2

    assert sweep(list(range(10)), probe, 2) == list(range(0, 20, 2))
    assert most == [2]
    assert sweep([], probe, 2) == []


def test_a_search_that_takes_too_long_says_what_is_left():
    def probe(target):
        if target >= 3:
            raise OutOfTime("time_limit: over")
        return target

    with pytest.raises(OutOfTime, match=r"^time_limit: over; [1-7] of 10 are left\. Raise time_limit"):
        sweep(list(range(10)), probe, 1)


def test_when_it_is_interrupted_nobody_waits_for_his_turn():
    """A thread that did would keep ``ansible-inventory`` from ending by Ctrl-C."""
    pace = Pace(0.001, 3600)
    pace()

    def probe(target):
        if target:
            return pace()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep([0, 1, 2], probe, 3, pace.end)
    with pytest.raises(OutOfTime, match="given up"):
        pace()
