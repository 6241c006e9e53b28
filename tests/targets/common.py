# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the test data of a target consists of, and values that several targets have."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

DAYS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")
ALL_DAYS = dict.fromkeys(DAYS, "1")
TIMES = {"TimeStart": "00:00", "TimeEnd": "00:00"}
ALWAYS = {**ALL_DAYS, **TIMES}
# Records of users that a door of the fault campaign holds at most.
MANY = 24


@dataclass(frozen=True)
class Battery:
    """Three records on a door and three that are wanted: one stays, one is changed, one is removed, one is added.

    ``held`` and ``holds`` are the device's records before and after, without IDs, written down by hand.
    ``names``: keys of what stays, is changed, is removed, is added. ``changes``: before and after of the changed one in
    the diff. ``bad``: a row that is refused, and the message. ``renamed``: the key that the changed one has afterwards.
    ``beside``: records of other targets that these name. ``empties_by``: the action that empties the whole list, which
    is ``del`` where there is no clear.
    """

    held: list
    wanted: list
    holds: list
    names: tuple
    changes: tuple
    bad: tuple
    secrets: frozenset = frozenset()
    renamed: str = ""
    beside: Mapping[str, list] = field(default_factory=dict)
    empties_by: str = "clear"


@dataclass(frozen=True)
class Campaign:
    """What the fault campaign makes records of.

    ``spell``: the key of a number. ``values``: option -> its value and the fields that it stands for, beside the key.
    ``needed``: options that a new record can't do without; ``defaults``: the fields of one that has nothing else.
    ``secret``: the option and the field that ``update_secrets`` is about.
    """

    spell: Callable[[int], str]
    values: Callable[[int, random.Random], dict]
    needed: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    secret: tuple[str, str] | None = None


@dataclass(frozen=True)
class Settings:
    """What the fault campaign makes settings of.

    ``takes``: options of the module. ``make``: from a door's family, options and the keys that they stand for.
    """

    takes: frozenset[str]
    make: Callable[[str, random.Random], tuple[dict, dict]]


@dataclass(frozen=True)
class TargetData:
    """All test data of a target.

    ``tasks``: options of one task or more, in an order that works on a door that holds ``held``.
    ``examples``: variables of the module's examples. ``secrets``: what of all that no output may show.
    ``option`` and ``key``, for a list: the module's option with the records; option and field by which one is found.
    ``battery``: for the tests of all lists; ``tested_in`` says where else that is done.
    ``stored``: options of a record -> the fields that they are on a door, there and back.
    ``compared``: a door's fields, options of the record of the same key, and those that are changed.
    ``refused``: options of a record, and what the message says.
    """

    module: str
    tasks: list
    held: list = field(default_factory=list)
    examples: Mapping[str, object] = field(default_factory=dict)
    secrets: frozenset = frozenset()
    option: str = ""
    key: tuple = ()
    battery: Battery | None = None
    tested_in: str = ""
    campaign: Campaign | None = None
    settings: Settings | None = None
    stored: tuple = ()
    compared: tuple = ()
    refused: tuple = ()


def change_list(option: str, first: dict, *more: dict) -> list:
    """Tasks: the first record changed and a new one, then without the first, then without any."""
    key = next(iter(first))
    return [
        {option: [first, *more]},
        {option: [{key: first[key]}], "state": "absent"},
        {option: [], "purge": True, "purge_limit": "100%"},
    ]


def pin(number: int) -> str:
    """Eight digits, so that it isn't found by chance; every fifth begins with a zero."""
    return f"{(number * 7919 + 12345677) % 90000000 + (0 if number % 5 == 0 else 10000000):08d}"


def own_pin(number: int, rng: random.Random) -> str:
    """A PIN that no other number has."""
    return pin(rng.randrange(400) * (MANY + 1) + number)
