# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets in where, of a whole fleet: from what each door has told to answers about a person or a door."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from ..converge.revoked import same_name
from ..fields.cardnumbers import CardCode
from ..fields.openings import NO, UNKNOWN, YES, at, either
from ..operations.access import CLOUD, FACE, HAS_PIN, HIDDEN_PIN, PERHAPS_ALWAYS, UNREAD_PIN, UNTIMED
from ..shortened import shortened

LIST, PLATFORM, NOBODY = "list", "cloud", "nobody"
_NAMED = 5


@functools.lru_cache(maxsize=100_000)
def _means(store, cards, marks):
    """By what somebody gets in, as words; cards by their number."""
    found = [f"card {card}" for card in cards]
    if marks & HAS_PIN:
        word = "private code" if store == "privatekey" else "PIN"
        found.append(f"{word} (hidden by the door)" if marks & HIDDEN_PIN else word)
    if marks & UNREAD_PIN:
        found.append("perhaps a PIN, which the door doesn't tell")
    return (*found, *(["face"] if marks & FACE else []))


class Row(NamedTuple):
    """What one record of a door lets somebody do. ``right`` is of :func:`operations.access.read_access`.

    A tuple, as there are a million of them in a large fleet.
    """

    door: str
    user_id: str
    name: str
    store: str
    right: dict
    cards: tuple = ()
    pin: str = ""
    marks: int = 0

    @property
    def person(self):
        """What tells people apart: the id, else the name, else the card."""
        return self.user_id or same_name(self.name) or "".join(self.cards)

    @property
    def alike(self):
        """All but the door and the right: what records of one person have in common at all doors."""
        return self[1:4] + self[5:]

    @property
    def means(self):
        """By what, as words; cards by their number."""
        return _means(self.store, self.cards, self.marks)

    @property
    def manager(self):
        """Who manages the record, as far as the door tells."""
        return PLATFORM if self.marks & CLOUD else ""

    def opens(self, moment):
        """Whether it lets them in at a moment of the door's clock: yes, no or unknown."""
        limit, has_pin, has_face = self.right["limit"], self.marks & HAS_PIN, self.marks & FACE
        if limit == "forbidden" or not self.means:
            return NO
        answer = either([at(opening, moment) for opening, _relays in self.right["openings"]] or [NO])
        if limit in UNTIMED and self.right["openings"]:
            return answer if answer == YES and limit == PERHAPS_ALWAYS else UNKNOWN
        if answer != YES:
            return answer
        together = {"face": has_face, "PIN": has_pin, "card": self.cards}
        # a door that shows no PIN doesn't say whether there is one
        sure = any(together.values()) if not limit else all(together.get(word, False) for word in limit.split(" and "))
        return YES if sure else UNKNOWN


def rows_of(door, said):
    """The rows of a door that has answered."""
    rights = said["rights"]
    return [
        Row(door, user_id, name, store, rights[right], tuple(cards), pin, marks)
        for user_id, name, store, right, cards, pin, marks in said["people"]
    ]


def of_person(text, doors, rows_by_door, listed=(), kind=""):
    """The rows of whoever is meant by an id, a name or a card, by door; and the ids that are meant.

    Rows without an id are theirs by a card or the whole name of somebody who is meant. Of a row that is somebody else's
    it is what opens by a card or PIN that is theirs as well.

    :param doors: all doors; those without rows have not answered, and have None.
    :param listed: entries of the list, for cards and names of somebody whose id is given.
    :param kind: ``id``, ``name`` or ``card``, which the text is then; "" is the first of them that somebody has.
    """
    meant = _meant(text, kind, rows_by_door, listed)
    found = {}
    for door in doors:
        rows = rows_by_door.get(door)
        found[door] = None if rows is None else [its for row in rows for its in [meant.of(row)] if its]
    return found, sorted(meant.ids)


@dataclass
class _Meant:
    ids: set
    names: set
    cards: set
    pins: set

    def of(self, row):
        """What of a row lets them in, None where nothing does."""
        if row.user_id in self.ids or (not row.user_id and same_name(row.name) in self.names):
            return row
        cards = tuple(card for card in row.cards if CardCode.same(card) in self.cards)
        pin = row.pin if row.pin in self.pins else ""
        return row._replace(cards=cards, pin=pin, marks=HAS_PIN if pin else 0) if cards or pin else None


# By what somebody is meant, in the order in which a text without its kind is taken.
_WAYS = {
    "id": lambda each, text: each.user_id == text,
    "name": lambda each, text: bool(each.name) and same_name(each.name) == same_name(text),
    "card": lambda each, text: CardCode.same(text) in set(map(CardCode.same, each.cards)) - {""},
}


def _meant(text, kind, rows_by_door, listed):
    rows = [row for rows in rows_by_door.values() for row in rows or ()]
    people = [*rows, *listed]
    for fits in [_WAYS[kind]] if kind else _WAYS.values():
        found = [each for each in people if fits(each, text)]
        if found:
            break
    else:
        return _Meant(set(), set(), set(), set())
    ids = {each.user_id for each in found if each.user_id}
    own = [each for each in people if each.user_id in ids] if ids else found
    names = {same_name(each.name) for each in own if each.name}
    cards = {CardCode.same(card) for each in own for card in each.cards} - {""}
    # the list has no PINs
    pins = {each.pin for each in own if isinstance(each, Row)} - {""}
    return _Meant(ids, names, cards, pins)


def answer_at(rows, moment):
    """Whether somebody gets in by one of the rows at a moment; ``rows`` are None where the door didn't answer."""
    return UNKNOWN if rows is None else either([row.opens(moment) for row in rows] or [NO])


def lines_of_person(text, found, ids, moment=None):
    """The answer to "which doors does this person open?" as lines of a table."""
    names = dict.fromkeys(row.name for rows in found.values() for row in rows or () if row.user_id in ids and row.name)
    lines = [_heading(text, ids, names, any(found.values()))]
    if len(ids) > 1:
        lines.append(f"'{text}' means {len(ids)} people; ask by id")
    theirs = {same_name(name) for name in (*names, text)}
    table = []
    for door, rows in sorted(found.items()):
        said = [answer_at(rows, moment)] if moment else []
        if rows is None:
            table.append([door, *(said or [UNKNOWN]), "the door didn't answer"])
        elif rows:
            table += [
                [door, *(said or [right]), means, *([right] if moment else [])]
                for right, means in _ways_in(rows, ids, theirs)
            ]
        else:
            table.append([door, *(said or [NO]), ""])
    return lines + columns(table)


def _heading(text, ids, names, is_found):
    if not ids:
        return f"without a user_id: {text}" if is_found else f"no door that answers has this id, name or card: {text}"
    # who was asked for by id is called by the names that doors have
    called = ", ".join(names) if text in ids else text
    return f"id {', '.join(ids)}" + (f": {called}" if called else "")


def _ways_in(rows, ids, theirs):
    """When and by what, as pairs of words: one for each row of theirs, then one for all others with the same."""
    own, others = [], defaultdict(list)
    for row in rows:
        pair = row.right["text"], ", ".join(row.means) or "nothing to show"
        if row.user_id in ids or (not row.user_id and same_name(row.name) in theirs):
            own.append(pair)
        else:
            others[pair].append(f"{row.user_id} {row.name}".strip())
    named = {pair: shortened(sorted(filter(None, set(whose))), _NAMED) for pair, whose in others.items()}
    return own + [(right, f"{means} (of {whose})" if whose else means) for (right, means), whose in named.items()]


def doubts_of_person(found, rows_by_door, public):
    """What may let them in beside that, as lines: no door tells who knows a public code, or whose a hidden one is.

    :param public: the doors at which public codes are on.
    """
    lines = []
    if public:
        lines.append(f"public codes are on, and whoever knows one gets in: {shortened(sorted(public), _NAMED)}")
    for door, known in sorted(found.items()):
        hidden = {row.name or "without a name" for row in rows_by_door.get(door) or () if _may_be_anybodys(row)}
        hidden -= {row.name for row in known or ()}
        if hidden:
            codes = shortened(sorted(hidden), _NAMED)
            lines.append(f"{door}: private codes that the door doesn't show may be theirs: {codes}")
    return lines


def _may_be_anybodys(row):
    return row.store == "privatekey" and not row.user_id and row.marks & (HIDDEN_PIN | UNREAD_PIN)


def lines_of_door(door, rows, manages, public, moment=None):
    """The answer to "who opens this door?" as lines of a table."""
    if rows is None:
        return [f"{door}: unknown, the door didn't answer"]
    table = []
    for row in sorted(rows, key=lambda row: (not row.user_id.isdigit(), row.user_id.zfill(12), row.name)):
        when = [row.opens(moment)] if moment else []
        table.append([row.user_id or "-", row.name, *when, row.right["text"], ", ".join(row.means), manages(row)])
    lines = [f"{door}: {len({row.person for row in rows})} people", *columns(table)]
    if public:
        lines.append("public codes are on: whoever knows one gets in")
    return lines


def columns(table):
    """Rows of cells as lines with the cells below each other."""
    widths = defaultdict(int)
    for cells in table:
        for place, cell in enumerate(cells):
            widths[place] = max(widths[place], len(str(cell)))
    return ["  ".join(str(cell).ljust(widths[place]) for place, cell in enumerate(cells)).rstrip() for cells in table]
