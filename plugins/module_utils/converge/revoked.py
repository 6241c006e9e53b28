# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of revoked people, and whom of a door's records or of a list it means.

It is CSV, sorted by person: ``user_id``, ``name``, ``cards`` (with semicolons between), ``since`` (UTC) and ``reason``.
It never has a PIN. A person in the key stores has no user_id, so there cards and names count as well.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from ..errors import InvalidInput
from ..fields.cardnumbers import CardCode
from ..fields.codec import BadValue
from ..fields.names import UNNAMED
from ..files.csvcells import csv_text, unguarded
from ..files.csvrows import csv_rows

VARIABLE = "akuvox_revoked_file"
# Characters of a record's name that roles write at most.
_CUT_OFF = 63
COLUMNS = ("user_id", "name", "cards", "since", "reason")
_BETWEEN_CARDS = re.compile(r"[;,\s]+")
# The stores of people; in all other lists nobody is meant.
STORES = ("user", "rfkey", "privatekey")


# A text that may be a card, where nothing says what it is: long digits, or hex with a letter.
_LIKE_A_CARD = re.compile(r"[0-9]{8,32}|(?=[0-9A-Fa-f]*[0-9])(?=[0-9A-Fa-f]*[A-Fa-f])[0-9A-Fa-f]{6,32}")


def may_be_card(text):
    """Whether somebody who types a text without saying what it is may mean a card."""
    return bool(_LIKE_A_CARD.fullmatch(text))


def same_name(name):
    """What two spellings of a name have in common."""
    return " ".join(str(name or "").split()).casefold()


@dataclass(frozen=True)
class Entry:
    """Somebody who was revoked, by what is known of them: at least one of ``user_id``, ``name`` and ``cards``.

    ``cards`` are hex digits. ``since`` is UTC like ``2026-01-02T03:04:05Z``.
    """

    user_id: str = ""
    name: str = ""
    cards: tuple = ()
    since: str = ""
    reason: str = ""

    @classmethod
    def of(cls, facts):
        """The entry of what a task's result says of somebody."""
        return cls(facts.get("user_id") or "", facts.get("name") or "", tuple(facts.get("cards") or ()))

    @property
    def facts(self):
        """Who it is, for a task's result."""
        return {"user_id": self.user_id, "name": self.name, "cards": list(self.cards)}

    @property
    def numbers(self):
        """The cards as they are compared."""
        return {CardCode.same(card) for card in self.cards}

    @property
    def spoken(self):
        """Who it is, for messages."""
        who = f"{self.user_id} {self.name}".strip()
        return who or f"the holder of card {', '.join(self.cards)}"

    @property
    def order(self):
        """Sorts by number where the user_id is one."""
        number = int(self.user_id) if self.user_id.isdigit() else 0
        return not self.user_id, number, self.user_id, same_name(self.name), self.cards


def read_entries(text):
    """The entries of the file's text; none in an empty one.

    :raises InvalidInput: with line and column.
    """
    if not text.strip():
        return []

    def check_header(cells, line):
        unknown = [name for name in cells if name not in COLUMNS]
        if unknown or "user_id" not in cells:
            raise InvalidInput(f"line {line}: the header must be {', '.join(COLUMNS)}, not {', '.join(cells)}")

    rows, lines = csv_rows(text, check_header, ", ".join(COLUMNS))
    return [_entry(row, line) for row, line in zip(rows, lines)]


def _entry(row, line):
    try:
        cards = tuple(map(CardCode().check, filter(None, map(str.strip, row.get("cards", "").split(";")))))
    except BadValue as exc:
        raise InvalidInput(f"line {line}, column cards: {exc}") from None
    plain = {name: unguarded(value) for name, value in row.items() if name in COLUMNS}
    entry = Entry(**{**plain, "cards": cards})
    if not (entry.user_id or entry.name or entry.cards):
        raise InvalidInput(f"line {line}: must have a user_id, a name or a card")
    return entry


def entries_text(entries):
    """The file's text."""
    rows = [
        (entry.user_id, entry.name, ";".join(entry.cards), entry.since, entry.reason)
        for entry in sorted(entries, key=lambda entry: entry.order)
    ]
    return csv_text([COLUMNS, *rows])


def entries_of(path):
    """The entries of the file at a path; none where its folder has no such file yet.

    :raises InvalidInput: naming file and place. A file that can't be read must let nobody back in.
    """
    if not path:
        return []
    place = os.path.expanduser(str(path))
    if not os.path.isabs(place):
        raise InvalidInput(f"{VARIABLE}: must be the absolute path of a file, not '{path}'")
    try:
        with open(place, encoding="utf-8-sig", newline="") as stream:
            return read_entries(stream.read())
    except FileNotFoundError:
        if os.path.isdir(os.path.dirname(place)):
            return []
        raise InvalidInput(
            f"{VARIABLE}: there is no folder {os.path.dirname(place)}, so nobody knows who was revoked. Is the volume "
            "mounted?"
        ) from None
    except InvalidInput as exc:
        raise InvalidInput(f"{VARIABLE}: {place} {exc.message}") from None
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(f"{VARIABLE}: {place} cannot be read: {exc}") from None


class Revocations:
    """Whom a file means: of what a device holds, and of what a list would let in."""

    def __init__(self, entries):
        self.entries = tuple(entries)
        self._by_id = {entry.user_id: entry for entry in self.entries if entry.user_id}
        self._by_card = {number: entry for entry in self.entries for number in sorted(entry.numbers)}
        self._by_name = {same_name(entry.name): entry for entry in self.entries if entry.name}

    def __bool__(self):
        return bool(self.entries)

    def by_card(self, card):
        """Whose a card is, None for one of nobody revoked."""
        return self._by_card.get(CardCode.same(card))

    def meant(self, store, values):
        """Who it is that a record in option terms lets in, None for anybody else.

        Users are known by their user_id, and by card or name only where the entry or the record has none. Cards and
        private codes are known by their number, by the first word of their name, and by the whole name.
        """
        if not self.entries:
            return None
        if store == "user":
            found = self._by_id.get(str(values.get("user_id")))
            return found or self._without_id(values)
        words = str(values.get("name") or "").split()
        named = self._by_id.get(words[0]) if words else None
        found = named or self._by_name.get(same_name(" ".join(words)))
        return found or (self.by_card(values.get("code")) if store == "rfkey" else None)

    def _without_id(self, values):
        name, unnamed = values.get("name"), values.get("user_id") in (None, "", UNNAMED)
        found = [(self._by_name.get(same_name(name)), unnamed)] if name else []
        # a card of somebody with an id is in somebody else's record, if that has another name
        found += [(self.by_card(card), unnamed and not name) for card in _cards(values)]
        return next((entry for entry, is_theirs in found if entry and (is_theirs or not entry.user_id)), None)

    def reused(self, store, values):
        """Why a record that a list would write is refused, "" where it isn't: it takes over what was revoked."""
        entry = self.meant(store, values)
        other = _name_in(store, values, entry) if entry else ""
        if entry and entry.user_id and entry.name and other and same_name(other) != same_name(entry.name):
            return (
                f"user_id {entry.user_id} is {other} now, and was revoked as {entry.name}{_since(entry)}. "
                f"{_readmit(entry)}"
            )
        if entry or store != "user":
            return ""
        for card in _cards(values):
            owner = self.by_card(card)
            if owner:
                who = f"{values.get('user_id') or ''} {values.get('name') or ''}".strip()
                return f"{who} has the card {card} of {owner.spoken}, who was revoked{_since(owner)}. {_readmit(owner)}"
        return ""


NOBODY = Revocations(())


def _cards(values):
    cards = values.get("cards")
    # a restore takes what the set has as it is, which is one text
    return [card for card in _BETWEEN_CARDS.split(cards) if card] if isinstance(cards, str) else cards or ()


def _name_in(store, values, entry):
    """The name that a record has for the user_id of an entry, "" where it has none."""
    name = " ".join(str(values.get("name") or "").split())
    if store == "user":
        return name
    # "1007 Robin Sample", which devices and roles may have cut off
    first, _blank, rest = name.partition(" ")
    return rest if first == entry.user_id and len(name) < _CUT_OFF else ""


def _since(entry):
    return f" on {entry.since[:10]}" if entry.since else ""


def _readmit(entry):
    return f"If that is right, first {_readmitting(entry)}"


def _readmitting(entry):
    key = entry.user_id or (entry.cards[0] if entry.cards else entry.name)
    return f"run the playbook readmit with akuvox_readmit={key}"


def barred(entry):
    """Why somebody is refused where nothing can be left out."""
    return f"{entry.spoken} was revoked{_since(entry)}. To let them in again, {_readmitting(entry)}"


def still_listed(entry):
    """The warning about somebody whom a list still lets in."""
    return (
        f"{entry.spoken} was revoked{_since(entry)} and stays out. The list still has them: set state: absent there. "
        "To let them in again, run the playbook readmit"
    )


def merged(entries):
    """Entries with one for each person: cards together, and of all else what was said first."""
    found = {}
    for entry in entries:
        key = entry.user_id or (same_name(entry.name), frozenset(entry.numbers))
        known = found.get(key)
        if known is None:
            found[key] = entry
            continue
        new = tuple(card for card in entry.cards if CardCode.same(card) not in known.numbers)
        found[key] = replace(
            known,
            name=known.name or entry.name,
            cards=(*known.cards, *new),
            since=known.since or entry.since,
            reason=known.reason or entry.reason,
        )
    return list(found.values())
