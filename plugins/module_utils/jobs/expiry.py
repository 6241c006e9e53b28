# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a list removes so many people that a wrong year in a column is more likely than intent."""

from __future__ import annotations

from ..converge.plan import parse_limit
from ..targets.credentials import is_managed
from .doorlists import is_over

OPTION = "akuvox_people_expire_limit"
# So few may go at once, whatever their share.
FEW = 10
_NAMED = 3


def expiry_mistake(people, managed, today, limit):
    """Why nobody is to be touched by a list, None where it may be applied.

    :param people: the whole checked list.
    :param managed: patterns of user_ids, see ``credentials.is_managed``.
    :param today: a date as text.
    :param limit: how many may be absent or past ``valid_until``, a number or a percentage.
    :raises InvalidInput: for a limit that is neither.
    """
    counted = [person for person in people if is_managed(person["user_id"], managed)]
    over = [person for person in counted if is_over(person, today)]
    if len(over) <= max(FEW, parse_limit(limit, len(counted), OPTION, "people")):
        return None
    named = ", ".join(f"{person['user_id']} {person.get('name', '')}".strip() for person in over[:_NAMED])
    return (
        f"{len(over)} of the {len(counted)} people whom the list manages are absent or past their valid_until, such as "
        f"{named}, and {OPTION} allows {limit}. Is a year wrong? If all of them are to be taken away, set "
        f"{OPTION}: 100%"
    )
