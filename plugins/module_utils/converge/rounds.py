# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write and read back until nothing is left to do, with the patience that a lost answer asks for.

A door may apply a write long after its answer was lost. So what was lost is looked for until the door has had its time
(option settle), and only then sent again. What was added again is looked at once more after the same time, for the
first one may have come after all.
"""

from __future__ import annotations

import itertools
import math

from ..api.patience import growing_pause
from ..errors import AkuvoxError, BadReply, NotKept, TlsError, Unreachable, Unsupported
from .outcome import not_kept_message

# Rounds with a lost answer and no progress, before the task gives up.
MAX_FRUITLESS_ROUNDS = 3
# After these a device may be asked again, and may well have done what it was asked.
_LOST = (Unreachable, BadReply, TlsError)


def write_and_read_back(first, read_and_plan, writer, device, account, keeping):
    """Bring the device to where the ``first`` plan leads.

    ``read_and_plan()`` gives what the device holds and the plan that is left. ``device`` has the clock, ``account`` the
    result for an error. ``keeping``: a :class:`keeping.RecordKeeping`, which has each plan before it is written.

    :raises AkuvoxError: when the device doesn't get there, with a ``detail`` that says what was applied.
    """
    table, progress = writer.table, writer.progress
    plan, fruitless, completed = first, 0, set()
    while plan:
        lost, added = None, {table.identity(row[table.key.option]) for row in plan.add}
        try:
            keeping.before(plan)
        except AkuvoxError as exc:
            raise exc.restated(exc.message, **account.result(plan)) from None
        account.writing()
        try:
            writer.apply(plan)
        except _LOST as exc:
            lost = exc
        except AkuvoxError as exc:
            raise _ended(exc, first, _still_open(read_and_plan, plan), writer, device, account) from None
        before = plan.size
        try:
            plan = _settled(read_and_plan, writer, device)
            # some devices take a part of the fields only when an add is followed by a set (device-facts 5.8)
            incomplete = {update.held.identity for update in plan.update}
            only_incomplete = incomplete <= added - completed and plan.size == len(incomplete)
            completed |= incomplete
            # the door, or another run, may have added a record since the last look
            new_doubles = any(record.mark not in progress.doubles for record in plan.doubles)
            if plan and lost is None and not (writer.again or only_incomplete or new_doubles):
                raise NotKept(not_kept_message(plan, table), **account.result(plan))
            fruitless = fruitless + 1 if lost is not None and plan.size >= before else 0
            if not plan:
                plan = _looked_again(read_and_plan, plan, writer, device)
        except NotKept:
            raise
        except AkuvoxError as exc:
            raise _ended(exc, first, plan, writer, device, account) from None
        if plan and fruitless >= MAX_FRUITLESS_ROUNDS:
            raise _ended(lost, first, plan, writer, device, account)


def look_until(device, until, look, is_done, what):
    """What ``look()`` gives once that ``is_done(found)``, or when the time ``until`` has come.

    So a write whose answer was lost gets its time before it is sent again. Until then, a look that fails counts as one
    that shows nothing. ``until``: on the device's clock, None for one look alone. ``what`` was written, for the user.
    """
    for looks in itertools.count(1):
        failed = None
        try:
            found = look()
            if until is None or is_done(found):
                return found
        except _LOST as exc:
            failed = exc
        left = 0 if until is None else until - device.clock()
        if left <= 0:
            if failed is not None:
                raise failed
            return found
        if looks == 1:
            device.tell(
                f"the answer to {what} was lost; waiting up to {left:.0f} s for {device.address} to do it (settle)"
            )
        device.sleep(growing_pause(looks, left))


def _settled(read_and_plan, writer, device):
    """The plan that is left, once the last write has been applied or will not be any more."""
    flight = writer.progress.flight
    until, what = (flight.until, flight.what) if flight else (None, "")
    try:
        plan = look_until(
            device, until, lambda: read_and_plan()[1], lambda plan: not writer.is_open(flight, plan), what
        )
    except _LOST:
        writer.progress.flight = None
        raise
    writer.progress.flight = None
    if flight and writer.is_open(flight, plan):
        writer.progress.given_up.update((flight.action, mark) for mark in flight.marks)
    return plan


def _looked_again(read_and_plan, plan, writer, device):
    """The plan after a write that was sent twice has had its time once more; the same one where there was none."""
    look_again, writer.progress.look_again = writer.progress.look_again, None
    if look_again is None:
        return plan
    left = look_again - device.clock()
    if left > 0:
        device.tell(f"a write was sent twice; looking in {left:.0f} s whether {device.address} has done both (settle)")
        device.sleep(left)
    return read_and_plan()[1]


def _still_open(read_and_plan, plan):
    """What an error has left undone, as far as the device can still be asked."""
    try:
        return read_and_plan()[1]
    except AkuvoxError:
        return plan


def _ended(exc, first, plan, writer, device, account):
    """The error that ended the task, with what is certain and what isn't."""
    result = account.result(plan)
    if isinstance(exc, Unsupported):
        left = f"{plan.size} of {first.size} changes are not made" if result["changed"] else "Nothing was changed"
    else:
        left = f"{plan.size} of {first.size} changes are not confirmed{_when_to_run_again(exc, writer, device)}"
    return exc.restated(f"{exc.message}. {left}", **result)


def _when_to_run_again(exc, writer, device):
    """What a further run needs, where it is known to go on from there."""
    flight = writer.progress.flight
    left = flight.until - device.clock() if flight else 0
    if left > 0:
        return f"; {flight.what} may still be applied: run again in {math.ceil(left)} s, it then continues from there"
    return "; run again, it continues from there" if isinstance(exc, _LOST) else ""
