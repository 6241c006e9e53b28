#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_drift, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_drift
short_description: Say what would change on a door
version_added: 0.3.0
description:
  - Says what the roles P(doorfleet.akuvox.provision#role) and P(doorfleet.akuvox.credentials#role) would change, by the
    variable that describes the section. There are no secrets in it. The role P(doorfleet.akuvox.drift#role) is made of
    it.
  - With O(check_sections) it asks the door, as M(doorfleet.akuvox.akuvox_door) does in check mode, by the variables of
    the door. Register that as C(drift_result_sections).
  - Otherwise it sends nothing to any door. It sorts what was registered as C(drift_result_sections) and
    C(credentials_door).
options:
  check_sections:
    description: Whether to ask the door which of its sections would change. The tags of the run choose among them.
    type: bool
    default: false
  unchecked:
    description:
      - In a C(rescue) section, note why this role could not be checked. Register it as C(drift_unchecked_provision) or
        C(drift_unchecked_credentials).
    type: str
    choices: [provision, credentials]
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  idempotent:
    description: It changes nothing at a door. It returns C(changed) where the door differs.
    support: N/A
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: See what would change
  doorfleet.akuvox.akuvox_drift:
  register: drift
"""

RETURN = r"""
reason:
  description: What would change in one line; with O(unchecked), why it could not be checked.
  returned: success
  type: str
  sample: "akuvox_relays (updated A.hold_delay), akuvox_people (removed 1001)"
report:
  description:
    - C(drifted) says whether any section would change. C(sections) has those that would, each with C(added), C(updated)
      and C(removed), which are the keys of its records or settings.
    - C(unchecked) has the roles that could not be checked, and C(summary) the line for the summary of the job.
  returned: without O(unchecked)
  type: dict
seen:
  description: The failure that this is about, which distinguishes an old one from a new one.
  returned: with O(unchecked)
  type: list
  elements: raw
started:
  description: When the job's run began.
  returned: with O(unchecked)
  type: str
"""
