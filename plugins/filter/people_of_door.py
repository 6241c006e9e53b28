# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter people_of_door: a door's part of a list of people."""

from __future__ import annotations

DOCUMENTATION = r"""
name: people_of_door
short_description: A door's part of a list of people
version_added: 0.1.0
description:
  - Takes those people out of a whole list who belong on a door on a day.
positional: door
options:
  _input:
    description: The whole list, C(packed) of P(doorfleet.akuvox.people_list#lookup).
    type: str
    required: true
  door:
    description: Name of the door, one of those that the list was made for.
    type: str
    required: true
  today:
    description: The date that counts as today, for trying out.
    type: str
  timezone:
    description: The time zone of the door, such as V(Europe/Berlin); by default the controller's.
    type: str
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.people_list
    plugin_type: lookup
  - module: doorfleet.akuvox.akuvox_credentials
"""

EXAMPLES = r"""
- name: Exactly the people who belong on this door
  doorfleet.akuvox.akuvox_credentials:
    packed: "{{ checked.packed | doorfleet.akuvox.people_of_door(inventory_hostname, timezone='Europe/Berlin') }}"
"""

RETURN = r"""
_value:
  description: The people as one text, for the option C(packed) of M(doorfleet.akuvox.akuvox_credentials).
  type: str
"""


def people_of_door(packed, door, today=None, timezone=None):
    """A door's part of a packed list."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peopleofdoor import people_of_door as function

    return function(packed, door, today, timezone)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"people_of_door": people_of_door}
