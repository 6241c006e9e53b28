# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own variables that filters are given, for their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    """groups, and hostvars with what the role firmware leaves there."""

    GROUPS = r"""
options:
  groups:
    description: The variable of this name.
    type: dict
    required: true
"""

    FIRMWARE_REPORTS = r"""
options:
  hostvars:
    description: The variable of this name; each door has its report in it as C(firmware_report).
    type: dict
    required: true
"""
