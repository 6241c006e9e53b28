# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the file of revoked people: one process at a time, and on the disk before anything else happens."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time

from ..converge.revoked import VARIABLE, entries_of, entries_text
from ..errors import InvalidInput

_LOCK_SECONDS = 30.0
_PAUSE_SECONDS = 0.05


def change_file(path, change, check_mode=False):
    """Bring the file to what ``change(entries)`` makes of its entries; returns them, and whether they differ.

    Slices of a job share the file, so its folder is locked while it is read and written.

    :raises InvalidInput: when it can't be read, written or synced. Nothing has changed then.
    """
    folder = os.path.dirname(path)
    if check_mode:
        held = entries_of(path)
        return _changed(held, change)
    try:
        # the volume itself has to be there, not only be made in its place
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as exc:
        raise InvalidInput(f"{VARIABLE}: there is no folder {folder} to write to: {exc.strerror}") from None
    try:
        _lock(descriptor, path)
        entries, differs = _changed(entries_of(path), change)
        if differs or not os.path.exists(path):
            _write(path, folder, entries_text(entries))
            os.fsync(descriptor)
    except OSError as exc:
        raise InvalidInput(f"{VARIABLE}: can't write {path}: {exc.strerror}. Nobody was revoked") from None
    finally:
        os.close(descriptor)
    return entries, differs


def _changed(held, change):
    entries = change(held)
    return entries, entries_text(entries) != entries_text(held)


def _lock(descriptor, path):
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise InvalidInput(
                    f"{VARIABLE}: another job has been writing {path} for {_LOCK_SECONDS:.0f} s"
                ) from None
            time.sleep(_PAUSE_SECONDS)


def _write(path, folder, text):
    handle, temporary = tempfile.mkstemp(prefix=".revoked.", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
