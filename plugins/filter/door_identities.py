# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter door_identities: how doors differ from the file that says which unit each of them is."""

from __future__ import annotations

DOCUMENTATION = r"""
name: door_identities
short_description: How doors differ from the file of identities
version_added: 0.3.0
description:
  - Compares the MAC addresses and models that doors reported with the text of the file C(akuvox_identities).
  - A door that is not in the file is added. Of one that differs, nothing is changed unless it is accepted.
positional: hostvars, text, accept, since
options:
  _input:
    description: Names of the doors, such as C(ansible_play_batch).
    type: list
    elements: str
    required: true
  hostvars:
    description:
      - The variable of this name. What a door reported is in its C(identities_door), which the role C(identities)
        leaves.
    type: dict
    required: true
  text:
    description: Text of the file, empty where there is none yet.
    type: str
    required: true
  accept:
    description: The doors of which another unit is taken over.
    type: list
    elements: str
    required: true
  since:
    description: The day to note, C(YYYY-MM-DD).
    type: str
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Show how the doors differ from the file
  ansible.builtin.debug:
    msg: "{{ ansible_play_batch | doorfleet.akuvox.door_identities(hostvars, file, [], '2026-01-02') }}"
  vars:
    file: "{{ lookup('ansible.builtin.file', akuvox_identities) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - C(content) is what the file is to hold.
    - C(doors) has a dictionary for each door that has answered. Its C(state) is V(new), V(same), V(differs),
      V(accepted) or V(unknown), and C(says) is the reason. C(mac) and C(model) are what it reported.
    - C(wrong) says why the file can't be read, with line and column. It is empty where it can be.
  type: dict
  sample:
    content: "door,mac,model,since\nnorth,0C:11:05:00:00:01,R29,2026-01-02\n"
    doors:
      north: {state: new, says: 0C:11:05:00:00:01 R29 is noted, mac: "0C:11:05:00:00:01", model: R29}
    wrong: ""
"""


def door_identities(doors, hostvars, text, accept, since):
    """See DOCUMENTATION."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.identities import compare as function

    return function(doors, hostvars, text, accept, since)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"door_identities": door_identities}
