# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Large lists as one text. Ansible goes through every member of a list that a task is given, which takes seconds for
thousands of people; it passes on a text unchanged.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

from .errors import InvalidInput


def pack(value):
    """A value of JSON's types as text."""
    text = json.dumps(value, separators=(",", ":")).encode()
    # the quickest level: it is about the time, and unpacked again at once
    return base64.b64encode(zlib.compress(text, 1)).decode()


def unpack(text, option):
    """What :func:`pack` was given.

    :raises InvalidInput: naming the option, for any other text.
    """
    try:
        return json.loads(zlib.decompress(base64.b64decode(text.encode(), validate=True)))
    except (ValueError, zlib.error, binascii.Error, UnicodeError):
        raise InvalidInput(f"{option}: must be a text that the filter people_of_door has made") from None
