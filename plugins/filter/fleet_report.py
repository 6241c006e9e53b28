# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter fleet_report: the state of a fleet as data."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_report
short_description: The state of a fleet as data
version_added: 0.1.0
description:
  - Puts together what doors answered and what run files of any jobs say of them.
  - The newest statement on a door and a job counts, so run files of slices of one job are as one.
  - A run file that can't be used is named in C(problems), and the others count.
positional: hostvars, runs, generated
options:
  _input:
    description: Names of the doors, such as C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
  hostvars:
    description:
      - The variable of this name. A door's answer is in its C(report_report), which the role
        P(doorfleet.akuvox.report#role) leaves.
      - A door's site is its C(akuvox_site), else its groups without those that all of the doors are in.
    type: dict
    required: true
  runs:
    description: The variable C(akuvox_report_runs), files and folders.
    type: list
    elements: path
    required: true
  generated:
    description: The time now, in UTC, such as V(2026-01-02T03:04:05.000000Z).
    type: str
    required: true
  max_age:
    description: Days after which a run file doesn't count any more; V(0) for never.
    type: int
    default: 0
  title:
    description: What the report is called.
    type: str
    default: Door stations
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.report_page
    plugin_type: filter
  - plugin: doorfleet.akuvox.report_csv
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Name the doors that need a look
  ansible.builtin.debug:
    msg: "{{ report.doors | selectattr('state', 'in', ['failed', 'unreachable']) | map(attribute='door') }}"
  vars:
    report: >-
      {{ ansible_play_hosts_all | doorfleet.akuvox.fleet_report(hostvars, ['/srv/doors/runs'],
      now(utc=true, fmt='%Y-%m-%dT%H:%M:%S.%fZ')) }}
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - C(doors) has a row for each door, C(summary) the figures of the fleet and of each site, C(runs) the run files that
      something was taken from, C(problems) those that could not be used.
    - C(digest) is the same for two reports that differ in the time only.
  type: dict
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"fleet_report": deferred("plugin_utils.fleetreport", "fleet_report")}
