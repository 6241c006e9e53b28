# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options: their argument spec, where their values come from, and their checks."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidInput
from .identity import expected_macs

# What the inventory plugin says of a host, so that nothing else may, and that no job calls it a misspelled option.
INVENTORY_VARIABLES = (
    "ansible_host", "akuvox_port", "akuvox_use_ssl", "akuvox_model", "akuvox_firmware", "akuvox_mac",
    "akuvox_mac_found", "akuvox_reachability",
)  # fmt: skip

# Options that every module takes beside its own. `password` has no default on purpose.

# The option with which a role's task has its options from variables; the action sees to it.
FROM_VARIABLES = "from_variables"
FROM_VARIABLES_SPEC = {FROM_VARIABLES: {"type": "bool", "default": False}}
CONNECTION_SPEC: dict[str, dict[str, Any]] = {
    "host": {"type": "str"},
    "port": {"type": "int"},
    "use_ssl": {"type": "bool", "default": True},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "ssl_fingerprint": {"type": "str"},
    "legacy_tls": {"type": "bool", "default": False},
    "auth": {"type": "str", "default": "digest", "choices": ["digest", "basic", "none"]},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "timeout": {"type": "float", "default": 10.0},
    "retries": {"type": "int", "default": 3},
    "request_interval": {"type": "float", "default": 0.25},
    "settle": {"type": "float"},
    "lock_timeout": {"type": "float", "default": 120.0},
    "lock_dir": {"type": "path"},
    "profile": {"type": "raw", "default": "auto"},
    "mac": {"type": "raw"},
    "revoked_file": {"type": "str"},
}

_NOT_IN_A_HOST = re.compile(r"[\x00-\x20\x7f\s/@?#\\]")
_ZONE = re.compile(r"\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*%[^\]]*\]?")
_RANGES = {
    "port": (1, 65535), "timeout": (0.1, 3600), "retries": (0, 100), "request_interval": (0, 60), "settle": (0, 3600),
    "lock_timeout": (0, 3600),
}  # fmt: skip
# What a door gets to apply a write whose answer was lost, in seconds, where the option says nothing.
_SHORTEST_SETTLE, _LONGEST_SETTLE, _SETTLE_TIMEOUTS = 30.0, 120.0, 3


@dataclass(frozen=True)
class Connection:
    """How to reach and log in to one device. Times are seconds.

    ``settle``: what the device gets to apply a write whose answer was lost. ``lock_timeout``: how long another session
    that writes is waited for; ``lock_dir``: the folder of the locks, None for one of our own. ``macs``: the units that
    are expected there, see :func:`identity.expected_macs`; none where it isn't checked. ``revoked_file``: path of
    the file of those who are not to be let in, None where there is none. ``read_only``: nothing that could change the
    device is sent.
    """

    host: str
    port: int
    use_ssl: bool = True
    validate_certs: bool = True
    ca_path: str | None = None
    ssl_fingerprint: str | None = None
    legacy_tls: bool = False
    auth: str = "digest"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    retries: int = 3
    request_interval: float = 0.25
    settle: float = _SHORTEST_SETTLE
    lock_timeout: float = 120.0
    lock_dir: str | None = None
    macs: tuple = ()
    revoked_file: str | None = None
    read_only: bool = False

    @property
    def names(self):
        """What the device is known by, for what two tasks have to agree on: the expected MAC, and address and port.

        The address goes along, as another task may not have the MAC.
        """
        return (*self.macs, f"{self.host.lower()}-{self.port}")

    @property
    def base_url(self):
        """``https://host:port`` with an IPv6 address in brackets, and never a credential."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.use_ssl else 'http'}://{host}:{self.port}"


def connection_from(params, login_optional=False):
    """The :class:`Connection` of validated module parameters. With ``login_optional`` it may come without a login.

    :raises InvalidInput: naming the option and what is allowed.
    """
    for option in (*_RANGES, "username"):
        check_option(option, params.get(option))
    host = (params.get("host") or "").strip()
    if not host:
        raise InvalidInput("host: is not set; give the task a host, or the inventory host an ansible_host")
    if _ZONE.fullmatch(host):
        raise InvalidInput(
            f"host: must be without a zone such as %eth0, not '{host}': the HTTP library can't connect to it. Give the "
            "door a global or unique local address, or take its IPv4 address"
        )
    if _NOT_IN_A_HOST.search(host) or (":" in host and not _is_ipv6(host.strip("[]"))):
        raise InvalidInput(f"host: must be a host name or an address without scheme, port or path, not '{host}'")
    if params["auth"] != "none":
        missing = [f"akuvox_{option}" for option in ("username", "password") if not params.get(option)]
        if missing and not login_optional:
            raise InvalidInput(
                f"auth: {params['auth']} needs {' and '.join(missing)} (an inventory variable, a task option without "
                "the prefix, or the environment in capitals); a device without a login takes akuvox_auth: none"
            )
    _check_login(params["auth"], params.get("username") or "")
    return Connection(
        host=host.strip("[]"),
        port=params.get("port") or (443 if params["use_ssl"] else 80),
        ssl_fingerprint=_fingerprint(params.get("ssl_fingerprint")),
        settle=_settle(params),
        lock_timeout=params.get("lock_timeout", 120.0),
        lock_dir=params.get("lock_dir") or None,
        macs=expected_macs(params.get("mac")),
        revoked_file=params.get("revoked_file") or None,
        **{
            option: params[option]
            for option in (
                "use_ssl",
                "validate_certs",
                "ca_path",
                "legacy_tls",
                "auth",
                "username",
                "password",
                "timeout",
                "retries",
                "request_interval",
            )
        },
    )


def _check_login(auth, username):
    """Refuse a user name that this kind of login can't carry, or that both sides may read differently."""
    if auth == "digest" and not username.isascii():
        # sent in one encoding and hashed in another, by most servers and clients (RFC 7616, 3.4)
        raise InvalidInput(
            "username: must be ASCII, as the digest login carries nothing else reliably. Give the device's HTTP API "
            "another user (Intercom > HTTP API)"
        )
    if auth == "basic" and ":" in username:
        raise InvalidInput("username: must be without a colon, at which the basic login ends the name (RFC 7617)")


def _settle(params):
    if params.get("settle") is not None:
        return params["settle"]
    return min(_LONGEST_SETTLE, max(_SHORTEST_SETTLE, _SETTLE_TIMEOUTS * params["timeout"]))


def check_option(option, value):
    """Refuse a value of one option that is wrong by itself, whatever the others are.

    :raises InvalidInput: naming the option and what is allowed.
    """
    if value is None:
        return
    low, high = _RANGES.get(option, (None, None))
    if low is not None and not low <= value <= high:
        raise InvalidInput(f"{option}: must be {low} to {high}, not {value}")
    if option == "username" and not all(" " <= char <= "\xff" and char not in '\x7f"\\' for char in value):
        raise InvalidInput(
            "username: must be one line of Latin-1 without quotation marks and backslashes, which a login can't carry"
        )
    if option == "ssl_fingerprint":
        _fingerprint(value)


def _is_ipv6(host):
    try:
        return bool(ipaddress.IPv6Address(host))
    except ValueError:
        return False


def _fingerprint(value):
    if not value:
        return None
    digits = re.sub(r"[\s:]", "", value).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise InvalidInput("ssl_fingerprint: must be the certificate's SHA-256 as 64 hex digits, colons allowed")
    return digits
