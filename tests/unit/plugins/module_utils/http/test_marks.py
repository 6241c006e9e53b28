# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of marks: ours alone, whatever others have put in its place, and never a file that holds a task up."""

from __future__ import annotations

import os
import stat

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.marks import Marks, NoFolder


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture
def own(tmp_path):
    return [str(tmp_path / "first"), str(tmp_path / "home" / "second")]


def touch(marks, name="door-80.lock"):
    os.close(marks.open(name))
    return marks.path(name)


def test_the_folder_is_made_and_is_ours_alone(own):
    path = touch(Marks(own=own))
    assert os.path.dirname(path) == own[0]
    assert (mode(own[0]), mode(path)) == (0o700, 0o600)


def test_a_folder_that_others_get_into_is_closed(own):
    os.mkdir(own[0])
    os.chmod(own[0], 0o777)
    touch(Marks(own=own))
    assert mode(own[0]) == 0o700


@pytest.mark.parametrize("odd", ["link", "dangling link", "file", "pipe", "another user's"])
def test_what_is_no_folder_of_ours_is_passed_over(own, odd, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if "link" in odd:
        os.symlink(elsewhere if odd == "link" else tmp_path / "nowhere", own[0])
    elif odd == "file":
        open(own[0], "w").close()
    elif odd == "pipe":
        os.mkfifo(own[0])
    else:
        os.mkdir(own[0])
        if os.geteuid():
            pytest.skip("only root can give a folder away")
        os.chown(own[0], 12345, -1)
    assert touch(Marks(own=own)).startswith(own[1])
    assert list(elsewhere.iterdir()) == []


def test_without_any_folder_it_says_what_is_wrong_with_each(own, tmp_path):
    for path in (own[0], str(tmp_path / "home")):
        open(path, "w").close()
    with pytest.raises(NoFolder) as caught:
        touch(Marks(own=own))
    assert all(folder in str(caught.value) for folder in own)


@pytest.mark.parametrize("odd", ["pipe", "link", "folder", "hard link", "socket"])
def test_an_odd_file_is_put_aside_and_left_alone(own, odd, tmp_path):
    os.mkdir(own[0], 0o700)
    path, precious = os.path.join(own[0], "door-80.lock"), tmp_path / "precious"
    precious.write_text("kept")
    if odd == "pipe":
        os.mkfifo(path)
    elif odd == "link":
        os.symlink(precious, path)
    elif odd == "folder":
        os.mkdir(path)
    elif odd == "hard link":
        os.link(precious, path)
    else:
        os.mknod(path, stat.S_IFSOCK | 0o600)
    for _time in range(2):
        descriptor = Marks(own=own).open("door-80.lock")
        os.ftruncate(descriptor, 0)
        os.close(descriptor)
    assert stat.S_ISREG(os.lstat(path).st_mode)
    assert precious.read_text() == "kept"


@pytest.mark.parametrize("folder_mode", [0o700, 0o770, 0o1777, 0o755])
def test_a_shared_folder_gives_its_files_the_rights_that_it_has(tmp_path, folder_mode):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(folder_mode)
    before = os.umask(0o077)
    try:
        path = touch(Marks(str(shared)))
    finally:
        os.umask(before)
    assert mode(path) == folder_mode & 0o666
    assert mode(shared) == folder_mode


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "can't be used: No such file"),
        (lambda path: path.touch(), "is no folder"),
        (lambda path: (path.mkdir(), path.chmod(0o777)), "everybody can remove files from the folder"),
    ],
)
def test_a_shared_folder_that_is_no_good_is_refused(tmp_path, make, says):
    make(tmp_path / "shared")
    with pytest.raises(NoFolder, match=says):
        touch(Marks(str(tmp_path / "shared")))


def test_a_pipe_in_a_shared_folder_blocks_nobody(tmp_path):
    os.mkfifo(tmp_path / "door-80.lock")
    with pytest.raises(OSError, match="no regular file"):
        Marks(str(tmp_path)).open("door-80.lock")
