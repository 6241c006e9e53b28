# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between models and firmwares, as data: one frozen Profile per row of a table.

``manual`` is the vendor's manual to the letter. Where it is silent, the field's behaviour is used; where it contradicts
itself, the reading of the API catalogue (Cnn).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints


@dataclass(frozen=True)
class Profile:
    """One device behaviour. Functions are named ``target/action``."""

    name: str
    summary: str
    model: str = "R29"
    firmware: str = "29.30.10.100"
    hardware: str = "29.3.0"
    realm: str = "HTTPAPI"
    """Digest and Basic realm (C09; newer devices put a blank in it)."""
    factory_auth_mode: str = "2"
    """Config.DoorSetting.APIFCGI.AuthMode after a factory reset (device-facts 1.4: whitelist)."""
    broken_auth_modes: tuple[str, ...] = ("3",)
    """AuthMode numbers that answer 401 even to the right credentials (device-facts 1.4)."""
    whitelist_every_mode: bool = False
    """Whether a filled whitelist restricts the other modes too (device-facts 14, row 31)."""
    nonce_lifetime: float = 300.0
    """Seconds a digest nonce is good for (not documented)."""
    min_request_interval: float = 0.0
    """Seconds between an answer and the next request; a faster client is cut off (device-facts 1.2)."""
    serial_only: bool = False
    """Whether a second request while one is worked on is cut off (device-facts 1.2)."""
    routing: str = "path"
    """``path``: path and body must agree; ``body``: the body decides, the path is only a gate (device-facts 3.1)."""
    bare_path: bool = True
    """Whether POST to /api and /api/ works (C01)."""
    extensions: tuple[str, ...] = ()
    """Functions beyond the manual that this device has, e.g. ``group/del`` (C46)."""
    missing: tuple[str, ...] = ()
    """Targets (``contact``) or functions (``contact/add``) this device lacks (C08)."""
    extra_get: tuple[str, ...] = ()
    """POST-only functions that this device takes by GET (device-facts 9.2)."""
    refused_post: tuple[str, ...] = ()
    """Functions that this device refuses by POST (device-facts 9.2)."""
    unsupported_message: str = "unsupport action"
    """Spelling of the refusal (device-facts 2.4)."""
    unsupported_retcode: int = -1
    user_write_retcode: int = 1
    """retcode of a good user add, set or del (C05)."""
    page_size: int | None = None
    """Records per page when ``page`` is given; None ignores the parameter (C69, device-facts 4)."""
    omit_empty_item: bool = False
    """Whether an empty list comes without ``item`` (device-facts 2.1)."""
    single_item_as_object: bool = False
    """Whether one record comes as an object, not a list (device-facts 2.1)."""
    required_on_add: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "user": ("UserID", "Name"),
            "privatekey": ("Code",),
            "rfkey": ("Code",),
            "contact": ("Name",),
            "group": ("Name",),
            "dialreplace": ("Prefix",),
            "schedule": ("Name", "Type"),
        }
    )
    """Fields an add needs, per target (the catalogue's ``required: true``)."""
    max_items: int | None = None
    """Records taken in one request; a larger batch is refused as a whole (device-facts 1.2)."""
    capacity: Mapping[str, int] = field(default_factory=dict)
    """Records kept per target; an add beyond that refuses the item (device-facts 5.10)."""
    user_schedule_write: tuple[str, ...] = ("ScheduleRelay",)
    """Names under which a user's schedule is taken (device-facts 5.3)."""
    user_schedule_read: str = "ScheduleRelay"
    """Name under which it is returned."""
    user_schedule_separators: str = ",;"
    """Separators understood in it; the rest after any other is cut off (device-facts 5.4)."""
    card_read_limit: int | None = None
    """Characters of CardCode that come back on read (device-facts 5.6)."""
    base64_keys: tuple[str, ...] = ()
    """Config keys whose values are written base64-coded (device-facts 1.4)."""
    masked_keys: tuple[str, ...] = ()
    """Config keys that come back as stars (device-facts 13.2, item 26)."""
    encoded_keys: tuple[str, ...] = ()
    """Config keys that come back base64-coded (device-facts 13.2, item 26)."""
    unread_keys: tuple[str, ...] = ()
    """Config keys that can be set and come back in no reply (C28)."""
    masked_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of records, per target, that come back as stars."""
    trailing_bytes: str = ""
    """Junk after the JSON of each answer (device-facts 1.3)."""


MANUAL = Profile(
    name="manual",
    summary="the vendor's HTTP API manual v2.0 to the letter: strict routes, no paging, retcode 1 on user writes",
)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (MANUAL,)}


def find(name: str) -> Profile:
    """Return a profile by name, or raise ValueError that lists the known ones."""
    try:
        return PROFILES[name]
    except KeyError:
        raise ValueError(f"there is no profile '{name}'; known profiles: {', '.join(PROFILES)}") from None


def _fits(value: Any, current: Any, hint: Any) -> bool:
    """Whether a value from YAML or JSON can stand for a field that holds ``current`` and is annotated ``hint``."""
    if value is None:
        return "None" in str(hint)
    if "int | None" in str(hint):
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(current, bool) or isinstance(value, bool):
        return isinstance(current, bool) and isinstance(value, bool)
    if isinstance(current, float):
        return isinstance(value, int | float)
    if isinstance(current, tuple):
        return isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value)
    if isinstance(current, Mapping):
        kind = int if "int" in str(hint) else (list, tuple)
        return isinstance(value, Mapping) and all(isinstance(entry, kind) for entry in value.values())
    return isinstance(value, type(current))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def override(profile: Profile, changes: Mapping[str, Any]) -> Profile:
    """Return the profile with some fields replaced; ValueError names a field or value that does not fit."""
    hints = get_type_hints(Profile)
    fields = {entry.name for entry in dataclasses.fields(Profile)} - {"name", "summary"}
    values: dict[str, Any] = {}
    for key, value in changes.items():
        if key not in fields:
            raise ValueError(f"a profile has no field '{key}'; allowed: {', '.join(sorted(fields))}")
        current = getattr(profile, key)
        if not _fits(value, current, hints[key]):
            raise ValueError(f"profile field '{key}' cannot be {value!r}; the current value is {current!r}")
        if isinstance(current, tuple):
            value = tuple(value)
        elif isinstance(current, Mapping):
            value = {**current, **{name: _frozen(entry) for name, entry in value.items()}}
        values[key] = value
    if values.get("routing", "path") not in ("path", "body"):
        raise ValueError("profile field 'routing' is 'path' or 'body'")
    if values.get("page_size") is not None and values["page_size"] < 1:
        raise ValueError("profile field 'page_size' is 1 or more, or null")
    return dataclasses.replace(profile, **values)
