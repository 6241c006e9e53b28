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

from ansible.errors import AnsibleFilterError

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.report import fleet, site_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runfiles import find_files, merge, oldest_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

_NEEDED = ("akuvox_site", "group_names", "report_report")


def fleet_report(doors, hostvars, runs, generated, max_age=0, title="Door stations"):
    """The report of the doors by name."""
    try:
        files = find_files(plain(runs), "akuvox_report_runs")
    except InvalidInput as exc:
        raise AnsibleFilterError(exc.message) from None
    doors = plain(doors)
    known = {}
    for door in doors:
        variables = hostvars[door]
        known[door] = {name: plain(variables[name]) for name in _NEEDED if name in variables}
    groups = [set(variables["group_names"]) for variables in known.values()]
    # a group of all doors tells no sites apart, unless it is the only one
    everywhere = set.intersection(*groups) if len(groups) > 1 else set()
    everywhere |= {"akuvox", "ungrouped"}
    given = {
        door: {"site": site_of(variables, everywhere), "facts": variables.get("report_report") or {}}
        for door, variables in known.items()
    }
    generated = str(generated)
    return fleet(given, merge(files, doors, oldest_of(generated, int(max_age))), generated, str(title))


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"fleet_report": fleet_report}
