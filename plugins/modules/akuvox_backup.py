#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup of a device, kept where the task runs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_backup
short_description: Back up an Akuvox device
version_added: 0.1.0
description:
  - Reads the configuration and all lists of a device, and keeps them as a set, a folder that bears the time in UTC. A
    set is never incomplete.
  - No new set is made when the device holds the same as its newest one. The order of a list, and what the device
    numbers itself, make no difference.
  - A part that the model doesn't have is left out, and named in the manifest. A part that can't be read fails the task,
    and no set is made.
  - Give a set back with M(doorfleet.akuvox.akuvox_restore).
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.from_variables
  - doorfleet.akuvox.folder
  - doorfleet.akuvox.folder.parts
attributes:
  check_mode:
    description: Reads and compares as in a real run, and writes nothing. RV(set) and RV(path) of a set that would be
      made are not known yet.
    support: full
  diff_mode:
    description: Shows what changed on the device since the newest set, by key and record, with secrets hidden. A first
      set is counted.
    support: full
  idempotent:
    description: Changes nothing while the device holds the same as the newest set. Where the device shows a secret as
      stars, a change of it can't be seen.
    support: full
options:
  keep:
    description:
      - How many sets to keep of the door; the oldest go. V(0) keeps all.
      - A set with a file in its folder that is not its own is never deleted.
    type: int
    default: 10
  parts:
    description: What to back up. A set that lacks a part leaves it alone when it is restored.
  exports:
    description:
      - Whether to keep the device's own files of its lists and its configuration as well, as
        M(doorfleet.akuvox.akuvox_export) saves them. They are the only copy of what the device shows as stars.
      - They are fetched for a new set only.
    type: bool
    default: true
  vault:
    description:
      - Whether to encrypt what holds secrets, with the vault password of the run. It is written with mode 0600 in any
        case.
      - Turning it on or off makes a new set. Older ones stay as they are.
    type: bool
    default: false
seealso:
  - module: doorfleet.akuvox.akuvox_restore
  - module: doorfleet.akuvox.akuvox_export
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Back up each door
  doorfleet.akuvox.akuvox_backup:
    dir: /srv/doors/backups
    door: "{{ inventory_hostname }}"

- name: Keep the people only, and a year of weekly sets
  doorfleet.akuvox.akuvox_backup:
    dir: /srv/doors/people
    door: "{{ inventory_hostname }}"
    parts: [schedule, privatekey, rfkey, user]
    keep: 52
"""

RETURN = r"""
set:
  description: Name of the newest set.
  returned: success, but for a set that check mode would make
  type: str
  sample: 20260102T030405Z
path:
  description: Path of the newest set.
  returned: success, but for a set that check mode would make
  type: str
  sample: /srv/doors/backups/north-gate/20260102T030405Z
made:
  description: Whether a new set was made.
  returned: success
  type: bool
  sample: true
parts:
  description: The parts of the device, and how many keys or records each has.
  returned: success
  type: dict
  sample:
    config: 312
    user: 24
missing:
  description: The parts that this model doesn't have.
  returned: success
  type: list
  elements: str
  sample: [schedule]
gaps:
  description: What the device holds and the data of the set doesn't.
  returned: success
  type: dict
  contains:
    hidden:
      description: Keys and records with a secret that the device shows as stars.
      type: list
      elements: str
      returned: success
      sample: [Config.Account1.GENERAL.Pwd]
    cut_cards:
      description: Users with cards that the device cuts off when it shows them.
      type: list
      elements: str
      returned: success
      sample: []
    faces:
      description: Users with a face, which the API doesn't hand out.
      type: list
      elements: str
      returned: success
      sample: ["1001"]
unproved:
  description:
    - The exports of which it isn't certain that all of them came, and why. Such a file is kept with C(.unproved) behind
      its name, beside the last one that is certain.
    - A later run that gets it whole makes a new set, also where the device holds the same.
  returned: success
  type: dict
  sample: {}
  version_added: 0.3.0
removed:
  description: The old sets that were deleted.
  returned: success
  type: list
  elements: str
  sample: []
report:
  description: All of the above, for the summary and the run file of the role.
  returned: success
  type: dict
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.backup import back_up
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import PARTS_OPTION
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.sets import FOLDER_OPTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import (
    Module,
    never,
    run_module,
)

MODULE = Module(
    run=back_up,
    writes=never,
    spec={
        **FROM_VARIABLES_SPEC,
        **FOLDER_OPTIONS,
        "keep": {"type": "int", "default": 10},
        **PARTS_OPTION,
        "exports": {"type": "bool", "default": True},
        "vault": {"type": "bool", "default": False},
    },
    codecs={"keep": Number(0, 10_000, "sets")},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
