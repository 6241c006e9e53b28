# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Field tables: a row for each option, that names its device keys, its codec, and what it is when left out.

From a table come the argument spec, the checks of the user's records with their place in the list, and the
translation between options and device records.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass, replace
from typing import Any, Callable

from ..errors import InvalidInput
from ..secrets import HIDDEN
from ..shortened import shortened
from .codec import BadValue
from .codecs import Text

_TEXT = Text()
# Names for which ansible-test wants a no_log, whatever it is.
_LIKE_A_SECRET = re.compile(r"pass|token|secret|key", re.IGNORECASE)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Thursday is spelled with four letters on the device (C72).
DAY_KEYS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")


# How many mistakes a message names before it only counts the rest.
_TOLD = 20


def all_mistakes(mistakes):
    """Several mistakes as one message, each once."""
    return shortened(list(dict.fromkeys(mistakes)), _TOLD, "; ")


def nearest(name, known):
    """What to say of a name that there isn't: the one that is spelled most alike, or all."""
    return alike(name, known) or f"there are {', '.join(known)}"


def alike(name, known):
    """The question whether the one that is spelled most alike was meant; empty where none is."""
    close = difflib.get_close_matches(str(name), sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else ""


@dataclass(frozen=True)
class Field:
    """One option of a record.

    ``keys``: all are written with the one value; the first one that the record has is read.
    ``default``: the device's string for a new record when the user gave no value; None leaves the key out.
    ``needed``: "always" for the key, "add" for what a new record can't do without.
    ``stale_keys``: removed from a record before it is written back (device-facts 5.3).
    ``same``: makes two values comparable that mean the same.
    ``left_out``: the value that a record without any of the keys is as good as.
    ``hint``: what to check when the device doesn't keep the value.
    """

    option: str
    keys: tuple
    codec: Any = _TEXT
    needed: str = ""
    default: str | None = None
    secret: bool = False
    stale_keys: tuple = ()
    same: Callable[[Any], Any] = staticmethod(lambda value: value)
    left_out: Any = None
    hint: str = ""

    def check(self, value):
        return self.codec.check(value)

    def shown(self, value):
        """A value as the user gave it, checked or not, as it may be shown."""
        if value in (None, "", [], {}):
            return value
        return HIDDEN if self.secret else self.codec.shown(value)

    def encode(self, value):
        return dict.fromkeys(self.keys, self.codec.encode(value))

    def encoded_default(self):
        return {} if self.default is None else dict.fromkeys(self.keys, self.default)

    def decode(self, record):
        """The canonical value in a device record, None when none of the keys is there."""
        for key in (*self.keys, *self.stale_keys):
            if record.get(key) is not None:
                return self.codec.decode(record[key])
        return None

    def rewrite(self, record):
        """The field's keys with the value that the record has under any of its names (for a whole-record write)."""
        if not self.stale_keys:
            return {}
        values = (record[key] for key in (*self.keys, *self.stale_keys) if record.get(key) is not None)
        return {key: value for value in (next(values, None),) if value is not None for key in self.keys}

    def spec(self):
        """The option's entry in an argument spec."""
        entry = {"type": self.codec.spec_type}
        if self.needed == "always":
            entry["required"] = True
        if self.codec.choices:
            entry["choices"] = list(self.codec.choices)
        if entry["type"] == "list":
            entry["elements"] = self.codec.elements
        if self.codec.suboptions:
            entry["options"] = dict(self.codec.suboptions)
        if self.secret or _LIKE_A_SECRET.search(self.option):
            # masked by column (secrets.py): masking a 4-digit value everywhere would damage ids and phone numbers
            entry["no_log"] = False
        return entry


@dataclass(frozen=True)
class DaysField(Field):
    """Weekdays: a list of words for the user, seven switches on the device."""

    keys: tuple = DAY_KEYS
    default: str | None = "1"

    def check(self, value):
        if not isinstance(value, (list, tuple)):
            raise BadValue(f"must be a list of {', '.join(DAYS)}, not {value!r}")
        wrong = [day for day in value if day not in DAYS]
        if wrong:
            raise BadValue(f"must be days out of {', '.join(DAYS)}, not {wrong[0]!r}")
        return [day for day in DAYS if day in value]

    def encode(self, value):
        return {key: "1" if day in value else "0" for day, key in zip(DAYS, DAY_KEYS)}

    def decode(self, record):
        if not any(key in record for key in DAY_KEYS):
            return None
        return [day for day, key in zip(DAYS, DAY_KEYS) if str(record.get(key, "0")) == "1"]

    def spec(self):
        return {"type": "list", "elements": "str", "choices": list(DAYS)}


@dataclass(frozen=True)
class FieldTable:
    """The fields of one kind of record.

    ``match_by``: the option that records are matched by, the key; the first one when empty.
    ``unique``: other options in which no two records of the list may agree.
    ``former``: an option without device keys that names the key which a record had before.
    ``plain``: a record may be given as its key alone.
    ``tells_names``: the results of a task have the names of the records that change, by key.
    ``together``: functions of the list's option and its checked rows, that refuse what two rows can't both be.
    """

    option: str
    fields: tuple
    match_by: str = ""
    unique: tuple = ()
    former: str = ""
    plain: bool = False
    tells_names: bool = False
    together: tuple = ()

    def __post_init__(self):
        names = [field.option for field in self.fields]
        if len(set(names)) != len(names) or not (self.match_by or self.fields[0].needed == "always"):
            raise ValueError(f"{self.option}: options must differ and the first one, the key, is always needed")

    @functools.cached_property
    def key(self):
        """The key's :class:`Field`."""
        return next(field for field in self.fields if self.match_by in ("", field.option))

    @functools.cached_property
    def compared(self):
        """The fields beside the key that a device has."""
        return tuple(field for field in self.fields if field is not self.key and field.option != self.former)

    def matched_by(self, option):
        """The same table with another key."""
        return replace(self, match_by=option)

    @functools.cached_property
    def known(self):
        """The fields by their option."""
        return {field.option: field for field in self.fields}

    @functools.cached_property
    def shapes(self):
        """The keys of a record, and whether each may be a list."""
        found = {"ID": False}
        for fld in self.fields:
            found.update(dict.fromkeys((*fld.keys, *fld.stale_keys), fld.codec.takes_lists))
        return found

    @functools.cached_property
    def secrets(self):
        """Names of the options that are never shown."""
        return frozenset(field.option for field in self.fields if field.secret)

    def spec(self):
        """The suboptions for an argument spec."""
        return {field.option: field.spec() for field in self.fields}

    def identity(self, value):
        """What records are matched by."""
        return self.key.same(value)

    def shown_key(self, values):
        """The key of a record in option terms, as results show it: text, and stars where it is a secret."""
        return HIDDEN if self.key.secret else str(values[self.key.option])

    def named(self, values):
        """Which record it is, for a message: ``user_id 1042``."""
        return f"{self.key.option} {'hidden' if self.key.secret else values[self.key.option]}"

    def introduced(self, values):
        """Which record it is and what it is called, for somebody who looks at a list: ``user_id 1042 Kim Example``."""
        name = "" if self.key.option == "name" or "name" in self.secrets else values.get("name") or ""
        return f"{self.named(values)} {name}".rstrip()

    def decode(self, record):
        """A device record in option terms; fields that the device doesn't have are left out."""
        values = ((field.option, field.decode(record)) for field in self.fields)
        return {option: value for option, value in values if value is not None}

    def check_rows(self, rows):
        """The user's records with canonical values, options that were left out (or null) missing.

        :raises InvalidInput: with the place, as ``users[3].pin (user_id 1042): must be ...``.
        """
        if not isinstance(rows, (list, tuple)):
            raise InvalidInput(f"{self.option}: must be a list, not {type(rows).__name__}")
        checked, places, mistakes = [], {}, []
        for index, row in enumerate(rows):
            place = f"{self.option}[{index}]"
            values, wrong = self._check_row(place, {self.key.option: row} if self.plain and _is_plain(row) else row)
            mistakes += wrong
            for field in (self.key, *(field for field in self.fields if field.option in self.unique)):
                mistakes += self._doubled(place, index, field, values, places)
            checked.append(values)
        if mistakes:
            raise InvalidInput(all_mistakes(mistakes))
        if self.former:
            self._check_former(checked)
        for check in self.together:
            check(self.option, checked)
        return checked

    def _doubled(self, place, index, field, values, places):
        if values.get(field.option) in (None, ""):
            return
        first = places.setdefault((field.option, field.same(values[field.option])), index)
        if first != index:
            shown = "the same value" if field.secret else values[field.option]
            yield f"{place}.{field.option}: {shown} is already in {self.option}[{first}]; each may be listed once"

    def _check_former(self, rows):
        keys = {self.identity(row[self.key.option]) for row in rows}
        for index, row in enumerate(rows):
            former = row.get(self.former)
            if former is None:
                continue
            if self.identity(former) in keys:
                raise InvalidInput(f"{self.option}[{index}].{self.former}: {former} is listed as well, or named twice")
            keys.add(self.identity(former))

    def _check_row(self, place, row):
        """The values of a record as far as they are right, and what is wrong with it, a text for each mistake."""
        if not isinstance(row, dict):
            return {}, [f"{place}: must be a mapping of options, not {type(row).__name__}"]
        known = self.known
        unknown = sorted(str(name) for name in row if name not in known)
        values, wrong = {}, [f"{place}.{name}: is not an option; {nearest(name, known)}" for name in unknown]
        if row.get(self.key.option) in (None, ""):
            wrong.append(f"{place}.{self.key.option}: is missing; it is what the record is found by")
        for field in self.fields:
            if row.get(field.option) in (None, "") if field is self.key else row.get(field.option) is None:
                continue
            try:
                values[field.option] = field.check(row[field.option])
            except BadValue as exc:
                who = f" ({self.named(values)})" if self.key.option in values else ""
                wrong.append(f"{place}.{field.option}{exc.path}{who}: {exc}")
        return values, wrong


def _is_plain(row):
    return isinstance(row, (str, int, float))
