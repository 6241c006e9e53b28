#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that a device has exported, given to a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_import
short_description: Import a file into an Akuvox device
version_added: 0.1.0
description:
  - Gives a device a file as M(doorfleet.akuvox.akuvox_export) has saved it, for example to restore a backup or to set
    up a replacement.
  - The file is looked at before anything is sent. It must exist, not be empty, and be of the kind that the target
    takes, by its content.
  - A file of people (targets V(user), V(rfkey) and V(privatekey)) that has somebody of O(revoked_file) is refused, by
    name. So is one that can't be read for that, as long as anybody is in O(revoked_file).
  - The device's own export is compared with the file first. Where it is the same, nothing is sent.
  - The file is sent once. When the answer is lost, the device is read back; the task fails unless it is certain that
    the device holds the file's content.
  - After the import of a configuration the device restarts, and the task waits for it.
  - Whether the import of a list replaces what the device holds or adds to it depends on model and firmware.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Looks at the file and compares it with the device as in a real run, and sends nothing.
      RV(records_after), RV(verified) and RV(reboot) are only known after a real run.
    support: full
  diff_mode:
    description: Says that the content differs, never how.
    support: partial
  idempotent:
    description: Nothing is sent where the device exports the same as the file. A device that writes a time, a salt or
      new numbers into each export can't be compared; it gets the file, and with a configuration restarts, in each run.
    support: partial
options:
  target:
    description: What the file is for, as in M(doorfleet.akuvox.akuvox_export).
    type: str
    required: true
    choices: [config, privatekey, rfkey, contact, dialreplace, user]
  src:
    description:
      - Path of the file, on the controller or on the host that the task is delegated to.
      - A relative path is looked up in the role's C(files) and beside the playbook.
      - Contacts may be CSV, XML or vCards; which one is seen from the content.
    type: path
    required: true
  wait_timeout:
    description: Seconds to wait for the restart after the import of a configuration.
    type: int
    default: 300
notes:
  - The name of the form's part that carries the file is not documented for these devices. It is C(file) here, and
    another one is set as C(upload_field) in a mapping for O(profile).
seealso:
  - module: doorfleet.akuvox.akuvox_export
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Give a new door the cards of the old one
  doorfleet.akuvox.akuvox_import:
    target: rfkey
    src: /srv/doors/north-gate/ICKey.xml

- name: Restore the configuration
  doorfleet.akuvox.akuvox_import:
    target: config
    src: "/srv/doors/{{ inventory_hostname }}/Config.tgz"
    wait_timeout: 600
"""

RETURN = r"""
src:
  description: Path of the file.
  returned: success
  type: str
  sample: /srv/doors/north-gate/ICKey.xml
checksum:
  description: SHA-256 of the file.
  returned: success
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
size:
  description: Size of the file in bytes.
  returned: success
  type: int
  sample: 18423
records_before:
  description: Number of records on the device before.
  returned: success, except for a configuration
  type: int
  sample: 0
records_after:
  description: Number of records on the device afterwards.
  returned: success, except for a configuration and for a change in check mode
  type: int
  sample: 212
verified:
  description:
    - Whether the device exports exactly the file's content now.
    - V(false) is no failure. A device may give records other numbers or another order.
  returned: success, except for a change in check mode
  type: bool
  sample: true
reboot:
  description: The restart after the import of a configuration, with the uptime before and after, and how long it took.
  returned: when the device restarted
  type: dict
  sample:
    uptime_before: 86400
    uptime_after: 21
    seconds: 48.2
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.importing import load, look_at
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.transfer import FILES


def run(task):
    """Import the file."""
    if not 1 <= task.params["wait_timeout"] <= 86400:
        raise InvalidInput(f"wait_timeout: must be 1 to 86400 seconds, not {task.params['wait_timeout']}")
    return load(task, look_at(task.params["src"], task.params["target"]))


MODULE = Module(
    run=run,
    spec={
        "target": {"type": "str", "required": True, "choices": list(FILES)},
        "src": {"type": "path", "required": True},
        "wait_timeout": {"type": "int", "default": 300},
    },
    wary=True,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
