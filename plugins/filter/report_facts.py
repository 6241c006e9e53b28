# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report_facts: what a report keeps of a door's answer."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report_facts
short_description: What a report keeps of a door's answer
version_added: 0.1.0
description:
  - Takes model, firmware, SIP states and the number of users out of what M(doorfleet.akuvox.akuvox_info) returned; of a
    door that could not be asked, the verdict and the reason.
options:
  _input:
    description:
      - What M(doorfleet.akuvox.akuvox_info) returned with the subsets V(system) and V(user_count), also when it
        failed or was skipped.
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.fleet_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Ask the door
  doorfleet.akuvox.akuvox_info:
    gather: [system, user_count]
    skip_missing: true
  register: door

- name: Show what a report would say of it
  ansible.builtin.debug:
    msg: "{{ door | doorfleet.akuvox.report_facts }}"
"""

RETURN = r"""
_value:
  description:
    - C(outcome) is V(ok), V(failed) or V(unreachable), with C(verdict) and C(reason) as tasks return them.
    - C(model), C(firmware), C(mac), C(accounts) and C(users) are of a door that answered.
    - It is empty when the door was not asked.
  type: dict
  sample:
    outcome: ok
    verdict: ok
    reason: ""
    model: R29S
    firmware: 29.30.10.100
    mac: 0C:11:05:00:00:01
    accounts: [{account: 1, status: registered}]
    users: 42
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"report_facts": deferred("module_utils.jobs.report", "door_facts")}
