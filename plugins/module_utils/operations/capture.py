# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packet captures: start, stop, and one from start to end that is always stopped, whatever happens."""

from __future__ import annotations

import contextlib
import time

from ..converge.rounds import MAX_FRUITLESS_ROUNDS
from ..errors import AkuvoxError, BadReply, LostAnswer, NotKept, Refused
from ..files.streams import check_destination
from ..targets.pcap import capture_options, capture_status, start_data
from ..targets.transfer import PCAP
from .transfer import save

# Each look at a running capture ends up in it, so there are few.
POLL_SECONDS = 5.0


def status(device):
    """Whether a capture runs, and the size of its file."""
    return capture_status(device.read("pcap", "status"))


def started(task):
    """Start a capture and leave it running; one that runs is left alone."""
    options = capture_options(task.params)
    before = status(task.device)
    if before["running"]:
        return _result(before, before)
    if task.check_mode:
        return _result(before, {"running": True})
    lost = _start(task.device, options)
    with _stopped_on_failure(task.device):
        return _result(before, _confirmed(task.device, lost))


def stopped(task):
    """Stop a capture if one runs; with ``dest``, fetch the last one."""
    dest = task.params["dest"]
    if dest:
        check_destination(dest)
    before = status(task.device)
    result = _result(before, {**before, "running": False})
    if before["running"] and task.check_mode:
        return {**result, **({"dest": dest} if dest else {})}
    if before["running"]:
        result = _result(before, _stop(task.device))
    return _with_file(result, save(task, PCAP, dest)) if dest else result


def captured(task, clock=time.monotonic, sleep=time.sleep):
    """Capture for some time, stop, fetch the file. The capture is stopped however this ends."""
    options, dest = capture_options(task.params), task.params["dest"]
    check_destination(dest)
    before = status(task.device)
    if before["running"]:
        raise Refused("a capture runs on the device already, and it may be someone else's; stop it first")
    result = {**_result(before, before), "changed": True}
    if task.check_mode:
        return {**result, "dest": dest}
    lost = _start(task.device, options)
    with _stopped_on_failure(task.device):
        now, end = _confirmed(task.device, lost), clock() + options["time"]
        while now["running"] and clock() < end:
            sleep(min(POLL_SECONDS, max(0.0, end - clock())))
            now = status(task.device)
        if now["running"]:
            _stop(task.device)
        return _with_file(result, save(task, PCAP, dest))


def _start(device, options):
    """Send the start; the error when its answer was lost, so that only the status can tell."""
    try:
        device.write("pcap", "start", start_data(options))
    except (LostAnswer, BadReply) as exc:
        return exc
    except AkuvoxError:
        # refused or never reached: if a capture runs, it is not this one
        raise
    except BaseException as exc:
        _stop_after(device, exc)
        raise
    return None


def _confirmed(device, lost):
    """The status of a capture that was just started."""
    now = status(device)
    # a small one may have ended by itself already
    if now["running"] or (lost is None and now["size"]):
        return now
    raise _without_change(lost or NotKept("the device accepted to start a capture, and none is running"))


def _stop(device):
    """Stop and make sure of it; stopping what doesn't run is harmless, so a lost answer is followed by another."""
    for last in (False,) * (MAX_FRUITLESS_ROUNDS - 1) + (True,):
        lost = None
        try:
            device.write("pcap", "stop")
        except (LostAnswer, BadReply) as exc:
            lost = exc
        after = status(device)
        if not after["running"]:
            return after
        if last or lost is None:
            raise _without_change(lost or NotKept("the device accepted to stop the capture, and it is still running"))


def _without_change(exc):
    """The error of a request that the device did nothing of, by its status."""
    return exc.restated(exc.message, changed=False)


@contextlib.contextmanager
def _stopped_on_failure(device):
    try:
        yield
    except BaseException as exc:
        # also for the task's own time limit and an interrupt, which are no AkuvoxError
        _stop_after(device, exc)
        raise


def _stop_after(device, failure):
    """Stop what may be running after a failure, and say so where that didn't work either."""
    try:
        # without asking first: stopping what doesn't run is harmless, and the status may be what failed
        _stop(device)
    except AkuvoxError as exc:
        if isinstance(failure, AkuvoxError):
            failure.message += f". The capture could not be stopped and may still run ({exc.message})"
            failure.args = (failure.message,)


def _with_file(result, saved):
    diff = {side: {**result["diff"][side], **saved["diff"][side]} for side in ("before", "after")}
    return {**result, **saved, "changed": result["changed"] or saved["changed"], "diff": diff}


def _result(before, after):
    changed = before["running"] != after["running"]
    return {
        "changed": changed,
        "running": after["running"],
        "diff": {
            "before": {"running": before["running"]} if changed else {},
            "after": {"running": after["running"]} if changed else {},
        },
    }
