# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hand what is about to change to the device's keeper, before the first write, so that a later run can undo it.

All of it was read anyway, so it takes no request. ``device.keeper`` is None where nothing is kept. Otherwise it has
``keep(kind, target, changes)``, which returns the number of the step once it is kept, and ``done(step, found)``. Each
raises :class:`errors.AkuvoxError` where that fails.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..secrets import is_masked, is_secret_key

RECORDS, SETTINGS = "records", "settings"


@dataclass(frozen=True)
class Change:
    """One record as it is and as it is to be, as the device has it; None where there is none.

    A ``Config.*`` key is a record of this key alone. ``secrets``: its keys that hold secrets. ``news``: those of them
    that get another value, as far as that is known.
    """

    before: dict | None
    after: dict | None
    secrets: tuple = ()
    news: tuple = ()


def secret_keys(table, *records):
    """The keys of device records whose values are never shown."""
    known = {key for fld in table.fields if fld.secret for key in (*fld.keys, *fld.stale_keys)}
    return known | {key for record in records if record for key in record if is_secret_key(key)}


class RecordKeeping:
    """What a :class:`writer.Writer` is about to change, each record once.

    Doubles are left out: of two records that are the same, one stays.
    """

    def __init__(self, device, target, table, writer):
        self._keeper, self._target, self._table, self._writer = device.keeper, target, table, writer
        self._steps, self._kept = [], set()

    def before(self, plan):
        """Keep what a plan changes.

        :raises AkuvoxError: it can't be kept, so nothing of it may be written.
        """
        if self._keeper is None:
            return
        changes = []
        for mark, before, after in self._pairs(plan):
            if mark not in self._kept:
                self._kept.add(mark)
                secrets = secret_keys(self._table, before, after)
                news = [key for key in sorted(secrets) if _is_new(key, before, after)]
                changes.append(Change(before, after, tuple(sorted(secrets)), tuple(news)))
        if changes:
            self._steps.append((self._keeper.keep(RECORDS, self._target, changes), changes))

    def _pairs(self, plan):
        for held in plan.remove:
            yield ("held", held.mark), held.record, None
        for update in plan.update:
            yield ("held", update.held.mark), update.held.record, self._writer.merged(update)
        for row in plan.add:
            yield ("new", self._table.identity(row[self._table.key.option])), None, self._writer.new(row)

    def done(self, seen):
        """Keep what the device holds in the end, ``seen`` as :class:`plan.Held`; nothing where it couldn't be read."""
        if self._keeper is None or seen is None:
            return
        for step, changes in self._steps:
            self._keeper.done(step, [self._found(change, seen) for change in changes])

    def _found(self, change, seen):
        by_id = [held for held in seen if change.before and _id(held.record) == _id(change.before)]
        if change.before and _id(change.before):
            return next((held.record for held in by_id), None)
        wanted = change.after or change.before
        identity = self._table.identity(self._table.decode(wanted).get(self._table.key.option))
        return next((held.record for held in reversed(seen) if held.identity == identity), None)


def _id(record):
    return str(record.get("ID") or "")


def _is_new(key, before, after):
    """Whether a secret gets another value. One that the device shows as stars may be the same."""
    if before is None or after is None or after.get(key) in (None, ""):
        return False
    return before.get(key) != after[key] and not is_masked(before.get(key))


def keep_settings(device, target, settings, current):
    """Keep what ``settings`` change of the ``current`` keys, and return the step for :func:`settings_done`.

    :raises AkuvoxError: it can't be kept, so nothing of it may be written.
    """
    if device.keeper is None or not settings:
        return None
    return device.keeper.keep(SETTINGS, target, [_setting_change(each, current) for each in settings])


def _setting_change(setting, current):
    key = setting.key
    before, after = ({key: current[key]} if key in current else None), {key: setting.value}
    secrets = (key,) if setting.secret or is_secret_key(key) else ()
    return Change(before, after, secrets, tuple(name for name in secrets if _is_new(name, before, after)))


def settings_done(device, step, settings, current):
    """Keep which values the keys have in the end; nothing where they couldn't be read."""
    if step is not None and current is not None:
        device.keeper.done(step, [{each.key: current[each.key]} if each.key in current else None for each in settings])
