# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder in which tasks leave marks for each other: when a door was asked last, and who is writing to it.

By default it is one of our own, and what others could have put there is not trusted. No open here ever blocks.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile

_NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z.-]")
# A pipe without a reader, or a terminal, must not hold a task up.
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
_OTHERS = 0o077
_ODD = ".odd"


class NoFolder(OSError):
    """There is no folder that can be used; the text says why."""


def own_folders():
    """Where our own folder may be, the best place first: each user's tasks have to agree on one."""
    name = f"doorfleet-akuvox-{os.geteuid()}"
    return (
        os.path.join(tempfile.gettempdir(), name),
        os.path.join(os.path.expanduser("~"), ".cache", name),
    )


class Marks:
    """Marks are files of a folder, each with a name of its own.

    ``shared``: a folder that the user names, which may be used by other users too; without it, the first of the ``own``
    ones that is ours alone.
    """

    def __init__(self, shared=None, own=None):
        self._shared = shared
        self._own = own or own_folders()
        self._folder = None

    @property
    def folder(self):
        """Path of the folder; it is made where it is our own.

        :raises NoFolder: saying what is wrong with it, or with all of them.
        """
        if self._folder is None:
            self._folder = _checked(self._shared) if self._shared else _first_private(self._own)
        return self._folder

    def path(self, name):
        """Path of a mark."""
        return os.path.join(self.folder, _NOT_IN_A_NAME.sub("_", name))

    def open(self, name):
        """A descriptor of a mark, to be read and written; the file is made where there is none.

        :raises OSError: it is no regular file and can't be put aside.
        """
        path = self.path(name)
        if not self._shared and not _is_ours(path):
            # nothing in our own folder is another's, so the mark gets its name back
            os.rename(path, path + _ODD)
        mode = 0o600 if not self._shared else stat.S_IMODE(os.stat(self.folder).st_mode) & 0o666
        descriptor = _open(path, mode)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(f"{path} is no regular file")
        return descriptor


def _open(path, mode):
    """An existing file is opened without O_CREAT, which Linux refuses for another user's file in a sticky folder."""
    while True:
        try:
            return os.open(path, os.O_RDWR | _FLAGS)
        except FileNotFoundError:
            pass
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, mode)
        except FileExistsError:
            continue
        # whatever the umask is
        os.fchmod(descriptor, mode)
        return descriptor


def _is_ours(path):
    """Whether a path is free, or a regular file that is ours and has no other name."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return True
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_nlink == 1


def _first_private(folders):
    reasons = []
    for folder in folders:
        try:
            return _private(folder)
        except OSError as exc:
            reasons.append(str(exc) if isinstance(exc, NoFolder) else f"{folder}: {exc.strerror}")
    raise NoFolder("; ".join(reasons))


def _private(folder):
    """A folder that is ours and that nobody else gets into; made where there is none."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _FLAGS)
    try:
        found = os.fstat(descriptor)
        if found.st_uid != os.geteuid():
            raise NoFolder(f"{folder} belongs to another user (uid {found.st_uid})")
        if found.st_mode & _OTHERS:
            os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)
    return folder


def _checked(folder):
    """A folder that the user names: others may use it, but nobody may take another's marks away."""
    try:
        found = os.stat(folder)
    except OSError as exc:
        raise NoFolder(f"the folder '{folder}' can't be used: {exc.strerror}") from None
    if not stat.S_ISDIR(found.st_mode):
        raise NoFolder(f"'{folder}' is no folder")
    if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX:
        raise NoFolder(f"everybody can remove files from the folder '{folder}'; set its sticky bit (chmod +t)")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NoFolder(f"no files can be made in the folder '{folder}'")
    return folder
