# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture never stays running: not after a failure of ours, an interrupt, or a lost answer."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    BadReply,
    LostAnswer,
    Refused,
    Unreachable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations import capture
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.pcap import capture_options, capture_status

OPTIONS = {"state": "captured", "type": None, "filter": None, "time": 10, "size": None}


class Door:
    """Captures until it is stopped; ``trouble`` maps the number of a request to what goes wrong with it."""

    def __init__(self, **trouble):
        self.running = False
        self.asked = []
        self.trouble = {int(number[1:]): what for number, what in trouble.items()}

    def _ask(self, action, apply):
        self.asked.append(action)
        trouble = self.trouble.get(len(self.asked))
        if isinstance(trouble, type) and issubclass(trouble, BaseException):
            raise trouble("trouble")
        apply()
        if trouble == "answer lost":
            raise LostAnswer("the answer is lost")

    def read(self, target, action):
        self._ask(action, lambda: None)
        return {"Status": "start" if self.running else "stop", "FileSize": 24}

    def write(self, target, action, data=None):
        self._ask(action, lambda: setattr(self, "running", action == "start"))


class Task:
    def __init__(self, device, dest):
        self.device, self.check_mode = device, False
        self.params = {**OPTIONS, "dest": str(dest)}


class Clock:
    """Time that goes by only while somebody sleeps; ``interrupt`` comes in the middle of the first sleep."""

    def __init__(self, interrupt=None):
        self.now, self.interrupt = 0.0, interrupt

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        if self.interrupt:
            raise self.interrupt


@pytest.fixture
def saved(monkeypatch):
    """Stands for the download."""
    monkeypatch.setattr(
        capture, "save", lambda task, file, dest: {"changed": True, "dest": dest, "diff": {"before": {}, "after": {}}}
    )


def run(door, tmp_path, clock=None):
    clock = clock or Clock()
    return capture.captured(Task(door, tmp_path / "x"), clock=clock, sleep=clock.sleep)


def test_a_whole_capture(saved, tmp_path):
    door, clock = Door(), Clock()
    result = run(door, tmp_path, clock)
    assert (result["changed"], result["running"], door.running, clock.now) == (True, False, False, 10)
    assert door.asked == ["status", "start", "status", "status", "status", "stop", "status"]


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt(), SystemExit(), TimeoutError(), AkuvoxError("any")])
def test_whatever_interrupts_it_the_capture_is_stopped(saved, tmp_path, interrupt):
    door = Door()
    with pytest.raises(type(interrupt)):
        run(door, tmp_path, Clock(interrupt))
    assert not door.running


# 1 status, 2 start, 3 status, 4 and 5 status while it runs, 6 stop, 7 status
@pytest.mark.parametrize("number", [3, 4, 5, 6, 7])
@pytest.mark.parametrize("error", [Unreachable, BadReply, Refused, KeyboardInterrupt])
def test_whatever_fails_the_capture_is_stopped(saved, tmp_path, number, error):
    door = Door(**{f"r{number}": error})
    try:
        run(door, tmp_path)
    except error:
        pass
    else:
        # an unreadable answer to the stop is settled by the status
        assert (number, error) == (6, BadReply)
    assert not door.running
    assert door.asked.count("start") == 1


def test_a_failing_download_does_not_leave_it_running_either(monkeypatch, tmp_path):
    def save(task, file, dest):
        raise BadReply("no capture")

    monkeypatch.setattr(capture, "save", save)
    door = Door()
    with pytest.raises(BadReply, match="no capture"):
        run(door, tmp_path)
    assert not door.running


@pytest.mark.parametrize("error", [Refused, Unreachable])
def test_a_start_that_was_not_ours_is_not_stopped(saved, tmp_path, error):
    """Refused or never sent: if a capture runs now, somebody else has started it."""
    door = Door(r2=error)
    with pytest.raises(error):
        run(door, tmp_path)
    assert door.asked == ["status", "start"]


@pytest.mark.parametrize("number", [2, 6])
def test_a_lost_answer_is_settled_by_the_status(saved, tmp_path, number):
    door = Door(**{f"r{number}": "answer lost"})
    assert run(door, tmp_path)["changed"] is True
    assert not door.running
    assert (door.asked.count("start"), door.asked.count("stop")) == (1, 1)


def test_an_interrupt_while_the_start_is_sent(saved, tmp_path):
    door = Door(r2=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        run(door, tmp_path)
    assert door.asked == ["status", "start", "stop", "status"]


def test_a_capture_that_cannot_be_stopped_is_told_of(saved, tmp_path):
    door = Door(r4=BadReply, r5=Unreachable)
    with pytest.raises(BadReply, match=r"^trouble\. The capture could not be stopped and may still run \(trouble\)$"):
        run(door, tmp_path)


@pytest.mark.parametrize(
    ("data", "running"),
    [
        ({"Status": "stop", "FileSize": 0}, False),
        ({"Status": "Stop"}, False),
        ({"Status": "stopped"}, False),
        ({}, False),
        ({"Status": "start", "FileSize": "314407"}, True),
        ({"Status": "capturing"}, True),
    ],
)
def test_status(data, running):
    status = capture_status(data)
    assert status["running"] is running
    assert status["size"] == int(data.get("FileSize", 0))


def test_the_defaults_of_the_manual():
    assert capture_options({}) == {"type": "auto", "filter": "ip", "time": 60, "size": 1048576}
