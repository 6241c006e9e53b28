# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out what is at an address: whether something listens, speaks TLS, is an Akuvox device, and lets us in.

A login goes only to who asks for it in the name of the HTTP API (device-facts 1.4, 1.7), and never along a redirect.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from dataclasses import dataclass, replace

from ..api.reachability import check_reachability, status_text
from ..http.diagnosis import (
    ANOTHER_LOGIN,
    AUTH_MODE_MISMATCH,
    BAD_CREDENTIALS,
    NOT_AN_AKUVOX,
    OFFLINE,
    TLS_LEGACY,
    TLS_UNTRUSTED,
    no_connection,
    no_connection_within,
)
from ..http.handshake import of_tls
from ..http.transport import Transport

# Ports for which this is known without a request.
SPEAKS_TLS = {443: True, 80: False}
# Nobody's system/info is larger, and many strangers may be asked at the same time.
_MOST = (5, 256 * 1024)
_WANTS_A_LOGIN = (BAD_CREDENTIALS, AUTH_MODE_MISMATCH)
# Of several ports, the most telling verdict is kept: these two say least, and the first less than the second.
_TELLS_LITTLE = (OFFLINE, NOT_AN_AKUVOX)


@dataclass(frozen=True)
class Door:
    """What was found. ``port`` and ``use_ssl`` are None where not known; ``recognised``: as an Akuvox device."""

    reachability: str
    message: str
    port: int | None = None
    use_ssl: bool | None = None
    model: str = ""
    firmware: str = ""
    mac: str = ""
    recognised: bool = False


@dataclass(frozen=True)
class Probe:
    """How to look. ``connection`` has all but the address; ``use_ssl`` None means that it is found out.

    ``ports`` are tried where a source names none. ``patience``: seconds until a port counts as closed. ``pace`` is
    called before each attempt to connect, and may sleep, or raise where the time is over; it returns the seconds left.
    """

    connection: object
    ports: tuple
    use_ssl: bool | None
    patience: float
    pace: object

    def __call__(self, target):
        """The :class:`Door` at a :class:`addresses.Target`; nothing that it does is an error."""
        best = None
        for port in self.ports if target.port is None else (target.port,):
            door = self._at(target.host, port)
            if door.recognised:
                return door
            if best is None or _telling(door) > _telling(best):
                best = door
        if best.reachability == OFFLINE and target.port is None:
            return replace(best, port=None, use_ssl=self.use_ssl)
        return best

    def _at(self, host, port):
        left = self.pace()
        use_ssl = SPEAKS_TLS.get(port) if self.use_ssl is None else self.use_ssl
        connection = replace(
            self.connection, host=host, port=port, use_ssl=bool(use_ssl), timeout=min(self.connection.timeout, left)
        )
        try:
            speaks_tls = self._knock(connection, min(self.patience, left), ask=use_ssl is None)
        except socket.timeout:
            diagnosis = no_connection_within(self.patience)
        except OSError as exc:
            diagnosis = no_connection(str(exc))
        else:
            return self._within(connection, use_ssl if speaks_tls is None else speaks_tls)
        return Door(diagnosis.reachability, f"{connection.base_url}: {diagnosis.says}{diagnosis.hint}", port, use_ssl)

    @staticmethod
    def _knock(connection, seconds, ask):
        """Open a connection, which is cheaper than to try HTTP; whether TLS is spoken, where that is asked and told."""
        with socket.create_connection((connection.host, connection.port), seconds) as plain:
            return _speaks_tls(plain) if ask else None

    @staticmethod
    def _within(connection, use_ssl):
        """The door behind an open port; ``use_ssl`` None where it has left that open, so both are tried."""
        for speaks_tls in (False, True) if use_ssl is None else (use_ssl,):
            connection = replace(connection, use_ssl=speaks_tls)
            door = _door(connection, look_at(connection))
            if door.recognised:
                return door
        return replace(door, use_ssl=use_ssl)


def look_at(connection):
    """Check the reachability; ``recognised`` also holds where only the certificate isn't trusted."""
    seen = _look(connection)
    if seen.reachability in (TLS_UNTRUSTED, TLS_LEGACY):
        # ask without a login what answers here; what it says about itself isn't believed
        lenient = {"validate_certs": False, "ca_path": None, "ssl_fingerprint": None, "legacy_tls": True}
        anonymous = replace(_without_login(connection), **lenient)
        return replace(seen, recognised=_once(anonymous).recognised)
    if seen.reachability in _WANTS_A_LOGIN and not seen.recognised:
        return replace(seen, reachability=ANOTHER_LOGIN.reachability, message=f"{seen.url}: {ANOTHER_LOGIN.says}")
    return seen


def _look(connection):
    if connection.auth == "basic" and connection.password:
        # it would be sent with the first request, before the other side has shown what it is
        seen = _once(_without_login(connection))
        if seen.reachability != BAD_CREDENTIALS or not seen.recognised:
            return seen
    return _once(connection)


def _once(connection):
    with contextlib.closing(Transport(connection, api_only=True, most=_MOST)) as transport:
        return check_reachability(transport)


def _without_login(connection):
    return replace(connection, username=None, password=None)


def _door(connection, seen):
    model, firmware = seen.model, seen.firmware
    mac = status_text(seen.data, "MAC")
    return Door(
        seen.reachability, seen.message, connection.port, connection.use_ssl, model, firmware, mac, seen.recognised
    )


def _telling(door):
    return _TELLS_LITTLE.index(door.reachability) if door.reachability in _TELLS_LITTLE else len(_TELLS_LITTLE)


def _speaks_tls(plain):
    """Whether a connection takes a TLS handshake, or refuses it in the words of TLS; None if nothing is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        context.wrap_socket(plain).close()
    except ssl.SSLEOFError:
        return False
    except ssl.SSLError as exc:
        return of_tls(str(exc)).reachability != NOT_AN_AKUVOX
    except socket.timeout:
        return None
    except OSError:
        return False
    return True
