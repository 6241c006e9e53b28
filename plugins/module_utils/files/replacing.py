# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the controller that several jobs read and write: replaced at once, and changed by one process at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time

_PAUSE_SECONDS = 0.05


def replace_file(path, text, mode=0o600, durable=False):
    """Put a file in the place of another one at once, so that no reader and no kill meets a half of it.

    :param durable: whether its content has to be on the disk before it takes the other one's place.
    :raises OSError: it can't be written; the one before is there as it was.
    """
    folder, name = os.path.split(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            os.fchmod(handle, mode)
            stream.write(text)
            if durable:
                stream.flush()
                os.fsync(handle)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def lock_within(descriptor, seconds):
    """Lock an open file or folder for this process alone.

    :param seconds: how long to wait for another process.
    :raises TimeoutError: another process has held it for longer.
    :raises OSError: it can't be locked.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise TimeoutError(f"held for more than {seconds:g} s") from None
            time.sleep(_PAUSE_SECONDS)
