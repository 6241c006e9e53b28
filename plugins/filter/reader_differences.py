# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter reader_differences: what the card readers of several doors differ in."""

from __future__ import annotations

DOCUMENTATION = r"""
name: reader_differences
short_description: What the card readers of several doors differ in
version_added: 0.3.0
description:
  - Compares the display modes and reader settings of doors. Where they differ, one card gets another number on each, so
    one list of cards can't be right for all of them.
options:
  _input:
    description:
      - Name of each door and its settings, C(readers) of M(doorfleet.akuvox.akuvox_credentials) or of
        M(doorfleet.akuvox.akuvox_hardening_info). A door that doesn't tell a setting doesn't count.
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_hardening_info
"""

EXAMPLES = r"""
- name: Say what the card readers differ in
  ansible.builtin.debug:
    msg: "{{ {'north': north.readers, 'south': south.readers} | doorfleet.akuvox.reader_differences }}"
"""

RETURN = r"""
_value:
  description: A text for each setting that differs, with the doors of each value.
  type: list
  elements: str
  sample:
    - Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode is 3 (8HN) on north, 4 (8HR) on south
"""


def reader_differences(doors):
    """See DOCUMENTATION."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.readers import reader_differences as function

    return function(doors)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"reader_differences": reader_differences}
