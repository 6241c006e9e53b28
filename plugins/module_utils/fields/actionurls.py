# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What those who write a door's Action URLs and those who read the calls have to agree on.

The event source ``extensions/eda/plugins/event_source/action_url.py`` is started by its path and can't import this, so
it has its own copy. ``tests/unit/eda`` holds the two against each other.
"""

from __future__ import annotations

import re

# Characters of a URL before the door fills in its variables (the vendor's page on the EC33).
LONGEST_URL = 512
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
# The last part of a key ``Config.Features.ACTIONURL.<word>`` (device-facts 9.3), which is also the path's last part.
WORD = re.compile(r"[A-Za-z0-9_]{1,40}")
# An inventory name that means one host as a limit, and nothing else.
DOOR_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}")
NOT_A_DOOR = ("all", "ungrouped", "localhost")

DOORS_FILE_VERSION = 1
MOST_TOKENS = 2
# Appended to the path of the doors file.
STATUS_SUFFIX = ".status"
# Hex digits of a token's SHA-256 by which the status file names it.
FINGERPRINT_DIGITS = 16

# What only the source and the rules say. A door can't call with these words.
OWN_KINDS = (
    "bad_request",
    "code_spree",
    "door_back",
    "door_silent",
    "doors_file_broken",
    "overflow",
    "unknown_door",
)
