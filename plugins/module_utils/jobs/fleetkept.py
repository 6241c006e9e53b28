# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What doors have told in a run, in files: there may be thousands of people at each of thousands of doors.

Each door has a file of its own, which nobody else can read. It holds the variables that the tasks of the job would have
registered for the door, if it had been asked by tasks of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib

from ..errors import InvalidInput


class Kept:
    """The files of a run, in a folder that there is already."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, door, variables):
        """Keep the variables of a door, in the place of those that there were.

        :raises InvalidInput: when they can't be written.
        """
        # zlib's quickest level, as it is about the time
        content = zlib.compress(json.dumps(variables, separators=(",", ":"), default=str).encode(), 1)
        path = self._path(door)
        try:
            descriptor = os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            os.replace(f"{path}.new", path)
        except OSError as exc:
            raise InvalidInput(f"what {door} told can't be kept in {self.folder}: {exc.strerror}") from None

    def read(self, door):
        """The variables of a door; empty where none were kept."""
        try:
            with open(self._path(door), "rb") as stream:
                return json.loads(zlib.decompress(stream.read()))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, zlib.error) as exc:
            raise InvalidInput(f"what {door} told can't be read from {self.folder}: {exc}") from None

    def _path(self, door):
        # a door may be called anything
        return os.path.join(self.folder, hashlib.sha256(door.encode()).hexdigest())
