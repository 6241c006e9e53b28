# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom somebody means who types an id, a name or a card: one person, or a question back, never a guess."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ..converge.revoked import Entry, may_be_card, merged, same_name
from ..errors import InvalidInput
from ..fields.cardnumbers import CardCode

_KINDS = ("id", "name", "card")
_PREFIX = re.compile(rf"({'|'.join(_KINDS)}):\s*(\S.*)", re.DOTALL)
# A prefix with a typing mistake would be looked for as a name, and nobody would be revoked.
_LIKE_A_PREFIX = re.compile("[A-Za-z_]+:")


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
        if not prefixed and _LIKE_A_PREFIX.match(text):
            raise InvalidInput(
                f"{option}: '{text}' must begin with id:, name: or card:, or with none of them. A name with a colon is "
                f"given as name:{text}"
            )
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
    found = {person: way for person in people for way in [_way(one, person)] if way}
    if len({person.user_id or person for person in found}) > 1:
        raise InvalidInput(
            f"{option}: '{one.text}' means {_both(found)} in the list. Say which one: {_choices(one.text, found)}"
        )
    return next(iter(found), None)


def _way(one, person):
    """By what a text means somebody, "" where it doesn't: a text that doesn't say what it is may mean any of them."""
    ways = {
        # with id: it is as it stands there, where two differ in letter case only
        "id": person.user_id == one.text or (not one.kind and same_name(person.user_id) == same_name(one.text) != ""),
        "name": bool(person.name) and same_name(person.name) == same_name(one.text),
        "card": CardCode.same(one.text) in person.numbers,
    }
    return next((way for way in _KINDS if ways[way] and one.kind in ("", way)), "")


def directly(one):
    """The entries by which each door knows by itself who is meant; none where the doors have to be asked first.

    These are asked for a name, and for digits that are as long as a card's, as they may be somebody else's id.
    """
    if one.kind == "id":
        return [Entry(user_id=one.text)]
    if one.kind == "card":
        return [Entry(cards=(one.text,))]
    if one.kind or (one.text.isdigit() and may_be_card(one.text)):
        return []
    if re.fullmatch(r"[0-9]{1,32}", one.text):
        return [Entry(user_id=one.text)]
    return [Entry(cards=(one.text,))] if may_be_card(one.text) else []


def on_doors(one, found, silent, option):
    """The :class:`Entry` of somebody whom the doors were asked for by name, or by digits that may be an id or a card.

    :param found: door -> what it has of that text, as entries. ``silent``: the doors that didn't answer.
    :raises InvalidInput: when two people are meant, or nobody is.
    """
    doors_of, ways = defaultdict(list), {}
    for door, entries in found.items():
        for entry in entries:
            way = _way(one, entry)
            if way and (way != "card" or one.kind or may_be_card(one.text)):
                ways[entry] = way
                doors_of[entry].append(door)
    unheard = f" {len(silent)} doors didn't answer: {', '.join(sorted(silent)[:3])}." if silent else ""
    people = _people(one.text, ways)
    if len(people) > 1:
        told = " and ".join(
            f"{_spoken(one.text, person, ways)} (on {', '.join(_doors(person, doors_of)[:3])})" for person in people
        )
        choices = _choices(one.text, {person[0]: ways[person[0]] for person in people})
        raise InvalidInput(f"{option}: '{one.text}' means {told}.{unheard} Say which one: {choices}")
    if not people:
        raise InvalidInput(
            f"{option}: no door that answers has somebody of the name, id or card '{one.text}'.{unheard} Say what it "
            "is, as id:1007 or card:00B4161D"
        )
    (person,) = people
    user_id = next((entry.user_id for entry in person if entry.user_id), "")
    name = next((entry.name for entry in person if entry.name), "")
    cards = [card for entry in person for card in entry.cards]
    return merged([Entry(user_id, name, (card,)) for card in cards] or [Entry(user_id, name)])[0]


def _people(text, ways):
    """The entries of each person. What has no id is somebody's of the same name, or of the same card."""
    people = defaultdict(list)
    for entry in ways:
        if entry.user_id:
            people[entry.user_id].append(entry)
    for way, is_theirs in (
        ("name", lambda entry: same_name(entry.name) == same_name(text)),
        ("card", lambda entry: CardCode.same(text) in entry.numbers),
    ):
        loose = [entry for entry in ways if not entry.user_id and ways[entry] == way]
        owner = next((entries for entries in people.values() if any(map(is_theirs, entries))), None)
        if owner is not None:
            owner += loose
        elif loose:
            people[way] = loose
    return list(people.values())


def _doors(person, doors_of):
    return sorted({door for entry in person for door in doors_of[entry]})


def _spoken(text, person, ways):
    entry = person[0]
    by = " (by card)" if ways[entry] == "card" and text.isdigit() else ""
    return f"{entry.spoken}{by}"


def _choices(text, found):
    """What to type for each of the entries, by the way in which it was found."""
    said = []
    for entry, way in found.items():
        key = f"id:{entry.user_id}" if entry.user_id and way != "card" else ""
        said.append(key or (f"card:{text}" if way == "card" else f"card:{entry.cards[0]}" if entry.cards else ""))
    return " or ".join(dict.fromkeys(filter(None, said)))


def _both(found):
    return " and ".join(
        f"{person.spoken}{' (by card)' if way == 'card' else ''}" for person, way in [*found.items()][:3]
    )


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
