# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a list of records on a device to what is wanted: read, plan, apply in batches, verify.

One loop serves all of it. After each round of writes the device is read and planned again. An empty plan proves that it
took everything. What a lost answer has left open is either still in the plan or not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Callable

from ..errors import AkuvoxError, Misfit, PartialFailure, Unsupported
from ..fields.tables import FieldTable
from .account import Account
from .doubles import DoubleRules
from .keeping import RecordKeeping
from .made import Made
from .outcome import made_result, plan_result, refusal_message
from .plan import Plan, check_fence, hold, make_plan, parse_limit
from .revoking import Honouring, revocations_of
from .rounds import write_and_read_back
from .writer import Progress, Writer

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
    ``referrers(device)`` gives a function that says who refers to a record; it reads nothing before it is called.
    ``clearable``: the API has ``clear``, which may serve where nothing stays. ``room``: how many records devices of a
    profile hold, 0 when it isn't known; ``counts_foreign``: with those that are not this API's to change.
    """

    target: str
    table: Callable[[object], FieldTable]
    is_foreign: Callable[[dict], bool] = staticmethod(lambda record: False)
    referrers: Callable[[object], Callable[[dict], list]] = staticmethod(lambda device: lambda record: [])
    clearable: bool = True
    room: Callable[[object], int] = staticmethod(lambda profile: 0)
    counts_foreign: bool = True

    def check_room(self, plan, held, profile):
        """Refuse a plan that would leave more records than the device holds.

        :raises Misfit: before anything is written.
        """
        count = sum(self.counts_foreign or not record.foreign for record in held)
        room, after = self.room(profile), count + len(plan.add) - len(plan.going)
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
    if plan.going and not (plan.whole and target.clearable and device.profile.lack(target.target, "clear") is None):
        device.require(target.target, "del")


class Convergence:
    """A list of records on its way to what is planned: read and planned when made, written by :meth:`finish`.

    A task with several lists makes them all before it finishes the first, so that what forbids one forbids them all.
    ``held`` is what the device held then (:class:`plan.Held`), ``plan`` what has to change.

    ``planned(records, refused, written)`` makes what is held and the :class:`Plan` from what the device sends; records
    whose identity is ``refused`` are not asked for again. ``fence`` and ``guard`` may refuse the first plan, before and
    after it is known whether the device can do it. ``honouring``: a :class:`revoking.Honouring` other than the file's.

    ``provisional``: it rests on what other parts of the same task are to write first, and is to be made again then.

    :raises AkuvoxError: before any write, for what the input, the fence or the device forbids; it has the ``plan``.
    """

    provisional = False

    def __init__(
        self,
        device,
        target,
        table,
        planned,
        check_mode,
        fence=lambda plan, held: None,
        guard=lambda plan: None,
        honouring=None,
    ):
        self.table = table
        self._device, self._target, self._planned, self._check_mode = device, target, planned, check_mode
        self._honouring = honouring or honouring_of(device, target, table)
        self._progress = Progress(batch_size=device.profile.batch_size)
        self.held, self.plan = self._read_and_plan()
        try:
            self._judge(fence, guard)
        except AkuvoxError as exc:
            exc.plan = self.plan
            raise

    def _judge(self, fence, guard):
        fence(self.plan, self.held)
        try:
            _require(self.plan, self._device, self._target)
        except Unsupported as exc:
            nothing = made_result(Made(), self.table, {}, self.plan.size)
            raise Unsupported(f"{exc.message}. Nothing was changed", **nothing) from None
        self._target.check_room(self.plan, self.held, self._device.profile)
        guard(self.plan)

    @property
    def result(self):
        """What would be reported of the plan."""
        return plan_result(self.plan, self.table)

    @property
    def after(self):
        """The records as they are to be in the end, in option terms."""
        changed = {update.held.mark: update.values for update in self.plan.update}
        gone = {record.mark for record in self.plan.going}
        stay = [changed.get(record.mark, record.values) for record in self.held if record.mark not in gone]
        return [*stay, *self.plan.add]

    def _read_and_plan(self):
        refused = self._progress.refused
        records = self._device.records(self._target.target)
        held, plan = self._plan_of(records)
        there = {record.mark for record in held}
        gone = [identity for identity, entry in refused.items() if entry["mark"] not in {None, *there}]
        if gone:
            # another run was faster
            for identity in gone:
                del refused[identity]
            held, plan = self._plan_of(records)
        remove, doubles = (
            tuple(record for record in records if record.identity not in refused)
            for records in (plan.remove, plan.doubles)
        )
        whole = plan.whole and len(remove) == len(plan.remove)
        return held, replace(plan, remove=remove, doubles=doubles, whole=whole)

    def _plan_of(self, records):
        held, plan = self._planned(records, self._progress.refused, self._progress.written)
        return held, self._honouring.honoured(held, plan)

    def finish(self):
        """Write and read until the plan is empty, unless in check mode, and return the result of the first plan.

        :raises AkuvoxError: with a ``detail`` that says what was applied.
        """
        if self.plan and not self._check_mode:
            writer = Writer(self._device, self._target, self.table, self._progress)
            account = Account(self._device, self.table, self._progress, self.held, self.plan)
            keeping = RecordKeeping(self._device, self._target.target, self.table, writer)
            read = account.watching(self._read_and_plan)
            try:
                write_and_read_back(self.plan, read, writer, self._device, account, keeping)
            finally:
                keeping.done(account.seen)
            if self._progress.refused:
                raise PartialFailure(refusal_message(self.table, self._progress.refused), **account.result(Plan()))
        return plan_result(self.plan, self.table, self._progress.doubles)


def honouring_of(device, target, table):
    """The :class:`revoking.Honouring` of a device's list by the file of those who were revoked."""
    return Honouring(target.target, table, target.is_foreign, revocations_of(device, target.target), device.warn)


def prepare(
    device, target, wanted, task, secrets="always", guard=lambda plan: None, is_named=lambda values: False, spare=""
):
    """The :class:`Convergence` of a device's list to the ``wanted`` (checked) records.

    ``secrets``: "on_create" leaves the secrets of existing records alone. ``guard(plan)`` may refuse the first plan.
    ``is_named``: as of :func:`make_plan`; ``spare``: as of :func:`check_fence`.
    """
    params = task.params
    table = target.table(device.profile)
    rules = _double_rules(device, target, table)
    honouring = honouring_of(device, target, table)

    def is_no_purge(values):
        return is_named(values) or honouring.is_meant(values)

    def planned(records, refused, written):
        held = hold(records, table, target.is_foreign)
        left = [row for row in wanted if table.identity(row[table.key.option]) not in refused]
        plan = make_plan(held, left, table, params["state"], params["purge"], secrets, written, rules, is_no_purge)
        return held, plan

    def fence(plan, held):
        going = [table.introduced(record.values) for record in plan.remove if not is_no_purge(record.values)]
        count = sum(not record.foreign for record in held)
        check_fence(plan, count, params["purge_limit"], going=going, spare=spare)

    return Convergence(device, target, table, planned, task.check_mode, fence, guard, honouring)


def _double_rules(device, target, table):
    """The :class:`DoubleRules` of a target on a device."""
    lacks_del = device.profile.lack(target.target, "del") is not None
    selectors = device.profile.del_keys.get(target.target, ("ID",))
    obstacle = f"this device can't remove single {table.option}" if lacks_del else ""
    if not lacks_del and "ID" not in selectors:
        obstacle = "this device finds what it is to remove by something else than the ID"

    def way_out(records):
        if not lacks_del:
            one = {"item": [{key: records[-1].get(key, "") for key in selectors}]}
            return "remove the one that is wrong, for example " + _command(
                "request", {"target": target.target, "action": "del", "data": one}, silent=bool(table.secrets)
            )
        if target.clearable and device.profile.lack(target.target, "clear") is None:
            return "remove them all with " + _command(
                target.target, {table.option: [], "purge": True, "purge_limit": "100%"}
            )
        return "remove one of them in the web interface"

    return DoubleRules(target.referrers(device), obstacle, way_out)


def _command(module, options, silent=False):
    """A command for the shell; what is in the options is the device's, so it mustn't end the quotation.

    ``silent``: its result may show a secret.
    """
    arguments = json.dumps(options).replace("'", "\\u0027")
    return f"{'ANSIBLE_NO_LOG=1 ' if silent else ''}ansible DOOR -m doorfleet.akuvox.akuvox_{module} -a '{arguments}'"


def converge(device, target, wanted, task, secrets="always", guard=lambda plan: None):
    """Make the device hold the ``wanted`` (checked) records and return the task's result, see :func:`prepare`.

    :raises AkuvoxError: before any write for what the input or the purge fence forbids; afterwards with a ``detail``
        that says what was applied.
    """
    return prepare(device, target, wanted, task, secrets, guard).finish()


def converge_by_plan(device, target, table, planned, check_mode):
    """Bring a list to what is planned and return the task's result, see :class:`Convergence`."""
    return Convergence(device, target, table, planned, check_mode).finish()
