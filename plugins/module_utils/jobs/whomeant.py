# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom somebody means who types an id, a name or a card: one person, or a question back, never a guess."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ..converge.revoked import Entry, merged, same_name
from ..errors import InvalidInput
from ..fields.cardnumbers import CardCode

_KINDS = ("id", "name", "card")
_PREFIX = re.compile(rf"({'|'.join(_KINDS)}):\s*(\S.*)", re.DOTALL)
# A text that may be a card, where nothing says what it is: long digits, or hex with a letter.
_LIKE_A_CARD = re.compile(r"[0-9]{8,32}|(?=[0-9A-Fa-f]*[0-9])(?=[0-9A-Fa-f]*[A-Fa-f])[0-9A-Fa-f]{6,32}")


@dataclass(frozen=True)
class Said:
    """What was typed of one person, and as what: ``id``, ``name``, ``card``, or empty where it doesn't say."""

    text: str
    kind: str = ""


def said(texts, option):
    """The :class:`Said` of texts like ``1007``, ``Robin Sample``, ``card:00B4161D``.

    :raises InvalidInput: naming the option.
    """
    found = []
    for text in texts:
        text = " ".join(str(text).split())
        prefixed = _PREFIX.fullmatch(text)
        kind, text = (prefixed[1], prefixed[2]) if prefixed else ("", text)
        if kind == "card" and not re.fullmatch("[0-9A-Fa-f]{1,32}", text):
            raise InvalidInput(f"{option}: card:{text} must have 1 to 32 hex digits, as a door shows the card")
        if text:
            found.append(Said(text, kind))
    return list(dict.fromkeys(found))


def in_list(one, people, option):
    """The :class:`Entry` of a person of the list, None for somebody who isn't in it.

    :param people: entries, one for each person of the list.
    :raises InvalidInput: when two of them are meant.
    """
    found = [person for person in people if _fits(one, person)]
    if len({person.user_id for person in found}) > 1:
        raise InvalidInput(
            f"{option}: '{one.text}' means {_both(found)} in the list. Give the id, as id:{found[0].user_id}"
        )
    return found[0] if found else None


def _fits(one, person):
    """By id, else by name or card: an id is never taken for the card of somebody else."""
    ways = {
        "id": person.user_id == one.text,
        "name": bool(person.name) and same_name(person.name) == same_name(one.text),
        "card": CardCode.same(one.text) in person.numbers,
    }
    return ways[one.kind] if one.kind else any(ways.values())


def directly(one):
    """The entries by which each door knows by itself who is meant; none where the doors have to be asked first."""
    if one.kind == "id":
        return [Entry(user_id=one.text)]
    if one.kind == "card":
        return [Entry(cards=(one.text,))]
    if one.kind or not re.fullmatch(r"[0-9]{1,32}", one.text):
        return [Entry(cards=(one.text,))] if not one.kind and _LIKE_A_CARD.fullmatch(one.text) else []
    both = [Entry(user_id=one.text), Entry(cards=(one.text,))]
    return both if _LIKE_A_CARD.fullmatch(one.text) else both[:1]


def on_doors(text, found, silent, option):
    """The :class:`Entry` of somebody whom the doors were asked for by name (or by an id that looks like one).

    :param found: door -> what it has of that name, as entries. ``silent``: the doors that didn't answer.
    :raises InvalidInput: when two people are meant, or nobody is.
    """
    doors_of = defaultdict(list)
    for door, entries in found.items():
        for entry in entries:
            if same_name(text) in (same_name(entry.name), same_name(entry.user_id)):
                doors_of[entry].append(door)
    entries = list(doors_of)
    ids = sorted({entry.user_id for entry in entries if entry.user_id})
    unheard = f" {len(silent)} doors didn't answer: {', '.join(sorted(silent)[:3])}." if silent else ""
    if len(ids) > 1:
        where = {
            user_id: sorted(door for entry in entries if entry.user_id == user_id for door in doors_of[entry])
            for user_id in ids
        }
        told = " and ".join(f"{user_id} (on {', '.join(where[user_id][:3])})" for user_id in ids)
        raise InvalidInput(f"{option}: '{text}' means {told}.{unheard} Give the id, as id:{ids[0]}. Nobody was revoked")
    if not entries:
        raise InvalidInput(
            f"{option}: no door that answers has somebody of the name or id '{text}'.{unheard} Give the id or a card, "
            "as id:1007 or card:00B4161D. Nobody was revoked"
        )
    name = next((entry.name for entry in entries if entry.name), "")
    cards = [card for entry in entries for card in entry.cards]
    return merged(
        [Entry(ids[0] if ids else "", name, (card,)) for card in cards] or [Entry(ids[0] if ids else "", name)]
    )[0]


def _both(people):
    return " and ".join(person.spoken for person in people[:3])


def enriched(entries, known):
    """Entries with what the doors know of them; one that was given as a card becomes the person who has it.

    :param known: entries that doors have found.
    """
    found = []
    for entry in entries:
        same = [other for other in known if _is_same(entry, other)]
        people = [other for other in same if other.user_id] if not entry.user_id else []
        if people:
            found += [
                Entry(other.user_id, other.name, (*entry.cards, *other.cards), entry.since, entry.reason)
                for other in people
            ]
        else:
            found += [
                entry,
                *(Entry(entry.user_id, entry.name or other.name, other.cards) for other in same if entry.user_id),
            ]
    return merged([_once(entry) for entry in found])


def _once(entry):
    cards = {CardCode.same(card): card for card in reversed(entry.cards)}
    return Entry(entry.user_id, entry.name, tuple(reversed(cards.values())), entry.since, entry.reason)


def _is_same(entry, other):
    if entry.user_id:
        return entry.user_id == other.user_id
    if entry.numbers & other.numbers:
        return True
    return bool(entry.name) and not entry.cards and same_name(entry.name) == same_name(other.name)
