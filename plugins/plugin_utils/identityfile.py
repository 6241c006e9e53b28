# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the file ``akuvox_identities`` expects of a door."""

from __future__ import annotations

import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.identities import expected_of


def expected_mac(path, door):
    """The MACs of a door in the file, None where there is no file yet or it doesn't name the door.

    :raises InvalidInput: naming file and place. A file that can't be read must not leave a door unchecked.
    """
    place = os.path.expanduser(path)
    if not os.path.isabs(place):
        raise InvalidInput(f"akuvox_identities: must be the absolute path of a file, not '{path}'")
    try:
        with open(place, encoding="utf-8") as stream:
            text = stream.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(f"akuvox_identities: '{place}' cannot be read: {exc}") from None
    return expected_of(text, door, place)
