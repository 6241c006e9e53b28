# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source: doors call a URL when something happens, and each call becomes an event.

ansible-rulebook starts this file by its path, so it is whole in itself: neither relative imports nor those of a
collection work there. Whatever is sent to the port, ``main`` neither returns nor raises: both would end every ruleset.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import functools
import hashlib
import hmac
import ipaddress
import json
import logging
import os
import re
import secrets
import signal
import socket
import ssl
import stat
import tempfile
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_to_bytes

DOCUMENTATION = r"""
---
module: action_url
short_description: Events of Akuvox doors, by their Action URLs
description:
  - Listens for the calls that doors make when something happens, and makes an event of each.
  - A door calls C(http://HOST:PORT/TOKEN/WORD?mac=$mac&ip=$ip). C(WORD) is the last part of the key in the door's
    configuration, such as C(RelayATriggered). The role P(doorfleet.akuvox.events#role) sets these URLs.
  - An event has C(akuvox) with C(door), C(mac), C(kind), C(result), C(relay), C(input), C(credential_id), C(seq),
    C(peer_ok) and C(received), and C(meta.hosts) with the door's name.
  - Each key is always there, and each value is text, empty if unknown.
  - An argument of the wrong type, an unknown one or an undefined variable ends ansible-rulebook at its start.
version_added: 0.3.0
options:
  host:
    description: Address to listen on. Doors need one that they reach; V(0.0.0.0) is every one of the machine.
    type: str
    default: 127.0.0.1
  port:
    description: TCP port to listen on.
    type: int
    required: true
  certfile:
    description:
      - File with the certificate and its chain, in PEM form. With it the doors call by C(https).
      - It is read again when it changes.
    type: str
  keyfile:
    description: File with the key of O(certfile), unless the key is in the same file.
    type: str
  cafile:
    description: File with the authorities of the doors' own certificates. With it a door has to show one.
    type: str
  doors:
    description:
      - The doors, each by its MAC, with C(name) (the inventory's), C(token) (one, or a list of two) and C(address).
      - A token has 20 to 64 letters, digits, C(-) and C(_), in quotes.
      - Either this or O(doors_file).
    type: dict
  doors_file:
    description:
      - File with the doors, which the role P(doorfleet.akuvox.events#role) writes. Nobody else may read it.
      - It is read again when it changes. While a new one is broken, the last good one stays in force.
      - What is in force is said in a file beside it, whose name ends in C(.status).
    type: str
  allowed_peers:
    description: Networks and addresses that may call, such as V(192.0.2.0/24). Empty means all.
    type: list
    elements: str
    default: []
  credentials:
    description:
      - What becomes of PINs and card numbers in a call.
      - With V(hash) the event has a keyed hash, by which it can be seen that two are equal.
    type: str
    choices: [drop, hash]
    default: drop
  hash_key:
    description: Key of the hash, 16 characters or more. Whoever has it can find a PIN by trying all.
    type: str
  dedupe_seconds:
    description:
      - A call that equals one of the same door within so many seconds makes no event.
      - Two wrong PINs are equal too, unless the door's URL has C($code).
    type: int
    default: 0
  max_pending:
    description:
      - Events that wait for the rules engine.
      - Further calls are answered 503, and an event C(overflow) counts them.
    type: int
    default: 1000
  max_per_door_per_minute:
    description:
      - Calls of one door in a minute. Further ones are answered 503, and an event C(overflow) counts them.
      - V(0) is no limit.
    type: int
    default: 120
  max_line:
    description: Bytes of a call's first line, which has the URL.
    type: int
    default: 4096
  offline_after:
    description:
      - A door that has not called for so many seconds gives an event C(door_silent), and C(door_back) once it calls.
      - V(0) is off. Doors call only when something happens; the source C(doorfleet.akuvox.door_poll) asks them.
    type: int
    default: 0
  unknown_door:
    description:
      - Whether a call without a door's token is only refused, or gives an event C(unknown_door) too.
      - There is one a minute for each MAC.
    type: str
    choices: [refuse, event]
    default: refuse
"""

EXAMPLES = r"""
- name: Events of the doors
  hosts: akuvox
  sources:
    - doorfleet.akuvox.action_url:
        host: 192.0.2.5
        port: 5000
        doors_file: /etc/akuvox/doors.json
        allowed_peers: [192.0.2.0/24]
  rules:
    - name: Somebody tampers with a door
      condition: event.akuvox.kind == "tamper"
      action:
        run_playbook:
          name: doorfleet.akuvox.collect_logs
"""

LOG = logging.getLogger("doorfleet.akuvox.action_url")

# ---- What a call may look like --------------------------------------------------------------------------------------

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
WORD = re.compile(r"[A-Za-z0-9_]{1,40}")
DOOR_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}")
NOT_A_DOOR = ("all", "ungrouped", "localhost")
DOORS_FILE_VERSION = 1
MOST_TOKENS = 2
STATUS_SUFFIX = ".status"
FINGERPRINT_DIGITS = 16
OWN_KINDS = (
    "bad_request",
    "code_spree",
    "door_back",
    "door_silent",
    "doors_file_broken",
    "overflow",
    "unknown_door",
)

# Words in the words' own spelling, from device-facts 9.3: kind and result of the event.
WORDS = {
    "valid_code_entered": ("valid_code", "granted"),
    "invalid_code_entered": ("invalid_code", "denied"),
    "valid_card_entered": ("valid_card", "granted"),
    "invalid_card_entered": ("invalid_card", "denied"),
    "valid_face_recognition": ("valid_face", "granted"),
    "invalid_face_recognition": ("invalid_face", "denied"),
    "valid_qr_code_entered": ("valid_qrcode", "granted"),
    "invalid_qr_code_entered": ("invalid_qrcode", "denied"),
    "make_call": ("call_made", ""),
    "hang_up": ("call_ended", ""),
    "tamper_alarm_triggered": ("tamper", ""),
    "alarm_triggered": ("alarm", ""),
    "input_break_in": ("break_in", ""),
    "setup_completed": ("restart", ""),
}
# Kinds are words too, for those who write a URL by hand.
WORDS.update({kind: (kind, result) for kind, result in list(WORDS.values())})
# Words that end in, or have in them, the letter of a relay or input: kind, and which of the two it is.
LETTERED = (
    (re.compile(r"relay_([a-d])_triggered"), "relay_triggered", "relay"),
    (re.compile(r"relay_([a-d])_closed"), "relay_closed", "relay"),
    (re.compile(r"input_([a-d])_triggered"), "input_triggered", "input"),
    (re.compile(r"input_([a-d])_closed"), "input_closed", "input"),
    (re.compile(r"break_in_alarm_([a-d])"), "break_in", "input"),
    (re.compile(r"alarm_door_opened_timeout_([a-d])"), "door_held_open", "input"),
)
# What words of newer firmware may look like. Others are the kind "other", as somebody may have put $code there.
NEW_WORD = re.compile(
    r"[a-z_]{1,40}_(alarm|closed|completed|connected|disconnected|entered|failed|opened|pressed|recognition|timeout|triggered)"
    r"(_[a-d])?"
)
# The variable whose digit is the event's result. Relay and input have a number in the place of {}.
STATUS_OF = {
    "relay_triggered": "relay{}status",
    "relay_closed": "relay{}status",
    "input_triggered": "input{}status",
    "input_closed": "input{}status",
    "alarm": "alarmstatus",
}
# What opens a door or names somebody, the most telling first, and what kind of thing it is to the hash.
CREDENTIALS = {
    "card_sn": "card",
    "code": "code",
    "code_value": "code",
    "qrcode": "qrcode",
    "userid": "user",
    "user_name": "user",
    "active_user": "user",
}
# All other variables of a call are left where they are.
VARIABLES = {
    "mac",
    "alarmstatus",
    *CREDENTIALS,
    *(f"{what}{number}status" for what in ("relay", "input") for number in range(1, 5)),
}

MOST_VARIABLES = 64
MAX_HEADER_BYTES = 16 * 1024
MAX_BODY_BYTES = 16 * 1024
MAX_CONNECTIONS = 500
BACKLOG = 512
ACCEPTED_AT_ONCE = 100
DEFER_SECONDS = 3
READ_BYTES = 64 * 1024
# Seconds in which a call has to be complete, and a kept connection to be used again.
CALL_SECONDS = 10.0
TICK_SECONDS = 1.0
# What the source says of itself has room in the queue when the doors' events have filled it.
OWN_RESERVE = 100
NOTICE_SECONDS = 60.0
MOST_NOTICES = 1000
MOST_REMEMBERED = 10_000
MAX_DOORS_FILE_BYTES = 16 * 1024 * 1024
CERTIFICATE_DAYS = 30

UNREPLACED = re.compile(r"\$[A-Za-z0-9_]+")
DIGITS = re.compile(r"[0-9]{1,3}")
HEADER_END = re.compile(rb"\r?\n\r?\n")
HEADERS = re.compile(rb"(?im)^(content-length|transfer-encoding|connection|expect)[ \t]*:[ \t]*([^\r\n]*)")
VERSION = re.compile(rb"HTTP/([0-9])\.([0-9])", re.IGNORECASE)
CAMEL = ((re.compile(r"([a-z0-9])([A-Z])"), r"\1_\2"), (re.compile(r"([A-Z]+)([A-Z][a-z])"), r"\1_\2"))


# ---- Arguments ------------------------------------------------------------------------------------------------------


class BadArgument(ValueError):
    """An argument that the source doesn't start with. The text never has a token or key in it."""


@dataclass(frozen=True)
class Option:
    """One argument: its exact type, and what else it has to be."""

    type: type
    default: Any = None
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False


OPTIONS = {
    "host": Option(str, "127.0.0.1"),
    "port": Option(int, least=1, most=65_535, required=True),
    "certfile": Option(str),
    "keyfile": Option(str),
    "cafile": Option(str),
    "doors": Option(dict),
    "doors_file": Option(str),
    "allowed_peers": Option(list, []),
    "credentials": Option(str, "drop", choices=("drop", "hash")),
    "hash_key": Option(str),
    "dedupe_seconds": Option(int, 0, most=3600),
    "max_pending": Option(int, 1000, least=1, most=1_000_000),
    "max_per_door_per_minute": Option(int, 120, most=1_000_000),
    "max_line": Option(int, 4096, least=256, most=65_536),
    "offline_after": Option(int, 0, most=31 * 86_400),
    "unknown_door": Option(str, "refuse", choices=("refuse", "event")),
}
SPOKEN = {
    str: "text in quotes",
    int: "a whole number without quotes",
    bool: "true or false",
    list: "a list",
    dict: "a mapping",
}
SHORTEST_HASH_KEY = 16
SHORTEST_SILENCE = 60
# Given by ansible-rulebook itself where the rulebook asks for feedback.
FEEDBACK = "eda_feedback_queue"


def checked_type(name: str, value: Any, wanted: type) -> None:
    """Refuse a value that isn't of a type. Templates turn text into numbers, and nothing else looks at it."""
    if any("Undefined" in ancestor.__name__ for ancestor in type(value).__mro__):
        raise BadArgument(
            f"{name}: the variable in it is not defined; pass it to ansible-rulebook by --vars or --env-vars"
        )
    # a boolean is an integer to Python
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        raise BadArgument(f"{name}: must be {SPOKEN[wanted]}, not of type {type(value).__name__}")


def checked_option(name: str, option: Option, value: Any) -> Any:
    """Return the value of an argument, or refuse it by name."""
    checked_type(name, value, option.type)
    if option.choices and value not in option.choices:
        raise BadArgument(f"{name}: must be one of {', '.join(option.choices)}")
    if option.type is int and not option.least <= value <= option.most:
        raise BadArgument(f"{name}: must be from {option.least} to {option.most}, not {value}")
    if option.type is str and not value:
        raise BadArgument(f"{name}: must not be empty; leave it out instead")
    return value


@dataclass(frozen=True)
class Options:
    """The arguments, checked."""

    host: str
    port: int
    certfile: str | None
    keyfile: str | None
    cafile: str | None
    doors: dict | None
    doors_file: str | None
    allowed_peers: tuple
    credentials: str
    hash_key: str | None
    dedupe_seconds: int
    max_pending: int
    max_per_door_per_minute: int
    max_line: int
    offline_after: int
    unknown_door: str


def read_options(options: dict[str, Option], args: dict[str, Any]) -> SimpleNamespace:
    """Return the value of each option, by its name.

    :raises BadArgument: naming the argument, and what is allowed there.
    """
    unknown = sorted(str(name) for name in args if name not in options and name != FEEDBACK)
    if unknown:
        raise BadArgument(f"{unknown[0]}: there is no such argument; there are: {', '.join(options)}")
    values = {name: option.default for name, option in options.items()}
    # an argument without a value, as YAML reads 'keyfile:', is one that is left out
    given = {name: args[name] for name in options if args.get(name) is not None}
    values.update({name: checked_option(name, options[name], value) for name, value in given.items()})
    for name, option in options.items():
        if option.required and values[name] is None:
            raise BadArgument(f"{name}: is required")
    return SimpleNamespace(**values)


def checked_arguments(args: dict[str, Any]) -> Options:
    """Return the arguments of the source.

    :raises BadArgument: naming the argument, and what is allowed there.
    """
    values = vars(read_options(OPTIONS, args))
    if (values["doors"] is None) == (values["doors_file"] is None):
        raise BadArgument("doors, doors_file: exactly one of the two is required")
    if values["credentials"] == "hash" and len(values["hash_key"] or "") < SHORTEST_HASH_KEY:
        raise BadArgument(f"hash_key: credentials: hash needs one of {SHORTEST_HASH_KEY} characters or more")
    if values["hash_key"] is not None and values["credentials"] != "hash":
        raise BadArgument("hash_key: has no effect without credentials: hash")
    if values["certfile"] is None and (values["keyfile"] or values["cafile"]):
        raise BadArgument("certfile: is required with keyfile and cafile")
    if 0 < values["offline_after"] < SHORTEST_SILENCE:
        raise BadArgument(f"offline_after: must be 0 or at least {SHORTEST_SILENCE}")
    values["allowed_peers"] = checked_networks(values["allowed_peers"])
    return Options(**values)


def checked_networks(listed: list) -> tuple:
    """Return the networks of a list of addresses and networks."""
    networks = []
    for place, text in enumerate(listed):
        name = f"allowed_peers[{place}]"
        checked_type(name, text, str)
        try:
            networks.append(ipaddress.ip_network(text))
        except ValueError as problem:
            raise BadArgument(f"{name}: must be an address or a network such as '192.0.2.0/24': {problem}") from None
    return tuple(networks)


# ---- Doors and their tokens -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """One door: its name in the inventory, its MAC with colons, its address where it is one, and its tokens."""

    name: str
    mac: str
    address: str
    tokens: tuple[str, ...]


@functools.lru_cache(maxsize=4096)
def shown_mac(text: str) -> str:
    """Return a MAC as ``0C:11:05:00:00:01``, empty when the text isn't one."""
    digits = re.sub(r"[\s:.-]", "", text).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digits):
        return ""
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


@functools.lru_cache(maxsize=4096)
def plain_address(text: str) -> str:
    """Return an address in one spelling, empty when the text isn't one, as a host's name is not."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def read_door(place: str, mac: Any, entry: Any, tokens: list) -> Door:
    """Return a door out of an entry, with the tokens that were found in it."""
    checked_type(f"{place} (a MAC)", mac, str)
    shown = shown_mac(mac)
    if not shown:
        raise BadArgument(f"{place}: must be a MAC address such as '0C:11:05:00:00:01'")
    name, address = entry.get("name"), entry.get("address", "")
    checked_type(f"{place}.name", name, str)
    if not DOOR_NAME.fullmatch(name) or name in NOT_A_DOOR:
        raise BadArgument(
            f"{place}.name: must be the inventory name of one host: letters, digits, '.', '-' and '_', "
            f"and none of {', '.join(NOT_A_DOOR)}"
        )
    checked_type(f"{place}.address", "" if address is None else address, str)
    if not 1 <= len(tokens) <= MOST_TOKENS:
        raise BadArgument(f"{place}: must have one or {MOST_TOKENS} tokens, not {len(tokens)}")
    for token in tokens:
        checked_type(f"{place}.token", token, str)
        if not TOKEN.fullmatch(token):
            raise BadArgument(f"{place}.token: must be 20 to 64 letters, digits, '-' and '_'")
    return Door(name, shown, plain_address(address or ""), tuple(tokens))


def given_doors(doors: dict) -> list[Door]:
    """Return the doors of the argument ``doors``."""
    found = []
    for mac, entry in doors.items():
        place = f"doors.{mac}"
        checked_type(place, entry, dict)
        unknown = sorted(str(name) for name in entry if name not in ("name", "address", "token"))
        if unknown:
            raise BadArgument(f"{place}.{unknown[0]}: there is no such key; there are: name, address, token")
        token = entry.get("token")
        found.append(read_door(place, mac, entry, token if isinstance(token, list) else [token]))
    return found


def filed_doors(text: bytes) -> list[Door]:
    """Return the doors in the content of a ``doors_file``. Keys that the role keeps for itself are passed over."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise BadArgument("is no JSON") from None
    checked_type("its content", content, dict)
    if content.get("version") != DOORS_FILE_VERSION:
        raise BadArgument(f"version: must be {DOORS_FILE_VERSION}; the file is of another release of the collection")
    doors = content.get("doors")
    checked_type("doors", doors, dict)
    found = []
    for mac, entry in doors.items():
        place = f"doors.{mac}"
        checked_type(place, entry, dict)
        tokens = entry.get("tokens")
        checked_type(f"{place}.tokens", tokens, list)
        for number, each in enumerate(tokens):
            checked_type(f"{place}.tokens[{number}]", each, dict)
        found.append(read_door(place, mac, entry, [each.get("token") for each in tokens]))
    return found


class Registry:
    """The doors by MAC and by token.

    A token is looked up by its keyed hash, so that the time of a look-up says nothing of the token. Then it is
    compared in constant time.
    """

    def __init__(self, doors: list[Door]) -> None:
        """Take the doors; a name, MAC or token that two of them have is refused."""
        self.by_mac: dict[str, Door] = {}
        self._key = secrets.token_bytes(32)
        self._by_token: dict[bytes, tuple[Door, bytes, str]] = {}
        names: set[str] = set()
        for door in doors:
            if door.mac in self.by_mac:
                raise BadArgument(f"doors.{door.mac}: the MAC is there twice")
            if door.name in names:
                raise BadArgument(f"doors.{door.mac}.name: two doors have the name '{door.name}'")
            names.add(door.name)
            self.by_mac[door.mac] = door
            for token in door.tokens:
                known = self._by_token.setdefault(
                    self._hash(token.encode()), (door, token.encode(), fingerprint(token))
                )
                if known[0] is not door:
                    raise BadArgument(f"doors.{door.mac}: has the token of '{known[0].name}'; each door needs its own")

    def _hash(self, token: bytes) -> bytes:
        return hashlib.blake2b(token, key=self._key, digest_size=16).digest()

    def owner(self, token: bytes) -> tuple[Door, str] | None:
        """Return the door of a token and the token's fingerprint."""
        found = self._by_token.get(self._hash(token))
        if found is None or not hmac.compare_digest(found[1], token):
            return None
        return found[0], found[2]


def fingerprint(token: str) -> str:
    """Return the name of a token in the status file, from which the token can't be had."""
    return hashlib.sha256(token.encode()).hexdigest()[:FINGERPRINT_DIGITS]


class DoorsFile:
    """The file with the doors, which is read again when it changes."""

    def __init__(self, path: str) -> None:
        """Take the path; nothing is read yet."""
        self.path = os.path.expanduser(path)
        self.sha256 = ""
        self.loaded = ""
        self.problem = ""
        self._seen: tuple | None = None

    def read(self) -> Registry | None:
        """Return the doors of a file that has changed, None where it has not.

        :raises BadArgument: saying what is wrong with the changed file, once for each change.
        """
        try:
            found = os.stat(self.path)
            signature: tuple = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
        except OSError as problem:
            signature = (problem.errno,)
        if signature == self._seen:
            return None
        self._seen = signature
        try:
            registry, digest = self._load()
        except (BadArgument, OSError) as problem:
            reason = problem.strerror or "can't be read" if isinstance(problem, OSError) else str(problem)
            self.problem = f"{self.path}: {reason}"
            raise BadArgument(f"doors_file: {self.problem}") from None
        self.sha256, self.loaded, self.problem = digest, utc_now(), ""
        return registry

    def _load(self) -> tuple[Registry, str]:
        with open(self.path, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise BadArgument("is no regular file")
            if found.st_mode & 0o027:
                raise BadArgument(
                    f"others can read it, or its group can write it (mode {found.st_mode & 0o777:04o}); set 0600"
                )
            text = file.read(MAX_DOORS_FILE_BYTES + 1)
        if len(text) > MAX_DOORS_FILE_BYTES:
            raise BadArgument(f"has more than {MAX_DOORS_FILE_BYTES} bytes")
        return Registry(filed_doors(text)), hashlib.sha256(text).hexdigest()


# ---- HTTP, within bounds --------------------------------------------------------------------------------------------


class BadRequest(Exception):
    """A call that isn't understood: a word for the reason, and the status it is answered with."""

    def __init__(self, reason: str, status: int = 400) -> None:
        """Take the word, which is all that is ever said of the call."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class Request:
    """What one call sent. ``keep``: the connection may be used again."""

    method: bytes
    target: bytes
    body: bytes
    keep: bool


class RequestReader:
    """Cuts what comes on a connection into calls. Doors send raw blanks in the URL, so only its ends are looked at."""

    def __init__(self, max_line: int) -> None:
        """Take the length of the longest first line, in bytes."""
        self._max_line = max_line
        self._buffer = bytearray()
        self._searched = 0

    def feed(self, data: bytes) -> None:
        """Take what has come."""
        self._buffer += data

    def next(self) -> Request | None:
        """Return the next call, None while it isn't complete.

        :raises BadRequest: nothing on this connection can be understood any more.
        """
        buffer = self._buffer
        if not self._searched:
            while buffer[:1] in (b"\r", b"\n"):
                del buffer[:1]
        end = buffer.find(b"\n")
        if end > self._max_line or (end < 0 and len(buffer) > self._max_line):
            raise BadRequest("line_too_long", 414)
        if end < 0:
            return None
        line = bytes(buffer[:end].rstrip(b"\r"))
        method, target, version = cut_line(line)
        if version is None:
            # a call without a version has no headers to wait for
            buffer.clear()
            return Request(method, target, b"", keep=False)
        found = HEADER_END.search(buffer, max(end - 1, self._searched - 3))
        if found is None:
            self._searched = len(buffer)
            if len(buffer) - end > MAX_HEADER_BYTES:
                raise BadRequest("headers_too_long", 431)
            return None
        if found.end() - end > MAX_HEADER_BYTES:
            raise BadRequest("headers_too_long", 431)
        length, keep = read_headers(bytes(buffer[end + 1 : found.end()]), version)
        if len(buffer) < found.end() + length:
            # found at once when more has come
            self._searched = found.end()
            return None
        body = bytes(buffer[found.end() : found.end() + length])
        del buffer[: found.end() + length]
        self._searched = 0
        return Request(method, target, body, keep)


def cut_line(line: bytes) -> tuple[bytes, bytes, tuple[int, int] | None]:
    """Return method, target and version of a first line: all between the first and the last blank is the target."""
    method, _blank, rest = line.partition(b" ")
    target, _blank, last = rest.rpartition(b" ")
    found = VERSION.fullmatch(last)
    if found is None:
        target, version = rest, None
    else:
        version = (int(found[1]), int(found[2]))
    if method not in (b"GET", b"POST"):
        raise BadRequest("bad_method", 405)
    return method, target.strip(), version


def read_headers(block: bytes, version: tuple[int, int]) -> tuple[int, bool]:
    """Return the length of the body, and whether the connection can be used for another call."""
    length, keep = 0, version >= (1, 1)
    lengths = set()
    for name, value in HEADERS.findall(block):
        name, value = name.lower(), value.strip().lower()
        if name == b"content-length":
            lengths.add(value)
        elif name == b"connection":
            keep = keep and value != b"close"
        else:
            # The URL has all that matters. What follows it is not waited for, and goes with the connection.
            keep, lengths = False, {b"0"}
            break
    if len(lengths) > 1 or not all(value.isdigit() and len(value) < 19 for value in lengths):
        raise BadRequest("bad_length")
    if lengths:
        length = int(lengths.pop())
    if length > MAX_BODY_BYTES:
        raise BadRequest("body_too_long", 413)
    return length, keep


@dataclass(frozen=True)
class Call:
    """What a call says: the token, the word and the variables that are known."""

    token: bytes
    word: str
    variables: dict[str, str]


def read_call(request: Request) -> Call:
    """Return what a request says, in the path form, the query form, or in its body."""
    target = request.target
    if not target.startswith(b"/"):
        # the form that goes to proxies
        target = b"/" + target.partition(b"://")[2].partition(b"/")[2]
    path, _mark, query = target.partition(b"?")
    token, _slash, rest = path[1:].partition(b"/")
    first, _slash, more = rest.partition(b"/")
    word, pairs = (b"", rest) if b"=" in first else (first, more)
    variables: dict[str, str] = {}
    # the first one of a name counts: what somebody typed at the door can only come after it
    keep_known(variables, path_pairs(pairs))
    keep_known(variables, split_pairs(query, b"&"))
    keep_known(variables, body_pairs(request.body))
    text = unquote_to_bytes(word).decode("ascii", "replace")
    if word and not WORD.fullmatch(text):
        raise BadRequest("bad_word")
    return Call(unquote_to_bytes(token), text, variables)


def split_pairs(text: bytes, separator: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Cut ``a=b&c=d`` into pairs, which are still encoded."""
    for piece in text.split(separator, MOST_VARIABLES)[:MOST_VARIABLES]:
        name, equals, value = piece.partition(b"=")
        if equals:
            yield name, value


def path_pairs(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Cut ``mac=...:ip=...`` into pairs; a piece without ``=`` goes on with the value before it."""
    name, value = b"", b""
    for piece in re.split(rb"[:&]", text, maxsplit=MOST_VARIABLES)[:MOST_VARIABLES]:
        start, equals, rest = piece.partition(b"=")
        if not equals:
            value += b":" + piece
            continue
        if name:
            yield name, value
        name, value = start, rest
    if name:
        yield name, value


def body_pairs(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Cut a body into pairs: a form, or a JSON object whose values are plain."""
    if not body.lstrip().startswith(b"{"):
        yield from split_pairs(body, b"&")
        return
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return
    for name, value in list(content.items())[:MOST_VARIABLES]:
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            # as it would stand in a URL
            yield name.encode("utf-8", "replace"), str(value).replace("%", "%25").encode("utf-8", "replace")


def keep_known(variables: dict[str, str], pairs: Iterator[tuple[bytes, bytes]]) -> None:
    """Add the variables that are known and that the door has filled in."""
    for name, value in pairs:
        known = name.decode("latin-1").lower().lstrip("$")
        if known not in VARIABLES or known in variables:
            continue
        text = unquote_to_bytes(value).decode("utf-8", "replace")
        if text and not UNREPLACED.fullmatch(text):
            variables[known] = text


# ---- From a call to an event ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meaning:
    """What a word says: the event's kind and result, the relay or input, and the variable that has the result."""

    kind: str
    result: str = ""
    relay: str = ""
    input: str = ""
    status: str = ""


@functools.lru_cache(maxsize=512)
def meaning(word: str) -> Meaning:
    """Return what a word says, in the door's spelling or in ours. A word that newer firmware may have is its own kind.

    :raises BadRequest: the word is a kind that only the source itself says.
    """
    for pattern, spelled in CAMEL:
        word = pattern.sub(spelled, word)
    word = word.lower()
    if word in OWN_KINDS:
        raise BadRequest("bad_word")
    for pattern, kind, of in LETTERED:
        found = pattern.fullmatch(word)
        if found:
            letter = found[1].upper()
            status = STATUS_OF.get(kind, "").format("ABCD".index(letter) + 1)
            return Meaning(kind, status=status, **{of: letter})
    kind, result = WORDS.get(word) or ((word if not word or NEW_WORD.fullmatch(word) else "other"), "")
    return Meaning(kind, result, status=STATUS_OF.get(kind, ""))


def utc_now() -> str:
    """Return the time as ``2026-11-28T08:47:00.123Z``."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")[:23] + "Z"


def event(kind: str, door: Door | None = None, **values: str) -> dict[str, Any]:
    """Return an event with all of its keys. One without a door has the limit localhost, as none means all doors."""
    empty = {"result": "", "relay": "", "input": "", "credential_id": "", "seq": "", "peer_ok": ""}
    known = {"door": door.name, "mac": door.mac} if door else {"door": "", "mac": ""}
    return {
        "akuvox": {**known, "kind": kind, **empty, "received": utc_now(), **values},
        "meta": {"hosts": door.name if door else "localhost"},
    }


class Hasher:
    """Makes a credential's id for the event, and a mark by which equal calls are known."""

    def __init__(self, credentials: str, hash_key: str | None) -> None:
        """Take what becomes of credentials, and the key."""
        self._key = hash_key.encode() if credentials == "hash" and hash_key else None
        self._own = secrets.token_bytes(32)

    def credential_id(self, variables: dict[str, str]) -> str:
        """Return 16 hex digits that are the same for the same PIN or card, empty where credentials are dropped."""
        if self._key is None:
            return ""
        for name, sort in CREDENTIALS.items():
            value = re.sub(r"[\s:.-]", "", variables.get(name, "")).upper()
            if value:
                return hmac.new(self._key, f"{sort}:{value}".encode(), "sha256").hexdigest()[:16]
        return ""

    def mark(self, variables: dict[str, str]) -> bytes:
        """Return a mark of all variables. It is not kept longer than the process lives."""
        text = json.dumps(variables, sort_keys=True).encode()
        return hashlib.blake2b(text, key=self._own, digest_size=16).digest()


class Repeats:
    """Remembers calls for some seconds, to tell one that is made again."""

    def __init__(self, seconds: float, clock=time.monotonic) -> None:
        """Take for how long; 0 is not at all."""
        self._seconds = seconds
        self._clock = clock
        self._known: OrderedDict[tuple, float] = OrderedDict()

    def known(self, key: tuple) -> bool:
        """Say whether the same call was made within the time."""
        if not self._seconds:
            return False
        now = self._clock()
        while self._known:
            oldest, made = next(iter(self._known.items()))
            if now - made < self._seconds and len(self._known) < MOST_REMEMBERED:
                break
            del self._known[oldest]
        return key in self._known

    def remember(self, key: tuple) -> None:
        """Remember a call that was taken. One that is made again doesn't make the time longer."""
        if self._seconds:
            self._known[key] = self._clock()


class Rates:
    """Counts each door's calls in the present minute."""

    def __init__(self, most: int, clock=time.monotonic) -> None:
        """Take how many a door may make; 0 is no limit."""
        self._most = most
        self._clock = clock
        self._minutes: dict[str, tuple[int, int]] = {}

    def full(self, mac: str) -> bool:
        """Count a call, and say whether it is one too many."""
        if not self._most:
            return False
        minute = int(self._clock() // 60)
        since, count = self._minutes.get(mac, (minute, 0))
        count = count + 1 if since == minute else 1
        self._minutes[mac] = (minute, count)
        return count > self._most


class Notices:
    """Says the same thing once a minute at most, with how often it happened since."""

    def __init__(self, clock=time.monotonic) -> None:
        """Begin with nothing said."""
        self._clock = clock
        self._said: dict[tuple, tuple[float, int]] = {}

    def due(self, *key: str) -> int:
        """Return 0 where it was said a moment ago, else how many times it has happened since then."""
        if key not in self._said and len(self._said) >= MOST_NOTICES:
            # strangers can invent keys, so all beyond are one
            key = ("others",)
        now = self._clock()
        said, count = self._said.get(key, (-NOTICE_SECONDS, 0))
        if now - said < NOTICE_SECONDS:
            self._said[key] = (said, count + 1)
            return 0
        self._said[key] = (now, 0)
        return count + 1


# ---- The source -----------------------------------------------------------------------------------------------------


@dataclass
class Counts:
    """What has become of the calls since the start."""

    accepted: int = 0
    delivered: int = 0
    duplicates: int = 0
    refused: int = 0
    bad_requests: int = 0
    overflow: int = 0


@dataclass
class Seen:
    """When a door has called last, and whether it was said to be silent."""

    last: float
    silent: bool = False


@dataclass
class Pending:
    """Events on their way to the rules engine, and what was counted instead."""

    events: deque = field(default_factory=deque)
    overflow: dict[str, int] = field(default_factory=dict)
    """By MAC, since the last event ``overflow`` of that door."""


class Source:
    """Everything between a call and the queue of the rules engine. What is sent to it never makes it raise."""

    def __init__(self, options: Options, registry: Registry, file: DoorsFile | None, clock=time.monotonic) -> None:
        """Take the checked arguments, the doors, and the file that they are from."""
        self.options = options
        self.registry = registry
        self.file = file
        self.counts = Counts()
        self.pending = Pending()
        self.wake = asyncio.Event()
        self.used: dict[str, str] = {}
        """When each token was used last, by its fingerprint."""
        self.lost: dict[str, int] = {}
        """Calls that were counted instead of delivered, by the door's name."""
        self.notices = Notices(clock)
        self.changed = True
        self._own_notices = Notices(clock)
        self._hasher = Hasher(options.credentials, options.hash_key)
        self._repeats = Repeats(options.dedupe_seconds, clock)
        self._rates = Rates(options.max_per_door_per_minute, clock)
        self._clock = clock
        self._seen: dict[str, Seen] = {}
        self._sequence = 0
        self._peers: dict[str, bool] = {}
        self.watch_all()

    # -- calls

    def allowed(self, peer: str) -> bool:
        """Say whether an address may call."""
        if not self.options.allowed_peers:
            return True
        if peer not in self._peers:
            if len(self._peers) >= MOST_REMEMBERED:
                self._peers.clear()
            try:
                address = ipaddress.ip_address(peer)
            except ValueError:
                return False
            self._peers[peer] = any(address in network for network in self.options.allowed_peers)
        return self._peers[peer]

    def answer(self, request: Request, peer: str) -> int:
        """Take a call, and return the status that it is answered with."""
        self.changed = True
        call = read_call(request)
        found = self.registry.owner(call.token)
        claimed = shown_mac(call.variables.get("mac", ""))
        if found is None:
            return self._refuse_unknown(claimed)
        door, token = found
        if claimed and claimed != door.mac:
            return self._refuse_other(door, claimed)
        means = meaning(call.word)
        key = (door.mac, means, self._hasher.mark(call.variables)) if self.options.dedupe_seconds else ()
        self._hear(door)
        self.used[token] = utc_now()
        if self._repeats.known(key):
            return self._repeated(door)
        if self._rates.full(door.mac):
            return self._overflow(
                door, f"has called more than {self.options.max_per_door_per_minute} times in a minute"
            )
        if len(self.pending.events) >= self.options.max_pending:
            return self._overflow(door, "found the queue full, as the rules engine is busy")
        self._repeats.remember(key)
        self.counts.accepted += 1
        self._append(self._event(door, means, call.variables, peer))
        return 200

    def bad_request(self, problem: BadRequest) -> int:
        """Count a call that isn't understood, and return the status that it is answered with."""
        self.changed = True
        self.counts.bad_requests += 1
        self._say(("bad_request", problem.reason), f"Calls were not understood ({problem.reason}) and refused")
        self.say_event("bad_request", key=problem.reason, result=problem.reason)
        return problem.status

    def refuse_peer(self) -> int:
        """Count a call from an address that may not call."""
        self.changed = True
        self.counts.refused += 1
        self._say(("peer",), "Calls came from addresses outside of allowed_peers and were refused")
        return 403

    def _refuse_unknown(self, claimed: str) -> int:
        self.counts.refused += 1
        door = self.registry.by_mac.get(claimed)
        if door:
            self._say(
                ("token", claimed), f"Calls in the name of the door '{door.name}' had no token of it and were refused"
            )
        else:
            self._say(("token",), "Calls had no door's token and were refused")
        if self.options.unknown_door == "event":
            known = {"result": "wrong_token"} if door else {}
            self.say_event("unknown_door", key=f"mac {claimed}", mac=claimed, **known)
        return 403

    def _refuse_other(self, door: Door, claimed: str) -> int:
        self.counts.refused += 1
        self._say(
            ("other", door.mac),
            f"Calls with the token of the door '{door.name}' had another door's MAC and were refused",
        )
        self.say_event("bad_request", key=f"other {door.mac}", mac=claimed, result="token_of_other_door")
        return 403

    def _repeated(self, door: Door) -> int:
        self.counts.duplicates += 1
        seconds = self.options.dedupe_seconds
        self._say(
            ("repeated", door.mac), f"Calls of the door '{door.name}' repeated one of {seconds} s and made no event"
        )
        return 200

    def _overflow(self, door: Door, why: str) -> int:
        self._count_lost(door.mac, door.name)
        self._say(
            ("overflow", door.mac, why),
            f"Calls of the door '{door.name}' were answered 503 and made no event: it {why}",
        )
        return 503

    def _count_lost(self, mac: str, name: str) -> None:
        self.counts.overflow += 1
        self.pending.overflow[mac] = self.pending.overflow.get(mac, 0) + 1
        self.lost[name] = self.lost.get(name, 0) + 1

    def count_undelivered(self, made: dict[str, Any]) -> None:
        """Count an accepted event that the rules engine can't get, for the event ``overflow`` of its door."""
        values = made["akuvox"]
        if values["kind"] not in OWN_KINDS:
            self._count_lost(values["mac"], values["door"])

    def _event(self, door: Door, means: Meaning, variables: dict[str, str], peer: str) -> dict[str, Any]:
        status = variables.get(means.status, "")
        return event(
            means.kind,
            door,
            result=means.result or (status if DIGITS.fullmatch(status) and status.isascii() else ""),
            relay=means.relay,
            input=means.input,
            credential_id=self._hasher.credential_id(variables),
            peer_ok=("yes" if door.address == peer else "no") if door.address and peer else "",
        )

    def _append(self, made: dict[str, Any]) -> None:
        self._sequence += 1
        made["akuvox"]["seq"] = str(self._sequence)
        self.pending.events.append(made)
        self.wake.set()

    def _say(self, key: tuple[str, ...], text: str) -> None:
        count = self.notices.due(*key)
        if count:
            LOG.warning("%s (%d since this was last said)", text, count)

    # -- what the source says of itself

    def say_event(self, kind: str, door: Door | None = None, key: str = "", **values: str) -> bool:
        """Give an event of our own, unless the queue has no room even for these; with a ``key`` once a minute."""
        if len(self.pending.events) >= self.options.max_pending + OWN_RESERVE:
            return False
        if key and not self._own_notices.due(kind, key):
            return False
        self._append(event(kind, door, **values))
        return True

    def say_overflow(self) -> None:
        """Give an event for each door whose calls were answered 503, with their number."""
        for mac, count in list(self.pending.overflow.items()):
            door = self.registry.by_mac.get(mac)
            if not self.say_event("overflow", door, **({} if door else {"mac": mac}), result=str(count)):
                return
            del self.pending.overflow[mac]

    def watch_all(self) -> None:
        """Begin to watch the doors that are new, and forget those that are gone."""
        now = self._clock()
        self._seen = {mac: self._seen.get(mac) or Seen(now) for mac in self.registry.by_mac}

    def _hear(self, door: Door) -> None:
        seen = self._seen[door.mac]
        seen.last = self._clock()
        if seen.silent and self.say_event("door_back", door):
            seen.silent = False

    def say_silence(self) -> None:
        """Give an event for each door that has not called for too long."""
        after = self.options.offline_after
        if not after:
            return
        now = self._clock()
        for mac, seen in self._seen.items():
            if not seen.silent and now - seen.last >= after:
                seen.silent = self.say_event("door_silent", self.registry.by_mac[mac], result=str(after))

    def reload(self) -> None:
        """Take a changed file with doors; a broken one gives an event and leaves the doors as they are."""
        if self.file is None:
            return
        try:
            registry = self.file.read()
        except BadArgument as problem:
            self.changed = True
            LOG.error("%s. The doors stay as they were", problem)
            self.say_event("doors_file_broken")
            return
        if registry is not None:
            self.changed = True
            self.registry = registry
            self.watch_all()
            LOG.info("%d doors are in force, from %s", len(registry.by_mac), self.file.path)


# ---- Files beside the doors file ------------------------------------------------------------------------------------


class StatusFile:
    """Says beside the doors file what is in force, for the role that rotates tokens, and for the next start."""

    def __init__(self, source: Source, path: str) -> None:
        """Take the source, and the path of its doors file."""
        self._source = source
        self.path = path + STATUS_SUFFIX
        self._started = utc_now()
        self._next = 0.0
        self._said = False

    def last_words(self) -> dict:
        """Return what the source before this one has left."""
        with contextlib.suppress(OSError, ValueError, RecursionError), open(self.path, "rb") as file:
            left = json.loads(file.read(MAX_DOORS_FILE_BYTES))
            if isinstance(left, dict):
                return left
        return {}

    def write(self, ended: bool = False) -> None:
        """Write what has changed. Where many doors make that slow, it is done less often."""
        now = time.monotonic()
        if not ended and (not self._source.changed or now < self._next):
            return
        self._source.changed = False
        try:
            self._replace(json.dumps(self._content(ended)).encode())
        except OSError as problem:
            if not self._said:
                LOG.warning(
                    "%s can't be written (%s), so nothing confirms a changed doors_file", self.path, problem.strerror
                )
            self._said = True
        self._next = time.monotonic() + 20 * (time.monotonic() - now)

    def _content(self, ended: bool) -> dict[str, Any]:
        source, file = self._source, self._source.file
        known = {fingerprint(token) for door in source.registry.by_mac.values() for token in door.tokens}
        source.used = {name: when for name, when in source.used.items() if name in known}
        return {
            "version": DOORS_FILE_VERSION,
            "pid": os.getpid(),
            "started": self._started,
            "updated": utc_now(),
            "ended": utc_now() if ended else "",
            "doors_file": {
                "sha256": file.sha256,
                "loaded": file.loaded,
                "doors": len(source.registry.by_mac),
                "problem": file.problem,
            },
            "tokens": source.used,
            "counts": vars(source.counts),
            "overflow": source.lost,
            "unsaid": source.pending.overflow,
        }

    def _replace(self, text: bytes) -> None:
        folder, name = os.path.split(self.path)
        descriptor, path = tempfile.mkstemp(dir=folder or ".", prefix=f".{name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
            os.replace(path, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise


# ---- Connections ----------------------------------------------------------------------------------------------------

REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    405: "Method Not Allowed",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


@functools.lru_cache(maxsize=64)
def reply(status: int, keep: bool) -> bytes:
    """Return an answer."""
    text = f"{REASONS[status]}\n"
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", "Content-Type: text/plain", f"Content-Length: {len(text)}"]
    lines += ["Retry-After: 10"] if status == 503 else []
    lines += [] if keep else ["Connection: close"]
    return "\r\n".join([*lines, "", text]).encode()


class Connections:
    """The open connections, those that are to be closed first in front."""

    def __init__(self) -> None:
        """Begin without any."""
        self._open: OrderedDict[Connection, float] = OrderedDict()

    def used(self, connection: Connection) -> None:
        """Give a connection time for its next call; where there are too many, the oldest one goes."""
        self._open[connection] = time.monotonic() + CALL_SECONDS
        self._open.move_to_end(connection)
        if len(self._open) > MAX_CONNECTIONS:
            self._end(next(iter(self._open)))

    def gone(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self._open.pop(connection, None)

    def close_late(self) -> None:
        """Close those whose time is over."""
        now = time.monotonic()
        while self._open:
            connection, until = next(iter(self._open.items()))
            if until > now:
                return
            self._end(connection)

    def close_all(self) -> None:
        """Close all."""
        while self._open:
            self._end(next(iter(self._open)))

    def _end(self, connection: Connection) -> None:
        self.gone(connection)
        connection.end()


class Connection(asyncio.Protocol):
    """One connection of a door."""

    def __init__(self, source: Source, connections: Connections) -> None:
        """Take where calls go, and where open connections are kept."""
        self._source = source
        self._connections = connections
        self._reader = RequestReader(source.options.max_line)
        self._peer = ""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport  # type: ignore[assignment]
        name = transport.get_extra_info("peername")
        self._peer = plain_address(name[0]) if name else ""
        self._connections.used(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._transport = None
        self._connections.gone(self)

    def pause_writing(self) -> None:
        """Nobody reads our answers."""
        self.end()

    def end(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer all calls that are complete. Whatever goes wrong ends this connection only."""
        try:
            self._answer_all(data)
        except Exception as problem:  # pylint: disable=broad-exception-caught
            # neither its text nor where it happened, which would show the call
            LOG.error(
                "A call could not be handled (%s). This is a bug of the collection, please report it",
                type(problem).__name__,
            )
            self._write(500, keep=False)

    def _answer_all(self, data: bytes) -> None:
        if not self._source.allowed(self._peer):
            self._write(self._source.refuse_peer(), keep=False)
            return
        self._reader.feed(data)
        while self._transport is not None and not self._transport.is_closing():
            try:
                request = self._reader.next()
                if request is None:
                    return
                status = self._source.answer(request, self._peer)
            except BadRequest as problem:
                self._write(self._source.bad_request(problem), keep=False)
                return
            self._write(status, request.keep)

    def _write(self, status: int, keep: bool) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(reply(status, keep))
        if keep:
            self._connections.used(self)
        else:
            self._transport.close()


class Direct:
    """Stands for the transport while a call is looked at that came whole with its connection, as nearly all do."""

    def __init__(self, address: Any) -> None:
        """Take the address of the other side."""
        self._address = address
        self.answer = b""
        self.closing = False

    def get_extra_info(self, _name: str) -> Any:
        """Return the other side's address."""
        return self._address

    def write(self, data: bytes) -> None:
        """Keep an answer."""
        self.answer += data

    def close(self) -> None:
        """End after the answer."""
        self.closing = True

    def abort(self) -> None:
        """End without one."""
        self.answer, self.closing = b"", True

    def is_closing(self) -> bool:
        """Say whether it is to end."""
        return self.closing


class Listener:
    """Takes connections. What a first read doesn't answer goes the ordinary way of asyncio, which costs more."""

    def __init__(self, source: Source, connections: Connections) -> None:
        """Take where calls go, and where open connections are kept."""
        self._source = source
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._sockets: list[socket.socket] = []
        self._handed: set[asyncio.Task] = set()

    async def listen(self, host: str, port: int) -> None:
        """Open the port on each address of the host."""
        found = await self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _name, address in dict.fromkeys(found):
            listening = socket.socket(family, kind, protocol)
            self._sockets.append(listening)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if hasattr(socket, "TCP_DEFER_ACCEPT"):
                # a connection is given to us with its first bytes, or after so many seconds
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DEFER_SECONDS)
            listening.setblocking(False)
            listening.bind(address)
            listening.listen(BACKLOG)
        for listening in self._sockets:
            self._loop.add_reader(listening, self._accept, listening)

    def close(self) -> None:
        """Close the port."""
        for listening in self._sockets:
            self._loop.remove_reader(listening)
            listening.close()
        for task in self._handed:
            task.cancel()

    def _accept(self, listening: socket.socket) -> None:
        for _number in range(ACCEPTED_AT_ONCE):
            try:
                accepted, address = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as problem:
                # no descriptor is free
                LOG.error("No connection can be taken (%s); trying again in a second", why(problem))
                self._loop.remove_reader(listening)
                self._loop.call_later(1, self._again, listening)
                return
            self._take(accepted, address)

    def _again(self, listening: socket.socket) -> None:
        if listening.fileno() >= 0:
            self._loop.add_reader(listening, self._accept, listening)

    def _take(self, accepted: socket.socket, address: Any) -> None:
        connection, direct = Connection(self._source, self._connections), Direct(address)
        try:
            accepted.setblocking(False)
            data = accepted.recv(READ_BYTES)
        except BlockingIOError:
            data = None
        except OSError:
            data = b""
        if data != b"":
            connection.connection_made(direct)
        if data:
            connection.data_received(data)
            # a short answer always has room in the buffer of a new connection
            with contextlib.suppress(OSError):
                accepted.send(direct.answer)
        if data == b"" or direct.closing:
            connection.connection_lost(None)
            accepted.close()
            return
        task = self._loop.create_task(self._hand_over(connection, direct, accepted))
        self._handed.add(task)
        task.add_done_callback(self._handed.discard)

    async def _hand_over(self, connection: Connection, direct: Direct, accepted: socket.socket) -> None:
        try:
            transport, _protocol = await self._loop.connect_accepted_socket(lambda: connection, accepted)
            if direct.closing:
                transport.abort()
        except OSError:
            connection.connection_lost(None)
            accepted.close()


class Certificate:
    """The server's certificate, which is read again when it is renewed."""

    def __init__(self, options: Options) -> None:
        """Load it.

        :raises BadArgument: naming the file that can't be used.
        """
        self._files = (
            os.path.expanduser(options.certfile or ""),
            os.path.expanduser(options.keyfile or options.certfile or ""),
        )
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._seen = self._changed()
        self._days = None
        try:
            self._load()
        except (OSError, ssl.SSLError, ValueError) as problem:
            raise BadArgument(f"certfile, keyfile: can't be used: {why(problem)}") from None
        if options.cafile:
            try:
                self.context.load_verify_locations(os.path.expanduser(options.cafile))
            except (OSError, ssl.SSLError) as problem:
                raise BadArgument(f"cafile: can't be used: {why(problem)}") from None
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.warn()

    def _load(self) -> None:
        # without a password of the key, or OpenSSL would ask for it on the terminal and the rules would stand still
        self.context.load_cert_chain(*self._files, password=lambda: "")

    def _changed(self) -> tuple:
        try:
            return tuple(os.stat(path).st_mtime_ns for path in self._files)
        except OSError as problem:
            return (problem.errno,)

    def reload(self) -> None:
        """Take a renewed certificate for all further connections."""
        seen = self._changed()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._load()
        except (OSError, ssl.SSLError, ValueError) as problem:
            LOG.error("The renewed certificate can't be used (%s); the last one stays", why(problem))
        else:
            LOG.info("The renewed certificate is in force")
        self._days = None

    def warn(self) -> None:
        """Say once a day that the certificate is about to expire, or has expired: doors may not call then."""
        left = days_left(self._files[0])
        if left is None or left == self._days or left > CERTIFICATE_DAYS:
            return
        self._days = left
        if left < 0:
            LOG.error(
                "certfile: the certificate has expired, and doors that check it call no longer; renew %s",
                self._files[0],
            )
        else:
            LOG.warning("certfile: the certificate in %s expires in %d days", self._files[0], left)


def days_left(path: str) -> int | None:
    """Return for how many days a certificate is valid, below 0 when it has expired; None if that is unknown."""
    try:
        from cryptography import x509

        with open(path, "rb") as file:
            certificate = x509.load_pem_x509_certificate(file.read())
        until = getattr(certificate, "not_valid_after_utc", None)
        until = until or certificate.not_valid_after.replace(tzinfo=datetime.timezone.utc)
    except (ImportError, OSError, ValueError):
        return None
    return (until - datetime.datetime.now(datetime.timezone.utc)).days


def why(problem: Exception) -> str:
    """Return the reason of an error without what it was made of."""
    others = (ssl.SSLError, socket.gaierror)
    number = problem.errno if isinstance(problem, OSError) and not isinstance(problem, others) else 0
    # asyncio puts more into an error's own text
    said = os.strerror(number) if number else getattr(problem, "reason", None) or getattr(problem, "strerror", None)
    return said or type(problem).__name__


# ---- The life of the source -----------------------------------------------------------------------------------------


async def deliver(source: Source, queue: Any) -> None:
    """Hand event by event to the rules engine, for ever."""
    events = source.pending.events
    while True:
        if not events:
            source.wake.clear()
            await source.wake.wait()
            continue
        try:
            await queue.put(events[0])
        except Exception as problem:  # pylint: disable=broad-exception-caught
            # an event filter that fails must not end the source
            source.count_undelivered(events[0])
            LOG.error(
                "An event could not be handed on (%s); it is counted in an event overflow", type(problem).__name__
            )
            await asyncio.sleep(0)
        else:
            source.counts.delivered += 1
        # only now, so that an event is never in neither place
        events.popleft()


async def tend(
    source: Source, connections: Connections, certificate: Certificate | None, status: StatusFile | None
) -> None:
    """Do each second what is to be done without a call."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        try:
            connections.close_late()
            source.reload()
            source.say_silence()
            source.say_overflow()
            if certificate:
                certificate.reload()
                certificate.warn()
            if status:
                status.write()
        except Exception as problem:  # pylint: disable=broad-exception-caught
            LOG.error(
                "The source could not tend to itself (%s). This is a bug of the collection, please report it",
                type(problem).__name__,
            )


def still_waiting(source: Source, queue: Any) -> list[dict[str, Any]]:
    """Return the events that the rules engine has not taken, also the one in its own queue."""
    waiting = list(source.pending.events)
    untaken = getattr(getattr(queue, "queue", queue), "_queue", ())
    for each in list(untaken):
        if isinstance(each, dict) and "akuvox" in each and all(each is not other for other in waiting):
            waiting.append(each)
    return waiting


def say_last_words(source: Source, queue: Any) -> None:
    """Count by name what the end has cut off."""
    names: dict[str, int] = {}
    for each in still_waiting(source, queue):
        source.count_undelivered(each)
        name = each["akuvox"]["door"]
        if each["akuvox"]["kind"] not in OWN_KINDS:
            names[name] = names.get(name, 0) + 1
    if names:
        spoken = ", ".join(f"{name}: {count}" for name, count in sorted(names.items()))
        LOG.warning(
            "overflow: %d accepted events did not reach the rules before the end (%s)", sum(names.values()), spoken
        )


def count_of_the_last(source: Source, left: dict) -> None:
    """Give events for what the process before this one has accepted and not handed on."""
    if not left:
        return
    if not left.get("ended"):
        LOG.warning(
            "The source before this one was killed, and what it had accepted and not handed on is unknown. "
            "End ansible-rulebook by SIGTERM, and give it time"
        )
    counted = left.get("unsaid")
    for mac, count in counted.items() if isinstance(counted, dict) else ():
        whole = isinstance(count, int) and not isinstance(count, bool)
        if mac in source.registry.by_mac and whole and count > 0:
            source.pending.overflow[mac] = count


def end_in_order() -> None:
    """Let the engine's own handler of signals run between two steps of the loop.

    It raises KeyboardInterrupt in whatever is running. Where that is the hand-over of an event to Java,
    ansible-rulebook 1.3.2 logs it as an error and goes on, so that SIGTERM has no effect while events come in.
    Without ``-Xrs`` Java has taken the signals for itself and ends the process at once; this takes them back.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        handler = signal.getsignal(number)
        if callable(handler) and getattr(handler, "__module__", "").startswith("ansible_rulebook"):
            try:
                asyncio.get_running_loop().add_signal_handler(number, handler, number, None)
            except (NotImplementedError, RuntimeError, ValueError):
                LOG.warning(
                    "Signals can't be taken care of here; set JAVA_TOOL_OPTIONS=-Xrs, or SIGTERM loses what waits"
                )
                return


async def listen(options: Options, source: Source, connections: Connections, context: ssl.SSLContext | None) -> Any:
    """Open the port.

    :raises BadArgument: naming the port, where it can't be had.
    """
    listener = Listener(source, connections)
    try:
        if context is None:
            await listener.listen(options.host, options.port)
            return listener
        return await asyncio.get_running_loop().create_server(
            lambda: Connection(source, connections),
            options.host,
            options.port,
            ssl=context,
            ssl_handshake_timeout=CALL_SECONDS,
            backlog=BACKLOG,
        )
    except (OSError, socket.gaierror, UnicodeError) as problem:
        listener.close()
        reason = why(problem)
        raise BadArgument(f"host, port: can't listen on {options.host} port {options.port}: {reason}") from None


def prepared(args: dict[str, Any]) -> tuple[Options, Source, Certificate | None, StatusFile | None]:
    """Check the arguments and read the files that they name.

    :raises BadArgument: naming the argument, and what is allowed there.
    """
    options = checked_arguments(args)
    file = DoorsFile(options.doors_file) if options.doors_file else None
    registry = (file.read() if file else Registry(given_doors(options.doors or {}))) or Registry([])
    source = Source(options, registry, file)
    certificate = Certificate(options) if options.certfile else None
    return options, source, certificate, StatusFile(source, file.path) if file else None


def in_background(coroutine: Any) -> asyncio.Task:
    """Run something beside ``main``.

    A signal's KeyboardInterrupt is raised in whatever is running. In the task that ansible-rulebook has made of
    ``main`` it would be taken for the source's own end, and the other rulesets would go on without a source.
    """
    task = asyncio.create_task(coroutine)
    # looked at, or Python would print it when the task is thrown away
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


async def drain(feedback: asyncio.Queue) -> None:
    """Take what the engine says of events that it has seen, which nobody needs but which would stop it."""
    while True:
        await feedback.get()


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Receive calls until the task is cancelled.

    :raises BadArgument: at the start, for a wrong argument or a port that can't be had; never later.
    """
    try:
        options, source, certificate, status = prepared(args)
    except BadArgument as problem:
        raise BadArgument(f"doorfleet.akuvox.action_url: {problem}") from None
    connections = Connections()
    try:
        server = await listen(options, source, connections, certificate.context if certificate else None)
    except BadArgument as problem:
        raise BadArgument(f"doorfleet.akuvox.action_url: {problem}") from None
    end_in_order()
    if status:
        count_of_the_last(source, status.last_words())
        status.write()
    running = [deliver(source, queue), tend(source, connections, certificate, status)]
    if args.get(FEEDBACK) is not None:
        running.append(drain(args[FEEDBACK]))
    tasks = [in_background(each) for each in running]
    LOG.info("Listening on %s port %d for %d doors", options.host, options.port, len(source.registry.by_mac))
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        server.close()
        connections.close_all()
        for task in tasks:
            task.cancel()
        say_last_words(source, queue)
        if status:
            status.write(ended=True)
