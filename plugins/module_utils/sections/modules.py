# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target -> the module that sets it. Made by tests/tools/derived_files.py."""

from __future__ import annotations

from .config import MODULE as CONFIG
from .contact import MODULE as CONTACT
from .dialreplace import MODULE as DIALREPLACE
from .group import MODULE as GROUP
from .input import MODULE as INPUT
from .log import MODULE as LOG
from .privatekey import MODULE as PRIVATEKEY
from .publiccode import MODULE as PUBLICCODE
from .relay import MODULE as RELAY
from .rfkey import MODULE as RFKEY
from .schedule import MODULE as SCHEDULE
from .sip import MODULE as SIP
from .user import MODULE as USER

MODULES = {
    "config": CONFIG,
    "contact": CONTACT,
    "dialreplace": DIALREPLACE,
    "group": GROUP,
    "input": INPUT,
    "log": LOG,
    "privatekey": PRIVATEKEY,
    "publiccode": PUBLICCODE,
    "relay": RELAY,
    "rfkey": RFKEY,
    "schedule": SCHEDULE,
    "sip": SIP,
    "user": USER,
}
