# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which day it is."""

from __future__ import annotations

import datetime
import zoneinfo

from ansible_collections.doorfleet.akuvox.plugins.module_utils.codecs import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.schedule import Date


def day(today=None, timezone=None):
    """``today`` where it is given, else the date in a time zone like Europe/Berlin, else the controller's.

    :raises InvalidInput: naming the variable.
    """
    try:
        if today:
            return Date().check(str(today))
        return datetime.datetime.now(zoneinfo.ZoneInfo(str(timezone)) if timezone else None).date().isoformat()
    except BadValue as exc:
        raise InvalidInput(f"akuvox_people_today: {exc}") from None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"akuvox_people_timezone: must be a time zone that the controller knows, like Europe/Berlin, not "
            f"'{timezone}'"
        ) from None
