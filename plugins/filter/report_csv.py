# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report_csv: the report of a fleet as CSV."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report_csv
short_description: The report of a fleet as CSV
version_added: 0.1.0
description:
  - A row for each door, and columns for each job that has said something.
  - A text that a spreadsheet would take for a formula has an apostrophe before it.
options:
  _input:
    description: The report, from P(doorfleet.akuvox.fleet_report#filter) or from a C(report.json).
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.fleet_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Make the CSV anew from the data of a report
  ansible.builtin.copy:
    content: >-
      {{ lookup('ansible.builtin.file', '/srv/doors/report/report.json') | from_json | doorfleet.akuvox.report_csv }}
    dest: /srv/doors/report/report.csv
    mode: "0600"
"""

RETURN = r"""
_value:
  description: The text.
  type: str
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"report_csv": deferred("module_utils.jobs.reportcsv", "to_csv")}
