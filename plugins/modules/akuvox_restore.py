#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A set of a backup, given to a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_restore
short_description: Restore an Akuvox device from a backup
version_added: 0.1.0
description:
  - Restores a device from a set that M(doorfleet.akuvox.akuvox_backup) has made, and reads all of it back. If
    anything differs in the end, the task fails and names each key and record.
  - The set has to be whole, by the checksums in its manifest, and of the same model and family of firmware. One of
    another unit is only taken with O(source).
  - Lists become exactly what they were, so records that came since are removed. Those that a cloud or another platform
    owns are left alone. Groups of contacts stay on a device that can't remove a single one.
  - The data of the set is used, not the device's own files in it. Those can't be looked into, would also restore the
    network address and login of the old unit, and make the device restart.
  - What the device showed as stars when the set was made is not in the data. A device that lacks it fails the task,
    which restores everything else, and says what is left. M(doorfleet.akuvox.akuvox_import) takes the device's own
    files, which have it.
  - When one part fails, the others are still restored. If the device stops answering in between, restore it again.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.folder
  - doorfleet.akuvox.folder.parts
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
    description: Folder for all doors, as in M(doorfleet.akuvox.akuvox_backup).
  source:
    description:
      - Name of the door whose set is to be taken, for a device that replaces another unit. It may be the same as
        O(door).
      - Without it, the set must be of this very unit, by its MAC address.
    type: str
  set:
    description: Name of the set, such as V(20260102T030405Z). The newest one when left out.
    type: str
  before:
    description:
      - Takes the newest set that was made before this time, such as V(2026-01-31 18:00), for a fleet in which each
        door's sets have different names.
      - It is UTC, as the names of sets are, unless it says otherwise, as in V(2026-01-31T18:00+01:00).
    type: raw
    version_added: 0.3.0
  state:
    description:
      - V(announced) only says which set would be taken, and who in it is not in the current list. Nothing is sent to
        the device.
    type: str
    choices: [restored, announced]
    default: restored
    version_added: 0.3.0
  packed:
    description:
      - The people who belong on the device now, from P(doorfleet.akuvox.people_of_door#filter). The result then names
        those in the set who don't. The list isn't applied; M(doorfleet.akuvox.akuvox_credentials) does that.
    type: str
    version_added: 0.3.0
  managed:
    description: Whom that list manages, as in M(doorfleet.akuvox.akuvox_credentials). Of others nothing is said.
    type: list
    elements: str
    default: ["*"]
    version_added: 0.3.0
  parts:
    description: What to restore. A part that the set doesn't have is left alone.
  exclude:
    description:
      - Keys of the configuration that are left as they are, with V(*) for any characters, or sections such as
        V(Config.Autoprovision). Capitals don't matter. One that fits no key of the set is refused.
      - They are left out in addition to what O(access) is about.
    type: list
    elements: str
    default: []
  access:
    description:
      - Whether to restore C(Config.DoorSetting.APIFCGI) and C(Config.Network) as well, the login of the HTTP API with
        its whitelist, and addresses. They can cut the device off, or give it another one's address.
      - They are written last, after all else is proven.
    type: bool
    default: false
    version_added: 0.3.0
  confirm:
    description: Must be V(true), since what the device holds now is overwritten.
    type: bool
    required: true
seealso:
  - module: doorfleet.akuvox.akuvox_backup
  - module: doorfleet.akuvox.akuvox_import
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Bring the door back to its last backup
  doorfleet.akuvox.akuvox_restore:
    dir: /srv/doors/backups
    door: "{{ inventory_hostname }}"
    confirm: true

- name: Bring the door back to what it was before the works began
  doorfleet.akuvox.akuvox_restore:
    dir: /srv/doors/backups
    door: "{{ inventory_hostname }}"
    before: "2026-01-31 18:00"
    confirm: true

- name: Only the people and their schedules, onto the unit that replaces a broken one
  doorfleet.akuvox.akuvox_restore:
    dir: /srv/doors/backups
    door: "{{ inventory_hostname }}"
    source: south-gate
    parts: [schedule, privatekey, rfkey, user]
    confirm: true
"""

RETURN = r"""
set:
  description: Name of the set.
  returned: when a set was found
  type: str
  sample: 20260102T030405Z
path:
  description: Path of the set.
  returned: when a set was found
  type: str
  sample: /srv/doors/backups/north-gate/20260102T030405Z
parts:
  description: The parts that changed, and which keys or records of them were added, updated or removed.
  returned: when a set was found
  type: dict
  sample:
    config:
      updated: [Config.DoorSetting.RELAY.HoldDelayA]
    user:
      added: ["1001"]
people:
  description: Whether the set brings back people, or codes and cards of them.
  returned: when a set was found
  type: bool
  sample: true
  version_added: 0.3.0
returning:
  description: The people of the set who are not in the current list. Those who were revoked stay out, and aren't named.
  returned: with O(packed), when the set has people
  type: list
  elements: dict
  sample:
    - user_id: "1005"
      name: Gone Person
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.keypatterns import KeyPatterns
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import Confirmed
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import PARTS_OPTION
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.restore import restore
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.setnames import TimeOfSet
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.sets import FOLDER_OPTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.credentials import Managed

MODULE = Module(
    run=restore,
    spec={
        **FOLDER_OPTIONS,
        "source": {"type": "str"},
        "set": {"type": "str"},
        "before": {"type": "raw"},
        "state": {"type": "str", "choices": ["restored", "announced"], "default": "restored"},
        "packed": {"type": "str", "no_log": True},
        "managed": {"type": "list", "elements": "str", "default": ["*"]},
        **PARTS_OPTION,
        "exclude": {"type": "list", "elements": "str", "default": []},
        "access": {"type": "bool", "default": False},
        "confirm": {"type": "bool", "required": True},
    },
    codecs={
        "exclude": KeyPatterns(),
        "confirm": Confirmed("what the device holds now is overwritten"),
        "before": TimeOfSet(),
        "managed": Managed(),
    },
    constraints={"mutually_exclusive": [["set", "before"]]},
    wary=True,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
