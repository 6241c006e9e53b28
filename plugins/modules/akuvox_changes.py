#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_changes, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_changes
short_description: Say what has changed on the doors
version_added: 0.3.0
description:
  - Says in words what has changed on the doors of a play between two times, from what the jobs have kept of it, their
    run files, and the sets of backups. These are the people who came and went, cards, PINs, settings and firmware.
  - The role P(doorfleet.akuvox.changes#role) is made of it. It sends nothing to any door and works on the controller
    only.
  - A PIN or password is never shown, only that it is another one.
options:
  since:
    description: The beginning, as the variable C(akuvox_changes_since) of the role.
    type: raw
  until:
    description: The end, as C(akuvox_changes_until).
    type: raw
  dir:
    description: Folder for C(changes.csv), which is made when it is missing. Without it, no file is written.
    type: str
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  check_mode:
    description: Says the same, and writes no file.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_undo
"""

EXAMPLES = r"""
- name: Say what has changed
  doorfleet.akuvox.akuvox_changes:
    since: "2026-01-31 18:00"
  run_once: true
"""

RETURN = r"""
lines:
  description: What has changed, as it is printed.
  returned: success
  type: list
  elements: str
  sample: ["gate: 1002 Ada Muster went (card 00AB0002)"]
events:
  description: The changes, each as the columns of the CSV file by their names.
  returned: success
  type: list
  elements: dict
path:
  description: Path of the CSV file; empty where none is written.
  returned: success
  type: str
  sample: /srv/doors/changes/changes.csv
problems:
  description: What could not be read.
  returned: success
  type: list
  elements: str
  sample: []
"""
