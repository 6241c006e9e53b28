# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which day it is."""

from __future__ import annotations

import datetime

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue


def day(today=None, timezone=None):
    """``today`` where it is given, else the date in a time zone like Europe/Berlin, else the controller's.

    :raises InvalidInput: naming the variable.
    """
    try:
        if today:
            return _checked(str(today))
        return datetime.datetime.now(_zone(str(timezone)) if timezone else None).date().isoformat()
    except BadValue as exc:
        raise InvalidInput(f"akuvox_people_today: {exc}") from None
    # zoneinfo's own error is a KeyError
    except (KeyError, ValueError, OSError):
        raise InvalidInput(
            f"akuvox_people_timezone: must be a time zone that the controller knows, like Europe/Berlin, not "
            f"'{timezone}'"
        ) from None


# These two import for themselves: the process of each door asks which day it is, and most have no use for them.
def _checked(date):
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.schedule import Date

    return Date().check(date)


def _zone(name):
    import zoneinfo

    return zoneinfo.ZoneInfo(name)
