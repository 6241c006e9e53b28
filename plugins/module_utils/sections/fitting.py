# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a door's own state its options can say, so that setting it again changes nothing.

The judge is the section itself: what it refuses, or would change, is left out and named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..errors import AkuvoxError, Unreachable
from ..module import validated

_WOULD_CHANGE = "provision would change it"


class Fitting:
    """One section of a door that is only read.

    :param task: of the door; its device has to answer from what was read once.
    :param note: gets the place below the variable, and why what is there is left out.
    """

    def __init__(self, task, section, note):
        self._task, self._module, self._note = replace(task, check_mode=True, warnings=[]), section.module, note

    def fitted(self, option, value):
        """The value as far as it can be set without a change; None where nothing of it can.

        :param option: of the section's module; empty where the value is a mapping of its options.
        """
        if value in (None, [], {}, ""):
            return None
        if not self._reason(self._given(option, value)):
            return value
        if isinstance(value, list):
            found = self._rows(option, value)
        elif isinstance(value, Mapping):
            found = self._members(value, lambda members: self._given(option, members), "")
        else:
            found = self._left_out("", self._reason({option: value}), value)
        return found or None

    @staticmethod
    def _given(option, value):
        return {option: value} if option else value

    def _reason(self, given):
        """Why these options don't leave the door as it is, "" where they do."""
        try:
            params = validated(self._module, given)
            prepared = self._module.prepare(replace(self._task, params={**self._task.params, **params}))
        except Unreachable:
            raise
        except AkuvoxError as exc:
            return exc.message
        return _WOULD_CHANGE if prepared.result["changed"] else ""

    def _left_out(self, place, reason, value):
        if value not in (None, "", [], {}):
            self._note(place, reason)

    # -- lists of records ----------------------------------------------------------------------------------------------

    def _rows(self, option, rows):
        table = self._module.tables[option]
        rows = self._apart(option, table, self._without_doubles(table, rows))
        if rows and self._reason({option: rows}):
            rows = self._one_by_one(option, table, rows)
        return rows

    def _without_doubles(self, table, rows):
        """The rows whose key no other one has: of two, nobody could say which is meant."""
        keys = [repr(table.identity(row[table.key.option])) if row.get(table.key.option) else "" for row in rows]
        counts = Counter(keys)
        for row, key in zip(rows, keys):
            if key and counts[key] > 1:
                self._note(_place(table, row), "the door has several of this name")
        return [row for row, key in zip(rows, keys) if not key or counts[key] == 1]

    def _apart(self, option, table, rows):
        """The rows that are right by themselves, found by halves."""
        if not rows or not self._reason({option: rows}):
            return rows
        if len(rows) > 1:
            half = len(rows) // 2
            return [*self._apart(option, table, rows[:half]), *self._apart(option, table, rows[half:])]
        return self._reduced(option, table, rows[0])

    def _reduced(self, option, table, row):
        key = {table.key.option: row.get(table.key.option)}
        reason = self._reason({option: [key]})
        if reason:
            self._note(_place(table, row), reason)
            return []
        rest = {name: value for name, value in row.items() if name not in key}
        found = self._members(rest, lambda members: {option: [{**key, **members}]}, _place(table, row))
        return [{**key, **found}]

    def _one_by_one(self, option, table, rows):
        """The rows that are right together with those before them."""
        found = []
        for row in rows:
            reason = self._reason({option: [*found, row]})
            if reason:
                self._note(_place(table, row), reason)
            else:
                found.append(row)
        return found

    # -- mappings ------------------------------------------------------------------------------------------------------

    def _members(self, members, given, place):
        """The members that are right by themselves; of a mapping or a list among them, what is right of it."""
        found = {}
        for name, value in members.items():
            here = f"{place}.{name}"
            reason = self._reason(given({name: value}))
            if not reason:
                found[name] = value
            elif isinstance(value, Mapping):
                inner = self._members(value, lambda its, name=name: given({name: its}), here)
                found.update({name: inner} if inner else {})
            elif isinstance(value, list):
                right = self._first_members(name, value, given)
                found.update({name: right} if right else {})
                self._left_out(f"{here}[{len(right)}]", reason, value[len(right) :])
            else:
                self._left_out(here, reason, value)
        reason = self._reason(given(found)) if found else ""
        if reason:
            self._note(place, reason)
        return {} if reason else found

    def _first_members(self, name, values, given):
        """As many of the first values as are right."""
        for count in range(len(values) - 1, 0, -1):
            if not self._reason(given({name: values[:count]})):
                return values[:count]
        return []


def _place(table, row):
    key = row.get(table.key.option)
    return f" ({table.named(row)})" if key not in (None, "") else f" (one without {table.key.option})"
