# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at many doors at the same time, within limits: how many at once, how many a second, how long in all."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from ..errors import AkuvoxError


class OutOfTime(AkuvoxError):
    """Not all was done within the time."""


class Pace:
    """Called by all threads before they connect: waits until it is their turn, and returns the seconds left.

    ``rate``: turns a second. ``seconds``: until the time is over.
    """

    def __init__(self, rate, seconds, clock=time.monotonic, sleep=None):
        self._interval = 1 / rate
        self._seconds = seconds
        self._clock = clock
        self._ended = threading.Event()
        self._sleep = sleep or self._ended.wait
        self._lock = threading.Lock()
        self._next = clock()
        self._end = self._next + seconds

    def __call__(self):
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            if turn >= self._end:
                raise OutOfTime(f"time_limit: not all addresses were looked at within {self._seconds:g} s")
            self._next = turn + self._interval
        if turn > now:
            self._sleep(turn - now)
        if self._ended.is_set():
            raise OutOfTime("the search was given up")
        return self._end - turn

    def end(self):
        """Nobody gets a turn any more, those that wait for theirs included."""
        self._ended.set()


def sweep(targets, probe, parallel, end=lambda: None):
    """What ``probe`` says of each target, in order, ``parallel`` of them at a time.

    :param end: called when it is over, also by Ctrl-C; keeps the probes from beginning anything more.
    :raises OutOfTime: saying how many were left. What has begun by then is waited for.
    """
    pool = ThreadPoolExecutor(max_workers=max(1, min(parallel, len(targets))))
    futures = [pool.submit(probe, target) for target in targets]
    try:
        return [future.result() for future in futures]
    except OutOfTime as exc:
        left = sum(not future.done() or future.cancelled() or future.exception() is not None for future in futures)
        raise exc.restated(
            f"{exc.message}; {left} of {len(targets)} are left. Raise time_limit, rate or parallel, or look at less"
        ) from None
    finally:
        end()
        pool.shutdown(wait=True, cancel_futures=True)
