# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options for a person in akuvox_user and akuvox_credentials, for their documentation.

A fragment gives an option all of its suboptions or none, so what both have is put together here.
"""

from __future__ import annotations

_NAME_AND_PIN = r"""
      name:
        description: Name of the person, up to 63 characters. Needed for people who are not on the device yet.
        type: str
      pin:
        description:
          - The PIN, as 2 to 8 digits in quotes. Unquoted, YAML drops leading zeros, so a number is refused.
          - An empty string takes the PIN away.
        type: raw
"""

# When which relays open: all but the description.
_SCHEDULES = r"""
        type: list
        elements: dict
        suboptions:
          schedule:
            description: A schedule's number, V(always), V(never), or the name of a schedule on the device.
            type: str
            required: true
          relays:
            description: The relays that open; V(A) when left out.
            type: list
            elements: str
            choices: [A, B, C, D]
"""


class ModuleDocFragment:
    """The suboptions of users, and of people; annotated, since sanity takes a plain assignment for one literal."""

    USERS: str = (
        r"""
options:
  users:
    suboptions:
      user_id:
        description: Identifies the person. It is not the device's internal ID.
        type: str
        required: true"""
        + _NAME_AND_PIN
        + r"""
      cards:
        description:
          - Codes of the person's cards, up to 5, as hex digits in quotes.
          - Upper or lower case and leading zeros make no difference.
          - An empty list takes all cards away.
        type: list
        elements: raw
      web_relay:
        description: Number of the web relay that opens for this person, V(0) for none.
        type: int
      lift_floors:
        description: Floors that the lift may take this person to, 1 to 255.
        type: list
        elements: int
      schedules:
        description:
          - When which relays open for this person.
          - A new user for whom nothing is given may open relay A at all times."""
        + _SCHEDULES
        + r"""
      type:
        description: Kind of user.
        type: str
        choices: [ordinary]
"""
    )

    PEOPLE: str = (
        r"""
options:
  people:
    suboptions:
      user_id:
        description: Identifies the person, up to 32 characters without spaces.
        type: str
        required: true"""
        + _NAME_AND_PIN
        + r"""
      cards:
        description:
          - Codes of the person's cards, up to 5, as hex digits in quotes.
          - An empty list takes all cards away.
        type: list
        elements: raw
      schedules:
        description:
          - When which relays open for this person.
          - A new person for whom nothing is given may open relay A at all times.
          - Times such as V(22:00-06:00) in place of a schedule's name hold each day. The device gets daily schedules of
            that name, two for a window over midnight.
          - The store V(rfkey_privatekey) knows no schedules but V(always) and V(never), and no relay V(D)."""
        + _SCHEDULES
        + r"""
      keep:
        description:
          - What stays as the device has it, when the person is on it already. A value that is given for it counts where
            the person is new.
          - Somebody new whose schedule is kept and not given doesn't get in until a list says when.
        type: list
        elements: str
        choices: [pin, cards, schedule]
        version_added: 0.3.0
      state:
        description:
          - V(absent) takes the person away by name, which O(purge_limit) doesn't count. The rest of the entry counts
            for nothing then.
          - Somebody outside of O(managed) stays all the same.
        type: str
        choices: [present, absent]
        version_added: 0.3.0
"""
    )
