# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One list of people for a fleet of doors, checked as a whole.

Messages never repeat what might be a PIN, also where it stands in the wrong column.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Callable

from ..fields.cardlists import doubles, doubts, in_notation, other_notation
from ..fields.cardnumbers import CardCode
from ..fields.codec import BadValue
from ..fields.codecs import Choice, Digits
from ..fields.lists import text_list
from ..fields.names import Name
from ..fields.tables import alike, nearest
from ..targets.credentials import USER_ID, Keep
from ..targets.schedule import Date
from ..targets.user import Cards, Schedules
from .doorlists import FOREVER
from .pinpolicy import weakness


@dataclass(frozen=True)
class Names:
    """Groups and hosts: one, or a list of them."""

    def check(self, value):
        names = text_list(value) if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
            raise BadValue("must be a list of inventory groups and host names, or all")
        return names


@dataclass(frozen=True)
class When:
    """One schedule by its number or name, or several, as ``akuvox_user`` takes them."""

    def check(self, value):
        entries = value if isinstance(value, list) else [value]
        return Schedules().check([entry if isinstance(entry, Mapping) else {"schedule": entry} for entry in entries])


CODECS = {
    "user_id": USER_ID,
    "name": Name(),
    "pin": Digits(2, 8),
    "cards": Cards(),
    "schedule": When(),
    "valid_from": Date(),
    "valid_until": Date(),
    "doors": Names(),
    "keep": Keep(),
    "state": Choice({"present": "present", "absent": "absent"}),
}
_NEEDED = ("user_id", "name", "doors")
# A reason, the value that it quotes, and what it says of the value; digits of a value are no PIN below two.
_QUOTED = re.compile(
    r"(.*?), not (?!a number: )(?=.*[0-9]{2})(?:(?:'.*'|[0-9]+:[0-9]+|-?[0-9.]+)(?=[:;]|$)|.*)(.*)", re.DOTALL
)


@dataclass(frozen=True)
class Rules:
    """What a list is checked against.

    ``names``: the inventory's groups and hosts; ``known``: patterns of those that the inventory may lack. ``policy``:
    of :func:`pinpolicy.pin_policy`. ``today``: a date as text; people whose time was over before are not compared with
    others, so that their cards may go to somebody else. ``notation`` (None: the list doesn't say) and ``byte_order``:
    of the cards, see :mod:`..fields.cardnumbers`.
    """

    names: frozenset
    policy: Mapping
    today: str
    known: tuple = ()
    notation: str | None = None
    byte_order: str = "normal"

    @cached_property
    def codecs(self):
        """Field -> its codec, with the cards in the notation of the list."""
        return {**CODECS, "cards": in_notation(CODECS["cards"], self.notation, self.byte_order)}

    @cached_property
    def over(self):
        """The day before which somebody's time must have ended to be over at each door: some have another date."""
        return (datetime.date.fromisoformat(self.today) - datetime.timedelta(days=1)).isoformat()


def check_people(rows, place: Callable[[int, str], str], rules):
    """The people with canonical values, and what is wrong with the list, a text for each mistake.

    :param place: gives the words for a row's field by the row's index and the field's name ("" for the row).
    """
    people, problems = [], []
    for index, row in enumerate(rows):
        person, wrong = _check_row(row, rules)
        who = f" (user_id {person['user_id']})" if "user_id" in person else ""
        problems += [f"{place(index, field)}{who}: {reason}" for field, reason in wrong]
        people.append({**person, "index": index})
    for index, field, reason in [*_doubled_ids(people), *_shared(people, rules), *_in_two_notations(people, rules)]:
        problems.append(f"{place(index, field)} (user_id {people[index]['user_id']}): {reason}")
    return people, problems


def _check_row(row, rules):
    """What is right of a person, and pairs of field and what is wrong with it."""
    if not isinstance(row, Mapping):
        return {}, [("", "must be a mapping of a person's fields")]
    person, wrong = {}, []
    wrong += [("", _unknown_field(str(field))) for field in row if field not in CODECS]
    for field, codec in rules.codecs.items():
        if row.get(field) in (None, ""):
            continue
        try:
            person[field] = codec.check(row[field])
        except BadValue as exc:
            wrong.append((field + exc.path, _discreet(str(exc), row[field])))
    bad = {field.partition("[")[0] for field, reason in wrong}
    absent = person.get("state") == "absent"
    for field in _NEEDED[:1] if absent else _NEEDED:
        if not person.get(field) and field not in bad:
            wrong.append((field, "is missing"))
    if person.get("valid_from", "") > person.get("valid_until", FOREVER):
        wrong.append(("valid_until", "is before valid_from"))
    wrong += [("doors", reason) for reason in _unknown_doors(person.get("doors", ()), rules)]
    if not _is_past(person, rules) and person.get("pin"):
        reason = weakness(person["pin"], person.get("user_id"), rules.policy)
        wrong += [("pin", f"{reason} (akuvox_pin_policy)")] if reason else []
    return person, wrong


def _unknown_field(field):
    what = f"field '{field}'" if re.fullmatch(r"[A-Za-z_]+", field) else "field that is no word"
    return f"has a {what}; {nearest(field, CODECS)}"


def _discreet(reason, value):
    """A codec's reason without the value that it quotes, when a PIN might be in it.

    What is said of the value stays, unless it has digits of the value in it as well.
    """
    found = _QUOTED.match(reason)
    if found is None:
        return reason
    digits = set(re.findall("[0-9]{2,}", str(value)))
    return found[1] + ("" if digits & set(re.findall("[0-9]{2,}", found[2])) else found[2])


def _unknown_doors(names, rules):
    unknown = [name for name in names if name not in rules.names and not _fits(name, rules.known)]
    # a number is rather a PIN in the wrong column than the name of a door
    shown = [("a number, which is hidden here,", "") if name.isdigit() else (f"'{name}'", name) for name in unknown]
    return [
        "; ".join(filter(None, (f"{said} is no group or host of the inventory", alike(name, rules.names))))
        for said, name in shown
    ]


def _fits(name, patterns):
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _is_past(person, rules):
    """Whether this person is off all doors and stays so."""
    return person.get("state") == "absent" or person.get("valid_until", FOREVER) < rules.over


def _doubled_ids(people):
    first = {}
    for person in people:
        user_id, index = person.get("user_id"), person["index"]
        if user_id is not None and first.setdefault(user_id, index) != index:
            yield index, "user_id", "is in the list already; each person may be listed once"


def _shared(people, rules):
    """PINs and cards that two people have at the same time."""
    owners = {}
    for person in people:
        if "user_id" not in person or _is_past(person, rules):
            continue
        values = {("pin", person["pin"]): "PIN"} if person.get("pin") else {}
        values |= {("cards", CardCode.same(code)): f"card {code}" for code in person.get("cards", ())}
        for (field, value), shown in values.items():
            for other in owners.setdefault((field, value), []):
                if _overlap(person, other) and other["user_id"] != person["user_id"]:
                    yield person["index"], field, f"user_id {other['user_id']} has the same {shown} at the same time"
            owners[field, value].append(person)


def _cards(people, rules):
    """The cards of all whose time isn't over, each with its person."""
    present = [person for person in people if "user_id" in person and not _is_past(person, rules)]
    return [(person, card) for person in present for card in person.get("cards", ())]


def _in_two_notations(people, rules):
    """Cards that two people have at the same time, as one number in two notations."""
    for person, card, other, others in _doubles_by_index(people, _cards(people, rules)):
        how = other_notation(card, others)
        if how and person is not other and _overlap(person, other) and other["user_id"] != person["user_id"]:
            yield person["index"], "cards", f"user_id {other['user_id']} has the same card at the same time{how}"


def _doubles_by_index(people, cards):
    for index, card, other, others in doubles([(person["index"], card) for person, card in cards]):
        yield people[index], card, people[other], others


def doubts_of(people, rules):
    """Warnings about a list without mistakes: what looks wrong with its cards."""
    cards = [(f"user_id {person['user_id']}", card) for person, card in _cards(people, rules)]
    return doubts(cards, rules.notation, "akuvox_card_notation")


def _overlap(one, other):
    return all(
        first.get("valid_from", "") <= second.get("valid_until", FOREVER)
        for first, second in ((one, other), (other, one))
    )
