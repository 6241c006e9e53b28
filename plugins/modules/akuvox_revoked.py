#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_revoked, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_revoked
short_description: Write the file of revoked people
version_added: 0.3.0
description:
  - Finds out who is meant by the variables C(akuvox_revoke) or C(akuvox_readmit), and changes the file
    C(akuvox_revoked_file). The roles P(doorfleet.akuvox.revoke#role) and P(doorfleet.akuvox.readmit#role) are made of
    it.
  - It sends nothing to any door and works on the controller only.
  - The file is locked while it is changed, and on the disk when the task ends. It is CSV with the columns C(user_id),
    C(name), C(cards), C(since) and C(reason), and never has a PIN.
options:
  stage:
    description:
      - V(resolve) says who is meant, by the list of people where there is one.
      - V(write) puts them into the file. For a name that no list has, the doors were asked before, which is registered
        as C(revoke_found).
      - V(note) adds the names and cards that the doors know of them, which are registered as C(revoke_result_door).
      - V(readmit) takes those of C(akuvox_readmit) out of the file.
    type: str
    required: true
    choices: [resolve, write, note, readmit]
attributes:
  check_mode:
    description: Returns the same, and doesn't write the file.
    support: full
  diff_mode:
    description: Has nothing to show.
    support: none
  idempotent:
    description: Somebody who is in the file already is not written again.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_revoke
"""

EXAMPLES = r"""
- name: Find out who is meant
  doorfleet.akuvox.akuvox_revoked:
    stage: resolve
  run_once: true
  register: revoke_who
"""

RETURN = r"""
people:
  description: Who is meant, as far as it is known.
  returned: success
  type: list
  elements: dict
  sample:
    - user_id: "1007"
      name: Robin Sample
      cards: ["00B4161D"]
names:
  description: Names that the doors have to be asked for first.
  returned: with O(stage=resolve)
  type: list
  elements: str
  sample: []
again:
  description: Doors whose cards and private codes were looked through before all cards of somebody were known.
  returned: with O(stage=note)
  type: list
  elements: str
  sample: []
path:
  description: Path of the file.
  returned: with O(stage=write) and O(stage=readmit)
  type: str
  sample: /srv/doors/revoked.csv
"""
