#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs of a device, saved where the task runs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_log_export
short_description: Export a log of an Akuvox device
version_added: 0.1.0
description:
  - Saves a log of the device as a file.
  - The answer is checked before it is saved, whatever the device calls it. A refusal, a login page, a broken archive
    or half a file fails the task and leaves an existing file untouched.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Downloads and compares as in a real run, and writes nothing at O(dest).
    support: full
  diff_mode:
    description: Returns checksum and size before and after, never the content.
    support: full
  idempotent:
    description: Changes nothing while the log on the device is the same.
    support: full
options:
  type:
    description:
      - Which log.
      - V(log) is the application log and V(kmsg) the kernel's, both as text. V(log_debug) is an archive, on Android
        devices only.
      - V(calllog) is the list of calls (CSV), V(doorlog) that of door openings (XML), which holds card codes and PINs.
    type: str
    choices: [log, kmsg, log_debug, calllog, doorlog]
    default: log
  dest:
    description:
      - Path of the file, on the controller or on the host that the task is delegated to.
      - The directory must exist. A relative path counts from the playbook's directory.
      - The file is written beside its place and renamed, with mode 0600, since it may hold credentials. If the
        existing file has fewer permissions, these are kept.
      - A file that already has the same content is left alone, permissions included. Archives have the same content
        when the files in them do.
    type: path
    required: true
seealso:
  - module: doorfleet.akuvox.akuvox_info
  - module: doorfleet.akuvox.akuvox_calllog
  - module: doorfleet.akuvox.akuvox_doorlog
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Save the system log
  doorfleet.akuvox.akuvox_log_export:
    dest: "/srv/doors/{{ inventory_hostname }}/log.txt"

- name: Save the list of door openings
  doorfleet.akuvox.akuvox_log_export:
    type: doorlog
    dest: "/srv/doors/{{ inventory_hostname }}/DoorLog.xml"
"""

RETURN = r"""
dest:
  description: Path of the file.
  returned: success
  type: str
  sample: /srv/doors/north-gate/log.txt
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
unproved:
  description:
    - Path of what came of a file of which it isn't certain that all of it came, since the device didn't say how long it
      is. The file at O(dest) stays as it is.
  returned: failure, where that is why
  type: str
  sample: /srv/doors/north-gate/file.unproved
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.transfer import save
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.transfer import LOGS


def run(task):
    """Export the log."""
    return save(task, LOGS[task.params["type"]], task.params["dest"])


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "type": {"type": "str", "choices": list(LOGS), "default": "log"},
        "dest": {"type": "path", "required": True},
    },
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
