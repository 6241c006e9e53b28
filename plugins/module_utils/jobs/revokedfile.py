# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the file of revoked people: one process at a time, and on the disk before anything else happens."""

from __future__ import annotations

import os

from ..converge.revoked import VARIABLE, entries_of, entries_text
from ..errors import InvalidInput
from ..files.replacing import lock_within, replace_file

_LOCK_SECONDS = 30.0


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
            replace_file(path, entries_text(entries), durable=True)
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
    try:
        lock_within(descriptor, _LOCK_SECONDS)
    except TimeoutError:
        raise InvalidInput(f"{VARIABLE}: another job has been writing {path} for {_LOCK_SECONDS:.0f} s") from None
