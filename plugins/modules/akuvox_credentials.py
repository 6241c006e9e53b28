#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly the people of a list on a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_credentials
short_description: Let exactly the listed people in at an Akuvox device
version_added: 0.1.0
description:
  - Brings a device to the people of a list with their PINs, cards and schedules, and removes everybody else whom the
    list manages. It writes to whichever store the device keeps its people in.
  - Everything is read and planned before anything is written, and read back afterwards. The task fails when the device
    did not keep something.
  - In the store V(rfkey_privatekey) a person is one private code and a record for each card. Their names begin with the
    C(user_id), which is how they are found again.
  - The role P(doorfleet.akuvox.credentials#role) gives each door of a fleet its part of one list.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.from_variables
  - doorfleet.akuvox.cards
  - doorfleet.akuvox.person.people
options:
  people:
    description:
      - The people, all of them. What is left out of a person stays as it is on the device.
      - In the store V(rfkey_privatekey), the schedules of a person also hold for the private code or the cards that are
        left out. With V(never) they are removed.
      - Give either this or O(packed).
    type: list
    elements: dict
  packed:
    description:
      - The same as one text, from P(doorfleet.akuvox.people_of_door#filter), or the whole list from
        P(doorfleet.akuvox.people_list#lookup), of which O(door) has a part. Ansible hands on a text as it is, where it
        takes seconds to go through a list of thousands of people.
    type: str
  door:
    description: Whose part of the whole list in O(packed) it is, by its inventory name.
    type: str
    version_added: 0.3.0
  today:
    description: Which people of the whole list are in at this date, like V(2026-01-31). By default it is today.
    type: str
    version_added: 0.3.0
  timezone:
    description: Where it is today, like V(Europe/Berlin). By default it is where the controller is.
    type: str
    version_added: 0.3.0
  store:
    description:
      - Where the device keeps its people. V(auto) is what its profile says.
    type: str
    choices: [auto, user, rfkey_privatekey]
    default: auto
  managed:
    description:
      - Whom the list manages, by C(user_id), as ranges of numbers like V(1000-1999) and patterns like V(staff-*).
      - All others on the device stay as they are, and may not be listed.
      - By default everybody but those whom a cloud or another platform owns, who are always spared.
    type: list
    elements: str
    default: ["*"]
  purge_limit:
    description:
      - The most records of people who are not listed that may be removed, as a number or as a percentage of those on
        the device. When more would go, the task fails before it writes anything.
      - People who are listed with O(people[].state=absent) don't count.
    type: str
    default: 50%
  check_readers:
    description:
      - Whether to read the device's configuration too and return the settings of its card readers, for comparing them
        with other devices' by P(doorfleet.akuvox.reader_differences#filter).
    type: bool
    default: false
    version_added: 0.3.0
  plan:
    description:
      - Whether only to plan, so that a role can first ask all devices and then refuse a list for all of them. Nothing
        is written.
      - A list that is not one for this device, such as more people than it holds, is no failure then, but RV(misfit)
        and RV(msg). It counts as a change in check mode only, where no later task sets the people.
    type: bool
    default: false
    version_added: 0.3.0
  schedules_to_come:
    description:
      - Names of schedules that an earlier task of the play adds with M(doorfleet.akuvox.akuvox_schedule).
      - Only used in check mode, where they are not on the device yet. Treats these schedules as already present.
    type: list
    elements: str
    default: []
  update_secrets:
    description:
      - V(always) makes the PIN on the device what the list says.
      - V(on_create) sets it for new people only, so that a PIN that was changed at the door stays.
      - On a device that shows PINs as stars, V(always) writes them in every run, as they can't be compared.
    type: str
    choices: [always, on_create]
    default: always
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_user
  - module: doorfleet.akuvox.akuvox_privatekey
  - module: doorfleet.akuvox.akuvox_rfkey
"""

EXAMPLES = r"""
- name: These two and nobody else
  doorfleet.akuvox.akuvox_credentials:
    people:
      - user_id: "1001"
        name: Robin Sample
        pin: "{{ vault_pins['1001'] }}"
        schedules:
          - schedule: always
            relays: [A, B]
      - user_id: "1002"
        name: Kim Example
        cards: ["00B4161D"]
    purge_limit: 100%

- name: The same, but leave alone whom the reception enters at the door
  doorfleet.akuvox.akuvox_credentials:
    people:
      - user_id: "1001"
        name: Robin Sample
        pin: "{{ vault_pins['1001'] }}"
    managed: ["1000-1999", staff-*]
"""

RETURN = r"""
added:
  description: The user_id of the people who were not on the device before.
  returned: success
  type: list
  elements: str
  sample: ["1001"]
updated:
  description: The user_id of the people who were changed, such as by a new PIN or a lost card.
  returned: success
  type: list
  elements: str
  sample: ["1002"]
removed:
  description: The user_id of the people who are not on the device any more.
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The user_id of the people of whom a record was there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
names:
  description: The names of the people who were added, changed or removed, by user_id.
  returned: success
  type: dict
  sample: {"1001": "Robin Sample"}
  version_added: 0.3.0
refused:
  description: The people of whom the device refused something, and why. Any entry fails the task.
  returned: success
  type: list
  elements: dict
  sample:
    - key: "1003"
      reason: "user/add on https://192.0.2.10:443: refused by the device (retcode -1, Failed)"
incomplete:
  description: Those of them that the device holds in part only, such as without a field that it did not keep.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
store:
  description: Where the device keeps its people.
  returned: success
  type: str
  sample: user
profile:
  description: Name of the profile by which the device was addressed.
  returned: success
  type: str
  sample: manual
people:
  description: How many people the list has for this device.
  returned: success
  type: int
  sample: 2
kept:
  description: How many records on the device belong to others and were left alone.
  returned: success
  type: int
  sample: 0
readers:
  description: Display modes and settings of the card readers by key, as far as the device tells.
  returned: success with O(check_readers=true)
  type: dict
  version_added: 0.3.0
  sample: {"Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode": "3 (8HN)"}
misfit:
  description: The list is not one for this device, such as more people than it holds. Nothing was written.
  returned: with O(plan=true), when that is so
  type: bool
  sample: true
msg:
  description: Why the list is not one for this device, or why the task failed.
  returned: failure, and with RV(misfit)
  type: str
  sample: "user: devices of the profile manual hold 1000 records at most, and it would be 1001. Nothing was changed"
  version_added: 0.3.0
report:
  description:
    - RV(store), RV(people) and RV(kept), and who was added, updated and removed, for the summary and the run file of
      the role. With O(plan=true) nobody was, unless it is check mode.
  returned: success
  type: dict
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.records import check_options
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, Misfit
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardlists import NOTATION_OPTIONS, doubts
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import people_on
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.people import converge_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import unpack
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.credentials import (
    PEOPLE,
    STORES,
    Managed,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.readers import reader_settings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.user import cards_of

_CHANGES = ("added", "updated", "removed")


def run(task):
    """Converge the people; a plan's misfit is reported."""
    planned = task.params["plan"] and not task.dry_run
    try:
        result = _converge(task)
    except Misfit as exc:
        if not task.params["plan"]:
            raise
        result = {"changed": False, **{change: [] for change in _CHANGES}, **exc.detail, "msg": exc.message}
    except AkuvoxError as exc:
        raise exc.restated(exc.message, report=_report(exc.detail, planned)) from None
    changed = result["changed"] and not planned
    return {**result, "changed": changed, "report": _report(result, planned)}


def _report(result, planned):
    changes = {change: [] if planned else result.get(change, []) for change in _CHANGES}
    return {"store": result.get("store", ""), **{key: result.get(key, 0) for key in ("people", "kept")}, **changes}


def _converge(task):
    people = task.params["people"]
    if people is None:
        listed = unpack(task.params["packed"], "packed")
        if isinstance(listed, dict):
            listed = people_on(listed, task.params["door"], task.params["today"])
        people = PEOPLE.check_rows(listed)
    readers = {"readers": reader_settings(task.device.read("config"))} if task.params["check_readers"] else {}
    return {**converge_people(task.device, people, task), **readers}


MODULE = Module(
    run=run,
    spec={
        **FROM_VARIABLES_SPEC,
        **NOTATION_OPTIONS,
        "people": {},
        "packed": {"type": "str", "no_log": True},
        "door": {"type": "str"},
        "today": {"type": "str"},
        "timezone": {"type": "str"},
        "store": {"type": "str", "default": "auto", "choices": ["auto", *STORES]},
        "managed": {"type": "list", "elements": "str", "default": ["*"]},
        "purge_limit": {"type": "str", "default": "50%"},
        "check_readers": {"type": "bool", "default": False},
        "plan": {"type": "bool", "default": False},
        "schedules_to_come": {"type": "list", "elements": "str", "default": []},
        "update_secrets": {"type": "str", "default": "always", "choices": ["always", "on_create"]},
    },
    tables={"people": PEOPLE},
    constraints={"mutually_exclusive": [["people", "packed"]], "required_one_of": [["people", "packed"]]},
    doubts=(lambda params: doubts(cards_of(params["people"] or ()), params["card_notation"]),),
    codecs={"managed": Managed()},
    checks=(check_options,),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
