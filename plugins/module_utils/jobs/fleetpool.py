# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask many doors at a time in the threads of one process. Whatever a thread raises, each door gets one answer."""

from __future__ import annotations

import contextvars
import os
import queue
import resource
import threading

from ..errors import InvalidInput

VARIABLE = "akuvox_fleet_read_threads"
DEFAULT_THREADS, MOST_THREADS = 32, 256
# Files that a door may take at a time: a connection, a mark, a set's files. And what the process needs beside them.
_FILES_OF_A_DOOR, _FILES_BESIDE = 6, 32
# How often the process that waits looks up, in seconds.
_LOOK_SECONDS = 30


def checked_threads(value):
    """How many doors are asked at a time; :data:`DEFAULT_THREADS` for an empty text, as AWX's surveys have it.

    :raises InvalidInput: naming the variable.
    """
    if value in (None, ""):
        return DEFAULT_THREADS
    try:
        threads = int(str(value).strip())
    except ValueError:
        threads = 0
    if not 1 <= threads <= MOST_THREADS or isinstance(value, bool):
        raise InvalidInput(f"{VARIABLE}: must be a whole number from 1 to {MOST_THREADS}, not '{value}'")
    return threads


def threads_that_fit(wanted, open_files=None, limit=None):
    """How many threads the limit of open files leaves room for, at most as many as are wanted and at least one.

    :param open_files: those that the process has open.
    :param limit: how many it may have (``ulimit -n``), 0 for no limit.
    """
    if limit is None:
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        limit = 0 if limit == resource.RLIM_INFINITY else limit
    if not limit:
        return wanted
    left = limit - (_open_files() if open_files is None else open_files) - _FILES_BESIDE
    return max(1, min(wanted, left // _FILES_OF_A_DOOR))


def _open_files():
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return len(os.listdir(folder))
    return 0


def ask_all(doors, begun, keep, failed, threads, look=lambda done: None):
    """Ask all doors, and keep what each of them gives, exactly once for each.

    All but the asking is done by the thread that calls this, as templates and files are not for several threads. A
    door is begun with when there is a thread for it, so no more than these are held at a time.

    :param doors: their names.
    :param begun: door -> a function of nothing that asks it.
    :param keep: is called with a door and what its function gave.
    :param failed: gives that in the place of the function, for what was raised by it or by ``begun``.
    :param threads: how many doors are asked at a time.
    :param look: is called every now and then with the number of doors that are done.
    :raises BaseException: what ``keep`` raises, and an interrupt.
    """
    crew, left, running, done = _Crew(threads), iter(doors), 0, 0
    try:
        while True:
            while running < crew.size and (door := next(left, None)) is not None:
                try:
                    ask = begun(door)
                except Exception as exc:
                    keep(door, failed(door, exc))
                    done += 1
                    continue
                crew.give(door, ask)
                running += 1
            if not running:
                return
            try:
                door, answer, raised = crew.next_done(_LOOK_SECONDS)
            except queue.Empty:
                look(done)
                continue
            running -= 1
            done += 1
            keep(door, failed(door, raised) if raised is not None else answer)
    finally:
        crew.dismiss()


class _Crew:
    """Threads that call functions. Those that are still busy when the process ends don't hold it up."""

    def __init__(self, size):
        self._most, self._threads, self._size = size, 0, size
        self._given, self._done = queue.SimpleQueue(), queue.SimpleQueue()

    @property
    def size(self):
        """How many functions are called at a time: fewer than wanted where the system refuses threads."""
        return max(1, self._size)

    def give(self, door, ask):
        """Have a function called."""
        if self._threads < self._size:
            try:
                threading.Thread(target=self._work, daemon=True).start()
                self._threads += 1
            except RuntimeError:
                self._size = self._threads
        # what Ansible keeps for each thread, such as the vault's passwords, goes along
        self._given.put((door, ask, contextvars.copy_context()))
        if not self._threads:
            self._given.put(None)
            self._work()

    def next_done(self, seconds):
        """Door, answer and what was raised, of a function that has ended.

        :raises queue.Empty: none has within that time.
        """
        return self._done.get(timeout=seconds)

    def dismiss(self):
        """Stop giving work."""
        for _number in range(self._threads):
            self._given.put(None)

    def _work(self):
        while (given := self._given.get()) is not None:
            door, ask, context = given
            answer = raised = None
            try:
                answer = context.run(ask)
            except BaseException as exc:
                raised = exc
            self._done.put((door, answer, raised))
            # the next one may be long in coming
            del given, ask, answer, raised, context
