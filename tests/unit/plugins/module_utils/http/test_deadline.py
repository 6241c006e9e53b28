# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limit of an answer, on a clock that the test moves; against a real server it is tried in test_transport."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.deadline import (
    GRACE_SECONDS,
    SLOWEST_BYTES,
    AnswerLimit,
)
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock

MEGABYTE = 2**20


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limit(clock):
    made = AnswerLimit(clock)
    made.arm(timeout=10, seconds=300, size=MEGABYTE)
    return made


def test_the_time_begins_when_the_request_is_sent_and_once_more_with_the_login(limit, clock):
    clock.now += 500
    limit.restart()
    assert limit.left() == 10 + GRACE_SECONDS
    clock.now += 30
    assert limit.left() == GRACE_SECONDS - 20
    limit.restart()
    assert limit.left() == 10 + GRACE_SECONDS


def test_a_trickle_is_cut_off_soon_and_a_slow_line_is_not(limit, clock):
    """A byte a second earns next to nothing; at the lowest speed that is allowed the time grows with the answer."""
    for _second in range(10 + GRACE_SECONDS):
        assert limit.left() > 0
        clock.now += 1
        limit.received(1)
    assert limit.left() < 1
    clock.now += 1
    assert limit.left() == 0
    assert limit.passed
    limit.arm(10, 300, MEGABYTE)
    for _second in range(300):
        assert limit.left() > 0
        clock.now += 1
        limit.received(SLOWEST_BYTES)
    assert not limit.passed


def test_the_whole_time_ends_however_fast_the_answer_comes(limit, clock):
    limit.left()
    limit.received(MEGABYTE)
    clock.now += 309
    assert limit.left() == 1
    clock.now += 1
    assert limit.left() == 0


def test_what_is_too_large_ends_at_once(limit):
    limit.received(MEGABYTE)
    assert limit.left() > 0
    limit.received(1)
    assert limit.left() == 0
    assert limit.passed


def test_the_next_request_begins_anew_and_what_was_heard_is_remembered(limit):
    assert (limit.begun, limit.heard, limit.total) == (False, False, 0)
    limit.received(2 * MEGABYTE)
    assert (limit.begun, limit.heard) == (True, False)
    assert limit.left() == 0
    limit.arm(10, 300, MEGABYTE)
    assert limit.left() > 0
    assert (limit.passed, limit.begun, limit.heard, limit.total) == (False, False, True, 2 * MEGABYTE)
