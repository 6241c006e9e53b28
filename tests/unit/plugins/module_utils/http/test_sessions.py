# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writing session per door, on a clock that the test moves; the other session is a real lock of the kernel's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import DoorBusy, InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.marks import Marks
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.sessions import Session
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock

DOOR = "192.0.2.10-443"


@pytest.fixture
def session(tmp_path):
    def make(*names, timeout=120, folder=None, **options):
        told, warned = [], []
        made = Session(
            names or (DOOR,), Marks(own=(str(folder or tmp_path),)), timeout, told.append, warned.append, **options
        )
        clock = Clock()
        made.clock, made.sleep = clock, clock.sleep
        made.told, made.warned, made.passed = told, warned, clock
        return made

    return make


def test_it_is_free_again_afterwards(session):
    for _time in range(2):
        with session() as held:
            with held:
                pass
            with pytest.raises(DoorBusy):
                session(timeout=0).__enter__()
    assert held.passed.slept == []


def test_another_door_is_not_waited_for(session):
    with session(), session("192.0.2.10-80") as other, session("192.0.2.11-443") as third:
        assert other.passed.slept == third.passed.slept == []


def test_all_names_of_a_door_are_locked(session):
    with session("0C1105000001", "0C1105000002"):
        for name in ("0C1105000001", "0C1105000002"):
            with pytest.raises(DoorBusy):
                session(name, timeout=0).__enter__()
    with session("0C1105000002"), pytest.raises(DoorBusy):
        session("0C1105000001", "0C1105000002", timeout=0).__enter__()
    with session("0C1105000001"):
        pass


def test_a_waiter_says_so_after_two_seconds_and_fails_with_who_has_it(session, monkeypatch):
    monkeypatch.setenv("JOB_ID", "4711")
    waiter = session(timeout=10)
    with session(), pytest.raises(DoorBusy) as caught:
        waiter.__enter__()
    assert 10 <= sum(waiter.passed.slept) < 11
    (told,) = waiter.told
    assert "waiting up to 10 s for it" in told
    message = str(caught.value)
    for part in (f"process {os.getpid()} on ", "job 4711", "user ", "since 20", "Waited 10 s (lock_timeout)"):
        assert part in message
    assert message.endswith("Nothing was changed; run again when it has ended")
    assert caught.value.detail["writing"]["process"] == str(os.getpid())


def test_who_gets_it_in_time_is_told_nothing_more(session):
    first, waiter = session(), session()
    first.__enter__()
    waiter.sleep = lambda seconds: first.__exit__() if first._descriptors else None
    with waiter:
        assert waiter.told == []


def test_a_session_that_takes_long_is_not_waited_for(session):
    waiter = session()
    with session() as held:
        held.expect("firmware", 900)
        with pytest.raises(DoorBusy, match=r"firmware, up to 15 min.* Not waited for"):
            waiter.__enter__()
    assert sum(waiter.passed.slept) < 1
    with session() as held, pytest.raises(DoorBusy, match="Waited 3 s"):
        # the note goes with the session
        session(timeout=3).__enter__()


def test_the_kernel_frees_it_when_the_process_is_killed(session, tmp_path):
    program = (
        "import fcntl, os, sys, time\n"
        f"descriptor = os.open({str(tmp_path / (DOOR + '.lock'))!r}, os.O_RDWR | os.O_CREAT, 0o600)\n"
        "fcntl.flock(descriptor, fcntl.LOCK_EX)\n"
        'os.write(descriptor, b\'{"busy": "firmware, up to 15 min", "process": 1}\')\n'
        "print('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout.readline() == "held\n"
            with pytest.raises(DoorBusy, match="process 1 on an unknown host, user unknown"):
                session().__enter__()
        finally:
            other.send_signal(signal.SIGKILL)
            other.wait()
        with session():
            pass


@pytest.mark.parametrize("note", [b"", b"nonsense", b"[1]", b'{"user": "\\u001b[2J", "busy": 1}', b"\xff" * 9000])
def test_whatever_the_note_says_the_message_is_one_line(session, tmp_path, note):
    with session():
        (tmp_path / f"{DOOR}.lock").write_bytes(note)
        with pytest.raises(DoorBusy) as caught:
            session(timeout=1).__enter__()
    assert "\x1b" not in str(caught.value)


def test_a_lock_file_that_was_cleaned_away_meanwhile_is_made_anew(session, tmp_path):
    with session():
        os.unlink(tmp_path / f"{DOOR}.lock")
        # somebody else has the new file, so it is no lock any more; the next one locks that
        with session(), pytest.raises(DoorBusy):
            session(timeout=0).__enter__()


def test_without_a_folder_of_our_own_it_goes_on_and_says_so(session, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.touch()
    with session(folder=blocked) as held:
        held.expect("firmware", 900)
    (warning,) = held.warned
    assert "no lock can be made" in warning
    assert "akuvox_lock_dir" in warning


def test_a_folder_that_the_user_named_has_to_be_right(session, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.touch()
    with pytest.raises(InvalidInput, match=r"lock_dir: .*blocked"):
        session(folder=blocked, required=True).__enter__()
