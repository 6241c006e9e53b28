# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action URLs: a device calls the URL that its configuration has for what has happened (device-facts 9.3).

The line is written as devices are known to write it. The values of variables go in as they are, blanks and all, and a
name that the device has no value for stays as ``$name``. A call is tried once, as nobody has seen a device repeat one.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import re
import secrets
import ssl
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from .configstore import ConfigStore
    from .profile import Profile

PREFIX = "Config.Features.ACTIONURL."

SECONDS = 3.0
"""For a call with its answer, from the connection on."""
MOST_WAITING = 200
MOST_KEPT = 1000
_HEAD_BYTES = 16 * 1024
_VARIABLE = re.compile(r"\$([A-Za-z0-9_]+)")
_CHALLENGE = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


class CallError(Exception):
    """A call that led to no answer; the text says why."""


@dataclass
class Sent:
    """One call: what was asked for (without login), and the status of the answer, 0 without one. ``time`` is Unix."""

    word: str
    method: str
    url: str
    time: float
    status: int = 0
    error: str = ""


@dataclass(frozen=True)
class Target:
    """Where a URL leads. ``path`` is what goes into the request line."""

    secure: bool
    host: str
    port: int
    path: str
    login: tuple[str, str]


def filled(template: str, values: Mapping[str, str]) -> str:
    """Put the values of variables into a URL; unknown names stay."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), template)


def target_of(url: str, login: tuple[str, str]) -> Target:
    """Take a URL apart; the login in it comes before the device's own (device-facts 9.3).

    :raises CallError: for what is no URL, or leads away from this machine.
    """
    scheme, sep, rest = url.partition("://")
    if scheme.lower() not in ("http", "https") or not sep:
        raise CallError("is no URL")
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    try:
        split = urlsplit(f"{scheme}://{place}")
        host, port = split.hostname or "", split.port
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise CallError("has no address that could be called; names are not looked up here") from None
    if not local:
        raise CallError("leads away from this machine, where nothing emulated calls")
    if split.username is not None:
        login = unquote(split.username), unquote(split.password or "")
    path = rest[len(place) :].partition("#")[0]
    secure = scheme.lower() == "https"
    path = path if path.startswith("/") else f"/{path}"
    return Target(secure, host, port or (443 if secure else 80), path, login)


def authorization(challenges: list[str], login: tuple[str, str], method: str, path: str) -> str:
    """Answer a challenge, by digest where it is offered; empty where nothing can be said."""
    user, password = login
    for challenge in challenges:
        scheme, _sep, rest = challenge.partition(" ")
        if scheme.lower() != "digest":
            continue
        given = {
            found[1].lower(): found[2] if found[2] is not None else found[3] for found in _CHALLENGE.finditer(rest)
        }
        realm, nonce, cnonce = given.get("realm", ""), given.get("nonce", ""), secrets.token_hex(8)

        def md5(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        inner = (nonce, "00000001", cnonce, "auth") if "qop" in given else (nonce,)
        response = md5(md5(user, realm, password), *inner, md5(method, path))
        said = f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{path}", response="{response}"'
        return f'{said}, qop=auth, nc=00000001, cnonce="{cnonce}"' if "qop" in given else said
    if any(challenge.lower().startswith("basic") for challenge in challenges):
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return ""


class Settings(Protocol):
    """What is called, how, and whether anything can be: the stores of a device."""

    config: ConfigStore


class Door(Protocol):
    """As much of a device as makes calls."""

    state: Settings
    profile: Profile
    available: bool


class Caller:
    """The calls of one device: one at a time, in order, and never waited for."""

    def __init__(self, device: Door) -> None:
        self.device = device
        self.sent: deque[Sent] = deque(maxlen=MOST_KEPT)
        self.lost = 0
        """Calls that were not tried, as too many waited."""
        self._waiting: deque[tuple[Sent, tuple[str, str]]] = deque()
        self._task: asyncio.Task[None] | None = None

    def has(self, word: str) -> bool:
        """Whether the device's configuration has a key for this."""
        return PREFIX + word in self.device.state.config.values

    def say(self, word: str, values: Mapping[str, str]) -> bool:
        """Call the URL of a word, if there is one and the switch is on; return whether there is a call to be made."""
        config = self.device.state.config
        if config.get(PREFIX + "Enable") != "1":
            return False
        return self.call(word, config.get(PREFIX + word), values)

    def call(self, word: str, template: str, values: Mapping[str, str]) -> bool:
        """Queue a call of a URL, filled in now."""
        if not template:
            return False
        if len(self._waiting) >= MOST_WAITING:
            self.lost += 1
            return False
        config = self.device.state.config
        method = self.device.profile.action_url_method or config.get(PREFIX + "Method").upper() or "GET"
        method = method if method in ("GET", "POST") else "GET"
        # No source says which keys hold the login (device-facts 9.3): these are a reading, for profiles that have them.
        login = config.get(PREFIX + "UserName"), config.get(PREFIX + "Password")
        self._waiting.append((Sent(word, method, filled(template, values), time.time()), login))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())
        return True

    def as_json(self) -> dict[str, Any]:
        """What was called, for the admin port."""
        sent = [{**asdict(each), "url": re.sub(r"//[^/@]*@", "//", each.url)} for each in self.sent]
        return {"sent": sent, "waiting": len(self._waiting), "lost": self.lost}

    def stop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _work(self) -> None:
        while self._waiting:
            sent, login = self._waiting[0]
            try:
                if not self.device.available:
                    raise CallError("the device is not on the network")
                sent.status = await asyncio.wait_for(self._ask(sent, login), SECONDS)
            except (CallError, OSError, EOFError, ValueError, ssl.SSLError, asyncio.TimeoutError) as problem:
                sent.error = str(problem) or type(problem).__name__
            self.sent.append(sent)
            self._waiting.popleft()

    async def _ask(self, sent: Sent, login: tuple[str, str]) -> int:
        """Return the status; where a login is asked for and there is one, that of the second try."""
        target = target_of(sent.url, login)
        status, challenges = await self._once(sent.method, target, "")
        if status == 401 and target.login[0]:
            header = authorization(challenges, target.login, sent.method, target.path)
            if header:
                status, challenges = await self._once(sent.method, target, header)
        return status

    async def _once(self, method: str, target: Target, header: str) -> tuple[int, list[str]]:
        context = None
        if target.secure:
            # Whether devices verify a server's certificate is not known (device-facts 9.3); here nothing is.
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        reader, writer = await asyncio.open_connection(target.host, target.port, ssl=context, limit=_HEAD_BYTES)
        try:
            place = f"[{target.host}]" if ":" in target.host else target.host
            lines = [f"{method} {target.path} HTTP/1.1", f"Host: {place}:{target.port}", "Connection: close"]
            lines += [f"Authorization: {header}"] if header else []
            lines += ["Content-Length: 0"] if method == "POST" else []
            text = "".join(line.replace("\r", "").replace("\n", "") + "\r\n" for line in lines) + "\r\n"
            writer.write(text.encode(self.device.profile.charset, "replace"))
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.LimitOverrunError:
            raise CallError("the answer's head is too long") from None
        finally:
            writer.close()
        parts = head[0].split()
        if len(parts) < 2 or not parts[0].startswith("HTTP/") or not parts[1].isdigit():
            raise CallError("what answers is no HTTP server")
        named = (line.partition(":") for line in head[1:])
        return int(parts[1]), [value.strip() for name, _sep, value in named if name.lower() == "www-authenticate"]
