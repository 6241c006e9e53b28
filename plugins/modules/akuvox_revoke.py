#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take people out of every store of a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_revoke
short_description: Take people out of an Akuvox device
version_added: 0.3.0
description:
  - Removes people from every store of a device, its users, cards and private codes, and reads each of them again.
    Everybody in the file O(revoked_file) is removed as well.
  - Users are found by their C(user_id), or by a card where no C(user_id) is known. Cards and private codes have no
    C(user_id). They are found by the person's cards, by a name that begins with the C(user_id), and by the whole name.
  - No list and no limit holds it back. People who belong to a cloud or another platform stay, as the device doesn't let
    go of them. They are named and fail the task.
  - The role P(doorfleet.akuvox.revoke#role) does this for a fleet, and keeps them from being let in again.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.from_variables
  - doorfleet.akuvox.attributes
options:
  people:
    description: Who is to go. Left out, it is everybody in O(revoked_file).
    type: list
    elements: dict
    default: []
    suboptions:
      user_id:
        description: The person's id.
        type: str
        default: ""
      name:
        description: The whole name, by which cards and private codes are found.
        type: str
        default: ""
      cards:
        description: The person's cards in hex, as the device shows them.
        type: list
        elements: str
        default: []
  names:
    description:
      - Instead of removing anybody, return the people of the device whose name, C(user_id) or card is one of these.
      - Letter case and blanks don't count, and all of the name does. The device's own search is fuzzy and not used.
    type: list
    elements: str
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_credentials
"""

EXAMPLES = r"""
- name: Out, now
  doorfleet.akuvox.akuvox_revoke:
    people:
      - user_id: "1007"
        name: Robin Sample
        cards: ["00B4161D"]

- name: Who is called so here
  doorfleet.akuvox.akuvox_revoke:
    names: [Robin Sample]
  register: found
"""

RETURN = r"""
removed:
  description: The user_id of the people who were removed. The name, or a card, of those who have none.
  returned: without O(names)
  type: list
  elements: str
  sample: ["1007"]
names:
  description: The names of the removed people, as far as they are known.
  returned: without O(names)
  type: dict
  sample: {"1007": "Robin Sample"}
people:
  description: What the device knew of them, or with O(names) who it is.
  returned: success
  type: list
  elements: dict
  sample:
    - user_id: "1007"
      name: Robin Sample
      cards: ["00B4161D"]
keys_left:
  description: Whether the device has cards or private codes of others left.
  returned: without O(names)
  type: bool
  sample: false
report:
  description:
    - C(removed) are the people, and C(records) counts their records by store.
    - C(stays) says who still gets in, and why. Any entry fails the task.
    - C(summary) names what may be theirs and can't be known, such as private codes that the device shows as stars.
  returned: without O(names)
  type: dict
  sample:
    removed: ["1007"]
    records: {user: 1, rfkey: 2}
    stays: []
    summary: []
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardnumbers import CardCode
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.revoke import find, revoke


def run(task):
    """Remove them, or look for names."""
    return revoke(task) if task.params["names"] is None else find(task)


def check_people(params):
    """Refuse people of whom nothing is said, and cards that are none.

    :raises InvalidInput: naming the place.
    """
    for index, person in enumerate(params["people"]):
        if not (person["user_id"] or person["name"] or person["cards"]):
            raise InvalidInput(f"people[{index}]: must have a user_id, a name or cards")
        for number, card in enumerate(person["cards"]):
            try:
                CardCode().check(card)
            except BadValue as exc:
                raise InvalidInput(f"people[{index}].cards[{number}]: {exc}") from None


MODULE = Module(
    run=run,
    spec={
        "people": {
            "type": "list",
            "elements": "dict",
            "default": [],
            "options": {
                "user_id": {"type": "str", "default": ""},
                "name": {"type": "str", "default": ""},
                "cards": {"type": "list", "elements": "str", "default": []},
            },
        },
        "names": {"type": "list", "elements": "str"},
        **FROM_VARIABLES_SPEC,
    },
    checks=(check_people,),
    writes=lambda params: params["names"] is None,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
