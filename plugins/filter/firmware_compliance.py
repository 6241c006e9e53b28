# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_compliance: what a baseline says of a door."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_compliance
short_description: What a firmware baseline says of a door
version_added: 0.1.0
description:
  - Finds the door's model in the baseline, capitals aside, and compares the versions number by number.
positional: baseline
options:
  _input:
    description: What C(akuvox_info) returns as C(system).
    type: dict
    required: true
  baseline:
    description: The variable C(akuvox_firmware_baseline).
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Read model and version
  doorfleet.akuvox.akuvox_info:
    gather: [system]
  register: door

- name: Say whether the door has the version that it should have
  ansible.builtin.debug:
    msg: "{{ (door.akuvox.system | doorfleet.akuvox.firmware_compliance(akuvox_firmware_baseline)).state }}"
"""

RETURN = r"""
_value:
  description:
    - The door's C(model), C(version) and C(state).
    - The state is V(compliant), V(behind) or V(ahead). It is V(unknown_model) when the baseline doesn't have the model,
      and V(incomparable) when the versions are of different families.
    - C(wanted), C(file) and C(md5) are those of the baseline.
  type: dict
  sample:
    model: R29S
    version: 29.30.10.100
    state: behind
    wanted: 29.30.10.200
    file: /srv/firmware/29.30.10.200.rom
    md5: 25e317773f308e446cc84c503a6d1f85
"""


def firmware_compliance(system, baseline):
    """What a baseline says of a door."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.firmware import compliance as function

    return function(system, baseline)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_compliance": firmware_compliance}
