# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the file ``akuvox_identities`` expects of a door."""

from __future__ import annotations

import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.identities import expected_of


def absolute(path):
    """The path of the file, which must not depend on where a command was run.

    :raises InvalidInput: when it would.
    """
    place = os.path.expanduser(str(path))
    if not os.path.isabs(place):
        raise InvalidInput(f"akuvox_identities: must be the absolute path of a file, not '{path}'")
    return place


def read_text(place):
    """The text of the file, None where there is none yet.

    :raises InvalidInput: naming the file. One that can't be read must not leave a door unchecked.
    """
    try:
        with open(place, encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(f"akuvox_identities: '{place}' cannot be read: {exc}") from None


def expected_mac(path, door):
    """The MACs of a door in the file, None where there is no file yet or it doesn't name the door.

    :raises InvalidInput: naming file and place.
    """
    place = absolute(path)
    text = read_text(place)
    return None if text is None else expected_of(text, door, place)
