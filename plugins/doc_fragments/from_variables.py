# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option with which a role's task has its options from the door's variables."""

from __future__ import annotations


class ModuleDocFragment:
    """The option from_variables."""

    DOCUMENTATION = r"""
options:
  from_variables:
    description:
      - Whether options that aren't given are taken from the variables of the door, as the role of this module documents
        them. A variable that is null or empty text counts as not set.
      - The role uses it. In a task of your own, give the options.
    type: bool
    default: false
    version_added: 0.3.0
"""
