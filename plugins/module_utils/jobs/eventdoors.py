# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The doors file of the event source: which tokens each door has, and how far the rotation of each has come.

The source knows a door by any of its tokens. A rotation adds a second one, writes the door, and takes the first one
away once the door has called by the second. All that it needs to know is in the file, so the next run continues one
that was killed. The last of a door's tokens is the one that it is to have, and ``written`` says since when it has it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from ..errors import InvalidInput
from ..fields.actionurls import DOOR_NAME, DOORS_FILE_VERSION, MOST_TOKENS, NOT_A_DOOR, TOKEN
from ..fields.actionwords import fingerprint
from ..fields.option_codecs import mac_digits, shown_mac

TIME = "%Y-%m-%dT%H:%M:%SZ"
_TOKEN_BYTES = 24

# What a door's entry is in the middle of, see :func:`state_of`.
NEW, STEADY, ROTATING, UNSEEN = "new", "steady", "rotating", "unseen"
# What becomes of a door in a plan beside that.
UNREACHED, WRONG = "unreached", "wrong"


@dataclass(frozen=True)
class Token:
    """A token; ``created`` and ``written`` (to the door) are times in UTC, the latter empty until then."""

    token: str
    created: str
    written: str = ""


@dataclass(frozen=True)
class Entry:
    """A door: its inventory name, its MAC as twelve small digits, its address, its tokens, the newest one last."""

    name: str
    mac: str
    address: str
    tokens: tuple

    @property
    def newest(self):
        return self.tokens[-1]


@dataclass(frozen=True)
class Asked:
    """What a door has said of itself: its MAC as twelve small digits, empty where it doesn't tell, and its address."""

    mac: str
    address: str


def state_of(entry):
    """How far a door is: without its first token, with the one it has, about to get another one, not seen with it."""
    if len(entry.tokens) == 1:
        return STEADY if entry.newest.written else NEW
    return UNSEEN if entry.newest.written else ROTATING


def read_doors(text):
    """Door -> :class:`Entry` of the file's text; none in an empty one.

    :raises InvalidInput: naming the place. No token is quoted.
    """
    if not text.strip():
        return {}
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput("is not JSON, or was cut off") from None
    if (
        not isinstance(data, dict)
        or data.get("version") != DOORS_FILE_VERSION
        or not isinstance(data.get("doors"), dict)
    ):
        raise InvalidInput(f"must have version {DOORS_FILE_VERSION} and doors")
    found, macs, tokens = {}, set(), set()
    for mac, entry in data["doors"].items():
        door = _read_entry(f"doors.{mac}", mac, entry)
        if door.name in found or door.mac in macs or any(each.token in tokens for each in door.tokens):
            raise InvalidInput(f"doors.{mac}: has a name, MAC or token that another door has")
        found[door.name] = door
        macs.add(door.mac)
        tokens.update(each.token for each in door.tokens)
    return found


def _read_entry(place, mac, entry):
    digits = mac_digits(mac)
    if not digits:
        raise InvalidInput(f"{place}: must be a MAC address such as 0C:11:05:00:00:01")
    if not isinstance(entry, dict) or wrong_name(entry.get("name")):
        raise InvalidInput(f"{place}.name: must be the name of a host")
    address, listed = entry.get("address", ""), entry.get("tokens")
    if not isinstance(address, str):
        raise InvalidInput(f"{place}.address: must be text")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_TOKENS:
        raise InvalidInput(f"{place}.tokens: must be a list of 1 to {MOST_TOKENS}")
    tokens = tuple(_read_token(f"{place}.tokens[{index}]", each) for index, each in enumerate(listed))
    return Entry(entry["name"], digits, address, tuple(sorted(tokens, key=lambda each: each.created)))


def _read_token(place, entry):
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name, ""), str) for name in ("created", "written")):
        raise InvalidInput(f"{place}: must have token, created and written, as text")
    if not isinstance(entry.get("token"), str) or not TOKEN.fullmatch(entry["token"]):
        raise InvalidInput(f"{place}.token: must be 20 to 64 letters, digits, '-' and '_'")
    return Token(entry["token"], entry.get("created", ""), entry.get("written", ""))


def write_doors(entries):
    """The file's text, sorted by door."""
    doors = {
        shown_mac(entry.mac): {
            "name": entry.name,
            "address": entry.address,
            "tokens": [vars(token) for token in entry.tokens],
        }
        for entry in sorted(entries.values(), key=lambda each: each.name)
    }
    return json.dumps({"version": DOORS_FILE_VERSION, "doors": doors}, indent=1) + "\n"


def wrong_name(name):
    """Whether a door of that name can't be limited to: neither a pattern nor a group may be taken for it."""
    return not isinstance(name, str) or not DOOR_NAME.fullmatch(name) or name in NOT_A_DOOR


def new_token(now):
    """A fresh :class:`Token`, which can't be guessed."""
    return Token(secrets.token_urlsafe(_TOKEN_BYTES), now)


@dataclass(frozen=True)
class Plan:
    """What the file is to hold, and door -> ``{"state": ..., "says": ...}``; ``changed``: whose tokens are others."""

    entries: dict
    doors: dict
    changed: frozenset


def plan(held, batch: Iterable, asked, inventory, now, rotate=False, days=0):
    """What the doors file is to hold for the doors of a ``batch``, before any of them is written.

    ``asked``: door -> :class:`Asked` of those that answered. Doors that didn't keep their tokens, and a rotation is
    noted for them as well: whoever reaches them next goes on with it. ``inventory``: all doors that there are.
    ``rotate``: give each a second token; ``days``: only to those whose token is older.
    """
    kept, told, changed = dict(held), {}, set()
    owners = {entry.mac: name for name, entry in kept.items()}
    for door in batch:
        said, entry = asked.get(door), kept.get(door)
        wrong = _wrong(door, said, owners, inventory) if said else ""
        if wrong:
            told[door] = {"state": WRONG, "says": wrong}
            continue
        if said is None and entry is None:
            told[door] = {"state": UNREACHED, "says": "it has no token yet"}
            continue
        if said is not None:
            entry = _noted(door, said, entry, kept, owners, now)
        if len(entry.tokens) == 1 and entry.newest.written and (rotate or _is_old(entry.newest, now, days)):
            entry = replace(entry, tokens=(*entry.tokens, new_token(now)))
        if entry.tokens != getattr(held.get(door), "tokens", None):
            changed.add(door)
        kept[door] = entry
        told[door] = {"state": UNREACHED if said is None else state_of(entry), "says": ""}
    return Plan(kept, told, frozenset(changed))


def _wrong(door, said, owners, inventory):
    if wrong_name(door):
        return f"its name '{door}' can't limit a run to this door: letters, digits, '_', '.' and '-' are allowed"
    if not said.mac:
        return "it doesn't tell its MAC, by which the event source knows it"
    owner = owners.get(said.mac, door)
    if owner != door and owner in inventory:
        return f"{shown_mac(said.mac)} answers, which is {owner} in the doors file. Is one of the addresses wrong?"
    return ""


def _noted(door, said, entry, kept, owners, now):
    """The entry of a door that answered; a unit of another MAC gets a token of its own."""
    former = owners.get(said.mac)
    if former not in (None, door):
        # the door was renamed in the inventory
        entry = replace(kept.pop(former), name=door)
    if entry is None or entry.mac != said.mac:
        entry = Entry(door, said.mac, said.address, (new_token(now),))
    owners[said.mac] = door
    return replace(entry, address=said.address)


def _is_old(token, now, days):
    if not days:
        return False
    try:
        created = datetime.strptime(token.created, TIME)
    except ValueError:
        return True
    return created + timedelta(days=days) <= datetime.strptime(now, TIME)


def mark_written(entries, doors, when):
    """The entries, with the newest token of these doors as written ``when``, unless it was before."""
    return {
        name: replace(entry, tokens=(*entry.tokens[:-1], replace(entry.newest, written=when)))
        if name in doors and not entry.newest.written
        else entry
        for name, entry in entries.items()
    }


def unseen(entries, doors, used):
    """Those of the doors that have a new token, and have not called by it.

    ``used``: fingerprint -> time of the last call, by the source's status file. A new token is known to nobody but the
    door and this file, so any call by it shows that the door has it.
    """
    return [
        door
        for door in doors
        if door in entries and state_of(entries[door]) == UNSEEN and fingerprint(entries[door].newest.token) not in used
    ]


def drop_old(entries, doors, keep=()):
    """The entries without the first token of the doors that have their new one, but for those in ``keep``."""
    return {
        name: replace(entry, tokens=(entry.newest,))
        if name in doors and name not in keep and state_of(entry) == UNSEEN
        else entry
        for name, entry in entries.items()
    }


def utc_now():
    """The time, as it stands in the file."""
    return datetime.now(timezone.utc).strftime(TIME)
