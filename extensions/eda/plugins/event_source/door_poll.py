# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source: asks each door now and then how it is, since doors send no heartbeat.

What it shares with the source action_url it takes from that file, which lies beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import heapq
import json
import logging
import os
import re
import runpy
import stat
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

try:
    import requests
    from requests.auth import HTTPBasicAuth, HTTPDigestAuth
except ImportError:
    requests = None
    HTTPBasicAuth = HTTPDigestAuth = object

CORE = SimpleNamespace(**runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "action_url.py")))

DOCUMENTATION = r"""
---
module: door_poll
short_description: Whether Akuvox doors are there
description:
  - Asks each door for C(system/status), spread over O(interval). Gives an event C(door_silent) after three misses in a
    row, C(door_back) when the door answers again, and C(restart) when it has restarted.
  - The events have the shape of those of the source C(doorfleet.akuvox.action_url).
  - A request that fails is not repeated, and neither is a login that a door refuses. Such a door is asked without one
    until O(password_file) changes, which still shows whether it is there, but no longer whether it has restarted. A
    line of the log says so once. The pause between requests to a door is kept together with all plays of the
    same user. A door that a play is writing to is not asked.
version_added: 0.3.0
options:
  doors:
    description:
      - The doors, each by its MAC, with C(name) (the inventory's) and C(address).
      - Either this or O(doors_file).
    type: dict
  doors_file:
    description: File with the doors, which the role C(events) writes. It is read again when it changes.
    type: str
  interval:
    description: Seconds between two requests to a door, 60 at least.
    type: int
    default: 300
  port:
    description: Port of the doors' API. 443 with O(use_ssl), else 80, when not set.
    type: int
  use_ssl:
    description: Whether to ask by HTTPS.
    type: bool
    default: true
  validate_certs:
    description: Whether the doors' certificates are checked.
    type: bool
    default: true
  ca_path:
    description: File with the authorities of the doors' certificates.
    type: str
  auth:
    description: How to log in.
    type: str
    choices: [digest, basic, none]
    default: digest
  username:
    description: User of the API.
    type: str
  password_file:
    description: File with the password of the API, and nothing else. Nobody else may read it.
    type: str
  timeout:
    description: Seconds that a door may take to answer.
    type: int
    default: 10
  request_interval:
    description: Milliseconds between two requests to a door, whoever makes them.
    type: int
    default: 250
  max_parallel:
    description: Doors that are asked at the same time.
    type: int
    default: 8
  lock_dir:
    description: Folder of the locks and marks, as the variable C(akuvox_lock_dir) of the plays.
    type: str
"""

EXAMPLES = r"""
- name: Doors that fall silent
  hosts: akuvox
  sources:
    - doorfleet.akuvox.door_poll:
        doors_file: /etc/akuvox/doors.json
        username: api
        password_file: /etc/akuvox/password
  rules:
    - name: Tell
      condition: event.akuvox.kind == "door_silent"
      action:
        run_playbook:
          name: doorfleet.akuvox.notify
"""

LOG = logging.getLogger("doorfleet.akuvox.door_poll")
MISSES = 3
TICK_SECONDS = 0.5
MAX_ANSWER_BYTES = 64 * 1024
NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z.-]")
FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY

OPTIONS = {
    "doors": CORE.Option(dict),
    "doors_file": CORE.Option(str),
    "interval": CORE.Option(int, 300, least=60, most=86_400),
    "port": CORE.Option(int, least=1, most=65_535),
    "use_ssl": CORE.Option(bool, True),
    "validate_certs": CORE.Option(bool, True),
    "ca_path": CORE.Option(str),
    "auth": CORE.Option(str, "digest", choices=("digest", "basic", "none")),
    "username": CORE.Option(str),
    "password_file": CORE.Option(str),
    "timeout": CORE.Option(int, 10, least=1, most=120),
    "request_interval": CORE.Option(int, 250, most=60_000),
    "max_parallel": CORE.Option(int, 8, least=1, most=64),
    "lock_dir": CORE.Option(str),
}


@dataclass(frozen=True)
class Asked:
    """A door to be asked: its name in the inventory, its MAC with colons, and its address or host name."""

    name: str
    mac: str
    address: str


def checked_arguments(args: dict[str, Any]) -> SimpleNamespace:
    """Return the arguments, checked.

    :raises BadArgument: naming the argument, and what is allowed there.
    """
    options = CORE.read_options(OPTIONS, args)
    if (options.doors is None) == (options.doors_file is None):
        raise CORE.BadArgument("doors, doors_file: exactly one of the two is required")
    if (options.auth == "none") != (options.username is None) or (options.auth == "none") != (
        options.password_file is None
    ):
        raise CORE.BadArgument("auth: digest and basic need username and password_file, and none has no use for them")
    if options.auth == "digest" and not options.username.isascii():
        raise CORE.BadArgument("username: must be ASCII, as the digest login carries nothing else reliably")
    if requests is None:
        raise CORE.BadArgument("the Python package requests is needed where ansible-rulebook runs")
    options.port = options.port or (443 if options.use_ssl else 80)
    return options


def read_password(path: str) -> str:
    """Return the first line of a file that nobody else can read."""
    path = os.path.expanduser(path)
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077:
                raise CORE.BadArgument(f"password_file: {path}: others can read it; set its mode to 0600")
            return file.read(4096).decode("utf-8").splitlines()[0]
    except OSError as problem:
        raise CORE.BadArgument(f"password_file: {path}: {problem.strerror}") from None
    except (UnicodeDecodeError, IndexError):
        raise CORE.BadArgument(f"password_file: {path}: has no password in its first line") from None


def asked_doors(entries: dict[str, Any], place: str) -> dict[str, Asked]:
    """Return the doors that have an address, by MAC."""
    found = {}
    for mac, entry in entries.items():
        CORE.checked_type(f"{place}.{mac}", entry, dict)
        door = CORE.read_door(f"{place}.{mac}", mac, entry, ["0" * 20])
        address = entry.get("address") or ""
        if re.fullmatch(r"[0-9A-Za-z:._-]+", address):
            found[door.mac] = Asked(door.name, door.mac, address)
    return found


class Places:
    """The folder in which plays leave marks for each other: when a door was asked last, and who is writing to it."""

    def __init__(self, shared: str | None) -> None:
        """Take the folder that the plays use, None for the user's own."""
        name = f"doorfleet-akuvox-{os.geteuid()}"
        own = (os.path.join(tempfile.gettempdir(), name), os.path.join(os.path.expanduser("~"), ".cache", name))
        self._folder = shared
        for folder in () if shared else own:
            with contextlib.suppress(OSError):
                os.makedirs(folder, mode=0o700, exist_ok=True)
                found = os.lstat(folder)
                if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
                    self._folder = folder
                    break

    def path(self, name: str) -> str:
        """Return the path of a mark."""
        return os.path.join(self._folder or "", NOT_IN_A_NAME.sub("_", name))

    def locked(self, *names: str) -> bool:
        """Say whether a play is writing to the door that is known by these names."""
        for name in names if self._folder else ():
            with contextlib.suppress(FileNotFoundError, PermissionError):
                descriptor = os.open(self.path(f"{name}.lock"), os.O_RDWR | FLAGS)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
                finally:
                    os.close(descriptor)
        return False

    def pause(self, name: str, seconds: float) -> None:
        """Wait for what is left of the pause since the last request to a door."""
        with contextlib.suppress(OSError):
            left = os.lstat(self.path(f"{name}.last")).st_mtime + seconds - time.time()
            if left > 0:
                time.sleep(min(left, seconds))

    def mark(self, name: str) -> None:
        """Say that a request to a door has just ended."""
        if not self._folder:
            return
        with contextlib.suppress(OSError):
            descriptor = os.open(self.path(f"{name}.last"), os.O_RDWR | os.O_CREAT | FLAGS, 0o600)
            try:
                os.utime(descriptor)
            finally:
                os.close(descriptor)


class PacedDigest(HTTPDigestAuth):
    """Digest that keeps the pause between the challenge and the answer to it."""

    def __init__(self, username: str, password: str, pause: float) -> None:
        """Take the login, and the pause in seconds."""
        super().__init__(username, password)
        self._pause = pause

    def handle_401(self, r, **kwargs):
        """Answer a challenge, after the pause."""
        time.sleep(self._pause)
        return super().handle_401(r, **kwargs)


class Poller:
    """Asks one door, in a thread."""

    def __init__(self, options: SimpleNamespace) -> None:
        """Take the arguments; the password is read now, and again whenever a door is asked."""
        self._options = options
        self._places = Places(options.lock_dir)
        # MAC of a door -> the password that it has refused
        self._refused: dict[str, str] = {}
        if options.password_file:
            read_password(options.password_file)

    def ask(self, door: Asked) -> tuple[str, float]:
        """Return ``answered`` and the seconds since the door's start (-1 if unknown), ``missed`` or ``busy``."""
        options, name = self._options, f"{door.address}-{self._options.port}"
        digits = door.mac.replace(":", "").lower()
        if self._places.locked(name.lower(), digits):
            return "busy", -1.0
        pause = options.request_interval / 1000
        self._places.pause(name, pause)
        try:
            return "answered", self._uptime(door, pause)
        except (requests.RequestException, OSError):
            return "missed", -1.0
        finally:
            self._places.mark(name)

    def _uptime(self, door: Asked, pause: float) -> float:
        options = self._options
        host = f"[{door.address}]" if ":" in door.address else door.address
        scheme = "https" if options.use_ssl else "http"
        with requests.Session() as session:
            # neither a proxy nor a login of the environment
            session.trust_env = False
            session.verify = (options.ca_path or True) if options.validate_certs else False
            password = self._password(door)
            session.auth = self._login(password, pause)
            url = f"{scheme}://{host}:{options.port}/api/system/status"
            with session.get(url, timeout=options.timeout, allow_redirects=False, stream=True) as answer:
                if session.auth and is_refusal(answer):
                    self._refused[door.mac] = password
                    LOG.warning("%s refuses the login; it is asked without one until password_file changes", door.name)
                if answer.status_code != 200:
                    LOG.info("%s answered %d", door.name, answer.status_code)
                    return -1.0
                return uptime_in(answer.raw.read(MAX_ANSWER_BYTES, decode_content=True))

    def _password(self, door: Asked) -> str | None:
        """Return the password to send to a door, None for asking without a login."""
        if self._options.auth == "none":
            return None
        try:
            password = read_password(self._options.password_file)
        except CORE.BadArgument as problem:
            LOG.warning("%s", problem)
            return None
        # repeated at each interval, a wrong login may lock out everybody else's
        return None if self._refused.get(door.mac) == password else password

    def _login(self, password: str | None, pause: float) -> Any:
        if password is None:
            return None
        if self._options.auth == "basic":
            return HTTPBasicAuth(self._options.username, password)
        return PacedDigest(self._options.username, password, pause)


def is_refusal(answer: Any) -> bool:
    """Whether a door refuses the login that was sent; a nonce that was too old says nothing of it."""
    stale = re.search(r"stale\s*=\s*\"?true", answer.headers.get("WWW-Authenticate", ""), re.IGNORECASE)
    return answer.status_code == 401 and not stale and "Authorization" in answer.request.headers


def uptime_in(answer: bytes) -> float:
    """Return the seconds since the start that ``system/status`` has in it, as a number or as text (device-facts 11)."""
    try:
        data = json.loads(answer).get("data", {})
        return float(data.get("UpTime", -1))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return -1.0


@dataclass
class State:
    """What is known of a door: misses in a row, and the seconds since its start when it answered last."""

    misses: int = 0
    silent: bool = False
    uptime: float = -1.0
    asked: float = 0.0


def judge(state: State, outcome: str, uptime: float) -> list[tuple[str, str]]:
    """Change what is known of a door by an outcome, and return the events: kind and result."""
    if outcome == "busy":
        return []
    if outcome == "missed":
        state.misses += 1
        if state.misses < MISSES or state.silent:
            return []
        state.silent = True
        return [("door_silent", str(state.misses))]
    found = [("door_back", "")] if state.silent else []
    if 0 <= uptime < state.uptime:
        found.append(("restart", ""))
    state.misses, state.silent = 0, False
    state.uptime = uptime if uptime >= 0 else state.uptime
    return found


class Rounds:
    """Which door is asked when. All are spread over the interval, and none is asked twice within it."""

    def __init__(self, options: SimpleNamespace, poller: Any, queue: Any, clock=time.monotonic) -> None:
        """Take the arguments, who asks, and where events go."""
        self._options = options
        self._poller = poller
        self._queue = queue
        self._clock = clock
        self._pool = ThreadPoolExecutor(options.max_parallel, thread_name_prefix="door_poll")
        self._doors: dict[str, Asked] = {}
        self._states: dict[str, State] = {}
        self._due: list[tuple[float, str]] = []
        self._asking: set[asyncio.Task] = set()
        self._sequence = 0

    def take(self, doors: dict[str, Asked]) -> None:
        """Take the doors; those that are new are spread over the interval."""
        now, new = self._clock(), [mac for mac in doors if mac not in self._doors]
        for place, mac in enumerate(new):
            heapq.heappush(self._due, (now + place * self._options.interval / max(1, len(new)), mac))
        self._states = {mac: self._states.get(mac) or State() for mac in doors}
        self._doors = doors

    def step(self) -> None:
        """Ask the doors whose time has come, as many as may be asked at once."""
        now = self._clock()
        while self._due and self._due[0][0] <= now and len(self._asking) < self._options.max_parallel:
            _when, mac = heapq.heappop(self._due)
            if mac in self._doors:
                task = asyncio.create_task(self._ask(self._doors[mac], now))
                self._asking.add(task)
                task.add_done_callback(self._asked)

    def _asked(self, task: asyncio.Task) -> None:
        self._asking.discard(task)
        if not task.cancelled() and task.exception():
            LOG.error("A door could not be asked (%s)", type(task.exception()).__name__)

    async def _ask(self, door: Asked, began: float) -> None:
        try:
            outcome, uptime = await asyncio.get_running_loop().run_in_executor(self._pool, self._poller.ask, door)
            state = self._states.get(door.mac)
            for kind, result in judge(state, outcome, uptime) if state else ():
                self._sequence += 1
                made = CORE.event(kind, CORE.Door(door.name, door.mac, "", ()), result=result, seq=str(self._sequence))
                await self._queue.put(made)
        finally:
            if door.mac in self._doors:
                heapq.heappush(self._due, (began + self._options.interval, door.mac))

    def close(self) -> None:
        """End."""
        for task in self._asking:
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)


class Listed:
    """The doors of a file, which is read again when it changes; a broken one leaves them as they are."""

    def __init__(self, path: str) -> None:
        """Take the path."""
        self._file = CORE.DoorsFile(path)
        self.doors: dict[str, Asked] = {}

    def changed(self) -> bool:
        """Read the file if it has changed, and say whether it has.

        :raises BadArgument: saying what is wrong with it.
        """
        if self._file.read() is None:
            return False
        with open(self._file.path, "rb") as file:
            entries = json.loads(file.read(CORE.MAX_DOORS_FILE_BYTES))["doors"]
        self.doors = asked_doors(entries, "doors")
        return True


async def poll(rounds: Rounds, listed: Listed | None) -> None:
    """Ask round after round, for ever."""
    while True:
        try:
            if listed and listed.changed():
                rounds.take(listed.doors)
        except CORE.BadArgument as problem:
            LOG.error("%s. The doors stay as they were", problem)
        except (OSError, ValueError, KeyError, AttributeError) as problem:
            LOG.error("doors_file: changed while it was read (%s); the doors stay as they were", type(problem).__name__)
        rounds.step()
        await asyncio.sleep(TICK_SECONDS)


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Ask the doors until the task is cancelled.

    :raises BadArgument: at the start, for a wrong argument; never later.
    """
    try:
        options = checked_arguments(args)
        rounds = Rounds(options, Poller(options), queue)
        listed = Listed(options.doors_file) if options.doors_file else None
        if listed:
            listed.changed()
        rounds.take(listed.doors if listed else asked_doors(options.doors, "doors"))
    except CORE.BadArgument as problem:
        raise CORE.BadArgument(f"doorfleet.akuvox.door_poll: {problem}") from None
    CORE.end_in_order()
    task = CORE.in_background(poll(rounds, listed))
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        task.cancel()
        rounds.close()
