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

    :param value: a time of day like 05:00, the next one after the run began, or a date and time like 2026-01-31 05:00.
        Both may have seconds, and are in the controller's time zone. 1410 is 23:30 as YAML without quotes reads it, and
        84615 is 23:30:15: AWX hands text on like that.
    :param began: when the run began, a local datetime without time zone.
    :raises InvalidInput: naming the variable and what is allowed.
    """
    if value in (None, ""):
        return None
    text = _as_text(value).strip()
    try:
        if re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", text):
            hour, minute, *second = map(int, text.split(":"))
            moment = began.replace(hour=hour, minute=minute, second=sum(second), microsecond=0)
            if moment <= began:
                moment += datetime.timedelta(days=1)
        else:
            seconds = ":%S" if text.count(":") > 1 else ""
            moment = datetime.datetime.strptime(text.replace("T", " "), f"%Y-%m-%d %H:%M{seconds}")
    except ValueError:
        raise InvalidInput(
            f"{VARIABLE}: must be a time of day such as '05:00', or a date and time such as '2026-01-31 05:00', not "
            f"'{text}'"
        ) from None
    return moment.timestamp()


def _as_text(value):
    """What was typed. YAML reads 1:00 to 23:59 as minutes, 60 to 1439, 1:00:00 and later as seconds, 3600 to 86399."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int) and not isinstance(value, bool):
        if _HOUR <= value < 24 * _HOUR:
            return f"{value // _HOUR}:{value % _HOUR:02d}"
        if 60 * _HOUR <= value < 24 * 60 * _HOUR:
            return f"{value // 3600}:{value // 60 % 60:02d}:{value % 60:02d}"
    return str(value)


def over(moment):
    """Why a door is not begun after the ``moment``, a Unix time."""
    stop = datetime.datetime.fromtimestamp(moment)
    text = stop.strftime("%Y-%m-%d %H:%M:%S" if stop.second else "%Y-%m-%d %H:%M")
    return f"{VARIABLE} is over ({text}); run again with akuvox_retry"
