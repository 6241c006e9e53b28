#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs of a device, collected where the task runs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_log_collect
short_description: Collect the logs of an Akuvox device
version_added: 0.1.0
description:
  - Adds what is new of the door log and the call log to files that grow from run to run, and saves the system logs and
    a capture of the network traffic beside them.
  - No row is kept twice, and none is lost between runs, also when the device's log was cleared and its IDs start
    over. A row that the device drops between two runs is lost, so run it often enough.
  - A log that the model doesn't have is named in RV(missing), and is no failure. When the device fails in between, what
    was collected before stays.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.folder
attributes:
  check_mode:
    description: Reads and compares as in a real run, and writes nothing. A capture is not started.
    support: full
  diff_mode:
    description: Returns how many rows each file had and has, or its size, never the content.
    support: full
  idempotent:
    description: Changes nothing while the logs on the device are the same, unless O(capture) is set.
    support: full
options:
  logs:
    description:
      - Which logs.
      - V(doorlog) and V(calllog) are kept as JSON lines, in C(doorlog.jsonl) and C(calllog.jsonl), a row a line. Each
        has the device's local time with the offset of its zone in C(timestamp). Where the device's zone isn't known, or
        it has daylight saving time, the offset is left out, and C(zone) says so. A code that may be a PIN is hidden.
      - V(log) is the application log, V(kmsg) the kernel's and V(log_debug) an archive, on Android devices only. They
        are kept as the device has them now, in C(log.txt), C(kmsg.txt) and C(log_debug.tar.gz), in place of the last
        ones.
    type: list
    elements: str
    choices: [doorlog, calllog, log, kmsg, log_debug]
    default: [doorlog, calllog]
  csv:
    description:
      - Whether to keep the rows also as CSV, in C(doorlog.csv) and C(calllog.csv), rebuilt from the JSON lines.
      - Text that a spreadsheet would read as a formula gets an apostrophe in front.
    type: bool
    default: true
  capture:
    description: Seconds to capture the network traffic of the device, up to 180, as C(capture-<time>.pcap). V(0)
      captures nothing.
    type: int
    default: 0
notes:
  - Only the files of JSON lines record which rows are known. If you move one away, the rows still on the device are
    collected once more.
seealso:
  - module: doorfleet.akuvox.akuvox_log_export
  - module: doorfleet.akuvox.akuvox_pcap
  - module: doorfleet.akuvox.akuvox_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Collect who opened and who called
  doorfleet.akuvox.akuvox_log_collect:
    dir: /srv/doors/logs
    door: "{{ inventory_hostname }}"

- name: Collect everything for a look at a call that failed
  doorfleet.akuvox.akuvox_log_collect:
    dir: /srv/doors/case
    door: "{{ inventory_hostname }}"
    logs: [doorlog, calllog, log, kmsg, log_debug]
    capture: 2
"""

RETURN = r"""
path:
  description: The door's folder.
  returned: success
  type: str
  sample: /srv/doors/logs/north-gate
logs:
  description:
    - What there is of each log, and of C(capture). All have C(path).
    - A log of rows has the number of its C(rows) and how many of them are C(new), a file its C(size) and C(checksum).
  returned: success, and after a failure for what was collected before it
  type: dict
  sample:
    doorlog:
      path: /srv/doors/logs/north-gate/doorlog.jsonl
      rows: 120
      new: 3
missing:
  description: What this model doesn't have, and what it says instead.
  returned: success, and after a failure for what was found out before it
  type: dict
  sample: {}
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.collect import NAMES, collect
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.sets import FOLDER_OPTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.pcap import MAX_SECONDS

MODULE = Module(
    run=collect,
    writes=never,
    spec={
        **FOLDER_OPTIONS,
        "logs": {"type": "list", "elements": "str", "choices": list(NAMES), "default": ["doorlog", "calllog"]},
        "csv": {"type": "bool", "default": True},
        "capture": {"type": "int", "default": 0},
    },
    codecs={"capture": Number(0, MAX_SECONDS, "seconds")},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
