# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the file of revoked people: one process at a time, and on the disk before anything else happens."""

from __future__ import annotations

import os

from ..converge.revoked import VARIABLE, entries_of, entries_text
from ..errors import InvalidInput
from ..files.replacing import locked_beside, replace_file

# Ends the message of a job that stops before the file has anybody, by which its summary says that no door is open.
NOBODY_YET = "Nobody was revoked"
_LOCK_SECONDS = 30.0


def change_file(path, change, check_mode=False):
    """Bring the file to what ``change(entries)`` makes of its entries; returns them, and whether they differ.

    Slices of a job share the file, so one of them at a time changes it. A run that changes nothing needs no lock.

    :raises InvalidInput: when it can't be read, locked, written or synced. Nothing has changed then.
    """
    folder = os.path.dirname(path)
    # the volume itself has to be there, not only be made in its place
    if not check_mode and not os.path.isdir(folder):
        raise InvalidInput(f"{VARIABLE}: there is no folder {folder} to write to")
    entries, differs = _changed(entries_of(path), change)
    if check_mode or (not differs and os.path.exists(path)):
        return entries, differs
    try:
        with locked_beside(path, _LOCK_SECONDS):
            entries, differs = _changed(entries_of(path), change)
            replace_file(path, entries_text(entries), durable=True)
    except TimeoutError:
        raise InvalidInput(f"{VARIABLE}: another job has been writing {path} for {_LOCK_SECONDS:.0f} s") from None
    except OSError as exc:
        raise InvalidInput(f"{VARIABLE}: can't write {path}: {exc.strerror}") from None
    return entries, differs


def _changed(held, change):
    entries = change(held)
    return entries, entries_text(entries) != entries_text(held)
