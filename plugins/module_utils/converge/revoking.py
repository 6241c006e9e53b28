# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No plan lets somebody in who was revoked, and each plan takes those out whom the device still holds.

All lists are planned through here, so whatever writes people honours ``akuvox_revoked_file``.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import InvalidInput
from .revoked import NOBODY, STORES, Revocations, entries_of, merged, still_listed


def revocations_of(device, store):
    """The :class:`Revocations` that a list of a device has to honour; none for lists of other things than people.

    :raises InvalidInput: when the file can't be read.
    """
    return Revocations(entries_of(device.revoked_file)) if store in STORES and device.revoked_file else NOBODY


class Honouring:
    """Plans of one list, changed so that nobody revoked is let in or stays.

    ``is_foreign`` tells records that must not be changed: True for those of a cloud, which stay; a list that merely
    doesn't manage somebody (a text) doesn't hold a revocation back.
    """

    def __init__(self, store, table, is_foreign, revocations, warn):
        self._store, self._table, self._is_foreign = store, table, is_foreign
        self._revocations, self._warn = revocations, warn
        self._told = set()

    def is_meant(self, values):
        """Whether a record in option terms is somebody's who was revoked."""
        return self.meant(values) is not None

    def meant(self, values):
        """Who it is that a record in option terms lets in, None for anybody who wasn't revoked."""
        return self._revocations.meant(self._store, values)

    def learn(self, entries):
        """Know more of the people from now on."""
        if entries:
            self._revocations = Revocations(merged([*self._revocations.entries, *entries]))

    def by_card(self, card):
        """Whose a card is, None for one of nobody revoked."""
        return self._revocations.by_card(card)

    def honoured(self, held, plan):
        """The plan without those who were revoked, and with the removal of their records.

        :raises InvalidInput: when a new record takes over the id or card of somebody who was revoked.
        """
        if not self._revocations:
            return plan
        going = [record for record in held if self._goes(record)]
        marks = {id(record) for record in going}
        self._refuse([*plan.add, *(update.values for update in plan.update if id(update.held) not in marks)])
        add = tuple(row for row in plan.add if not self._stays_out(row))
        update = tuple(update for update in plan.update if id(update.held) not in marks)
        others = [record for record in plan.remove if id(record) not in marks]
        doubles = tuple(record for record in plan.doubles if id(record) not in marks)
        for entry in filter(None, (self.meant(update.values) for update in plan.update if id(update.held) in marks)):
            self._tell(entry)
        return replace(plan, add=add, update=update, remove=(*others, *going), doubles=doubles)

    def _goes(self, record):
        has_key = record.values.get(self._table.key.option) not in (None, "")
        return has_key and self.is_meant(record.values) and self._is_foreign(record.record) is not True

    def _refuse(self, rows):
        reasons = [reason for row in rows for reason in [self._revocations.reused(self._store, row)] if reason]
        if reasons:
            raise InvalidInput(f"{self._table.option}: {'; '.join(reasons)}. Nothing was changed")

    def _stays_out(self, row):
        entry = self.meant(row)
        if entry:
            self._tell(entry)
        return entry is not None

    def _tell(self, entry):
        if entry not in self._told:
            self._told.add(entry)
            self._warn(still_listed(entry))


def let_in(device, people, option):
    """Those of checked people who were not revoked, with a warning about the others.

    :raises InvalidInput: when somebody takes over the id or card of one who was.
    """
    revocations = revocations_of(device, "user")
    if not revocations:
        return people
    reasons = [reason for person in people for reason in [revocations.reused("user", person)] if reason]
    if reasons:
        raise InvalidInput(f"{option}: {'; '.join(reasons)}. Nothing was changed")
    for entry in dict.fromkeys(filter(None, (revocations.meant("user", person) for person in people))):
        device.warn(still_listed(entry))
    return [person for person in people if revocations.meant("user", person) is None]
