# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of the fault campaign: from a number, what a door holds, what it should hold, and what goes wrong on the way.

What is wanted is written down twice, as options and as the device's fields, by hand: the campaign must not believe what
the client's own code says of a record. The forms are those of the manual and of the notes on devices (device-facts).
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "extensions" / "emulator")]

from akuvox_emulator import recordkinds  # noqa: E402
from akuvox_emulator.profiles import PROFILES  # noqa: E402
from targets import ALL  # noqa: E402
from targets.common import ALWAYS, MANY, Campaign, own_pin  # noqa: E402
from targets.sip import PASSWORD as SIP_PASSWORD  # noqa: E402
from targets.sip import PASSWORD_KEY as SIP_KEY  # noqa: E402
from targets.user import person  # noqa: E402

# The emulator's profiles, and how often each one is drawn; "paged" is the manual's with pages of ten. Nothing can be
# written on it83 (device-facts 12).
FAMILIES = {
    "manual": 6, "paged": 3, "newer": 2, "e18": 3, "x916": 3, "x915s": 2, "x912": 2, "e16c": 1, "s532": 3, "a08s": 2,
    "hostile": 2,
}  # fmt: skip
# "newer" has all that the manual lacks.
BEYOND = [target for target, kind in recordkinds.KINDS.items() if not kind.in_manual]
OVERRIDES = {
    "paged": {"page_size": 10},
    "newer": {
        "extensions": [
            "group/del", *(f"{target}/{action}" for target in BEYOND for action in ("get", "add", "set", "del"))
        ]
    },
}  # fmt: skip
# What a device of a family doesn't let be written (device-facts 7.2, 12), or not be read: hostile answers with nothing.
LACKS = {"a08s": ("contact", "group"), "x915s": ("contact",), "hostile": ("dialreplace",)}
WITH_CLOUD = ("e18", "x916", "x915s", "x912", "e16c", "s532", "a08s", "hostile")
# Seconds between requests, where a device drops those that come sooner.
INTERVALS = {"hostile": 0.1}
# Where settings are written by GET (device-facts 13.3), so that a GET isn't always a read.
ONLY_GET = ("e16c",)
# Where records of users have pages or not, a list longer than a page is drawn now and then, of MANY.
KEYS = 9
HELD_SIP_PASSWORD = "0ld/s1p+word"


@dataclass(frozen=True)
class Kind(Campaign):
    """One target with records: its module, the option with the list, and what a record is made of."""

    target: str = ""
    module: str = ""
    option: str = ""
    key: tuple[str, str] = ("", "")


# What a case's number draws from is in this order. A target that isn't named comes behind, so that the draws of the
# others don't move among themselves.
_FIRST = (
    "user", "rfkey", "privatekey", "contact", "dialreplace", "group", "schedule",
    "config", "relay", "input", "publiccode", "sip",
)  # fmt: skip
_DATA = {target: ALL[target] for target in (*_FIRST, *(target for target in ALL if target not in _FIRST))}
BY_TARGET = {
    target: Kind(**vars(data.campaign), target=target, module=data.module, option=data.option, key=data.key)
    for target, data in _DATA.items()
    if data.campaign
}
KINDS = tuple(BY_TARGET.values())
# The people of a door, who are users, or a private code and cards each.
CREDENTIALS = "akuvox_credentials"
PEOPLE = replace(BY_TARGET["user"], module=CREDENTIALS, option="people", values=person)
KEY_TARGETS = ("privatekey", "rfkey")
PERSON_TARGETS = ("user", *KEY_TARGETS)
# Module -> what it takes of options, and what makes them.
SETTINGS = {data.module: data.settings for data in _DATA.values() if data.settings}


@dataclass
class Case:
    """One door. ``held``: target -> records at first; ``config``: the settings that aren't a new device's.

    ``tasks``: module -> options. ``keyed``: whether its people are private codes and cards.
    ``wanted``: target -> key -> the fields that the record has to have, of which the others of ``held`` are not spoken.
    ``gone``: target -> keys that have to be gone; ``renamed``: target -> key -> the key that the same record has to
    have. ``settings``: module -> config keys. ``refused``: (module, key) of the record that the device refuses each
    time, while the faults last; ``dropped``: of the one that it accepts and doesn't take. ``harmless``: whether the
    faults are such that not even the first play may fail. ``kind``: the scenario, which has a numbering of its own.
    ``address``: where the door is found by nothing but its name; ``way``: whom its tasks are delegated to.
    """

    number: int
    family: str
    held: dict[str, list[dict]] = field(default_factory=dict)
    config: dict[str, str] = field(default_factory=dict)
    keyed: bool = False
    tasks: dict[str, dict] = field(default_factory=dict)
    wanted: dict[str, dict[str, dict]] = field(default_factory=dict)
    gone: dict[str, set[str]] = field(default_factory=dict)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)
    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: list[dict] = field(default_factory=list)
    refused: tuple[str, str] | None = None
    dropped: tuple[str, str] | None = None
    harmless: bool = False
    kind: str = "faults"
    address: str = ""
    way: str = ""

    @property
    def door(self) -> str:
        """The name of its door."""
        return self.address or f"{self.kind.replace(', ', '-').replace(' ', '-')}-{self.number}"

    def expected(self, kind: Kind, before: list[dict] | None = None) -> dict[str, dict]:
        """The records of a target by key, as they have to be in the end; by default from ``held``."""
        name, gone = kind.key[1], self.gone.get(kind.target, set())
        there = self.by_key(kind, self.held.get(kind.target, []) if before is None else before)
        found = {key: {**record, name: key} for key, record in there.items() if key not in gone}
        for key, fields in self.wanted.get(kind.target, {}).items():
            found[key] = {**found.get(key, kind.defaults), **fields}
        return found

    def by_key(self, kind: Kind, records: list[dict]) -> dict[str, dict]:
        """Records of a target by the key that each is to have; of doubles, the first."""
        renamed = self.renamed.get(kind.target, {})
        return {renamed.get(record[kind.key[1]], record[kind.key[1]]): record for record in reversed(records)}

    def speaker(self, kind: Kind, key: str) -> tuple[str, str]:
        """Which module has to name a record, and how."""
        if not (self.keyed and kind.target in KEY_TARGETS):
            return (CREDENTIALS if CREDENTIALS in self.tasks and kind.target == "user" else kind.module), key
        record = self.expected(kind).get(key) or self.by_key(kind, self.held[kind.target])[key]
        return CREDENTIALS, owner(record)


def variables_of(family: str) -> dict:
    """What a door of a family needs in the inventory."""
    paced = {"akuvox_request_interval": INTERVALS[family]} if family in INTERVALS else {}
    return {**paced, **({"akuvox_profile": {"base": "manual", "missing": []}} if family == "newer" else {})}


def has(family: str, target: str) -> bool:
    """Whether doors of a family have a target that can be written."""
    if target in BEYOND and f"{target}/set" not in _extensions(family):
        return False
    return target not in LACKS.get(family, ())


def _extensions(family: str) -> Collection[str]:
    """What a family has that the manual lacks, as its emulated doors have it."""
    return OVERRIDES[family].get("extensions", ()) if family in OVERRIDES else PROFILES[family].extensions


def removable(family: str, target: str) -> bool:
    """Whether single records can be removed (C46; device-facts 3.2)."""
    return target != "group" or family in ("newer", "e18", "x916", "x915s", "s532", "hostile")


def owner(record: dict) -> str:
    """Whose a private code or a card is: the first word of its name."""
    return record["Name"].split()[0]


def make(seed: int | str, number: int) -> Case:
    """The case of a number; the same for the same seed, whatever else is run."""
    rng = random.Random(f"{seed}/{number}")
    case = Case(number, rng.choices(list(FAMILIES), list(FAMILIES.values()))[0])
    kinds, others = [kind for kind in KINDS if has(case.family, kind.target)], rng.randrange(0, 3)
    if rng.random() < 0.3:
        kinds = [kind for kind in kinds if kind.target not in PERSON_TARGETS]
        if rng.random() < 0.5:
            _records(case, PEOPLE, rng)
        else:
            _people_as_keys(case, rng)
    else:
        others += 1
    for kind in rng.sample(kinds, min(others, len(kinds))):
        _records(case, kind, rng)
    for module in rng.sample(list(SETTINGS), rng.randrange(0, 3)):
        case.tasks[module], case.settings[module] = SETTINGS[module].make(case.family, rng)
    if "akuvox_sip" in case.tasks and rng.random() < 0.4:
        case.tasks["akuvox_sip"]["update_secrets"] = "on_create"
        case.config[SIP_KEY] = HELD_SIP_PASSWORD
        del case.settings["akuvox_sip"][SIP_KEY]
    what = rng.random()
    if what < 0.2:
        _refuse_one(case, rng)
    elif what < 0.3:
        _drop_one(case, rng)
    elif what < 0.5 and case.family not in ONLY_GET:
        case.harmless = True
        case.faults = [_harmless_fault(rng) for _count in range(rng.randrange(1, 3))]
    case.faults = case.faults or [fault(rng) for _count in range(rng.randrange(1, 4))]
    return case


def _fields(kind: Kind, number: int, rng: random.Random, options: set[str] | None = None) -> tuple[dict, dict]:
    """A record as options and as fields, with some of its options, or the given ones."""
    values = kind.values(number, rng)
    chosen = options if options is not None else {name for name in values if rng.random() < 0.6} | set(kind.needed)
    if "time_start" in chosen:
        # a window ends after it begins, and one that nothing was said of ends at midnight
        chosen = chosen | {"time_end"}
    row, fields = {kind.key[0]: kind.spell(number)}, {kind.key[1]: kind.spell(number)}
    for name, (value, stands_for) in values.items():
        if name in chosen:
            row[name] = value
            fields |= stands_for
    return row, fields


def _records(case: Case, kind: Kind, rng: random.Random) -> None:
    count = MANY if rng.random() < 0.2 and kind.target in ("user", "rfkey") else KEYS
    numbers = list(range(1, count + 1))
    held = rng.sample(numbers, rng.randrange(0, count))
    case.held[kind.target] = [
        {"ID": str(place), **kind.defaults, **_fields(kind, number, rng)[1]} for place, number in enumerate(held, 1)
    ]
    if kind.target == "user" and case.family in WITH_CLOUD:
        cloud = {"ID": "900", "UserID": "c1", "Name": "From the cloud", "ScheduleRelay": "1001-1", "SourceType": "2"}
        case.held["user"].append(cloud)
    elif kind.target == "schedule":
        cloud = {"ID": "900", "Name": "From the cloud", "DisplayID": "1900", "Type": "2", "SourceType": "2"}
        case.held["schedule"].append(cloud)
    options: dict = {"purge_limit": "100%"}
    if kind is PEOPLE and rng.random() < 0.4:
        # the others are somebody else's matter
        numbers = numbers[: count // 2]
        options["managed"] = [f"{kind.spell(1)}-{kind.spell(len(numbers))}"]
    listed = rng.sample(numbers, rng.randrange(0, len(numbers)))
    unlisted = {kind.spell(number) for number in held if number in numbers and number not in listed}
    absent = kind is not PEOPLE and removable(case.family, kind.target) and rng.random() < 0.2
    if absent:
        options |= {"state": "absent", kind.option: [{kind.key[0]: kind.spell(number)} for number in listed]}
        case.gone[kind.target] = {kind.spell(number) for number in listed}
    else:
        rows = [_fields(kind, number, rng) for number in listed]
        options[kind.option] = [row for row, fields in rows]
        case.wanted[kind.target] = {fields[kind.key[1]]: fields for row, fields in rows}
        if kind.secret and rng.random() < 0.2:
            options["update_secrets"] = "on_create"
            for number in set(held) & set(listed):
                case.wanted[kind.target][kind.spell(number)].pop(kind.secret[1], None)
        if kind.target == "group":
            unlisted -= _rename(case, kind, options[kind.option], rng)
        # groups of the manual can't be removed one by one, and an empty list is another function's matter
        if kind is PEOPLE:
            case.gone[kind.target] = unlisted
        elif removable(case.family, kind.target) and rng.random() < 0.6:
            options["purge"] = True
            case.gone[kind.target] = unlisted
    case.tasks[kind.module] = options


def _rename(case: Case, kind: Kind, rows: list[dict], rng: random.Random) -> set[str]:
    """Let some records have had another name, which the door may hold or not; return those that are renamed."""
    name, option = kind.key[1], kind.key[0]
    held = {record[name] for record in case.held[kind.target]}
    former = [kind.spell(number) for number in range(1, KEYS + 1)]
    former = [key for key in former if key not in {row[option] for row in rows}]
    rng.shuffle(former)
    renamed = case.renamed.setdefault(kind.target, {})
    for row in rows:
        if former and rng.random() < 0.4:
            row["renamed_from"] = former.pop()
            # a record that has the new name already leaves the other one what it is
            if row[option] not in held and row["renamed_from"] in held:
                renamed[row["renamed_from"]] = row[option]
    return set(renamed)


def _people_as_keys(case: Case, rng: random.Random) -> None:
    """People whose PIN is a private code and who have a record for each card, with ``1001 Name`` for a name."""
    case.keyed = True
    numbers, pool = list(range(1, KEYS + 1)), [f"00C4{place:04X}" for place in range(2 * KEYS)]
    held, cards = rng.sample(numbers, rng.randrange(0, KEYS)), rng.sample(pool, len(pool))
    code_kind, card_kind = (BY_TARGET[target] for target in KEY_TARGETS)
    codes = {}
    for target in KEY_TARGETS:
        case.held[target] = []
    for number in held:
        name = f"{1000 + number} Sample Person {rng.randrange(100)}"
        if rng.random() < 0.8:
            codes[number] = {"ID": str(number), **code_kind.defaults, "Name": name, "Code": own_pin(number, rng)}
        for _count in range(rng.randrange(0, 3)):
            card = {**card_kind.defaults, "ID": str(100 + len(cards)), "Name": name, "Code": cards.pop()}
            case.held["rfkey"].append(card)
    case.held["privatekey"] = list(codes.values())
    options: dict = {"store": "rfkey_privatekey", "purge_limit": "100%", "people": []}
    if rng.random() < 0.4:
        numbers = numbers[: KEYS // 2]
        options["managed"] = [f"1001-{1000 + len(numbers)}"]
    on_create = rng.random() < 0.2
    options["update_secrets"] = "on_create" if on_create else "always"
    managed = {str(1000 + number) for number in numbers}
    others = {card["Code"] for card in case.held["rfkey"] if owner(card) not in managed}
    # a card may go from one to another
    cards = [card for card in rng.sample(pool, len(pool)) if card not in others]
    wanted_codes, wanted_cards, spared = {}, {}, set()
    for number in rng.sample(numbers, rng.randrange(0, len(numbers))):
        person, opening = _keyed_person(number, [cards.pop() for _count in range(rng.randrange(0, 3))], rng)
        options["people"].append(person)
        name = f"{person['user_id']} {person['name']}"
        if number in codes and person.get("pin") != "" and rng.random() < 0.3:
            del person["name"]
            name = codes[number]["Name"]
        if "pin" not in person and opening == {}:
            spared.add(number)
        elif opening is not None and person.get("pin", number in codes):
            # when it opens is said of a code, too, that isn't
            wanted_codes[name] = {"Name": name, **opening}
            if "pin" in person and not (on_create and number in codes):
                wanted_codes[name]["Code"] = person["pin"]
            if number in codes:
                case.renamed.setdefault("privatekey", {})[codes[number]["Name"]] = name
        if opening is not None:
            wanted_cards |= {code: {"Name": name, "Code": code, "Tags": "0", **opening} for code in person["cards"]}
    case.wanted |= {"privatekey": wanted_codes, "rfkey": wanted_cards}
    kept = {*case.renamed.get("privatekey", {}), *(codes[number]["Name"] for number in spared & set(codes))}
    managed_codes = {codes[number]["Name"] for number in numbers if number in codes}
    case.gone["privatekey"] = managed_codes - kept
    case.gone["rfkey"] = {card["Code"] for card in case.held["rfkey"]} - others - set(wanted_cards)
    case.tasks[CREDENTIALS] = options


def _keyed_person(number: int, cards: list[str], rng: random.Random) -> tuple[dict, dict | None]:
    """A person as options, with the fields of when and what their records open; None if they are not to be there."""
    person: dict = {"user_id": str(1000 + number), "name": f"Sample Person {rng.randrange(100)}", "cards": cards}
    if rng.random() < 0.8:
        person["pin"] = rng.choice([own_pin(number, rng), own_pin(number, rng), ""])
    when = rng.random()
    if when < 0.5:
        return person, {}
    always, never = {"schedule": "always", "relays": ["A", "B"]}, {"schedule": "never", "relays": ["C"]}
    person["schedules"] = [always, never] if when < 0.9 else [never]
    return person, {"DoorNum": "12", **ALWAYS} if when < 0.9 else None


def fault(rng: random.Random) -> dict:
    """Something that goes wrong with one request, or with two in a row."""
    fault: dict = {"kind": rng.choice(
        ["cut_before", "cut_before", "cut_after", "cut_after", "truncate", "status", "stale_nonce", "garbage", "slow",
         "reboot"]
    )}  # fmt: skip
    fault["nth"] = rng.randrange(1, 10)
    if rng.random() < 0.5:
        # writes are what matters most, and they are few
        fault |= {"method": "POST", "nth": rng.randrange(1, 5)}
    if fault["kind"] == "status":
        fault["status"] = rng.choice([500, 502, 503, 504])
    if fault["kind"] == "slow":
        fault["seconds"] = 30.0
    elif rng.random() < 0.3:
        fault["times"] = 2
    return fault


def _harmless_fault(rng: random.Random) -> dict:
    """Something that goes wrong with reads, and not more often than they are repeated (design: option retries)."""
    fault: dict = {"kind": rng.choice(["cut_before", "cut_after", "truncate", "status", "stale_nonce"])}
    fault |= {"method": "GET", "nth": rng.randrange(1, 8)}
    if fault["kind"] == "status":
        fault["status"] = rng.choice([502, 503, 504])
    return fault


def _refuse_one(case: Case, rng: random.Random) -> None:
    """Let the device refuse one of the records each time that it is to be added, changed or removed."""
    choices = []
    for kind in KINDS:
        for key, action in sorted(touched(case, kind, case.held.get(kind.target, []), case.expected(kind)).items()):
            choices.append((kind, key, action))
    if not choices:
        return
    kind, key, action = rng.choice(choices)
    match = {kind.key[1]: key}
    if action == "del":
        match = {"ID": case.by_key(kind, case.held[kind.target])[key]["ID"]}
    case.faults = [{"kind": "refuse_item", "target": kind.target, "action": action, "match": match, "times": -1}]
    case.refused = case.speaker(kind, key)


def _drop_one(case: Case, rng: random.Random) -> None:
    """Let the device accept what is added to one target each time, and take nothing of it."""
    choices = []
    for kind in KINDS:
        actions = touched(case, kind, case.held.get(kind.target, []), case.expected(kind))
        choices += [(kind, key) for key, action in sorted(actions.items()) if action == "add"]
    if choices:
        kind, key = rng.choice(choices)
        case.faults = [{"kind": "silent_drop", "target": kind.target, "action": "add", "times": -1}]
        # a card that isn't taken is named by its code, as it is read off the card, not by whose it is
        case.dropped = (case.speaker(kind, key)[0], key) if kind.target == "rfkey" else case.speaker(kind, key)


def touched(case: Case, kind: Kind, before: list[dict], expected: dict[str, dict]) -> dict[str, str]:
    """What has to be done with which record, by the manual's word for it: add, set or del."""
    held = case.by_key(kind, before)
    found = {key: "del" for key in held if key not in expected}
    for key, fields in expected.items():
        if key not in held:
            found[key] = "add"
        elif any(same(part, held[key].get(part)) != same(part, value) for part, value in fields.items()):
            found[key] = "set"
    return found


def differences(case: Case, before: dict, after: dict) -> list[str]:
    """What a door holds other than it should; ``before`` is its state when the first play began."""
    found = []
    for kind in KINDS:
        found += _record_differences(case, kind, before[kind.target], after[kind.target])
    config = {**before["config"]}
    for changed in case.settings.values():
        config |= changed
    for key in sorted(set(config) | set(after["config"])):
        if config.get(key) != after["config"].get(key):
            found.append(f"{key}: {after['config'].get(key)!r}, not {config.get(key)!r}")
    return found


def _record_differences(case: Case, kind: Kind, before: list[dict], after: list[dict]) -> list[str]:
    name = kind.key[1]
    expected = case.expected(kind, before)
    found, seen = [], set()
    for record in after:
        key = record[name]
        if key in seen:
            found.append(f"{kind.target} {key}: there twice")
        seen.add(key)
        if key not in expected:
            found.append(f"{kind.target} {key}: is there, and should not be")
            continue
        for part, value in expected[key].items():
            if same(part, record.get(part)) != same(part, value):
                found.append(f"{kind.target} {key}: {part} is {record.get(part)!r}, not {value!r}")
    found += [f"{kind.target} {key}: is not there" for key in expected if key not in seen]
    return found


def same(part: str, value: object) -> object:
    """What is comparable of a field: pairs of schedule and relay in any order, and whatever stands between them."""
    if part == "ScheduleRelay":
        return frozenset(filter(None, re.split("[;,]", str(value))))
    # what the device makes of it by itself
    return None if part in ("Mode", "Week") else value


def untruths(case: Case, module: str, outcome: dict, before: dict, after: dict) -> list[str]:
    """What a module says that it did, other than what became of the door; ``before`` and ``after``: its states."""
    if module in case.settings:
        written = case.settings[module]
        changed = any(before["config"].get(key) != after["config"].get(key) for key in written)
        return [] if outcome["changed"] == changed else [f"{module}: changed is {outcome['changed']}, not {changed}"]
    became = _became(case, module, before, after)
    found = []
    for part, action in (("added", "add"), ("updated", "set"), ("removed", "del")):
        did = sorted(key for key, done in became.items() if done == action)
        said = sorted(map(str, outcome.get(part, [])))
        if said != did:
            found.append(f"{module}: {part} is {said}, not {did}")
    # a double that goes leaves the record of its key what it was
    changed = bool(became or outcome.get("removed_doubles"))
    if outcome["changed"] != changed:
        found.append(f"{module}: changed is {outcome['changed']}, not {changed}")
    return found


def _became(case: Case, module: str, before: dict, after: dict) -> dict[str, str]:
    """What was done with which record of a module, or with which of the people: add, set or del."""
    if not (case.keyed and module == CREDENTIALS):
        kind = next(kind for kind in (*KINDS, PEOPLE) if kind.module == module)
        return touched(case, kind, before[kind.target], case.by_key(kind, after[kind.target]))
    concerned, had, have = set(), set(), set()
    for kind in (BY_TARGET[target] for target in KEY_TARGETS):
        old, new = case.by_key(kind, before[kind.target]), case.by_key(kind, after[kind.target])
        had |= {owner(record) for record in old.values()}
        have |= {owner(record) for record in new.values()}
        for key in touched(case, kind, before[kind.target], new):
            concerned |= {owner(records[key]) for records in (old, new) if key in records}
    return {who: "add" if who not in had else "set" if who in have else "del" for who in concerned}


def secrets(case: Case) -> set[str]:
    """The PINs, codes and passwords of a case."""
    found = {SIP_PASSWORD, HELD_SIP_PASSWORD}
    for kind in (BY_TARGET["user"], BY_TARGET["privatekey"], PEOPLE):
        option, name = kind.secret
        found |= {record.get(name, "") for record in case.held.get(kind.target, [])}
        found |= {row.get(option, "") for row in case.tasks.get(kind.module, {}).get(kind.option, [])}
    found |= set(case.tasks.get("akuvox_publiccode", {}).get("codes", []))
    return found - {""}
