#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_people_fit, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_people_fit
short_description: Say whether a list of people fits all doors
version_added: 0.3.0
description:
  - Looks at what the list of people and its plans for the doors of a batch have shown, registered as
    C(credentials_list) and C(credentials_door). A list with mistakes, one that a door can't hold, and one for card
    readers that differ are refused for all doors.
  - The role P(doorfleet.akuvox.credentials#role) is made of it. It sends nothing to any door and works on the
    controller only.
options: {}
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  check_mode:
    description: Does the same in check mode, where RV(doors) is empty.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_credentials
  - plugin: doorfleet.akuvox.people_list
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Say whether the list fits all doors
  doorfleet.akuvox.akuvox_people_fit:
  register: credentials_fit
  run_once: true
"""

RETURN = r"""
refusal:
  description: Why the list is refused for all doors; empty when it isn't.
  returned: always
  type: str
  sample: ""
doors:
  description: The doors that have something to be done, which are all where the list is refused.
  returned: always
  type: list
  elements: str
  sample: [north-gate]
"""
