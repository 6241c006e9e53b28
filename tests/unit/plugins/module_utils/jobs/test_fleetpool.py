# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every door has exactly one outcome, whatever its thread raises and however long it takes."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import resource
import socket
import tempfile
import threading
import time
from collections import Counter

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import fleetpool
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fleetpool import (
    DEFAULT_THREADS,
    ask_all,
    checked_threads,
    threads_that_fit,
)

RAISED = [ValueError, OSError, MemoryError, RecursionError, StopIteration, SystemExit, KeyboardInterrupt, GeneratorExit]
RAISED += [asyncio.CancelledError, BaseException]
FILES = 256


class Outcomes:
    """What is kept, and for whom."""

    def __init__(self):
        self.kept, self.times, self.threads = {}, Counter(), set()

    def keep(self, door, answer):
        self.kept[door] = answer
        self.times[door] += 1
        self.threads.add(threading.get_ident())


def failed(door, exc):
    return f"{door} failed: {type(exc).__name__}"


def raising(kind):
    def ask():
        raise kind

    return ask


@pytest.fixture
def few_files():
    """As after ``ulimit -n 256``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_doors_have_one_outcome_each_with_few_open_files(few_files):
    """Some raise, one hangs to its time-out, one can't be begun; each takes a connection and files."""
    doors = [f"door-{number}" for number in range(1000)]
    raises = dict(zip(doors[100:], RAISED, strict=False))
    hanging, unbegun = doors[7], doors[8]
    server, mute = (socket.create_server(("127.0.0.1", 0), backlog=128) for _number in range(2))

    def ask(door):
        place = (mute if door == hanging else server).getsockname()
        with socket.create_connection(place, 30) as link, tempfile.TemporaryFile():
            link.settimeout(1 if door == hanging else 30)
            return f"{door} told{link.recv(9).decode()}"

    def begun(door):
        if door == unbegun:
            raise LookupError(door)
        return raising(raises[door]) if door in raises else lambda: ask(door)

    def answer():
        with contextlib.suppress(OSError):
            while True:
                server.accept()[0].close()

    threading.Thread(target=answer, daemon=True).start()
    threads, found = threads_that_fit(32), Outcomes()
    with server, mute:
        ask_all(doors, begun, found.keep, failed, threads)
        server.shutdown(socket.SHUT_RDWR)
    assert threads > 16
    assert set(found.kept) == set(doors)
    assert set(found.times.values()) == {1}
    expected = {door: f"{door} told" for door in doors}
    expected |= {door: f"{door} failed: {kind.__name__}" for door, kind in raises.items()}
    expected |= {hanging: f"{hanging} failed: {socket.timeout.__name__}", unbegun: f"{unbegun} failed: LookupError"}
    assert found.kept == expected
    assert found.threads == {threading.get_ident()}, "one thread keeps what all have found"


def test_no_more_doors_are_held_than_there_are_threads():
    begun, ended, most = [], [], []

    def begin(door):
        begun.append(door)
        most.append(len(begun) - len(ended))
        return lambda: door

    ask_all(range(50), begin, lambda door, answer: ended.append(door), failed, 4)
    assert max(most) <= 4
    assert sorted(ended) == list(range(50))


def test_doors_are_asked_at_a_time():
    """All wait for each other, so none could end if they were asked one after the other."""
    together = threading.Barrier(8, timeout=30)
    found = Outcomes()
    ask_all(range(8), lambda door: together.wait, found.keep, failed, 8)
    assert sorted(found.kept.values()) == list(range(8))


@pytest.mark.parametrize("given", [0, 3])
def test_a_system_without_threads_to_spare_is_no_reason_to_lose_a_door(monkeypatch, given):
    started, start = [], threading.Thread.start

    def spare(thread):
        if len(started) == given:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(fleetpool.threading.Thread, "start", spare)
    found = Outcomes()
    ask_all(range(20), lambda door: lambda: door * 2, found.keep, failed, 8)
    assert found.kept == {door: door * 2 for door in range(20)}


def test_what_can_t_be_kept_ends_it_and_leaves_no_thread_waiting():
    def keep(door, answer):
        raise InvalidInput("the disk is full")

    before = threading.active_count()
    with pytest.raises(InvalidInput, match="the disk is full"):
        ask_all(range(9), lambda door: lambda: door, keep, failed, 3)
    until = time.monotonic() + 30
    while threading.active_count() > before:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_ansible_keeps_for_its_thread_is_there_in_all():
    secret = contextvars.ContextVar("secret")
    secret.set("of the vault")
    found = Outcomes()
    ask_all(range(5), lambda door: secret.get, found.keep, failed, 3)
    assert set(found.kept.values()) == {"of the vault"}


def test_whoever_waits_is_told_how_far_it_is(monkeypatch):
    monkeypatch.setattr(fleetpool, "_LOOK_SECONDS", 0.01)
    seen, told = threading.Event(), []

    def look(done):
        told.append(done)
        seen.set()

    ask_all([1], lambda door: lambda: seen.wait(30), lambda door, answer: None, failed, 1, look)
    assert told
    assert set(told) == {0}


@pytest.mark.parametrize(("wanted", "open_files", "limit", "threads"), [
    (32, 20, 256, 32), (32, 20, 100, 8), (200, 20, 1024, 162), (32, 200, 256, 4), (32, 300, 256, 1), (5, 20, 0, 5),
])  # fmt: skip
def test_threads_fit_into_the_limit_of_open_files(wanted, open_files, limit, threads):
    assert threads_that_fit(wanted, open_files, limit) == threads


@pytest.mark.parametrize("value", [1, 32, " 256 ", "8"])
def test_a_number_of_threads(value):
    assert checked_threads(value) == int(value)


@pytest.mark.parametrize("value", ["", None])
def test_without_a_number_there_is_the_default(value):
    assert checked_threads(value) == DEFAULT_THREADS


@pytest.mark.parametrize("value", [0, "0", False, 257, -1, "many", 1.5, True, [32]])
def test_no_number_of_threads(value):
    with pytest.raises(InvalidInput, match="akuvox_fleet_read_threads: must be a whole number from 1 to 256, not"):
        checked_threads(value)
