# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of day between which something opens.

What a door does with a window whose end is not after its beginning is in no source; most likely nobody gets in.
"""

from __future__ import annotations

import re

from .codec import BadValue
from .codecs import TimeOfDay

LAST = "23:59"
_WINDOW = re.compile(r"\s*([0-9]{1,2}:[0-9]{2})\s*[-\u2013]\s*([0-9]{1,2}:[0-9]{2})\s*")
_CLOCK = TimeOfDay()


def parts(start, end):
    """The windows within one day that a window consists of: itself, or the two of one over midnight."""
    if start < end:
        return [(start, end)]
    return [window for window in ((start, LAST), ("00:00", end)) if window[0] < window[1]]


def wrong_in_window(start, end, whole_day=False):
    """What is wrong with a window, "" when nothing is, with the windows to write instead.

    :param start: ``HH:MM``; ``end`` alike.
    :param whole_day: whether 00:00 to 00:00 is the whole day, as in the key stores (device-facts 5.11).
    """
    if start < end or (whole_day and start == end == "00:00"):
        return ""
    if start == end == "00:00":
        instead = f"the whole day is 00:00-{LAST}"
    else:
        instead = " and ".join("-".join(window) for window in parts(start, end))
        instead = f"write {'two windows' if ' and ' in instead else 'the window'}: {instead}"
    return f"must be after {start}, where the window begins, not {end}: what a door does then is unknown; {instead}"


def window(text):
    """Start and end of text like ``22:00-06:00``, None for other text.

    :raises BadValue: for times that are none, and for a window of no length.
    """
    found = _WINDOW.fullmatch(str(text))
    if not found:
        return None
    start, end = _CLOCK.check(found[1]), _CLOCK.check(found[2])
    if start == end:
        raise BadValue(f"begins and ends at {start}: for all day write always")
    return start, end


def wrong_times(given, values, defaults, whole_day=False):
    """What is wrong with the times of a record, "" when nothing is or when none of its times are ``given``.

    :param values: what the record will hold; ``defaults``: start and end of one that has none.
    """
    if not {"time_start", "time_end"} & set(given):
        return ""
    start, end = (values.get(option) or default for option, default in zip(("time_start", "time_end"), defaults))
    return wrong_in_window(start, end, whole_day)


def both_given(row):
    """Whether a row says both times, so that it can be judged without the device."""
    return bool(row.get("time_start") and row.get("time_end"))
