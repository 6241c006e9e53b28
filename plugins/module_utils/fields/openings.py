# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When something opens: spelled out, and for one moment. What no source tells is "unknown", never guessed.

An opening is a mapping: ``kind`` is "always", "never", "unknown", "daily", "weekly" or "date_range"; the others may
have ``days``, ``start``, ``end`` (HH:MM), ``first`` and ``last`` (YYYY-MM-DD), and the ``name`` of the schedule.
"""

from __future__ import annotations

import datetime

from .tables import DAYS

YES, NO, UNKNOWN = "yes", "no", "unknown"
_LAST_MINUTE = "23:59"


def spelled(opening):
    """An opening in words, such as ``Office: mon-fri 07:30-18:00``."""
    if opening["kind"] in ("always", "never"):
        return opening["kind"]
    if opening["kind"] == "unknown":
        return f"schedule {opening['name']}, which the door doesn't show"
    days = opening.get("days")
    times = "all day" if _all_day(opening) else f"{opening.get('start') or '?'}-{opening.get('end') or '?'}"
    parts = [_days(days), times]
    if opening["kind"] == "date_range":
        parts.append(f"from {opening.get('first') or '?'} to {opening.get('last') or '?'}")
    name = f"{opening['name']}: " if opening.get("name") else ""
    return name + " ".join(part for part in parts if part)


def _days(days):
    if days is None or len(days) == len(DAYS):
        return "daily"
    if not days:
        return "on no day"
    places = [DAYS.index(day) for day in days]
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{days[0]}-{days[-1]}"
    return ",".join(days)


def _all_day(opening):
    times = opening.get("start"), opening.get("end")
    return times == ("00:00", _LAST_MINUTE) or (opening.get("whole_day") and times == ("00:00", "00:00"))


def at(opening, moment):
    """Whether it opens at a moment, a naive ``datetime`` of the door's clock.

    The last minute of a window, and the last day of a date range, are in no source. So is a window that ends before it
    begins, which may last into the next day (device-facts 6, 5.11). Nor is it known whether the times of a range hold
    on each of its days.
    """
    kind = opening["kind"]
    if kind in ("always", "never", "unknown"):
        return {"always": YES, "never": NO}.get(kind, UNKNOWN)
    answers = [_on_day(opening, moment)]
    if kind == "date_range":
        answers.append(_in_range(opening, moment))
    if NO in answers:
        return UNKNOWN if _may_last_from_the_day_before(opening, moment) else NO
    several_days = kind == "date_range" and opening.get("first") != opening.get("last")
    answers.append(_in_times(opening, moment, several_days))
    return both(answers)


def _may_last_from_the_day_before(opening, moment):
    start, end = opening.get("start"), opening.get("end")
    if not start or not end or start < end or _all_day(opening) or moment.strftime("%H:%M") > end:
        return False
    before = moment - datetime.timedelta(days=1)
    return _on_day(opening, before) != NO and (opening["kind"] != "date_range" or _in_range(opening, before) != NO)


def _on_day(opening, moment):
    days = opening.get("days")
    return YES if days is None or DAYS[moment.weekday()] in days else NO


def _in_range(opening, moment):
    first, last, today = opening.get("first"), opening.get("last"), moment.date().isoformat()
    if not first or not last:
        return UNKNOWN
    if first > last or not first <= today <= last:
        return NO if first <= last else UNKNOWN
    return YES if today < last or first == last else UNKNOWN


def _in_times(opening, moment, several_days):
    if _all_day(opening):
        return YES
    start, end, now = opening.get("start"), opening.get("end"), moment.strftime("%H:%M")
    if several_days or not start or not end or start >= end:
        return UNKNOWN
    if now == end:
        return YES if end == _LAST_MINUTE else UNKNOWN
    return YES if start <= now < end else NO


def both(answers):
    """What holds if all have to: no, else unknown, else yes."""
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def either(answers):
    """What holds if one is enough: yes, else unknown, else no."""
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def never_opens(opening, today):
    """Why an opening lets nobody in from a day on, "" where it may."""
    if opening["kind"] == "date_range" and (opening.get("last") or today) < today:
        return "is over"
    if opening.get("days") == []:
        return "holds on no day"
    if opening["kind"] == "date_range" and not _has_its_days(opening, today):
        return "has none of its days"
    return "never opens" if opening["kind"] == "never" else ""


def _has_its_days(opening, today):
    """Whether one of the days of a date range, from a day on, is one of its days of the week."""
    days, first, last = opening.get("days"), max(opening.get("first") or today, today), opening.get("last") or ""
    try:
        day, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    except ValueError:
        return True
    left = range(min((last - day).days + 1, len(DAYS)))
    # one that ends before it begins is in no source
    return days is None or not left or any(DAYS[(day.weekday() + number) % len(DAYS)] in days for number in left)
