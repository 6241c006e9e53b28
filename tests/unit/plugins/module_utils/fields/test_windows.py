# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of a day from when until when something opens."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.windows import parts, window, wrong_in_window


@pytest.mark.parametrize(("start", "end", "instead"), [
    ("22:00", "06:00", "write two windows: 22:00-23:59 and 00:00-06:00"),
    ("08:00", "08:00", "write two windows: 08:00-23:59 and 00:00-08:00"),
    ("22:00", "00:00", "write the window: 22:00-23:59"),
    ("23:59", "06:00", "write the window: 00:00-06:00"),
    ("00:00", "00:00", "the whole day is 00:00-23:59"),
])  # fmt: skip
def test_an_end_that_is_not_after_the_beginning(start, end, instead):
    said = wrong_in_window(start, end)
    assert said.startswith(f"must be after {start}, where the window begins, not {end}")
    assert said.endswith(instead)


def test_windows_that_are_right():
    assert not wrong_in_window("08:00", "08:01")
    assert not wrong_in_window("00:00", "23:59")
    assert not wrong_in_window("00:00", "00:00", whole_day=True)
    assert wrong_in_window("08:00", "08:00", whole_day=True)


@pytest.mark.parametrize(("text", "found"), [
    ("22:00-06:00", ("22:00", "06:00")),
    (" 8:00 \u2013 17:30 ", ("08:00", "17:30")),
    ("Office hours", None),
    ("1003", None),
    (1003, None),
])  # fmt: skip
def test_times_in_the_place_of_a_schedule(text, found):
    assert window(text) == found


@pytest.mark.parametrize(("text", "reason"), [
    ("25:00-06:00", "must be HH:MM"), ("08:00-08:00", "for all day write always"),
])  # fmt: skip
def test_times_that_are_none(text, reason):
    with pytest.raises(BadValue, match=reason):
        window(text)


def test_a_window_over_midnight_is_two():
    assert parts("22:00", "06:00") == [("22:00", "23:59"), ("00:00", "06:00")]
    assert parts("08:00", "17:00") == [("08:00", "17:00")]
