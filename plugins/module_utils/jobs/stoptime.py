# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time after which a job begins no further door: the variable ``akuvox_stop_at``."""

from __future__ import annotations

import datetime
import re

from ..errors import InvalidInput

VARIABLE = "akuvox_stop_at"
_HOUR = 60


def stop_time(value, began):
    """The moment after which no door is begun, as Unix time; None where there is no such time.

    :param value: a time of day like 05:00, the next one after the run began, or a date and time like 2026-01-31 05:00;
        both in the controller's time zone. 1410 is 23:30 as YAML without quotes reads it: AWX hands text on like that.
    :param began: when the run began, a local datetime without time zone.
    :raises InvalidInput: naming the variable and what is allowed.
    """
    if value in (None, ""):
        return None
    text = _as_text(value).strip()
    try:
        if re.fullmatch(r"\d{1,2}:\d\d", text):
            hour, minute = map(int, text.split(":"))
            moment = began.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if moment <= began:
                moment += datetime.timedelta(days=1)
        else:
            moment = datetime.datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M")
    except ValueError:
        raise InvalidInput(
            f"{VARIABLE}: must be a time of day such as '05:00', or a date and time such as '2026-01-31 05:00', not "
            f"'{text}'"
        ) from None
    return moment.timestamp()


def _as_text(value):
    """What was typed. YAML reads 1:00 to 23:59 as minutes, 60 to 1439, and a time with seconds as a moment."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, int) and not isinstance(value, bool) and _HOUR <= value < 24 * _HOUR:
        return f"{value // _HOUR}:{value % _HOUR:02d}"
    return str(value)


def over(text):
    """Why a door is not begun."""
    return f"{VARIABLE} is over ({text}); run again with akuvox_retry"
