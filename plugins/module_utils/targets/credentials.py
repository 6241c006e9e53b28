# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People in the store of a device: its users, or a private code and cards each (manual: Api privatekey, Api rfkey).

A private code or a card has no user_id. It is the first word of the record's name, so that a new PIN or a new name
changes the record, and the operator at the device sees whose it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from ..converge.records import RecordTarget
from ..errors import Misfit
from ..fields.cardnumbers import CardCode
from ..fields.codec import BadValue, Codec
from ..fields.codecs import Choice, Digits
from ..fields.lists import chosen, text_list
from ..fields.names import UNNAMED, Name, PersonId
from ..fields.tables import DAYS, Field, FieldTable
from . import privatekey, rfkey, user

STORES = ("user", "rfkey_privatekey")
_NAME_LENGTH = 63
_NOT_MANAGED = "not one of those that this list manages (option managed)"
_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
# What is meant for a range and would be taken for somebody's id.
_LIKE_A_RANGE = re.compile(r"[0-9]+\s*(?:[-\u2010-\u2015\u2212:/~]|\.\.+|to|bis)\s*[0-9]+")


# One word, as it is also the first word of a record's name.
USER_ID = PersonId(32, blanks=False)

# What a list may leave to the door for a person who is there already.
KEEPABLE = ("pin", "cards", "schedule")


@dataclass(frozen=True)
class Keep(Codec):
    """Fields of a person that stay as a door has them; what the list says of them is for doors where they are new."""

    spec_type = "list"
    elements = "str"
    choices = KEEPABLE

    def check(self, value):
        return chosen(value, KEEPABLE)


PEOPLE = FieldTable(
    "people",
    (
        Field("user_id", ("UserID",), USER_ID, needed="always"),
        Field("name", ("Name",), Name(_NAME_LENGTH), needed="add"),
        Field("pin", ("PrivatePIN",), Digits(2, 8), secret=True),
        Field("cards", ("CardCode",), user.Cards()),
        Field("schedules", ("ScheduleRelay",), user.Schedules()),
        Field("keep", (), Keep()),
        Field("state", (), Choice({"present": "present", "absent": "absent"})),
    ),
    # a PIN that two people share doesn't tell who came
    unique=("pin",),
    together=(user.check_cards_differ,),
)


def present(people):
    """Those of checked people who are to be let in, without the field that says so."""
    return [
        {option: value for option, value in person.items() if option != "state"}
        for person in people
        if person.get("state") != "absent"
    ]


@dataclass(frozen=True)
class Managed(Codec):
    """Ranges and patterns of ids; what can fit no ``user_id`` would leave people on the doors who have left."""

    def check(self, value):
        patterns = text_list(value)
        if not patterns:
            raise BadValue('must have a range or pattern; with ["*"] the list manages everybody')
        for index, pattern in enumerate(patterns):
            reason = _cannot_fit(pattern)
            if reason:
                raise BadValue(
                    f"must be a range of numbers like 1000-1999 or a pattern like staff-*, not '{pattern}': {reason}",
                    f"[{index}]",
                )
        return patterns


def _cannot_fit(pattern):
    """Why no ``user_id`` can fit, "" when one can."""
    found = _RANGE.fullmatch(pattern)
    if found:
        return f"{found[1]} is more than {found[2]}" if int(found[1]) > int(found[2]) else ""
    if _LIKE_A_RANGE.fullmatch(pattern):
        return "a range has two numbers of up to 18 digits with one hyphen between them"
    if pattern.startswith("^") or pattern.endswith("$"):
        return "it is no regular expression; * stands for any characters and ? for one"
    try:
        # its wildcards stand for characters of an id
        USER_ID.check(re.sub(r"[*\[\]?!]", "", pattern) or "x")
    except BadValue as exc:
        # the entry is quoted already
        return f"a user_id {str(exc).partition(', not ')[0]}"
    return ""


def is_managed(user_id, patterns):
    """Whether one of the ranges or patterns fits."""
    return any(_fits(user_id, pattern) for pattern in patterns)


def _fits(user_id, pattern):
    found = _RANGE.fullmatch(pattern)
    if found:
        return bool(re.fullmatch(r"[0-9]{1,18}", user_id)) and int(found[1]) <= int(user_id) <= int(found[2])
    return fnmatchcase(user_id, pattern)


@dataclass(frozen=True)
class Whose(Field):
    """The key of a user; one without it belongs to the list as well, as it opens the door all the same."""

    def decode(self, record):
        return super().decode(record) or UNNAMED


@dataclass(frozen=True)
class FirstWord(Whose):
    """The user_id that a record's name begins with; the field of the name writes both."""

    def decode(self, record):
        words = str(record.get(self.keys[0]) or "").split()
        return words[0] if words else UNNAMED

    def encode(self, value):
        return {}


def user_target(managed):
    """The users whom a list manages."""

    def table(profile):
        key, *fields = user.table(profile).fields
        return FieldTable("people", (Whose(key.option, key.keys, USER_ID, needed="always"), *fields))

    def is_foreign(record):
        return user.is_foreign(record) or _unmanaged(record.get("UserID") or UNNAMED, managed)

    return replace(user.TARGET, table=table, is_foreign=is_foreign)


_OWNER = FirstWord("user_id", ("Name",), USER_ID, needed="always")
PRIVATEKEYS = FieldTable("privatekey", (_OWNER, *privatekey.TABLE.fields))


def privatekey_target(managed, spared):
    """The private codes of the people whom a list manages, but for those in ``spared``, of whose it says nothing."""
    return RecordTarget("privatekey", lambda profile: PRIVATEKEYS, _keeper(managed, spared))


def rfkey_target(managed, spared):
    """Their cards, but for those of people in ``spared``, of whose it says nothing."""
    return RecordTarget("rfkey", lambda profile: rfkey.TABLE, _keeper(managed, spared))


def _keeper(managed, spared):
    def is_foreign(record):
        owner = _OWNER.decode(record)
        return _NOT_MANAGED if owner in spared else _unmanaged(owner, managed)

    return is_foreign


def _unmanaged(user_id, managed):
    return False if is_managed(str(user_id), managed) else _NOT_MANAGED


def owner_of(values):
    """The user_id of a card in option terms."""
    return _OWNER.decode({"Name": values.get("name")})


def holder_of(name):
    """Whose key it is by the name that it has on a device, as user_id and name; "" where it has no user_id."""
    first, _blank, rest = name.partition(" ")
    # a word without a digit is rather somebody's first name
    return (first, rest) if any(map(str.isdigit, first)) else ("", name)


def is_unsaid(person):
    """Whether the records of a person can't be written without what the device already holds."""
    return "name" not in person or ("schedules" in person and not {"pin", "cards"} <= set(person))


def completed(people, codes, cards):
    """People with what the list doesn't say of them as it is in the ``codes`` and ``cards`` in option terms.

    A person's schedule holds for all of their records, so these are needed: a PIN is None where they keep their own,
    and the cards of which nothing else is said are ``own_cards``.
    """
    listed = {CardCode.same(code) for person in people for code in person.get("cards", ())}
    with_code, names, own = {values["user_id"] for values in codes}, {}, {}
    for values in cards:
        if CardCode.same(values["code"]) not in listed:
            own.setdefault(owner_of(values), []).append(values["code"])
    for values in (*codes, *cards):
        names.setdefault(owner_of(values), (values.get("name") or "").partition(" ")[2])
    found = []
    for person in people:
        user_id = person["user_id"]
        held = {"name": names[user_id]} if user_id in names else {}
        if "schedules" in person:
            held |= {"pin": None if user_id in with_code else ""}
            held |= {} if "cards" in person else {"own_cards": own.get(user_id, [])}
        found.append({**held, **person})
    return found


def privatekey_rows(people):
    """The private codes of checked people; without the code where the PIN stays as it is, which is None."""
    return [
        {**_label(person), **({} if person["pin"] is None else {"code": person["pin"]}), **opening}
        for index, person in enumerate(people)
        for opening in _openings(index, person)
        if person.get("pin", "") != ""
    ]


def rfkey_rows(people):
    """The cards of checked people."""
    return [
        {"name": _label(person)["name"], "code": code, **access, **opening}
        for index, person in enumerate(people)
        for opening in _openings(index, person)
        # one that was forbidden at the door stays forbidden, unless the list has it
        for option, access in (("cards", {"access": "allowed"}), ("own_cards", {}))
        for code in person.get(option, ())
    ]


def _label(person):
    name = f"{person['user_id']} {person.get('name', '')}"
    return {"user_id": person["user_id"], "name": name[:_NAME_LENGTH].strip()}


def _openings(index, person):
    """When and what a record of the person opens: one set of options, or none for somebody who may never come in.

    :raises Misfit: for what these records can't say.
    """
    if "schedules" not in person:
        return [{}]
    place = f"people[{index}].schedules (user_id {person['user_id']})"
    relays = set()
    for entry in person["schedules"]:
        if entry["schedule"] not in user.BUILT_IN_SCHEDULES:
            raise Misfit(
                f"{place}: this device keeps private codes and cards in a store without schedules, so only always and "
                f"never are possible, not '{entry['schedule']}'"
            )
        if entry["schedule"] == "always":
            relays.update(entry["relays"])
    beyond = sorted(relays - set("ABC"))
    if beyond:
        raise Misfit(f"{place}: private codes and cards of this device open relays A, B, C, not {', '.join(beyond)}")
    opening = {"doors": sorted(relays), "days": list(DAYS), "time_start": "00:00", "time_end": "00:00"}
    return [opening] if relays else []
