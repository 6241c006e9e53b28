# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``profile``: the name of a profile, or a profile with some parts changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import InvalidInput
from ..fields.codec import BadValue, spoken
from ..fields.codecs import Choice, Flag, Number, Text
from .profiles import DEFAULT_PROFILE, LOGIN_MODES, PROFILES


def profile_from_option(option):
    """The profile that the ``profile`` option names or describes; None for ``auto``.

    A mapping takes the names of :class:`Profile`'s fields, on top of ``base`` (default: the field profile).

    :raises InvalidInput: for an unknown name or member.
    """
    if option in (None, "", "auto"):
        return None
    if isinstance(option, str):
        if option not in PROFILES:
            raise InvalidInput(f"profile: must be auto, {', '.join(sorted(PROFILES))} or a mapping, not '{option}'")
        return PROFILES[option]
    if not isinstance(option, Mapping):
        raise InvalidInput("profile: must be a profile's name or a mapping of its parts")
    parts = dict(option)
    base = parts.pop("base", DEFAULT_PROFILE)
    if base not in list(PROFILES):
        raise InvalidInput(f"profile.base: must be one of {', '.join(sorted(PROFILES))}, not '{base}'")
    unknown = sorted(str(name) for name in parts if name not in _PARTS)
    if unknown:
        raise InvalidInput(
            f"profile.{unknown[0]}: is not a part of a profile; there are base, {', '.join(sorted(_PARTS))}"
        )
    changes = {name: _part(name, parts[name]) for name in parts}
    return replace(PROFILES[base], name=f"{base} with changes", base=base, **changes)


def _part(name, value):
    try:
        return _PARTS[name](value)
    except BadValue as exc:
        raise InvalidInput(f"profile.{name}: {exc}") from None


def _names(value):
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) and name for name in names):
        raise BadValue(f"must be a list of names, not {spoken(value)}")
    return tuple(names)


def _one_or_more(value):
    if not _names(value):
        raise BadValue("must be a list of at least one name")
    return _names(value)


def _routes(value):
    if not isinstance(value, Mapping):
        raise BadValue(f"must be a mapping such as user.add: [user/set, user/add], not {spoken(value)}")
    return {str(function): _one_or_more(paths) for function, paths in value.items()}


def _seconds(value):
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = None
    if seconds is None or isinstance(value, bool) or not 0 <= seconds <= 60:
        raise BadValue(f"must be 0 to 60 seconds, not {spoken(value)}")
    return seconds


def _missing(value):
    """Functions that are missing: a list of names, or a mapping to what the user can do about it."""
    if isinstance(value, Mapping):
        return {str(name): Text().check(hint) for name, hint in value.items()}
    return dict.fromkeys(_names(value), "")


def _names_by_name(value):
    if not isinstance(value, Mapping):
        raise BadValue(f"must be a mapping of names to lists of names, not {spoken(value)}")
    return {str(name): _one_or_more(members) for name, members in value.items()}


def _name_by_name(value):
    if not isinstance(value, Mapping) or not all(isinstance(name, str) and name for name in value.values()):
        raise BadValue(f"must be a mapping of names to names, not {spoken(value)}")
    return {str(name): member for name, member in value.items()}


def _login_modes(value):
    return tuple(map(Choice({mode: mode for mode in LOGIN_MODES}).check, _names(value)))


# What a mapping may change, and what each part may be.
_PARTS = {
    "routes": _routes,
    "missing": _missing,
    "page_size": Number(0, 10_000).check,
    "batch_size": Number(1, 10_000).check,
    "seconds_per_item": _seconds,
    "add_id": Text().check,
    "del_keys": _names_by_name,
    "schedule_keys": _one_or_more,
    "schedule_list_key": Text(63).check,
    "schedule_separator": Choice({",": ",", ";": ";"}).check,
    "schedule_end": Choice({"": "", ",": ",", ";": ";"}).check,
    "card_limit": Number(0, 65535).check,
    "max_users": Number(0, 1_000_000).check,
    "credential_store": Choice({"user": "user", "rfkey_privatekey": "rfkey_privatekey"}).check,
    "config_by_get": Flag().check,
    "base64_keys": _names,
    "key_targets": _name_by_name,
    "login_modes": _login_modes,
    "upload_field": Text(63).check,
}
