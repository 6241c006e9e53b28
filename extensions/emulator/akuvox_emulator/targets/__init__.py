# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's targets: one module per kind, each with a table ``FUNCTIONS``.

Together they are the manual's 85 functions, and extensions that a profile may switch on.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..functions import Function
from . import call, config, firmware, logs, pcap, recordlists, relay, system, transfer, user, views

FUNCTIONS: Mapping[tuple[str, str], Function] = {
    (function.target, function.action): function
    for module in (system, firmware, config, views, relay, recordlists, user, transfer, call, logs, pcap)
    for function in module.FUNCTIONS
}
"""All functions by target and action."""
