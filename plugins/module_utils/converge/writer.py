# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send a plan to a device, once: in batches, sorting out which records it refuses."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..api.envelope import is_negative
from ..errors import BadReply, LostAnswer, Refused, Unsupported
from ..secrets import scrub
from .plan import Update, batches

# A device that refuses this many single records in a row refuses for a reason that lies not in the records.
MAX_REFUSALS_IN_ROW = 5


# What does harm when the device applies it late, after it was sent again: a record that is there twice, and records
# that were added meanwhile. The same values once more, or a removal by an ID that is gone, change nothing.
_HARMFUL_TWICE = ("add", "clear")


@dataclass(frozen=True)
class Flight:
    """A write whose answer was lost: the device may apply it until then (``time.monotonic``).

    ``what``: its target and action. ``marks``: what tells the records that it is about.
    """

    what: str
    action: str
    marks: frozenset
    until: float


_ROWS = {
    "add": lambda plan: plan.add,
    "set": lambda plan: plan.update,
    "del": lambda plan: plan.going,
    "clear": lambda plan: plan.going,
}


@dataclass
class Progress:
    """What all rounds have found out: refused records (identity -> key, reason, and the mark of one that was to be
    removed), and those written for sure.

    ``flight``: the last write, while the device may still apply it. ``given_up``: (action, mark) of what it has not
    applied in its time. ``look_again``: when the device has to be read once more, as a write was sent twice.
    ``doubles``: all that were to be removed, by mark.
    """

    batch_size: int
    refused: dict = field(default_factory=dict)
    written: set = field(default_factory=set)
    refusals_in_row: int = 0
    flight: Flight | None = None
    given_up: set = field(default_factory=set)
    look_again: float | None = None
    doubles: dict = field(default_factory=dict)


class Writer:
    """Applies plans: remove, update, add, so that room and unique codes are free before they are reused.

    After :meth:`apply`, ``again`` says that a batch was refused and not each of its records is known to be: what the
    device has made of the others is to be read, planned and applied again.
    """

    def __init__(self, device, target, table, progress):
        self.table = table
        self.progress = progress
        self.again = False
        self._device = device
        self._target = target

    def apply(self, plan):
        """Send the plan's batches. Refused records are noted; any other error ends it.

        :raises Unreachable: an answer was lost; what the device has applied is to be read, see ``progress.flight``.
        """
        self.again = False
        self._remove(plan)
        self._send("set", plan.update, self.merged)
        self._send("add", plan.add, self.new)

    def _remove(self, plan):
        """Remove one by one, or by one ``clear``: only where nothing is listed and no record at all is to stay."""
        clearable = plan.whole and self._target.clearable
        self.progress.doubles.update((record.mark, record) for record in plan.doubles)
        if clearable and len(plan.remove) > 1:
            if self._cleared(plan):
                return
            clearable = False
        try:
            self._send("del", plan.going, self._selector)
        except Unsupported as exc:
            if clearable and self._cleared(plan):
                return
            raise Unsupported(f"{exc.message}: it can't remove single {self.table.option}") from None

    def _cleared(self, plan):
        try:
            self._write("clear", plan.remove)
        except Refused:
            return False
        return True

    def _send(self, action, rows, encode):
        for batch in batches(rows, self.progress.batch_size):
            if self.progress.refusals_in_row >= MAX_REFUSALS_IN_ROW:
                for row in batch:
                    self._refuse(row, f"not tried, since the device refused {MAX_REFUSALS_IN_ROW} records in a row")
                continue
            try:
                self._write(action, batch, {"item": [encode(row) for row in batch]})
            except Unsupported:
                raise
            except Refused as exc:
                self._note_refusal(batch, exc)
            else:
                self.progress.refusals_in_row = 0
                self.progress.written.update(self._identity(row) for row in batch)

    def _write(self, action, rows, data=None):
        """One write; what becomes of it is noted where its answer is lost or where it is sent for the second time."""
        marks = frozenset(map(self._mark, rows))
        twice = action in _HARMFUL_TWICE and not self.progress.given_up.isdisjoint((action, mark) for mark in marks)
        try:
            self._device.write(self._target.target, action, data, items=len(rows))
        except (LostAnswer, BadReply):
            until = self._device.settles_at(len(rows))
            if until is not None:
                self.progress.flight = Flight(f"{self._target.target}/{action}", action, marks, until)
            raise
        finally:
            if twice:
                self.progress.look_again = self._device.settles_at(len(rows)) or self.progress.look_again

    def is_open(self, flight, plan):
        """Whether some of what a write was about is still in the plan."""
        return not flight.marks.isdisjoint(map(self._mark, _ROWS[flight.action](plan)))

    def _mark(self, row):
        """What tells a row of a plan from all others."""
        if isinstance(row, Update):
            return row.held.mark
        return self._identity(row) if isinstance(row, dict) else row.mark

    def _note_refusal(self, batch, exc):
        """Find the refused records: from the items of the reply, else by smaller batches in the next round."""
        named = [(row, item) for row, item in self._matched(batch, exc.items) if is_negative(item.get("Ret"))]
        for row, item in named:
            self._refuse(row, f"{exc.message}, Ret {item['Ret']}")
        if len(batch) == 1:
            self.progress.refusals_in_row += 1
            if not named:
                self._refuse(batch[0], exc.message)
        elif not named:
            self.progress.batch_size = max(1, min(self.progress.batch_size, len(batch)) // 2)
        # a device may have dropped the batch for the sake of one record
        self.again = self.again or (len(batch) > 1 and len(named) < len(batch))

    def _matched(self, batch, items):
        """Pairs of a batch's row and the reply's item that speaks of it: by place, else by ID, else by key."""
        if len(items) == len(batch):
            return list(zip(batch, items))
        by_id = {str(row_id): row for row in batch for row_id in [_device_id(row)] if row_id}
        by_key = {self._identity(row): row for row in batch}
        pairs = []
        for item in items:
            key = self.table.key.decode(item)
            row = by_id.get(str(item.get("ID"))) or (by_key.get(self.table.identity(key)) if key is not None else None)
            if row is not None:
                pairs.append((row, item))
        return pairs

    def _refuse(self, row, reason):
        values = self._values(row)
        secrets = [value for option, value in values.items() if option in self.table.secrets]
        self.progress.refused[self._identity(row)] = {
            "key": self.table.shown_key(values),
            "reason": scrub(reason, secrets),
            "mark": None if isinstance(row, (dict, Update)) else row.mark,
        }

    @staticmethod
    def _values(row):
        """The option values of a plan's row: a new record, an update, or a record on the device."""
        return row if isinstance(row, dict) else row.values

    def _identity(self, row):
        return self.table.identity(self._values(row)[self.table.key.option])

    def _selector(self, held):
        """What ``del`` finds a record by."""
        keys = self._device.profile.del_keys.get(self._target.target, ("ID",))
        return {key: held.record.get(key, "") for key in keys}

    def merged(self, update):
        """The whole record with its changes, since a device drops what a ``set`` leaves out (device-facts 5.8)."""
        stale = {key for fld in self.table.fields for key in fld.stale_keys}
        record = {key: value for key, value in update.held.record.items() if key not in stale}
        for fld in self.table.fields:
            if fld.option in update.changes:
                record.update(fld.encode(update.changes[fld.option]))
            else:
                record.update(fld.rewrite(update.held.record))
        return record

    def new(self, row):
        """A new record, as it is sent."""
        record = {"ID": self._device.profile.add_id} if self._device.profile.add_id else {}
        for fld in self.table.fields:
            record.update(fld.encode(row[fld.option]) if fld.option in row else fld.encoded_default())
        return record


def _device_id(row):
    """The device's ID of a row, empty for a new record."""
    held = row.held if isinstance(row, Update) else row
    return None if isinstance(held, dict) else held.record.get("ID")
