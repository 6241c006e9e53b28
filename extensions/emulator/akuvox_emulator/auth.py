# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call the API: none, whitelist, Basic and Digest (RFC 2617), as the APIFCGI config keys say at that moment."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .configstore import API

if TYPE_CHECKING:
    from .profile import Profile

MODES: Mapping[str, str] = {"none": "0", "basic": "1", "whitelist": "2", "digest": "4", "basic+digest": "5"}
"""AuthMode numbers by the names used on the command line (device-facts 1.4)."""

_MAX_NONCES = 512
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


@dataclass(frozen=True)
class Access:
    """Outcome for one request: the HTTP status, and the challenges that go with a 401."""

    status: int = 200
    challenges: tuple[str, ...] = ()
    unknow: bool = False
    """Whether the answer is the "unknow" error: the login is broken in this mode (device-facts 1.4)."""

    @property
    def authorized(self) -> bool:
        """Whether the request may go on."""
        return self.status == 200 and not self.unknow


@dataclass
class _Nonce:
    issued: float
    used: set[str] = field(default_factory=set)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


class Authenticator:
    """Checks requests of one device. Credentials are read from the config map for each request."""

    def __init__(self, profile: Profile, config: Mapping[str, str], nonce_lifetime: float) -> None:
        self.profile = profile
        self.config = config
        self.nonce_lifetime = nonce_lifetime
        self.logins = 0
        """Digest nonces on which a client authenticated for the first time."""
        self._nonces: dict[str, _Nonce] = {}
        self._opaque = secrets.token_hex(16)

    def forget(self) -> None:
        """Drop all nonces, as a restart or new credentials do."""
        self._nonces.clear()

    def check(self, method: str, uri: str, authorization: str, body: bytes, client: str) -> Access:
        """Decide on a request; ``uri`` is the request target as sent, ``client`` the peer's IP address."""
        config = self.config
        mode = config.get(API + "AuthMode", "")
        if config.get(API + "Enable") != "1":
            return Access(403)
        whitelist = {config.get(f"{API}WhiteListIP0{number}", "") for number in range(1, 6)} - {""}
        # An empty list denies everyone, without a challenge (device-facts 1.4, C70).
        if mode == "2" or (self.profile.whitelist_every_mode and whitelist):
            if client not in whitelist:
                return Access(403)
            if mode == "2":
                return Access()
        if mode == "0":
            return Access()
        if mode in self.profile.unknow_auth_modes:
            return Access(unknow=True)
        if mode in self.profile.broken_auth_modes or mode not in ("1", "4", "5"):
            return self.challenge(mode)
        scheme, sep, rest = authorization.partition(" ")
        if scheme.lower() == "basic" and mode in ("1", "5") and self._basic(rest):
            return Access()
        if scheme.lower() == "digest" and mode in ("4", "5"):
            return self._digest(mode, method, uri, rest, body)
        return self.challenge(mode)

    def challenge(self, mode: str | None = None, *, stale: bool = False) -> Access:
        """Return a 401 with what this mode asks for; in the manual's form, so without ``algorithm`` (C09)."""
        mode = mode if mode is not None else self.config.get(API + "AuthMode", "")
        challenges: list[str] = []
        if mode != "1":
            nonce = secrets.token_hex(16)
            while len(self._nonces) >= _MAX_NONCES:
                del self._nonces[next(iter(self._nonces))]
            self._nonces[nonce] = _Nonce(time.monotonic())
            challenges.append(
                f'Digest realm="{self.profile.realm}",qop="auth,auth-int",nonce="{nonce}", opaque="{self._opaque}"'
                + (", stale=true" if stale else "")
            )
        if mode in ("1", "5"):
            challenges.append(f'Basic realm="{self.profile.realm}"')
        return Access(401, tuple(challenges))

    def _account(self) -> tuple[str, str]:
        return self.config.get(API + "UserName", ""), self.config.get(API + "Password", "")

    def _basic(self, rest: str) -> bool:
        try:
            given = base64.b64decode(rest.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        return _same(given, ":".join(self._account()))

    def _digest(self, mode: str, method: str, uri: str, rest: str, body: bytes) -> Access:
        """Verify a digest answer: account, URI, algorithm, response, then age and reuse of the nonce."""
        given = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(rest)}
        username, password = self._account()
        fits = (
            given.get("username") == username
            and given.get("realm") == self.profile.realm
            and given.get("uri") == uri
            and given.get("algorithm", "MD5").upper() == "MD5"
            and given.get("opaque", self._opaque) == self._opaque
        )
        if not fits:
            return self.challenge(mode)
        ha1 = _md5(f"{username}:{self.profile.realm}:{password}")
        nonce, qop = given.get("nonce", ""), given.get("qop", "")
        second = f"{method}:{uri}"
        if qop == "auth-int":
            second += ":" + hashlib.md5(body, usedforsecurity=False).hexdigest()
        if qop in ("auth", "auth-int"):
            middle = f"{nonce}:{given.get('nc', '')}:{given.get('cnonce', '')}:{qop}"
            if not re.fullmatch(r"[0-9a-fA-F]{8}", given.get("nc", "")) or not given.get("cnonce"):
                return self.challenge(mode)
        elif not qop:
            middle = nonce
        else:
            return self.challenge(mode)
        if not _same(_md5(f"{ha1}:{middle}:{_md5(second)}"), given.get("response", "")):
            return self.challenge(mode)
        return self._nonce(mode, nonce, given.get("nc", ""))

    def _nonce(self, mode: str, nonce: str, count: str) -> Access:
        """The answer is right; an unknown, expired or replayed nonce is stale."""
        known = self._nonces.get(nonce)
        if known is None or time.monotonic() - known.issued > self.nonce_lifetime or (count and count in known.used):
            return self.challenge(mode, stale=True)
        if not known.used:
            self.logins += 1
        known.used.add(count)
        return Access()
