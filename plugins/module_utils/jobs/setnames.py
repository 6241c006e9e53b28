# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the sets of a backup: the UTC time at which they were made, so that their order is that of the names."""

from __future__ import annotations

import calendar
import datetime
import re
import time

from ..errors import AkuvoxError
from ..fields.codec import BadValue, Codec, spoken

SET_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_PARTS = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_TIME = "%Y%m%dT%H%M%SZ"
# How far the clocks of two controllers may be apart.
_CLOCK_SECONDS = 60


def next_name(names, now=None):
    """The name of a set that is made now: the time, or a second after the newest set, as the order of names counts.

    :raises AkuvoxError: when the newest set is from the future.
    """
    now = time.time() if now is None else now
    newest = _seconds(names[-1]) if names else 0
    if newest > now + _CLOCK_SECONDS:
        raise AkuvoxError(
            f"the newest set is {names[-1]}, which is in the future, so a new one would not count. Check this "
            "machine's clock; a set that bears a wrong time has to be moved away"
        )
    return time.strftime(_TIME, time.gmtime(max(int(now), newest + 1)))


def _seconds(name):
    """The Unix time of a name; ``strptime`` would load all that it needs in every process."""
    year, month, day, hour, minute, second = map(int, _PARTS.fullmatch(name).groups())
    return calendar.timegm((year, month, day, hour, minute, second))


def name_of_time(value):
    """The name that a set has which is made at a time: ISO 8601, in UTC unless it says otherwise, or such a name.

    :raises BadValue: for what is no time.
    """
    text = value.isoformat() if isinstance(value, datetime.date) else str(value).strip()
    if SET_NAME.fullmatch(text):
        return text
    try:
        # Python before 3.11 doesn't know the Z
        when = datetime.datetime.fromisoformat(re.sub("[Zz]$", "+00:00", text))
    except ValueError:
        raise BadValue(
            f"must be a time such as '2026-01-31 18:00' or '20260131T180000Z', not {spoken(value)}"
        ) from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.timezone.utc)
    return when.astimezone(datetime.timezone.utc).strftime(_TIME)


class TimeOfSet(Codec):
    """The codec of an option that is a time; its canonical value is the name of a set that is made then."""

    spec_type = "raw"

    def check(self, value):
        return name_of_time(value)
