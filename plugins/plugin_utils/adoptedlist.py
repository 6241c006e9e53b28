# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of people of adopted doors, checked as the job credentials checks it and planned on what was read."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import chosen
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import bare
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedpeople import fitting, one_list, place
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedvalues import same
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import (
    FIELDS,
    doors_of,
    listed_person,
    people_on,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.replay import Replay, list_would_change
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.credentials import Managed
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day


class AdoptedList:
    """``rows`` of the list with marked PINs, ``notes`` about all of it, and ``lost`` of each door.

    ``held``: the file, and ``before``: the rows that it has.

    :param members: group -> its hosts; ``preferred``: groups that the list names before others.
    """

    held = None
    before = ()

    def __init__(self, variables, members, preferred):
        self._variables, self._members, self._preferred = variables, members, preferred
        self.rows, self.notes, self.lost = [], [], {}

    def make(self, told, unread):
        """Make it of what the doors have told, and of what an earlier list has for doors that were not read."""
        doors = {**{door: its["people"] for door, its in told.items()}, **unread}
        rows, notes = one_list(doors, self._members, self._preferred)
        self.rows, more = fitting(rows, lambda rows: self._checked(rows)[1])
        self.notes = [*notes, *more]
        people = self._checked(self.rows)[0]
        listed = {
            "people": [listed_person(person, self._fields()) for person in people],
            "doors": doors_of(people, self._members, list(told)),
            "absent": [],
        }
        self.lost = {
            door: [said] for door, its in told.items() for said in [self._would_change(door, its, listed)] if said
        }

    def _checked(self, rows):
        names = frozenset([*self._members, *(host for hosts in self._members.values() for host in hosts)])
        policy = pin_policy(plain(self._variables.get("akuvox_pin_policy")))
        return check_people(bare(rows), place, Rules(names=names, policy=policy, today=day()))

    def _would_change(self, door, its, listed):
        """What the list would change on a door, "" for nothing."""
        wanted = people_on(listed, door, day())
        return list_would_change(Replay(its["records"], its["profile"]), wanted, its["store"], self._managed(door))

    def _fields(self):
        try:
            given = self._variables.get("akuvox_people_fields", "")
            return chosen(FIELDS if given == "" else given, FIELDS)
        except BadValue as exc:
            raise InvalidInput(f"akuvox_people_fields{exc.path}: {exc}") from None

    def _managed(self, door):
        given = plain(self._variables.of(door).get("akuvox_people_managed"))
        try:
            return Managed().check(["*"] if given in (None, "") or "{{" in str(given) else given)
        except BadValue as exc:
            raise InvalidInput(f"akuvox_people_managed{exc.path}: {exc}") from None

    def touched(self, doors):
        """The doors of people of whom the list says something else than before."""
        rows = [{str(row["user_id"]): row for row in its} for its in (self.before, self.rows)]
        changed = [
            user_id for user_id in {**rows[0], **rows[1]} if not same(rows[0].get(user_id), rows[1].get(user_id))
        ]
        names = {name for its in rows for user_id in changed for name in its.get(user_id, {}).get("doors") or ()}
        hosts = {host for name in names for host in self._members.get(name, [name])}
        return [door for door in doors if door in hosts]
