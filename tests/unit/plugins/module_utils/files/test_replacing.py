# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that jobs share: one at a time changes them, on network file systems too, and they are on the disk."""

from __future__ import annotations

import errno
import fcntl
import os
import stat

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.files import replacing
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.replacing import locked_beside, replace_file


def test_one_at_a_time(tmp_path):
    path = str(tmp_path / "shared.csv")
    with locked_beside(path, 1), pytest.raises(TimeoutError), locked_beside(path, 0.1):
        pass
    with locked_beside(path, 0.1):
        pass
    assert os.listdir(tmp_path) == ["shared.csv.lock"]


def test_nfs_locks_only_what_is_open_for_writing(tmp_path, monkeypatch):
    """flock(2): NFS makes byte-range locks of them, so an exclusive one takes a descriptor that may write."""
    real = fcntl.flock

    def flock(descriptor, operation):
        if operation & fcntl.LOCK_EX and fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    with locked_beside(str(tmp_path / "shared.csv"), 1):
        pass


@pytest.mark.parametrize(("folder", "lock"), [(0o700, 0o600), (0o755, 0o600), (0o775, 0o660), (0o777, 0o666)])
def test_whoever_may_replace_the_file_may_lock_it(tmp_path, folder, lock):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(folder)
    with locked_beside(str(shared / "file"), 1):
        assert stat.S_IMODE(os.stat(shared / "file.lock").st_mode) == lock


def test_a_lock_of_another_user_that_may_only_be_read(tmp_path, monkeypatch):
    """So it is between operators who share a folder with the sticky bit."""
    path, real = str(tmp_path / "file"), os.open
    with locked_beside(path, 1):
        pass

    def theirs(name, flags, *mode):
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(name, flags, *mode)

    monkeypatch.setattr(os, "open", theirs)
    with locked_beside(path, 1), pytest.raises(TimeoutError), locked_beside(path, 0.1):
        pass


def test_a_lock_is_no_way_to_another_file(tmp_path):
    (tmp_path / "file.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), locked_beside(str(tmp_path / "file"), 1):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_system_that_cannot_sync_folders(tmp_path, monkeypatch):
    real = os.fsync

    def fsync(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(replacing.os, "fsync", fsync)
    replace_file(str(tmp_path / "file"), "text", durable=True)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "text"
