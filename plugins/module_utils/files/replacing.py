# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the controller that several jobs read and write: replaced at once, and changed by one process at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import tempfile
import time

LOCK_SUFFIX = ".lock"
_PAUSE_SECONDS = 0.05
# What file systems answer that can't sync a folder: names are on their disk with the file.
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)


def replace_file(path, content, mode=0o600, durable=False, owner=None):
    """Put a file in the place of another one at once, so that no reader and no kill meets a half of it.

    :param content: text, which is written as UTF-8, or bytes.
    :param owner: of the file, as numbers of user and group, where it isn't to be this process's.
    :param durable: whether its content has to be on the disk before it takes the other one's place, and its name when
        this returns.
    :raises OSError: it can't be written; the one before is there as it was.
    """
    folder, name = os.path.split(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            if owner not in (None, (os.geteuid(), os.getegid())):
                os.fchown(handle, *owner)
            os.fchmod(handle, mode)
            stream.write(content.encode() if isinstance(content, str) else content)
            if durable:
                stream.flush()
                os.fsync(handle)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    if durable:
        sync_folder(folder)


def sync_folder(folder):
    """Have the names in a folder on the disk, where its file system can.

    :raises OSError: it can't be done.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked_beside(path, seconds):
    """Hold the lock file beside a file, for this process alone.

    The lock file stays: a lock on a removed one would lock nothing. It is no folder, because NFS locks for writing only
    what is open for writing (flock(2)).

    :param seconds: how long to wait for another process.
    :raises TimeoutError: another process has held it for longer.
    :raises OSError: it can't be made or locked.
    """
    descriptor = _open_lock(path + LOCK_SUFFIX)
    try:
        _lock_within(descriptor, seconds)
        yield
    finally:
        os.close(descriptor)


def _open_lock(path):
    """Open the lock file, which whoever may write to the folder may lock."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except PermissionError:
        # another user's, which local file systems lock all the same
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    its = os.fstat(descriptor)
    writers = stat.S_IMODE(os.stat(os.path.dirname(path) or ".").st_mode) & 0o022
    mode = 0o600 | writers | writers << 1
    if its.st_uid == os.geteuid() and stat.S_IMODE(its.st_mode) != mode:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, mode)
    return descriptor


def _lock_within(descriptor, seconds):
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise TimeoutError(f"held for more than {seconds:g} s") from None
            time.sleep(_PAUSE_SECONDS)
