# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter drift_sections: what would change on a door."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drift_sections
short_description: What would change on a door, from what the jobs have registered in check mode
version_added: 0.1.0
description:
  - Sorts the results of the roles P(doorfleet.akuvox.provision#role) and P(doorfleet.akuvox.credentials#role) by the
    variable that describes the section, and keeps the keys of what would change. There are no secrets in it.
options:
  _input:
    description: The registered results by the names of their variables, C(provision_result_*) and C(credentials_door).
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.drift_line
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what would change
  ansible.builtin.debug:
    msg: "{{ dict(names | zip(query('ansible.builtin.vars', *names))) | doorfleet.akuvox.drift_sections }}"
  vars:
    names: "{{ query('ansible.builtin.varnames', '^provision_result_') }}"
"""

RETURN = r"""
_value:
  description:
    - For each section that would change C(added), C(updated) and C(removed) with the keys of its records or settings.
    - It is empty where nothing would change.
  type: dict
  sample:
    akuvox_relays:
      updated: [A.hold_delay]
    akuvox_users:
      added: ["1003"]
      removed: ["1001"]
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"drift_sections": deferred("module_utils.jobs.drift", "drift_sections")}
