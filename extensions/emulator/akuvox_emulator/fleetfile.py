# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a fleet file: YAML with ``defaults`` and ``devices``. Every error names the place and what is allowed."""

from __future__ import annotations

import contextlib
import dataclasses
import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from . import profiles, statecheck
from .auth import MODES
from .device import Spec
from .profile import Profile


class FleetFileError(Exception):
    """The fleet file cannot be used."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {value!r}" + ("; put it in quotes" if value is not None else ""))
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", value):
        raise ValueError(f"must be of letters, digits, '-', '_' and '.', not {value!r}")
    return value


def port(value: Any) -> int:
    """Check a TCP port; 0 is any free one."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 65535:
        raise ValueError(f"must be a port number 0-65535, not {value!r}")
    return value


def loopback(value: Any) -> str:
    """Check an address to listen on: the emulator has no place on a network."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(value).is_loopback:
            return str(value)
    raise ValueError(f"must be a loopback address such as 127.0.0.1, not {value!r}")


def _auth(value: Any) -> str:
    if not isinstance(value, str) or value not in MODES:
        raise ValueError(
            f"must be one of {', '.join(MODES)}, not {value!r}" + ("; put it in quotes" if not value else "")
        )
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"must be seconds from 0, not {value!r}")
    return float(value)


def addresses(value: Any) -> tuple[str, ...]:
    """Check a whitelist: up to five IP addresses."""
    if not isinstance(value, list | tuple) or len(value) > 5:
        raise ValueError("must be a list of up to 5 IP addresses")
    for entry in value:
        try:
            ipaddress.ip_address(entry)
        except ValueError:
            raise ValueError(f"has {entry!r}, which is no IP address") from None
    return tuple(value)


def _profile(value: Any) -> Profile:
    return profiles.find(_text(value))


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "host": loopback,
    "port": port,
    "profile": _profile,
    "model": _text,
    "firmware": _text,
    "auth": _auth,
    "username": _text,
    "password": _text,
    "whitelist": addresses,
    "tls": _flag,
    "https_only": _flag,
    "request_interval": _seconds,
    "reboot_seconds": _seconds,
    "reboot_grace": _seconds,
    "nonce_lifetime": _seconds,
}
"""Checks of a device's plain members; each raises ValueError with what is allowed."""


def apply(spec: Spec, raw: Any, where: str) -> Spec:
    """Return the spec with the members of a mapping; FleetFileError names the place."""
    if not isinstance(raw, Mapping):
        raise FleetFileError(f"{where} must be a mapping")
    values: dict[str, Any] = {}
    allowed = (*CHECKS, "profile_overrides", "state")
    for key, value in raw.items():
        if key not in allowed:
            raise FleetFileError(f"{where}: unknown member '{key}'; allowed: {', '.join(allowed)}")
        if key in CHECKS:
            try:
                values[key] = CHECKS[key](value)
            except ValueError as error:
                raise FleetFileError(f"{where}.{key}: {error}") from None
    try:
        if "profile_overrides" in raw:
            base = values.get("profile", spec.profile)
            if not isinstance(raw["profile_overrides"], Mapping):
                raise ValueError("must be a mapping of profile fields")
            values["profile"] = profiles.override(base, raw["profile_overrides"])
    except ValueError as error:
        raise FleetFileError(f"{where}.profile_overrides: {error}") from None
    try:
        if "state" in raw:
            values["state"] = spec.state | statecheck.check(raw["state"])
    except ValueError as error:
        raise FleetFileError(f"{where}: {error}") from None
    return dataclasses.replace(spec, **values)


def load(path: Path, base: Spec) -> list[Spec]:
    """Read a fleet file; ``base`` has what the command line says, defaults and devices override it."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FleetFileError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FleetFileError(f"{path} is not valid YAML: {error}") from None
    if not isinstance(raw, Mapping) or not isinstance(raw.get("devices"), list) or not raw["devices"]:
        raise FleetFileError(f"{path}: needs 'devices', a list with at least one device")
    for key in raw:
        if key not in ("defaults", "devices"):
            raise FleetFileError(f"{path}: unknown member '{key}'; allowed: defaults, devices")
    defaults = raw.get("defaults") or {}
    if isinstance(defaults, Mapping) and {"name", "port"} & set(defaults):
        raise FleetFileError(f"{path}: defaults: name and port belong to each device, not to defaults")
    shared = apply(base, defaults, f"{path}: defaults")
    specs: list[Spec] = []
    for number, entry in enumerate(raw["devices"]):
        where = f"{path}: devices[{number}]"
        if not isinstance(entry, Mapping) or "name" not in entry:
            raise FleetFileError(f"{where} needs a 'name'")
        spec = dataclasses.replace(apply(shared, entry, where), index=number + 1)
        if any(spec.name == other.name for other in specs):
            raise FleetFileError(f"{where}: the name '{spec.name}' is there twice")
        if spec.port and any((spec.host, spec.port) == (other.host, other.port) for other in specs):
            raise FleetFileError(f"{where}: port {spec.port} is there twice")
        specs.append(spec)
    return specs
