# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules that manage lists of records, for their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    """state, purge and purge_limit."""

    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) adds the listed records and changes those that differ. Only the options that are given are compared.
      - V(absent) removes the listed records. Only their key is looked at.
    type: str
    choices: [present, absent]
    default: present
  purge:
    description:
      - Whether to also remove the records that are not listed, with O(state=present).
      - Records that a cloud or another platform owns are spared.
    type: bool
    default: false
  purge_limit:
    description:
      - The most records that O(purge) may remove, as a number or as a percentage of those on the device.
        Those that are spared don't count.
      - When more would go, the task fails before it writes anything.
    type: str
    default: 50%
notes:
  - A listed record that is on the device twice loses its double if both are the same in every field that the device
    sends, except C(ID) and C(DisplayID). The one stays that others refer to, else the one with the lowest ID. Records
    that differ, that have a secret which the device masks, or that somebody else owns are never removed like this. The
    task then names them, and the command that ends it.
"""
