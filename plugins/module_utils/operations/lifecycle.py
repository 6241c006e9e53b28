# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restarts of a device: how long it has been up, and waiting until it has really been down and is back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from ..errors import (
    AkuvoxError,
    AuthFailed,
    LostAnswer,
    NotRestarted,
    OtherUnit,
    Redirected,
    TlsError,
    Unreachable,
    Unsupported,
)
from .uptime import Uptime, parse_uptime, shows_restart

# The only state of the telephone that the manual names.
IDLE = "READY"

POLL_SECONDS = 1.0
# One look at a device that is starting: a lost packet must not use up the time that is left.
LOOK_SECONDS = 5.0


def uptime(device, clock=time.monotonic):
    """The device's :class:`Uptime` now, for :func:`wait_for_restart`. Its ``seconds`` are None when unknown."""
    return _look(device.read, clock)


def call_status(device):
    """The device's word for the state of its telephone."""
    return str(device.read("call", "status").get("Status", ""))


def skipped_in_call(device):
    """The result of a task that leaves a device alone during a call; None when there is no call, or no telephone.

    It is no skipped one: ansible-core 2.25 takes that from modules.
    """
    try:
        status = call_status(device)
    except Unsupported:
        return None
    if status == IDLE:
        return None
    reason = f"a call is going on (the device says {status}), so it was left alone (skip_if_in_call)"
    return {"changed": False, "skip_reason": reason, "msg": reason}


@dataclass(frozen=True)
class Restart:
    """A restart that was seen. Times are seconds; ``login_refused`` is only ever True where that was asked for."""

    uptime_before: int | None
    uptime_after: int | None
    seconds: float
    login_refused: bool = False

    def facts(self):
        """JSON-safe, for a task's result."""
        return {
            "uptime_before": self.uptime_before,
            "uptime_after": self.uptime_after,
            "seconds": round(self.seconds, 1),
        }


def order_restart(device, before, request, timeout, login_may_go=False, progress=lambda text: None, **detail):
    """Call ``request``, which makes the device restart, once; wait for that, and return the :class:`Restart`.

    Without a ``timeout`` nothing is waited for, and it returns None. A lost answer is settled by what the device does.
    ``detail`` goes to the task's result where this fails.

    :raises NotRestarted: as :func:`wait_for_restart`.
    :raises LostAnswer: without a ``timeout``, as then nothing settles it.
    """
    lost = None
    try:
        request()
    except LostAnswer as exc:
        if timeout is None:
            raise
        lost = exc
    if timeout is None:
        return None
    progress(f"asked {device.address} to restart, waiting up to {timeout} s until it has")
    try:
        return wait_for_restart(device, before, timeout, login_may_go)
    except NotRestarted as exc:
        first = f"{lost.message}. " if lost else ""
        changed = lost is None or exc.went_down
        raise exc.restated(first + exc.message, changed=changed, **detail) from None


def wait_for_restart(device, before, timeout, login_may_go=False, clock=time.monotonic, sleep=time.sleep):
    """Wait until the device has restarted, and return the :class:`Restart`.

    ``before`` is its :func:`uptime` from before the order. An answering port proves nothing: it is over when the
    uptime shows a restart, or, where the uptime is unknown or too coarse to tell, when the device is back after it did
    not answer. Whatever goes wrong until ``timeout`` seconds are over belongs to a restart. With ``login_may_go``, a
    device that is back and refuses the login or the connection has restarted too.

    :raises NotRestarted: saying what the device did instead, and since when.
    :raises OtherUnit: another unit answers at the address.
    """
    watch = RestartWatch(before, clock(), login_may_go)
    while True:
        left = watch.began + timeout - clock()
        try:
            probe = partial(device.probe, timeout=max(0.5, min(LOOK_SECONDS, left)))
            restart = watch.answered(_look(probe, clock))
        except OtherUnit:
            raise
        except AkuvoxError as exc:
            restart = watch.failed(exc, clock())
        if restart:
            return restart
        left = watch.began + timeout - clock()
        if left <= 0:
            raise watch.error(clock(), device.address)
        sleep(min(POLL_SECONDS, left))


class RestartWatch:
    """What has been seen of a device since it got the order to restart."""

    def __init__(self, before, began, login_may_go=False):
        self.began = began
        self._before = before
        self._login_may_go = login_may_go
        self._was_down = False
        self._silent_since = None
        self._last = None

    def answered(self, now):
        """Note a reading; the :class:`Restart` if it shows one."""
        restarted = shows_restart(self._before, now)
        if restarted or (restarted is None and self._was_down):
            return self._restart(now.at, now.seconds)
        self._silent_since = self._last = None
        return None

    def failed(self, exc, at):
        """Note that there was no reading; the :class:`Restart` if this is how the device is back."""
        self._last = exc
        if isinstance(exc, Unreachable) and "status" not in exc.detail:
            self._was_down = True
            if self._silent_since is None:
                self._silent_since = at
            return None
        self._silent_since = None
        if self._login_may_go and self._was_down and isinstance(exc, (AuthFailed, Redirected, TlsError)):
            return self._restart(at, None, login_refused=True)
        return None

    def _restart(self, at, seconds, login_refused=False):
        return Restart(self._before.seconds, seconds, at - self.began, login_refused)

    def error(self, at, address):
        """Why there is no restart to tell of when the time is over."""
        waited = f"{at - self.began:.0f} s"
        reason = f": {self._last.message}" if self._last else ""
        if self._silent_since is not None:
            silent = at - self._silent_since
            since = time.strftime("%H:%M:%S", time.localtime(time.time() - silent))
            text = (
                f"the device went down and is not back after {waited}. It has not answered since {since}, that is for "
                f"{silent:.0f} s. Last try{reason}"
            )
        elif isinstance(self._last, AuthFailed):
            text = (
                f"the device answers, but it refuses the login, so after {waited} its restart cannot be confirmed; if "
                f"it was reset, its login is that of the factory. Last try{reason}"
            )
        elif self._last is not None:
            text = (
                f"the device answers, but not as it should, so its restart cannot be confirmed after {waited}{reason}"
            )
        elif self._was_down:
            text = (
                f"the device did not answer for a while, and its uptime goes on as if nothing had happened: it did not "
                f"restart within {waited}"
            )
        else:
            text = f"the device never went down within {waited}: it answers all the time, and its uptime goes on"
        reachability = self._last.detail.get("reachability") if self._last else None
        known = {"reachability": reachability} if reachability else {}
        return NotRestarted(f"{address}: {text}", self._was_down, **known)


def _look(read, clock):
    """A reading of the uptime: of system/status, else of system/info, where some firmware has it (device-facts 11)."""
    try:
        data = read("system", "status")
    except Unsupported:
        data = {}
    value = data.get("UpTime", data.get("Uptime"))
    if value is None:
        data = read("system", "info")
        status = data.get("Status") if isinstance(data.get("Status"), dict) else {}
        value = data.get("Uptime", status.get("Uptime", status.get("UpTime")))
    seconds, resolution = parse_uptime(value)
    return Uptime(seconds, resolution, clock())
