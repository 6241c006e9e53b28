# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a door's state is a secret."""

from __future__ import annotations

import re

# What a test can use as a secret and find in an output by chance is shorter.
SHORTEST = 6
_CONFIG_SECRET = re.compile(r"(Pwd|Passwo?r?d|UserPasswd|PublicKey\d|Code\d)(0\d)?$")


def held_secrets(state: dict) -> set[str]:
    """What of a door's state nobody should ever see: PINs, private and public codes, passwords."""
    found = {user.get("PrivatePIN", "") for user in state.get("user", ())}
    found |= {key.get("Code", "") for key in state.get("privatekey", ())}
    found |= {value for key, value in state.get("config", {}).items() if _CONFIG_SECRET.search(key)}
    return {secret for secret in found if len(secret) >= SHORTEST}
