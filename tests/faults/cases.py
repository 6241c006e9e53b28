# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of the fault campaign: from a number, what a door holds, what it shall hold, and what goes wrong on the way.

What is wanted is written down twice, as options and as the device's fields, by hand: the campaign must not believe what
the client's own code says of a record. The forms are those of the manual and of the notes on devices (device-facts).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# The emulator's profiles, and how often each one is drawn; "paged" is the manual's with pages of ten.
FAMILIES = {
    "manual": 6, "paged": 3, "newer": 2, "e18": 3, "x916": 3, "x915s": 2, "x912": 2, "e16c": 1, "s532": 3, "a08s": 2
}  # fmt: skip
OVERRIDES = {
    "paged": {"page_size": 10},
    "newer": {"extensions": ["group/del", *(f"schedule/{action}" for action in ("get", "add", "set", "del"))]},
}
WITH_SCHEDULES = ("newer", "e18", "x916", "x915s", "x912", "a08s")
WITH_CLOUD = ("e18", "x916", "x915s", "x912", "e16c", "s532", "a08s")
# Where settings are written by GET (device-facts 13.3), so that a GET isn't always a read.
ONLY_GET = ("e16c",)
# Where records of users have pages or not, a list longer than a page is drawn now and then.
KEYS, MANY = 9, 24
_DAYS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")
_TIMES = {"TimeStart": "00:00", "TimeEnd": "00:00"}


def _pin(number: int) -> str:
    """Eight digits, so that it isn't found by chance; every fifth begins with a zero."""
    return f"{(number * 7919 + 12345677) % 90000000 + (0 if number % 5 == 0 else 10000000):08d}"


def _user(number: int, rng: random.Random) -> tuple[dict, dict]:
    """Options beside the key, each with the fields that it stands for."""
    pin, cards, floors = (
        _pin(rng.randrange(10_000)),
        [f"00AB{rng.randrange(65536):04X}" for _count in range(2)],
        [1, 12],
    )
    return {
        "name": (name := f"Sample Person {rng.randrange(100)} é", {"Name": name}),
        "pin": (pin, {"PrivatePIN": pin}),
        "cards": (cards, {"CardCode": ";".join(cards)}),
        "web_relay": (relay := rng.randrange(1, 5), {"WebRelay": str(relay)}),
        "lift_floors": (floors, {"LiftFloorNum": "1;12"}),
        "schedules": (
            [{"schedule": "always", "relays": ["A", "B"]}, {"schedule": "never", "relays": ["C"]}],
            {"ScheduleRelay": "1001-1,1001-2,1002-3"},
        ),
    }


def _rfkey(number: int, rng: random.Random) -> dict:
    return {
        "name": (name := f"Card {rng.randrange(100)}", {"Name": name}),
        "doors": (["A", "C"], {"DoorNum": "13"}),
        "days": (["mon", "thu"], {day: "1" if day in ("Mon", "Thur") else "0" for day in _DAYS}),
        "time_start": ("6:00", {"TimeStart": "06:00"}),
        "access": ("frequency", {"Tags": "1"}),
        "frequency": (often := rng.randrange(1, 99), {"Frequency": str(often)}),
    }


def _privatekey(number: int, rng: random.Random) -> dict:
    # the last digits tell the codes of one door apart
    code = f"{rng.randrange(1000, 9999)}{number:04d}"
    return {
        "code": (code, {"Code": code}),
        "doors": (["B"], {"DoorNum": "2"}),
        "time_end": ("18:30", {"TimeEnd": "18:30"}),
    }


def _contact(number: int, rng: random.Random) -> dict:
    return {"phone": (phone := f"0{rng.randrange(100, 999)}", {"Phone": phone})}


def _dialreplace(number: int, rng: random.Random) -> dict:
    numbers = [f"0{rng.randrange(100, 999)}" for _count in range(rng.randrange(1, 6))]
    replaced = {f"Replace{place}": "" for place in range(1, 6)}
    replaced |= {f"Replace{place}": text for place, text in enumerate(numbers, 1)}
    return {"replacements": (numbers, replaced), "account": ("2", {"Line": "2"})}


def _schedule(number: int, rng: random.Random) -> dict:
    hour = rng.randrange(24)
    return {
        "type": ("daily", {"Type": "2"}),
        "time_start": (f"{hour:02d}:15", {"TimeStart": f"{hour:02d}:15"}),
        "time_end": ("23:30", {"TimeEnd": "23:30"}),
    }


@dataclass(frozen=True)
class Kind:
    """One target with records: its module, the option with the list, and what a record is made of.

    ``needed``: options that a new record can't do without; ``defaults``: the fields of one that has nothing else.
    """

    target: str
    module: str
    option: str
    key: tuple[str, str]
    spell: Callable[[int], str]
    values: Callable[[int, random.Random], dict]
    needed: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)


KINDS = (
    Kind("user", "akuvox_user", "users", ("user_id", "UserID"), lambda n: str(1000 + n), _user, ("name",),
         {"PrivatePIN": "", "CardCode": "", "WebRelay": "0", "LiftFloorNum": "0", "ScheduleRelay": "1001-1"}),
    Kind("rfkey", "akuvox_rfkey", "keys", ("code", "Code"), lambda n: f"00B4{n:04X}", _rfkey, (),
         {"Name": "", "DoorNum": "1", "Tags": "0", "Frequency": "0", **_TIMES, **dict.fromkeys(_DAYS, "1")}),
    Kind("privatekey", "akuvox_privatekey", "keys", ("name", "Name"), lambda n: f"Holder {n}", _privatekey, ("code",),
         {"DoorNum": "1", **_TIMES, **dict.fromkeys(_DAYS, "1")}),
    Kind("contact", "akuvox_contact", "contacts", ("name", "Name"), lambda n: f"Contact {n}", _contact, (),
         {"Phone": ""}),
    Kind("dialreplace", "akuvox_dialreplace", "rules", ("prefix", "Prefix"), lambda n: f"0{n}", _dialreplace,
         ("replacements",), {"Line": "0"}),
    Kind("group", "akuvox_group", "groups", ("name", "Name"), lambda n: f"Group {n}", lambda n, rng: {}),
    Kind("schedule", "akuvox_schedule", "schedules", ("name", "Name"), lambda n: f"Times {n}", _schedule, ("type",),
         {"TimeStart": "00:00", "TimeEnd": "23:59"}),
)  # fmt: skip
SETTINGS = {
    "akuvox_config": lambda rng: (
        {"settings": {"Config.DoorSetting.DEVICENODE.Location": (pier := f"Pier {rng.randrange(99)}"),
                      "Config.Settings.SNTP.Enable": (on := rng.random() < 0.5)}},
        {"Config.DoorSetting.DEVICENODE.Location": pier, "Config.Settings.SNTP.Enable": "1" if on else "0"},
    ),
    "akuvox_relay": lambda rng: (
        {"relays": [{"relay": "A", "name": (name := f"Gate {rng.randrange(99)}")}, {"relay": "B", "name": "Garage"}]},
        {"Config.DoorSetting.RELAY.NameA": name, "Config.DoorSetting.RELAY.NameB": "Garage"},
    ),
    "akuvox_sip": lambda rng: (
        {"accounts": [{"account": 1, "username": (name := f"07{rng.randrange(10, 99)}"), "password": SIP_PASSWORD}]},
        {"Config.Account1.GENERAL.UserName": name, "Config.Account1.GENERAL.Pwd": SIP_PASSWORD},
    ),
}  # fmt: skip
SIP_PASSWORD = "s1p/pass+word"


@dataclass
class Case:
    """One door. ``held``: target -> records at first; ``tasks``: module -> options.

    ``wanted``: target -> key -> the fields that the record has to have, of which the others of ``held`` are not spoken;
    ``gone``: target -> keys that have to be gone. ``settings``: module -> config keys. ``refused``: (module, key) of
    the record that the device refuses each time, while the faults last; ``dropped``: of the one that it accepts and
    doesn't take. ``harmless``: whether the faults are such that not even the first play may fail.
    """

    number: int
    family: str
    held: dict[str, list[dict]] = field(default_factory=dict)
    tasks: dict[str, dict] = field(default_factory=dict)
    wanted: dict[str, dict[str, dict]] = field(default_factory=dict)
    gone: dict[str, set[str]] = field(default_factory=dict)
    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: list[dict] = field(default_factory=list)
    refused: tuple[str, str] | None = None
    dropped: tuple[str, str] | None = None
    harmless: bool = False

    def expected(self, kind: Kind, before: list[dict] | None = None) -> dict[str, dict]:
        """The records of a target by key, as they have to be in the end; by default from ``held``."""
        name, gone = kind.key[1], self.gone.get(kind.target, set())
        there = self.held.get(kind.target, []) if before is None else before
        found = {record[name]: record for record in there if record[name] not in gone}
        for key, fields in self.wanted.get(kind.target, {}).items():
            found[key] = {**found.get(key, kind.defaults), **fields}
        return found


def has(family: str, target: str) -> bool:
    """Whether doors of a family have a target that can be written."""
    if target == "schedule":
        return family in WITH_SCHEDULES
    return not (family == "a08s" and target in ("contact", "group")) and not (family == "x915s" and target == "contact")


def removable(family: str, target: str) -> bool:
    """Whether single records can be removed (C46; device-facts 3.2)."""
    return target != "group" or family in ("newer", "e18", "x916", "x915s", "s532")


def make(seed: int, number: int) -> Case:
    """The case of a number; the same for the same seed, whatever else is run."""
    rng = random.Random(f"{seed}/{number}")
    case = Case(number, rng.choices(list(FAMILIES), list(FAMILIES.values()))[0])
    kinds = [kind for kind in KINDS if has(case.family, kind.target)]
    for kind in rng.sample(kinds, rng.randrange(1, 4)):
        _records(case, kind, rng)
    for module in rng.sample(list(SETTINGS), rng.randrange(0, 3)):
        case.tasks[module], case.settings[module] = SETTINGS[module](rng)
    what = rng.random()
    if what < 0.2:
        _refuse_one(case, rng)
    elif what < 0.3:
        _drop_one(case, rng)
    elif what < 0.5 and case.family not in ONLY_GET:
        case.harmless = True
        case.faults = [_harmless_fault(rng) for _count in range(rng.randrange(1, 3))]
    case.faults = case.faults or [_fault(rng) for _count in range(rng.randrange(1, 4))]
    return case


def _fields(kind: Kind, number: int, rng: random.Random, options: set[str] | None = None) -> tuple[dict, dict]:
    """A record as options and as fields, with some of its options, or the given ones."""
    values = kind.values(number, rng)
    chosen = options if options is not None else {name for name in values if rng.random() < 0.6} | set(kind.needed)
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
    listed = rng.sample(numbers, rng.randrange(0, count))
    absent = removable(case.family, kind.target) and rng.random() < 0.2
    options: dict = {"purge_limit": "100%"}
    if absent:
        options |= {"state": "absent", kind.option: [{kind.key[0]: kind.spell(number)} for number in listed]}
        case.gone[kind.target] = {kind.spell(number) for number in listed}
    else:
        rows = [_fields(kind, number, rng) for number in listed]
        options[kind.option] = [row for row, fields in rows]
        case.wanted[kind.target] = {fields[kind.key[1]]: fields for row, fields in rows}
        # groups of the manual can't be removed one by one, and an empty list is another function's matter
        if removable(case.family, kind.target) and rng.random() < 0.6:
            options["purge"] = True
            case.gone[kind.target] = {kind.spell(number) for number in held if number not in listed}
    case.tasks[kind.module] = options


def _fault(rng: random.Random) -> dict:
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
        match = next({"ID": record["ID"]} for record in case.held[kind.target] if record[kind.key[1]] == key)
    case.faults = [{"kind": "refuse_item", "target": kind.target, "action": action, "match": match, "times": -1}]
    case.refused = (kind.module, key)


def _drop_one(case: Case, rng: random.Random) -> None:
    """Let the device accept what is added to one target each time, and take nothing of it."""
    choices = []
    for kind in KINDS:
        actions = touched(case, kind, case.held.get(kind.target, []), case.expected(kind))
        choices += [(kind, key) for key, action in sorted(actions.items()) if action == "add"]
    if choices:
        kind, key = rng.choice(choices)
        case.faults = [{"kind": "silent_drop", "target": kind.target, "action": "add", "times": -1}]
        case.dropped = (kind.module, key)


def touched(case: Case, kind: Kind, before: list[dict], expected: dict[str, dict]) -> dict[str, str]:
    """What has to be done with which record, by the manual's word for it: add, set or del."""
    name = kind.key[1]
    held = {record[name]: record for record in before}
    found = {key: "del" for key in held if key not in expected}
    for key, fields in expected.items():
        if key not in held:
            found[key] = "add"
        elif any(_same(part, held[key].get(part)) != _same(part, value) for part, value in fields.items()):
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
            if _same(part, record.get(part)) != _same(part, value):
                found.append(f"{kind.target} {key}: {part} is {record.get(part)!r}, not {value!r}")
    found += [f"{kind.target} {key}: is not there" for key in expected if key not in seen]
    return found


def _same(part: str, value: object) -> object:
    """What is comparable of a field: pairs of schedule and relay in any order, and whatever stands between them."""
    if part == "ScheduleRelay":
        return frozenset(filter(None, re.split("[;,]", str(value))))
    # what the device makes of it by itself
    return None if part in ("Mode", "Week") else value


def untruths(case: Case, module: str, outcome: dict, before: dict, after: dict) -> list[str]:
    """What a module says that it did, other than what became of the door; ``before`` and ``after``: its states."""
    kinds = [kind for kind in KINDS if kind.module == module]
    if not kinds:
        written = case.settings[module]
        changed = any(before["config"].get(key) != after["config"].get(key) for key in written)
        return [] if outcome["changed"] == changed else [f"{module}: changed is {outcome['changed']}, not {changed}"]
    (kind,) = kinds
    name = kind.key[1]
    became = touched(case, kind, before[kind.target], {record[name]: record for record in after[kind.target]})
    found = []
    for part, action in (("added", "add"), ("updated", "set"), ("removed", "del")):
        did = sorted(key for key, done in became.items() if done == action)
        said = sorted(map(str, outcome.get(part, [])))
        if said != did:
            found.append(f"{module}: {part} is {said}, not {did}")
    if outcome["changed"] != bool(became):
        found.append(f"{module}: changed is {outcome['changed']}, not {bool(became)}")
    return found


def secrets(case: Case) -> set[str]:
    """The PINs, codes and passwords of a case."""
    found = {SIP_PASSWORD}
    for record in case.held.get("user", []) + list(case.wanted.get("user", {}).values()):
        found.add(record.get("PrivatePIN", ""))
    for record in case.held.get("privatekey", []) + list(case.wanted.get("privatekey", {}).values()):
        found.add(record.get("Code", ""))
    return found - {""}
