#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_report, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_report
short_description: Write the report of a fleet
version_added: 0.3.0
description:
  - Puts together what the doors of the play answered and what run files of any jobs say of them, and writes
    C(report.json), C(report.csv) and the page C(report.html).
  - The newest result of each job on each door counts, so the run files of a job's slices count as one. A run file
    that can't be used is named in RV(problems), and the others count.
  - A door's answer is what M(doorfleet.akuvox.akuvox_info) returned, registered as C(report_door). The role
    P(doorfleet.akuvox.report#role) asks the doors and uses this module once.
  - It sends nothing to any door and works on the controller only.
options:
  dir:
    description: Folder for the three files. A relative one begins where the command was run.
    type: str
  runs:
    description: Run files, and folders with run files.
    type: list
    elements: str
    default: []
  max_age:
    description: Days after which a run file no longer counts; V(0) for never.
    type: int
    default: 30
  title:
    description: What the page is called.
    type: str
    default: Door stations
  stage:
    description: V(check) only refuses folders and files that aren't there, before any door is asked.
    type: str
    choices: [check, write]
    default: write
attributes:
  check_mode:
    description: Says whether the report would change, and writes nothing.
    support: full
  diff_mode:
    description: Has nothing to show.
    support: N/A
  idempotent:
    description: A report that says the same at another time is no change.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_info
"""

EXAMPLES = r"""
- name: Make a page of what the run files say
  doorfleet.akuvox.akuvox_report:
    dir: /srv/doors/report
    runs: [/srv/doors/runs]
  run_once: true
"""

RETURN = r"""
path:
  description: Path of the page.
  returned: for the stage write
  type: str
  sample: /srv/doors/report/report.html
problems:
  description: The run files that could not be used, and why.
  returned: for the stage write
  type: list
  elements: str
  sample: []
"""
