# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All targets whose state a module sets, what others refer to first. Made by tests/tools/derived_files.py."""

from __future__ import annotations

from .config import DESCRIPTOR as CONFIG
from .contact import DESCRIPTOR as CONTACT
from .descriptor import in_order
from .dialreplace import DESCRIPTOR as DIALREPLACE
from .group import DESCRIPTOR as GROUP
from .input import DESCRIPTOR as INPUT
from .log import DESCRIPTOR as LOG
from .privatekey import DESCRIPTOR as PRIVATEKEY
from .publiccode import DESCRIPTOR as PUBLICCODE
from .relay import DESCRIPTOR as RELAY
from .rfkey import DESCRIPTOR as RFKEY
from .schedule import DESCRIPTOR as SCHEDULE
from .sip import DESCRIPTOR as SIP
from .user import DESCRIPTOR as USER

TARGETS = in_order(
    (
        CONFIG,
        CONTACT,
        DIALREPLACE,
        GROUP,
        INPUT,
        LOG,
        PRIVATEKEY,
        PUBLICCODE,
        RELAY,
        RFKEY,
        SCHEDULE,
        SIP,
        USER,
    )
)
