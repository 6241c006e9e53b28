# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated fleet of Akuvox door stations on loopback, written from the vendor's HTTP API manual v2.0."""

from __future__ import annotations

__version__ = "1.0.0"
