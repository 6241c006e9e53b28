# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can differ between models and firmwares: one frozen Profile per device behaviour.

The defaults are the vendor's manual to the letter; where it contradicts itself, the reading of the API catalogue (Cnn).
The numbers are sections of the notes on how shipping devices behave ("device-facts").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "user": ("UserID", "Name"),
    "privatekey": ("Code",),
    "rfkey": ("Code",),
    "contact": ("Name",),
    "group": ("Name",),
    "dialreplace": ("Prefix",),
    "schedule": ("Type",),
}
"""What an add needs by the manual (the catalogue's ``required: true``); schedules by device-facts 6."""


@dataclass(frozen=True)
class Profile:
    """One device behaviour. Functions are named ``target/action``, fields of records ``target.Field``."""

    name: str
    summary: str
    model: str = "R29"
    firmware: str = "29.30.10.100"
    hardware: str = "29.3.0"

    # Access and connection
    realm: str = "HTTPAPI"
    """Digest and Basic realm (C09; newer devices put a blank in it)."""
    tls: bool = False
    """Whether the device speaks HTTPS unless the fleet file says otherwise (device-facts 13.3)."""
    factory_auth_mode: str = "2"
    """Config.DoorSetting.APIFCGI.AuthMode after a factory reset (device-facts 1.4: whitelist)."""
    broken_auth_modes: tuple[str, ...] = ("3",)
    """AuthMode numbers that answer 401 even to the right credentials (device-facts 1.4)."""
    unknow_auth_modes: tuple[str, ...] = ()
    """AuthMode numbers in which every call answers the "unknow" error (device-facts 1.4)."""
    whitelist_every_mode: bool = False
    """Whether a filled whitelist restricts the other modes too (device-facts 14, row 31)."""
    nonce_lifetime: float = 300.0
    """Seconds a digest nonce is good for (not documented)."""
    min_request_interval: float = 0.0
    """Seconds between an answer and the next request; a faster client is cut off (device-facts 1.2)."""
    serial_only: bool = False
    """Whether a second request while one is worked on is cut off (device-facts 1.2)."""

    # Routes
    routing: str = "path"
    """``path``: path and body must agree; ``body``: the body decides, the path is only a gate (device-facts 3.1)."""
    bare_path: bool = True
    """Whether POST to /api and /api/ works (C01)."""
    extensions: tuple[str, ...] = ()
    """Functions beyond the manual that this device has, e.g. ``group/del`` (C46)."""
    missing: tuple[str, ...] = ()
    """Targets (``contact``) or functions (``contact/add``) this device lacks (C08)."""
    closed_paths: tuple[str, ...] = ()
    """Functions that have no path of their own here, though another path or the bare one leads to them (3.2)."""
    extra_get: tuple[str, ...] = ()
    """POST-only functions that this device takes by GET (device-facts 9.2)."""
    refused_post: tuple[str, ...] = ()
    """Functions that this device refuses by POST (device-facts 9.2)."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """Functions that answer with an HTTP status only, whatever they are sent (device-facts 1.5)."""
    open_door: str = ""
    """Answer of GET /fcgi/do OpenDoor: ``result``, ``plain`` (without a result), ``empty``, or none (8.5)."""

    # Answers
    unsupported_message: str = "unsupport action"
    """Spelling of the refusal (device-facts 2.4)."""
    unsupported_retcode: int = -1
    user_write_retcode: int = 1
    """retcode of a good user add, set or del (C05)."""
    schedule_write_retcode: int = 1
    """The same for schedules (device-facts 2.2)."""
    messages: Mapping[str, str] = field(default_factory=dict)
    """Messages other than OK of functions that succeed (device-facts 2.3)."""
    echoes: Mapping[str, str] = field(default_factory=dict)
    """Wrong ``action`` echoes beyond the manual's (device-facts 2.3)."""
    page_size: int | None = None
    """Records per page when ``page`` is given; None ignores the parameter (C69, device-facts 4)."""
    item_key: str = "item"
    """Name of a list's records: some devices say ``Item`` (device-facts 2.1)."""
    omit_empty_item: bool = False
    """Whether an empty list comes without ``item`` (device-facts 2.1)."""
    single_item_as_object: bool = False
    """Whether one record comes as an object, not a list (device-facts 2.1)."""
    numbers_as_text: bool = False
    """Whether the numbers of system, relay and input status come as strings (device-facts 2.1)."""
    info_uptime: bool = False
    """Whether system info has Uptime as words, and WebLang (device-facts 11)."""
    charset: str = "utf-8"
    """Encoding of answers (device-facts 1.3)."""
    trailing_bytes: str = ""
    """Junk after the JSON of each answer (device-facts 1.3)."""
    empty_replies: tuple[str, ...] = ()
    """Functions that answer 200 with an empty body (device-facts 2.6)."""
    html_replies: tuple[str, ...] = ()
    """Functions that answer 200 with a web page (device-facts 2.6)."""

    # Records
    required_on_add: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(REQUIRED))
    """Fields an add needs, per target."""
    refused_on_add: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields whose presence makes an add fail as a whole with -100, per target (device-facts 5.3)."""
    max_items: int | None = None
    """Records taken in one request; a larger batch is refused as a whole (device-facts 1.2)."""
    capacity: Mapping[str, int] = field(default_factory=dict)
    """Records kept per target; an add beyond that refuses the item (device-facts 5.10)."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields beyond the manual's, or with another default: ``target.Field`` and what an omitted one becomes."""
    absent_fields: tuple[str, ...] = ()
    """Fields of the manual that this device neither keeps nor returns; ``target.ID`` is kept but not returned."""
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields by which del picks a record, where other than the manual's (device-facts 6)."""
    masked_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of records, per target, that come back as stars."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What a field's value reads as: ``doorlog.Status=1`` and the device's word (device-facts 10)."""
    cloud_sources: tuple[str, ...] = ()
    """Values of SourceType of users and schedules that cannot be changed or deleted here (device-facts 5.7)."""
    builtin_schedules: bool = False
    """Whether schedules 1001 and 1002 are listed, which cannot be changed (device-facts 6; unknown for all models)."""
    user_filter: str = ""
    """Parameter of user get that looks for a part of the name, UserID, PIN or card (device-facts 5.8)."""
    user_schedule_write: tuple[str, ...] = ("ScheduleRelay",)
    """Names under which a user's schedule is taken; the first one that is there counts (device-facts 5.3)."""
    user_schedule_read: str = "ScheduleRelay"
    """Name under which it is returned."""
    user_schedule_list: bool = False
    """Whether the schedules' numbers come once more, as the list ``Schedule`` (device-facts 5.3)."""
    user_schedule_separators: str = ",;"
    """Separators understood in it; the rest after any other is cut off (device-facts 5.4)."""
    card_read_limit: int | None = None
    """Characters of CardCode that come back on read (device-facts 5.6)."""

    # Action URLs (device-facts 9.3)
    action_url_method: str = ""
    """How it calls them whatever its configuration says; empty: as that says, and GET where it says nothing."""
    action_url_code: str = "code"
    """Name of the variable that has the code that was typed."""

    # Configuration
    config: Mapping[str, str] = field(default_factory=dict)
    """Config keys beyond the manual's, or with another factory value (device-facts 8.3, 8.4)."""
    config_absent: tuple[str, ...] = ()
    """Config keys of the manual that this device lacks; a trailing ``*`` stands for any rest."""
    config_single: bool = False
    """Whether config set takes one key per call and refuses more (device-facts 9.2; the refusal is a reading)."""
    base64_keys: tuple[str, ...] = ()
    """Config keys whose values are written base64-coded (device-facts 1.4)."""
    masked_keys: tuple[str, ...] = ()
    """Config keys that come back as stars (device-facts 9.4 and 13.2, item 26; no source names a model)."""
    encoded_keys: tuple[str, ...] = ()
    """Config keys that come back base64-coded (device-facts 13.2, item 26)."""
    unread_keys: tuple[str, ...] = ()
    """Config keys that can be set and come back in no reply (C28)."""
