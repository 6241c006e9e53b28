# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: people with PIN, cards and schedules (manual: Api user; device-facts 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from ..converge.records import RecordTarget
from ..errors import InvalidInput, Misfit, Unsupported
from ..fields.cardlists import doubles, other_notation
from ..fields.cardnumbers import CardCode
from ..fields.codec import BadValue, Codec, spoken
from ..fields.codecs import Choice, Digits, Joined, Number
from ..fields.names import Name, PersonId
from ..fields.tables import Field, FieldTable
from ..fields.windows import window
from .descriptor import Target

RELAYS = "ABCD"
# The schedules that every device has (device-facts 6).
BUILT_IN_SCHEDULES = {"always": "1001", "never": "1002"}
# Who else owns records that the API shows: cloud, ACMS, SDMC (device-facts 5.7).
_LOCAL_SOURCES = ("", "1", "local")
# Five per person at most (device-facts 5.6).
MAX_CARDS = 5
_PAIRS = re.compile(r"[;,]")
_PAIR = re.compile(rf"(.+)-([1-{len(RELAYS)}]+)")


@dataclass(frozen=True)
class Schedules(Codec):
    """When a person may open which relays: pairs of schedule and relay, compared as a set (device-facts 5.4)."""

    separator: str = ","
    end: str = ""
    spec_type = "list"
    elements = "dict"
    # on some firmware the key has a list (device-facts 5.3)
    takes_lists = True
    suboptions = MappingProxyType(
        {
            "schedule": {"type": "str", "required": True},
            "relays": {"type": "list", "elements": "str", "choices": list(RELAYS)},
        }
    )

    def check(self, value):
        if not isinstance(value, (list, tuple)):
            raise BadValue(f"must be a list of mappings with schedule and relays, not {spoken(value)}")
        return [self._check_entry(index, entry) for index, entry in enumerate(value)]

    @staticmethod
    def _check_entry(index, entry):
        if not isinstance(entry, dict) or set(entry) - {"schedule", "relays"} or "schedule" not in entry:
            raise BadValue("must be a mapping with schedule and relays", f"[{index}]")
        schedule = entry["schedule"]
        if isinstance(schedule, bool) or not isinstance(schedule, (str, int)) or not str(schedule).strip():
            raise BadValue("must be a number, always, never or a schedule's name", f"[{index}].schedule")
        relays = entry.get("relays")
        relays = ["A"] if relays is None else relays
        place, letters = f"[{index}].relays", ", ".join(RELAYS)
        if not isinstance(relays, (list, tuple)) or not relays:
            raise BadValue(f"must be a list of {letters}, not {spoken(relays)}", place)
        wrong = [relay for relay in relays if relay not in list(RELAYS)]
        if wrong:
            raise BadValue(f"must be letters out of {letters}, not {spoken(wrong[0])}", place)
        try:
            times = window(schedule)
        except BadValue as exc:
            raise BadValue(str(exc), f"[{index}].schedule") from None
        # times in the place of a schedule are written alike
        schedule = "-".join(times) if times else _word(str(schedule).strip())
        return {"schedule": schedule, "relays": sorted(set(relays))}

    def encode(self, value):
        pairs = [f"{_number(entry)}-{RELAYS.index(relay) + 1}" for entry in value for relay in entry["relays"]]
        return self.separator.join(pairs) + (self.end if pairs else "")

    def decode(self, text):
        if isinstance(text, (list, tuple)):
            text = ";".join(str(part) for part in text)
        entries = {}
        for pair in filter(None, (part.strip() for part in _PAIRS.split(str(text)))):
            found = _PAIR.fullmatch(pair)
            if not found:
                return str(text)
            entries.setdefault(_word(found[1]), set()).update(RELAYS[int(digit) - 1] for digit in found[2])
        return [{"schedule": schedule, "relays": sorted(relays)} for schedule, relays in entries.items()]

    @staticmethod
    def same(value):
        """The pairs as a set; a string that couldn't be read stays itself."""
        if isinstance(value, str):
            return value
        return frozenset((entry["schedule"], relay) for entry in value for relay in entry["relays"])


def _word(schedule):
    return next((word for word, number in BUILT_IN_SCHEDULES.items() if number == schedule), schedule)


def _number(entry):
    return BUILT_IN_SCHEDULES.get(entry["schedule"], entry["schedule"])


@dataclass(frozen=True)
class SchedulesField(Field):
    """A user's schedules; some devices want the numbers once more, as a list under ``list_key`` (device-facts 5.3)."""

    list_key: str = ""

    def encode(self, value):
        return {**super().encode(value), **self._numbers(value)}

    def encoded_default(self):
        return self.encode(self.codec.decode(self.default))

    def rewrite(self, record):
        written = super().rewrite(record)
        return {**written, **self._numbers(self.codec.decode(next(iter(written.values()), "")))}

    def _numbers(self, value):
        known = self.list_key and isinstance(value, list)
        return {self.list_key: list(dict.fromkeys(map(_number, value)))} if known else {}


@dataclass(frozen=True)
class Cards(Joined):
    """The cards of one person; ``limit``: characters that a device keeps of all of them together, 0 for any."""

    of: object = CardCode()
    limit: int = 0

    def check(self, value):
        cards = super().check(value)
        if len(cards) > MAX_CARDS:
            raise BadValue(f"must be at most {MAX_CARDS} cards, not {len(cards)}")
        for index, card in enumerate(cards):
            if CardCode.same(card) in map(CardCode.same, cards[:index]):
                raise BadValue(f"{card} is in the list already; a person has a card once", f"[{index}]")
        length = len(self.encode(cards))
        if self.limit and length > self.limit:
            raise BadValue(
                f"must be at most {self.limit} characters together, with a separator between two cards, not {length}: "
                "this device cuts the rest off"
            )
        return cards


def table(profile):
    """The field table of users. New users open relay A at all times unless told otherwise."""
    stale = tuple(key for key in ("ScheduleRelay", "Schedule-Relay", "Schedule") if key not in profile.schedule_keys)
    return FieldTable(
        "users",
        (
            Field("user_id", ("UserID",), PersonId(), needed="always"),
            Field("name", ("Name",), Name(), needed="add"),
            Field("pin", ("PrivatePIN",), Digits(2, 8), default="", secret=True),
            Field(
                "cards",
                ("CardCode",),
                Cards(),
                default="",
                same=lambda cards: frozenset(map(CardCode.same, cards)),
            ),
            Field("web_relay", ("WebRelay",), Number(0, 65535), default="0"),
            Field(
                "lift_floors",
                ("LiftFloorNum",),
                Joined(Number(1, 255), empty="0"),
                default="0",
                same=lambda floors: frozenset(floors) if isinstance(floors, list) else floors,
            ),
            SchedulesField(  # pylint: disable=redundant-keyword-arg
                "schedules",
                profile.schedule_keys,
                Schedules(profile.schedule_separator, profile.schedule_end),
                default="1001-1",
                stale_keys=stale,
                same=Schedules.same,
                list_key=profile.schedule_list_key,
            ),
            Field("type", ("Type",), Choice({"ordinary": "0"}), default="0"),
        ),
        together=(check_cards_differ,),
        tells_names=True,
    )


def check_cards_differ(option, people):
    """Refuse a card that two people have, in one notation or two: it would not tell who came.

    :raises InvalidInput: naming both.
    """
    cards = [(index, card) for index, person in enumerate(people) for card in person.get("cards", ())]
    for index, card, first, other in doubles(cards):
        if index != first:
            raise InvalidInput(
                f"{option}[{index}].cards (user_id {people[index]['user_id']}): {card} is already a card of "
                f"{option}[{first}] (user_id {people[first]['user_id']}){other_notation(card, other)}; a card may "
                "belong to one person"
            )


def cards_of(people):
    """The cards of (checked) people with the words for whose they are, for :func:`..fields.cardlists.doubts`."""
    return [(f"user_id {person['user_id']}", card) for person in people for card in person.get("cards", ())]


def check_cards(users, profile, option="users"):
    """Refuse cards that together are longer than what devices of a profile keep.

    :raises Misfit: naming the user.
    """
    cards = Cards(limit=profile.card_limit)
    for index, row in enumerate(users if profile.card_limit else ()):
        try:
            cards.check(row.get("cards", []))
        except BadValue as exc:
            raise Misfit(f"{option}[{index}].cards (user_id {row['user_id']}): {exc}") from None


def is_foreign(record):
    """Whether a cloud or another platform owns the user, so that this API must leave it alone."""
    owner = record.get("SourceType") or record.get("Source") or ""
    return str(owner).strip().lower() not in _LOCAL_SOURCES


def resolve_schedules(device, users, to_come=(), option="users"):
    """``users`` with the names of schedules replaced by the device's numbers.

    Nothing is read when there are only numbers and built-in schedules. Names ``to_come`` need not be there yet: they
    stay names, which are no schedule that anybody has.

    :raises InvalidInput: for a name that the device doesn't know, has twice, has without a number, or cannot look up.
    """
    names = {
        entry["schedule"]
        for user in users
        for entry in user.get("schedules", ())
        if entry["schedule"] not in BUILT_IN_SCHEDULES and not entry["schedule"].isdigit()
    }
    if not names:
        return users
    try:
        records = [
            (str(record.get("Name")), str(record.get("DisplayID") or "")) for record in device.records("schedule")
        ]
    except Unsupported:
        raise InvalidInput(
            f"{option}: this device cannot look up the schedule '{min(names)}' by name; give its number, always or "
            "never"
        ) from None
    known = {**{name: name for name in to_come}, **dict(records)}
    double = sorted(name for name in names if sum(name == other for other, number in records) > 1)
    for index, user in enumerate(users):
        place = f"{option}[{index}].schedules (user_id {user['user_id']})"
        for entry in user.get("schedules", ()):
            name = entry["schedule"]
            if name in double:
                raise InvalidInput(
                    f"{place}: the device has several schedules '{name}'; give the number of the one that is meant"
                )
            if name in names and not known.get(name, name):
                raise InvalidInput(f"{place}: the device doesn't tell the number of its schedule '{name}'")
            if name in names and name not in known:
                raise InvalidInput(
                    f"{place}: the device has no schedule '{name}'; it has {', '.join(sorted(known)) or 'none'}, "
                    "always and never"
                )
    return [
        {
            **user,
            "schedules": [
                {**entry, "schedule": known.get(entry["schedule"], entry["schedule"])} for entry in user["schedules"]
            ],
        }
        if "schedules" in user
        else user
        for user in users
    ]


TARGET = RecordTarget("user", table, is_foreign, room=lambda profile: profile.max_users)

DESCRIPTOR = Target(
    "user",
    "akuvox_user",
    {"akuvox_users": "users"},
    records=TARGET,
    key="UserID",
    # device-facts 5.1, 5.7: where it is from, and what the device makes of faces and phones by itself
    own=("ID", "Source", "SourceType", "FaceUrl", "ContactID", "BLE_Status", "QrCodeUrl"),
    refers_to=("schedule",),
    lets_in=True,
)
