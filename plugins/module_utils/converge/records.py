# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a list of records on a device to what is wanted: read, plan, apply in batches, verify (design: 5).

One loop serves all of it. After each round of writes the device is read and planned again: an empty plan is the proof
that it took everything, and what a lost answer has left open is simply still in the plan or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable

from ..errors import AkuvoxError, BadReply, Misfit, NotKept, PartialFailure, Unreachable, Unsupported
from ..fields.tables import FieldTable
from .made import Made, confirmed, made_of
from .outcome import made_result, not_kept_message, plan_result, refusal_message
from .plan import Plan, check_fence, hold, make_plan, parse_limit
from .writer import Progress, Writer

# Rounds in which an answer was lost and nothing got done, before the task gives up.
MAX_FRUITLESS_ROUNDS = 3

RECORD_OPTIONS = {
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "purge": {"type": "bool", "default": False},
    "purge_limit": {"type": "str", "default": "50%"},
}


def check_options(params):
    """Refuse a ``purge_limit`` that is none, also where nothing is purged.

    :raises InvalidInput: naming the option.
    """
    parse_limit(params["purge_limit"], 0)


@dataclass(frozen=True)
class RecordTarget:
    """A target of the API that holds records.

    ``table`` gives the field table for a profile. ``is_foreign`` tells the records that must not be changed; the text
    that it gives for one says whose it is.
    ``clearable``: the API has ``clear``, which may serve where nothing stays. ``room``: how many records devices of a
    profile hold, 0 when it isn't known; ``counts_foreign``: with those that are not this API's to change.
    """

    target: str
    table: Callable[[object], FieldTable]
    is_foreign: Callable[[dict], bool] = staticmethod(lambda record: False)
    clearable: bool = True
    room: Callable[[object], int] = staticmethod(lambda profile: 0)
    counts_foreign: bool = True

    def check_room(self, plan, held, profile):
        """Refuse a plan that would leave more records than the device holds.

        :raises Misfit: before anything is written.
        """
        count = sum(self.counts_foreign or not record.foreign for record in held)
        room, after = self.room(profile), count + len(plan.add) - len(plan.remove)
        if room and plan.add and after > room:
            raise Misfit(
                f"{self.target}: devices of the profile {profile.name} hold {room} records at most, and it would be "
                f"{after}. Nothing was changed"
            )


def _require(plan, device, target):
    """Refuse a plan that needs a function which this device's profile lacks; check mode says the same as a run."""
    if plan.add:
        device.require(target.target, "add")
    if plan.update:
        device.require(target.target, "set")
    if plan.remove and not (plan.whole and target.clearable and device.profile.lack(target.target, "clear") is None):
        device.require(target.target, "del")


class Convergence:
    """A list of records on its way to what is planned: read and planned when made, written by :meth:`finish`.

    A task with several lists makes them all before it finishes the first, so that what forbids one forbids them all.
    ``held`` is what the device held then (:class:`plan.Held`), ``plan`` what has to change.

    ``planned(records, refused, written)`` makes what is held and the :class:`Plan` from what the device sends; records
    whose identity is ``refused`` are not asked for again. ``fence`` and ``guard`` may refuse the first plan, before and
    after it is known whether the device can do it.

    :raises AkuvoxError: before any write, for what the input, the fence or the device forbids.
    """

    def __init__(
        self, device, target, table, planned, check_mode, fence=lambda plan, held: None, guard=lambda plan: None
    ):
        self.table = table
        self._device, self._target, self._planned, self._check_mode = device, target, planned, check_mode
        self._progress = Progress(batch_size=device.profile.batch_size)
        self.held, self.plan = self._read_and_plan()
        fence(self.plan, self.held)
        try:
            _require(self.plan, device, target)
        except Unsupported as exc:
            nothing = made_result(Made(), table, {}, self.plan.size)
            raise Unsupported(f"{exc.message}. Nothing was changed", **nothing) from None
        target.check_room(self.plan, self.held, device.profile)
        guard(self.plan)

    def _read_and_plan(self):
        refused = self._progress.refused
        held, plan = self._planned(self._device.records(self._target.target), refused, self._progress.written)
        stuck = tuple(record for record in plan.remove if record.identity not in refused)
        return held, replace(plan, remove=stuck, whole=plan.whole and len(stuck) == len(plan.remove))

    def finish(self):
        """Write and read until the plan is empty, unless in check mode, and return the result of the first plan.

        :raises AkuvoxError: with a ``detail`` that says what was applied.
        """
        if self.plan and not self._check_mode:
            writer = Writer(self._device, self._target, self.table, self._progress)
            account = _Account(self._device, self.table, self._progress, self.held, self.plan)
            held = _apply(self.plan, self._read_and_plan, writer, account)
            if self._progress.refused:
                raise PartialFailure(refusal_message(self.table, self._progress.refused), **account.read(held, Plan()))
        return plan_result(self.plan, self.table)


def prepare(device, target, wanted, task, secrets="always", guard=lambda plan: None, is_named=lambda values: False):
    """The :class:`Convergence` of a device's list to the ``wanted`` (checked) records.

    ``secrets``: "on_create" leaves the secrets of existing records alone. ``guard(plan)`` may refuse the first plan.
    ``is_named``: as of :func:`make_plan`.
    """
    params = task.params
    table = target.table(device.profile)

    def planned(records, refused, written):
        held = hold(records, table, target.is_foreign)
        left = [row for row in wanted if table.identity(row[table.key.option]) not in refused]
        return held, make_plan(held, left, table, params["state"], params["purge"], secrets, written, is_named)

    def fence(plan, held):
        check_fence(plan, sum(not record.foreign for record in held), params["purge_limit"])

    return Convergence(device, target, table, planned, task.check_mode, fence, guard)


def converge(device, target, wanted, task, secrets="always", guard=lambda plan: None):
    """Make the device hold the ``wanted`` (checked) records and return the task's result, see :func:`prepare`.

    :raises AkuvoxError: before any write for what the input or the purge fence forbids; afterwards with a ``detail``
        that says what was applied.
    """
    return prepare(device, target, wanted, task, secrets, guard).finish()


def converge_by_plan(device, target, table, planned, check_mode):
    """Bring a list to what is planned and return the task's result, see :class:`Convergence`."""
    return Convergence(device, target, table, planned, check_mode).finish()


class _Account:
    """What is known of a plan that ends before its end: results for an error, by what the device holds then."""

    def __init__(self, device, table, progress, held, plan):
        self._device, self._table, self._progress, self._held, self._plan = device, table, progress, held, plan
        self._touched = device.tally.count

    def read(self, held, left):
        """The result where the device was read last with ``held``, and ``left`` is to do."""
        progress = self._progress
        made = made_of(self._plan, left, self._table, progress.refused, self._held, held, progress.written)
        return made_result(made, self._table, progress.refused, left.size)

    def unread(self, left):
        """The result where nobody can ask what became of the writes of ``left``."""
        made = confirmed(self._plan, left, self._table)
        touched = self._device.tally.count > self._touched
        return made_result(made, self._table, self._progress.refused, left.size, touched)


def _apply(first, read_and_plan, writer, account):
    """Write and read back until nothing is left to do, and return what the device holds then.

    :raises AkuvoxError: when the device doesn't get there, with the result so far.
    """
    table = writer.table
    plan, fruitless, completed = first, 0, set()
    while plan:
        lost, added = None, {table.identity(row[table.key.option]) for row in plan.add}
        try:
            writer.apply(plan)
        except (Unreachable, BadReply) as exc:
            lost = exc
        except AkuvoxError as exc:
            raise _ended(exc, first, *_still_open(read_and_plan, plan, account)) from None
        before = plan.size
        try:
            held, plan = read_and_plan()
        except AkuvoxError as exc:
            raise _ended(exc, first, plan, account.unread(plan)) from None
        # some devices take a part of the fields only when an add is followed by a set (device-facts 5.8)
        incomplete = {update.held.identity for update in plan.update}
        only_incomplete = incomplete <= added - completed and plan.size == len(incomplete)
        completed |= incomplete
        if plan and lost is None and not writer.again and not only_incomplete:
            raise NotKept(not_kept_message(plan, table), **account.read(held, plan))
        fruitless = fruitless + 1 if lost is not None and plan.size >= before else 0
        if plan and fruitless >= MAX_FRUITLESS_ROUNDS:
            raise _ended(lost, first, plan, account.read(held, plan))
    return held


def _still_open(read_and_plan, plan, account):
    """What an error has left undone, as far as the device can still be asked, and the result."""
    try:
        held, left = read_and_plan()
    except AkuvoxError:
        return plan, account.unread(plan)
    return left, account.read(held, left)


def _ended(exc, first, left, result):
    """The error that ended the task, with what is certain and what isn't."""
    if not isinstance(exc, Unsupported):
        words = f"{left.size} of {first.size} changes are not confirmed; run again, it continues from there"
    else:
        words = f"{left.size} of {first.size} changes are not made" if result["changed"] else "Nothing was changed"
    return exc.restated(f"{exc.message}. {words}", **result)
