# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find a device profile by name, and change some of its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, get_type_hints

from .families import FAMILIES
from .profile import Profile

MANUAL = Profile(
    name="manual",
    summary="the vendor's HTTP API manual v2.0 to the letter: strict routes, no paging, retcode 1 on user writes",
)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (MANUAL, *FAMILIES)}

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "routing": ("path", "body"),
    "open_door": ("", "result", "plain", "empty"),
    "charset": ("utf-8", "latin-1"),
    "action_url_method": ("", "GET", "POST"),
    "action_url_code": ("code", "code_value"),
}


def find(name: str) -> Profile:
    """Return a profile by name, or raise ValueError that lists the known ones."""
    try:
        return PROFILES[name]
    except KeyError:
        raise ValueError(f"there is no profile '{name}'; known profiles: {', '.join(PROFILES)}") from None


def _strings(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value)


def _number(value: Any, kind: type) -> bool:
    return isinstance(value, int | kind) and not isinstance(value, bool)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value from YAML or JSON can stand for a field with this annotation."""
    if hint == Mapping[str, int]:
        return isinstance(value, Mapping) and all(_number(entry, int) for entry in value.values())
    if hint == Mapping[str, str]:
        return isinstance(value, Mapping) and all(isinstance(entry, str) for entry in value.values())
    if hint == Mapping[str, tuple[str, ...]]:
        return isinstance(value, Mapping) and all(_strings(entry) for entry in value.values())
    if hint == tuple[str, ...]:
        return _strings(value)
    if hint == int | None:
        return value is None or _number(value, int)
    if hint in (int, float):
        return _number(value, hint)
    return isinstance(value, hint)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def override(profile: Profile, changes: Mapping[str, Any]) -> Profile:
    """Return the profile with some fields replaced; ValueError names a field or value that does not fit.

    Mappings are merged into the present ones, all else takes their place.
    """
    hints = get_type_hints(Profile)
    fields = {entry.name for entry in dataclasses.fields(Profile)} - {"name", "summary"}
    values: dict[str, Any] = {}
    for key, value in changes.items():
        if key not in fields:
            raise ValueError(f"a profile has no field '{key}'; allowed: {', '.join(sorted(fields))}")
        current = getattr(profile, key)
        if not _fits(value, hints[key]):
            raise ValueError(f"profile field '{key}' cannot be {value!r}; the current value is {current!r}")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise ValueError(f"profile field '{key}' is {' or '.join(map(repr, _CHOICES[key]))}")
        if isinstance(current, Mapping):
            value = {**current, **{name: _frozen(entry) for name, entry in value.items()}}
        values[key] = _frozen(value)
    if values.get("page_size") is not None and values["page_size"] < 1:
        raise ValueError("profile field 'page_size' is 1 or more, or null")
    return dataclasses.replace(profile, **values)
