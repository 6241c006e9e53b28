# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The times of keys in the older store, cards and private codes alike."""

from __future__ import annotations

from ..errors import InvalidInput
from ..fields.windows import both_given, wrong_times


def check_given_times(params):
    """Refuse keys with times of which nobody knows what a door does with them.

    :raises InvalidInput: naming the key by its place.
    """
    for index, key in enumerate(params["keys"] if params["state"] == "present" else ()):
        if both_given(key):
            _refuse_times(f"keys[{index}].time_end", key, key)


def check_changed_times(plan):
    """The same for what the device holds the other time of.

    :raises InvalidInput: before anything is written.
    """
    for update in plan.update:
        _refuse_times("keys: time_end", update.changes, update.values)
    for row in plan.add:
        _refuse_times("keys: time_end", row, row)


def _refuse_times(place, given, values):
    # both at 00:00 is the whole day here (device-facts 5.11)
    reason = wrong_times(given, values, ("00:00", "00:00"), whole_day=True)
    if reason:
        # a private code is a secret, a card's isn't
        named = f"name {values['name']}" if values.get("name") else "without a name"
        raise InvalidInput(f"{place} ({named}): {reason}")
