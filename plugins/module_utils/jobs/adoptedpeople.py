# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One list of people from what several doors have of them. PINs are marked, see :mod:`..fields.secretleaves`."""

from __future__ import annotations

import re
from collections import Counter

from ..fields.cardnumbers import CardCode
from ..shortened import shortened
from ..targets.user import Schedules

FIELDS = ("pin", "cards", "schedule")
_EMPTY = {"pin": "", "cards": [], "schedule": None}
_SHOWN = 5
_PROBLEM = re.compile(r"<([0-9]+) ([a-z_]*)[^>]*>(?: \(user_id [^)]*\))?: (.*)", re.DOTALL)


def one_list(doors, groups=(), preferred=()):
    """The rows of a list, sorted by user_id, and notes about what doors don't agree on.

    Where doors disagree on a PIN, cards or a schedule, the person keeps what each of them has.

    :param doors: door -> its people, each with ``user_id``, ``name``, ``keep`` and perhaps ``pin``, ``cards`` and
        ``schedule``.
    :param groups: group -> its hosts; only those whose hosts are all among the doors are named in the list.
    :param preferred: groups that are named before others.
    """
    views = {}
    for door, people in doors.items():
        for person in people:
            views.setdefault(person["user_id"], {}).setdefault(door, person)
    usable = {group: hosts for group, hosts in dict(groups).items() if len(hosts) > 1 and set(hosts) <= set(doors)}
    rows, notes = [], []
    for user_id in sorted(views, key=lambda text: (not text.isdigit(), len(text) if text.isdigit() else 0, text)):
        row, said = _one_person(user_id, views[user_id])
        rows.append({**row, "doors": covered(list(views[user_id]), usable, preferred)})
        notes += said
    return rows, notes


def _one_person(user_id, views):
    notes, row, keep = [], {"user_id": user_id}, []
    names = Counter(person["name"] for person in views.values())
    row["name"] = max(names, key=lambda name: (names[name], name))
    others = sorted(door for door, person in views.items() if person["name"] != row["name"])
    if others:
        notes.append(
            f"user_id {user_id}: has another name on {shortened(others, _SHOWN)}, and the list has '{row['name']}'"
        )
    for field in FIELDS:
        said = {door: person.get(field, _EMPTY[field]) for door, person in views.items() if field not in person["keep"]}
        values = {}
        for value in said.values():
            values.setdefault(_comparable(field, value), value)
        if len(said) < len(views) or len(values) > 1:
            keep.append(field)
        if len(values) > 1:
            notes.append(
                f"user_id {user_id}: the doors disagree on {_of(field)}, so each keeps its own (keep: {field})"
            )
        value = next(iter(values.values())) if len(values) == 1 else None
        if value not in (None, "") and (value != [] or field == "schedule"):
            row[field] = value
    return ({**row, "keep": keep} if keep else row), notes


def _comparable(field, value):
    if field == "cards":
        return frozenset(map(CardCode.same, value))
    if field == "schedule":
        return Schedules.same(value) if value is not None else None
    return repr(value)


def _of(field):
    return {"pin": "the PIN", "cards": "the cards", "schedule": "the schedule"}[field]


def covered(doors, groups, preferred=()):
    """The groups that have these doors and no other, largest first, and the doors that are in none of them."""
    left, named = set(doors), []
    fitting = [group for group, hosts in groups.items() if set(hosts) <= left]
    rank = {group: number for number, group in enumerate(preferred)}
    for group in sorted(fitting, key=lambda name: (-len(groups[name]), rank.get(name, len(rank)), name)):
        # one that adds a single door says less than the door's own name
        if len(left & set(groups[group])) > 1:
            named.append(group)
            left -= set(groups[group])
    return [*named, *(door for door in doors if door in left)]


def still_held(rows, unread, members):
    """Door -> people of an earlier list, for doors that were not read now.

    :param rows: of that list; ``members``: group -> its hosts.
    """
    found = {}
    for row in rows:
        names = set(row.get("doors") or ())
        for door in unread:
            if door in names or "all" in names or any(door in members.get(name, ()) for name in names):
                person = {"name": str(row["user_id"]), **row, "keep": list(row.get("keep") or ())}
                found.setdefault(door, []).append({name: value for name, value in person.items() if name != "doors"})
    return found


def fitting(rows, check):
    """Rows without what a list of people refuses, and notes about it.

    A field that is refused stays at the doors; a person without whom the list can't do otherwise is left out.

    :param check: gives the mistakes of rows, with places as :func:`place` makes them.
    """
    notes = []
    for _round in range(len(FIELDS) + 1):
        problems = check(rows)
        if not problems:
            break
        out = set()
        for problem in problems:
            found = _PROBLEM.fullmatch(problem)
            index, field, reason = int(found[1]), found[2], found[3]
            row = rows[index]
            if (field in FIELDS and field not in (row.get("keep") or ())) or (field in row and field in FIELDS):
                rows[index] = _kept(row, field)
                notes.append(f"user_id {row['user_id']}: a list can't have {_of(field)}: {reason} (keep: {field})")
            else:
                out.add(index)
                notes.append(f"user_id {row.get('user_id')}: can't be in a list, so credentials removes them: {reason}")
        rows = [row for index, row in enumerate(rows) if index not in out]
    return rows, notes


def place(index, field):
    """The words for a row's field, by which :func:`fitting` finds it."""
    return f"<{index} {field}>"


def _kept(row, field):
    keep = [each for each in FIELDS if each == field or each in (row.get("keep") or ())]
    return {**{name: value for name, value in row.items() if name != field}, "keep": keep}
