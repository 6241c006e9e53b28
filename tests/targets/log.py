# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: the system log."""

from __future__ import annotations

from .common import TargetData

DATA = TargetData("akuvox_log", [{"level": "debug", "clear": ["log"]}])
