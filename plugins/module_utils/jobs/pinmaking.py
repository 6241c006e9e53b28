# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PINs for the people of a list who have none: drawn by chance, within the policy, and nobody else's in the fleet."""

from __future__ import annotations

import secrets

from ..errors import InvalidInput
from ..fields.codec import BadValue
from ..fields.codecs import Number
from ..targets.credentials import is_managed
from .doorlists import is_over
from .pinpolicy import weakness

LENGTH = "akuvox_people_pins_length"
DEFAULT_LENGTH = 6
# A keypad's lengths (device-facts 5.5), as the list takes them.
_LENGTHS = Number(2, 8)
# Of the codes of a length, so many may be taken at most: with more, whoever tries one at random gets in.
_MOST_TAKEN = 0.1
_MOST_DRAWS = 100_000


def pin_length(given, policy):
    """How many digits new PINs have: what is given, else six, and never less than the policy wants.

    :raises InvalidInput: naming the variable.
    """
    if given in (None, ""):
        return max(DEFAULT_LENGTH, policy["min_length"])
    try:
        length = _LENGTHS.check(given)
    except BadValue as exc:
        raise InvalidInput(f"{LENGTH}: {exc}") from None
    if length < policy["min_length"]:
        raise InvalidInput(f"{LENGTH}: is {length}, and akuvox_pin_policy.min_length is {policy['min_length']}")
    return length


def without_pin(people, today, patterns):
    """Those of a checked list who get in and have no PIN, neither in the list nor one that they keep at the doors.

    :param today: a date as text; who is absent or past ``valid_until`` needs none.
    :param patterns: of ids, as ``akuvox_people_managed`` has them.
    """
    return [
        person
        for person in people
        if not person.get("pin")
        and "pin" not in person.get("keep", ())
        and not is_over(person, today)
        and is_managed(person["user_id"], patterns)
    ]


def make_pins(people, wanting, length, policy, draw=secrets.randbelow):
    """New PINs by the person's ``index``.

    :param people: the whole list, whose PINs are taken, also those of people whose time is over.
    :param draw: gives a number from 0 up to a limit; only a test gives another one.
    :raises InvalidInput: when there are too few codes of that length.
    """
    taken = {person["pin"] for person in people if person.get("pin")}
    if len(taken) + len(wanting) > 10**length * _MOST_TAKEN:
        raise InvalidInput(
            f"{LENGTH}: {length} digits are too few for {len(taken) + len(wanting)} people, as one of ten codes tried "
            "at random would open. Set more, up to 8"
        )
    made = {}
    for person in wanting:
        for _draw in range(_MOST_DRAWS):
            pin = f"{draw(10**length):0{length}}"
            if pin not in taken and not weakness(pin, person["user_id"], policy):
                break
        else:
            raise InvalidInput(f"{LENGTH}: akuvox_pin_policy leaves too few codes of {length} digits")
        taken.add(pin)
        made[person["index"]] = pin
    return made
