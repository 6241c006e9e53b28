#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has changed on a device, undone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_undo
short_description: Undo what a run has changed on an Akuvox device
version_added: 0.3.0
description:
  - Brings back exactly the records and settings that a run of a job has changed on a device, from what the run has kept
    of them. All else stays as it is.
  - A device on which somebody has changed one of them since is refused, and the message says what differs. With
    O(leave_changed), that one stays and all else is undone.
  - What is as it was before already is left alone, so a run that was killed in the middle can be run again.
  - The role P(doorfleet.akuvox.undo#role) is made of it.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Reads and compares as in a real run, and writes nothing. People and relays that refer to a schedule
      that has to be added are compared as if it got its old number.
    support: full
  diff_mode:
    description: Shows what changes, by key and record, with secrets hidden.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
options:
  dir:
    description: Folder in which the jobs keep what they change, C(akuvox_undo_dir). It is on the controller.
    type: path
    required: true
  run:
    description:
      - The run, such as V(credentials-20260102T030405.000000Z). That is the name of its run file, which may be given
        with its path as well. The name of a job is its newest run that has changed anything.
      - Several have commas between. They are undone together, as the slices of one job.
    type: str
    required: true
  door:
    description: Name of the door, usually its inventory name.
    type: str
    required: true
  packed:
    description:
      - The whole list of people as it is now, C(packed) of P(doorfleet.akuvox.people_list#lookup). PINs that were not
        kept are taken from it, and the result says where it still says otherwise.
    type: str
  today:
    description: The date that counts as today, for who of the list belongs on the door.
    type: str
  timezone:
    description: The time zone of the door, such as V(Europe/Berlin); by default the controller's.
    type: str
  managed:
    description: Whom the list manages, as in M(doorfleet.akuvox.akuvox_credentials).
    type: list
    elements: str
    default: ["*"]
  leave_changed:
    description:
      - Whether what somebody has changed since stays as it is, and all else is undone. Without it, a device on which
        somebody has is refused.
      - Settings of one SIP account, and those whose keys differ in the last part only, stay together.
    type: bool
    default: false
  plan:
    description:
      - Only say what would be done, as in check mode. What can't be brought back is then said in warnings.
    type: bool
    default: false
  from_variables:
    description:
      - Whether options that aren't given are taken from the variables of the role P(doorfleet.akuvox.undo#role).
    type: bool
    default: false
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_restore
"""

EXAMPLES = r"""
- name: Undo the newest run of credentials on this door
  doorfleet.akuvox.akuvox_undo:
    dir: /srv/doors/runs/undo
    run: credentials
    door: "{{ inventory_hostname }}"
"""

RETURN = r"""
run:
  description: The run that was undone.
  returned: when there is one
  type: str
  sample: credentials-20260102T030405.000000Z
parts:
  description: What changed, by what the API calls it, with the keys of what was added, updated or removed.
  returned: when there is one
  type: dict
  sample:
    user:
      added: ["1001"]
lost:
  description: What can't be brought back, and why.
  returned: when there is one
  type: list
  elements: str
  sample: ["the face of 1001 Robin Sample (the API doesn't hand it out)"]
left:
  description: What somebody has changed since, and how.
  returned: when there is one
  type: list
  elements: str
  sample: ["1001 Kim Example: name is 'Kim By Hand', and the run left 'Kim Exemple'"]
added:
  description: People who are let in again, by their user_id.
  returned: when there is one
  type: list
  elements: str
  sample: ["1001"]
updated:
  description: People whose record, card or code is another one again.
  returned: when there is one
  type: list
  elements: str
  sample: []
removed:
  description: People whom the run had let in and who are removed.
  returned: when there is one
  type: list
  elements: str
  sample: []
names:
  description: The names of these people, by user_id.
  returned: when there is one
  type: dict
  sample:
    "1001": Robin Sample
report:
  description: The same for the run file, with lines for the summary.
  returned: when there is one
  type: dict
"""

from dataclasses import replace

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import people_on
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undo import undo
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import unpack
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.credentials import Managed


def run(task):
    """Undo the run, with what the list of people has now."""
    params, listed, pins = task.params, None, {}
    if params["packed"]:
        whole = unpack(params["packed"], "packed")
        listed = people_on(whole, params["door"], params["today"] or "")
        pins = {
            person["user_id"]: (person["pin"], "pin" in person.get("keep", ()))
            for person in whole["people"]
            if person.get("pin")
        }
    return undo(replace(task, params={**params, "listed": listed, "pins": pins}))


MODULE = Module(
    run=run,
    spec={
        "dir": {"type": "path", "required": True},
        "run": {"type": "str", "required": True},
        "door": {"type": "str", "required": True},
        "packed": {"type": "str", "no_log": True},
        "today": {"type": "str"},
        "timezone": {"type": "str"},
        "managed": {"type": "list", "elements": "str", "default": ["*"]},
        "leave_changed": {"type": "bool", "default": False},
        "plan": {"type": "bool", "default": False},
        "from_variables": {"type": "bool", "default": False},
    },
    codecs={"managed": Managed()},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
