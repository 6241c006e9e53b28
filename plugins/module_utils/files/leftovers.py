# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary files and folders beside their destination, and the removal of those that a killed run has left.

Whoever writes one holds a lock on it, which the kernel frees when the process dies. So what nobody holds is left over,
however recent it is. On file systems without such locks only the age can decide.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
import time

_PREFIX = ".akuvox-"
# Where nothing can be locked, a run that is this old, in seconds, is not going to finish what it has begun.
_STALE_SECONDS = 24 * 3600
_LOCK_SECONDS = 1.0


def begin_file(folder, name):
    """Make a temporary file for the file ``name`` of a folder, mode 0600; its handle, which keeps it, and its path.

    Those that killed runs have left for the same name are removed.

    :raises OSError: no file can be made there.
    """
    # a digest, since the name itself may be as long as a name can be
    prefix = f"{_PREFIX}{hashlib.sha256(os.fsencode(name)).hexdigest()[:12]}-"
    with _alone(folder):
        sweep(folder, (prefix,))
        handle, path = tempfile.mkstemp(prefix=prefix, dir=folder)
        _lock(handle)
    return handle, path


def begin_folder(folder, prefix):
    """Make a temporary folder in a folder, mode 0700; a handle that keeps it until it is closed, and its path.

    :raises OSError: none can be made there.
    """
    with _alone(folder):
        path = tempfile.mkdtemp(prefix=prefix, dir=folder)
        handle = os.open(path, os.O_RDONLY)
        _lock(handle)
    return handle, path


def sweep(folder, prefixes):
    """Remove what begins with one of the prefixes and nobody keeps."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(prefixes) and not entry.is_symlink() and _is_left(entry.path):
                if entry.is_dir():
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)


def _is_left(path):
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return os.fstat(handle).st_mtime < time.time() - _STALE_SECONDS
    finally:
        os.close(handle)
    return True


def _lock(handle):
    with contextlib.suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def _alone(folder):
    """Keep others from sweeping between the making of a file and its lock; who keeps the folder too long is ignored."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        # a folder that we may write to and not list needs no sweeping
        yield
        return
    try:
        until = time.monotonic() + _LOCK_SECONDS
        while time.monotonic() < until:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                break
        yield
    finally:
        os.close(handle)
