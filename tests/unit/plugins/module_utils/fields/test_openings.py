# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a schedule opens: its borders, midnight, single days, and what no source tells."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.openings import at, never_opens, spelled

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
DAILY = {"kind": "daily", "start": "07:30", "end": "18:00"}
WEEKLY = {**DAILY, "kind": "weekly", "days": WEEKDAYS}
NIGHT = {"kind": "daily", "start": "22:00", "end": "06:00"}
# 2026-12-24 is a Thursday
ALL_DAY = {"start": "00:00", "end": "23:59"}
RANGE = {"kind": "date_range", **ALL_DAY, "first": "2026-12-21", "last": "2026-12-24"}
ONE_DAY = {**DAILY, "kind": "date_range", "first": "2026-12-24", "last": "2026-12-24"}
# as the key stores have "always" on some days (device-facts 5.11)
KEY = {"kind": "daily", "whole_day": True, "start": "00:00", "end": "00:00", "days": ["thu"]}


@pytest.mark.parametrize(
    ("opening", "moments"),
    [
        ({"kind": "always"}, {"2026-12-24T00:00": "yes"}),
        ({"kind": "never"}, {"2026-12-24T12:00": "no"}),
        ({"kind": "unknown", "name": "1009"}, {"2026-12-24T12:00": "unknown"}),
        # the minute at which it begins is in it, and of the one at which it ends no source tells
        (DAILY, {"2026-12-24T07:29": "no", "2026-12-24T07:30": "yes", "2026-12-24T17:59": "yes",
                 "2026-12-24T18:00": "unknown", "2026-12-24T18:01": "no", "2026-12-24T17:59:59": "yes"}),
        ({**DAILY, **ALL_DAY}, {"2026-12-24T00:00": "yes", "2026-12-24T23:59:59": "yes"}),
        ({**DAILY, "end": "23:59"}, {"2026-12-24T23:59": "yes", "2026-12-25T00:00": "no"}),
        (WEEKLY, {"2026-12-25T12:00": "yes", "2026-12-26T12:00": "no", "2026-12-25T18:00": "unknown"}),
        # over midnight: no source tells what a door makes of it, neither in the window nor out of it
        (NIGHT, {"2026-12-24T23:00": "unknown", "2026-12-24T05:00": "unknown", "2026-12-24T12:00": "unknown"}),
        # a night may last into a day that isn't one of its days; that was "no"
        ({**NIGHT, "kind": "weekly", "days": WEEKDAYS}, {"2026-12-26T23:00": "no", "2026-12-25T23:00": "unknown",
                                                         "2026-12-26T06:00": "unknown", "2026-12-26T06:01": "no",
                                                         "2026-12-27T05:00": "no"}),
        ({**RANGE, **NIGHT, "kind": "date_range"}, {"2026-12-25T05:00": "unknown", "2026-12-25T07:00": "no",
                                                    "2026-12-21T05:00": "unknown", "2026-12-20T23:00": "no"}),
        ({**DAILY, "start": "08:00", "end": "08:00"}, {"2026-12-24T08:00": "unknown"}),
        # nor of the last day of a range, as long as it has more than one
        (RANGE, {"2026-12-20T23:59": "no", "2026-12-21T00:00": "yes", "2026-12-23T23:59": "yes",
                 "2026-12-24T12:00": "unknown", "2026-12-25T00:00": "no"}),
        ({**RANGE, "days": ["mon"]}, {"2026-12-21T12:00": "yes", "2026-12-22T12:00": "no"}),
        # nor whether the times of a range hold on each of its days
        ({**RANGE, "start": "07:30", "end": "18:00"}, {"2026-12-22T12:00": "unknown", "2026-12-22T20:00": "unknown",
                                                       "2026-12-25T12:00": "no"}),
        (ONE_DAY, {"2026-12-23T12:00": "no", "2026-12-24T07:29": "no", "2026-12-24T07:30": "yes",
                   "2026-12-24T18:00": "unknown", "2026-12-24T18:01": "no", "2026-12-25T12:00": "no"}),
        ({**RANGE, "first": "2026-12-24", "last": "2026-12-21"}, {"2026-12-22T12:00": "unknown"}),
        ({**RANGE, "last": None}, {"2026-12-22T12:00": "unknown"}),
        (KEY, {"2026-12-24T00:00": "yes", "2026-12-24T23:59": "yes", "2026-12-25T12:00": "no"}),
    ],
)  # fmt: skip
def test_a_moment(opening, moments):
    assert {text: at(opening, datetime.datetime.fromisoformat(text)) for text in moments} == moments


@pytest.mark.parametrize(
    ("opening", "why"),
    [
        ({"kind": "never"}, "never opens"),
        ({"kind": "always"}, ""),
        ({**WEEKLY, "days": []}, "holds on no day"),
        (WEEKLY, ""),
        (NIGHT, ""),
        ({**RANGE, "last": "2026-12-22"}, "is over"),
        (RANGE, ""),
        # it was missed: a range without one of its days of the week, and one of which none is left
        ({**ONE_DAY, "days": ["fri"]}, "has none of its days"),
        ({**ONE_DAY, "days": ["thu"]}, ""),
        ({**RANGE, "days": ["mon", "tue"]}, "has none of its days"),
        ({**RANGE, "days": ["wed"]}, ""),
        ({**RANGE, "last": "2027-12-24", "days": ["tue"]}, ""),
        # what a door says may be no date at all
        ({**RANGE, "last": "", "days": ["fri"]}, ""),
        ({**RANGE, "last": "2026-99-99", "days": ["fri"]}, ""),
        ({**RANGE, "first": "2027-01-02", "last": "2027-01-01", "days": ["mon"]}, ""),
    ],
)
def test_what_opens_on_no_day_from_today_on(opening, why):
    assert never_opens(opening, "2026-12-23") == why


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        ({**WEEKLY, "name": "Office"}, "Office: mon-fri 07:30-18:00"),
        (NIGHT, "daily 22:00-06:00"),
        ({**WEEKLY, "days": ["mon", "wed"]}, "mon,wed 07:30-18:00"),
        ({**WEEKLY, "days": []}, "on no day 07:30-18:00"),
        (RANGE, "daily all day from 2026-12-21 to 2026-12-24"),
        (KEY, "thu all day"),
        ({"kind": "unknown", "name": "1009"}, "schedule 1009, which the door doesn't show"),
    ],
)
def test_in_words(opening, words):
    assert spelled(opening) == words
