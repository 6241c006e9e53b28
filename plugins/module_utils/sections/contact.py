# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of contacts, with nothing beside it. Made by tests/tools/derived_files.py."""

from __future__ import annotations

from ..listmodule import list_module
from ..targets import contact

MODULE = list_module(contact.DESCRIPTOR)
