# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All targets whose state a module sets, in the order in which a door is set up: what others refer to comes first."""

from __future__ import annotations

from . import config, contact, dialreplace, group, log, privatekey, publiccode, relay, rfkey, schedule, sip, user
from . import input as input_target

TARGETS = {
    module.DESCRIPTOR.name: module.DESCRIPTOR
    for module in (
        schedule,
        config,
        log,
        relay,
        input_target,
        publiccode,
        sip,
        group,
        contact,
        dialreplace,
        privatekey,
        rfkey,
        user,
    )
}
