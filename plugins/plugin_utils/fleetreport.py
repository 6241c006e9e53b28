# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet, from what its doors have registered and the run files say."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.report import fleet, site_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runfiles import find_files, merge, oldest_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.errors import TemplatePluginError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

_NEEDED = ("akuvox_site", "group_names", "report_report")


def fleet_report(doors, hostvars, runs, generated, max_age=0, title="Door stations"):
    """The report of the doors by name."""
    try:
        files = find_files(plain(runs), "akuvox_report_runs")
    except InvalidInput as exc:
        raise TemplatePluginError(exc.message) from None
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
