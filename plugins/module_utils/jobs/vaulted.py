# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a vaulted file that would blank ordinary output.

ansible-core 2.22 hides each text and number of a file that is encrypted as a whole, wherever it stands in any output.
``hold: 5`` hides every 5 of a message, and of the counts at the end. Seen with 2.22.0rc1.
"""

from __future__ import annotations

# A shorter text stands in others by chance: a PIN of 4 digits in phone numbers, a name in longer words.
SHORTEST = 6


def short_values(value, shortest=SHORTEST, path=""):
    """The paths, such as ``doors.hold`` or ``codes[0]``, of texts and numbers below ``shortest`` characters.

    The values themselves are secrets, so they aren't returned. What ansible-core doesn't hide is no such value: keys,
    true, false and null, and an empty text.
    """
    if isinstance(value, dict):
        places = [(f"{path}.{key}" if path else str(key), member) for key, member in value.items()]
    elif isinstance(value, (list, tuple)):
        places = [(f"{path}[{number}]", member) for number, member in enumerate(value)]
    elif value is None or isinstance(value, bool):
        return []
    else:
        return [path] if 0 < len(str(value).strip()) < shortest else []
    return [found for place, member in places for found in short_values(member, shortest, place)]
