#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_people_pins, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_people_pins
short_description: Give a PIN to those of the list of people who have none
version_added: 0.3.0
description:
  - Makes PINs for the people of the file C(akuvox_people_file) who get in and have none, and writes them there. The
    role P(doorfleet.akuvox.people_pins#role) is made of it, and has the variables by which it goes.
  - PINs are drawn by chance, obey C(akuvox_pin_policy), and are nobody else's in the list. They are in the list and in
    the file C(akuvox_people_pins_file), both encrypted, and nowhere else.
  - It sends nothing to any door and works on the controller only.
options: {}
attributes:
  check_mode:
    description: Returns who would get a PIN, refuses what a run would refuse, and writes nothing.
    support: full
  diff_mode:
    description: Never shows what is in the list.
    support: none
  idempotent:
    description: Whoever has a PIN keeps it.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_credentials
"""

EXAMPLES = r"""
- name: Give people a PIN who have none
  doorfleet.akuvox.akuvox_people_pins:
  run_once: true
  register: pins
"""

RETURN = r"""
people:
  description: The C(user_id) of whoever got a PIN, or would get one in check mode.
  returned: success
  type: list
  elements: str
  sample: ["1007"]
path:
  description: Path of the list.
  returned: success
  type: str
  sample: /srv/doors/people.yml
handed_out:
  description: Path of the encrypted file that has the new PINs. Empty where nobody got one.
  returned: success
  type: str
  sample: /srv/doors/people-new-pins.csv
"""
