# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs by model and firmware, as data (device-facts 3, 4, 5.3, 12). ``models`` says who is who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from .models import MODELS

# The auth modes in which a login is asked for. Basic alone locks out of an X916, and of most others nobody has said
# whether it works (device-facts 1.4).
COMMON_LOGIN_MODES = ("digest", "basic_digest")
LOGIN_MODES = (*COMMON_LOGIN_MODES, "basic")


@dataclass(frozen=True)
class Profile:
    """How one family of devices is addressed.

    ``routes``: "target.action" -> paths to try in turn, below ``/api/`` unless they begin with a slash; the next one is
    tried when the device says that it doesn't have the function. What isn't listed goes to ``<target>/<action>``, then
    to the bare ``/api/``, where the body alone says what is meant (C01).
    ``missing``: "target" or "target.action" that these devices don't have -> what the user can do about it.
    ``page_size``: records per page for a device that sends no whole list, otherwise 0. All known devices send the whole
    one when no page is named (device-facts 4). Where one doesn't, its ``num`` shows it.
    ``batch_size``: records per write; ``seconds_per_item``: what a write may take longer for each of them.
    ``add_id``: the ``ID`` that a new record is sent with (C34). ``del_keys``: target -> what ``del`` finds a record by.
    ``schedule_keys``: the keys that a user's schedules are written to; the first is preferred when reading.
    ``schedule_list_key``: a key that takes the schedules' numbers as a list as well.
    ``schedule_separator``: between pairs of schedule and relay; ``schedule_end``: after the last one.
    ``card_limit``: characters of all cards of a user together that come back on read, 0 when none is known.
    ``max_users``: how many users a device holds, 0 when it isn't known.
    ``credential_store``: where the people of a door are kept, "user" or "rfkey_privatekey".
    ``config_by_get``: the configuration is set by GET, one key for each request.
    ``base64_keys``: ``Config.*`` keys, with ``*``, whose values are written in base64.
    ``key_targets``: ``Config.*`` keys, with ``*`` -> the target that sets them in place of ``config``.
    ``login_modes``: auth modes of the HTTP API in which these devices are known to let in who has the login.
    ``upload_field``: name of the part that an uploaded file is sent in; the manual has lost it (C18).
    ``base``: name of the profile that a user's own one has been made from, empty for those that are known.
    """

    name: str
    about: str = ""
    routes: Mapping[str, tuple] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    page_size: int = 0
    batch_size: int = 250
    seconds_per_item: float = 0.25
    add_id: str = "0"
    del_keys: Mapping[str, tuple] = field(default_factory=dict)
    schedule_keys: tuple = ("ScheduleRelay",)
    schedule_list_key: str = ""
    schedule_separator: str = ","
    schedule_end: str = ""
    card_limit: int = 0
    max_users: int = 0
    credential_store: str = "user"
    config_by_get: bool = False
    base64_keys: tuple = ()
    key_targets: Mapping[str, str] = field(default_factory=dict)
    login_modes: tuple = COMMON_LOGIN_MODES
    upload_field: str = "file"
    base: str = ""

    def paths(self, target, action):
        """Paths for a function, in the order to try them."""
        routes = self.routes.get(f"{target}.{action}") or (f"{target}/{action}", BARE)
        return tuple(path if path.startswith("/") else f"/api/{path}" for path in routes)

    def lack(self, target, action):
        """What to do about a function that these devices don't have; None when nothing is known against it."""
        return self.missing.get(f"{target}.{action}", self.missing.get(target))

    def encodes(self, key):
        """Whether the value of a ``Config.*`` key is written in base64."""
        return fits_one(key, self.base64_keys)

    def key_target(self, key):
        """The target that sets a ``Config.*`` key in place of the one it belongs to, None for that one."""
        return next((target for pattern, target in self.key_targets.items() if fnmatchcase(key, pattern)), None)


def fits_one(key, patterns):
    """Whether one of the patterns, with ``*``, fits a key."""
    return any(fnmatchcase(key, pattern) for pattern in patterns)


BARE = "/api/"

_MANUAL = Profile(
    "manual",
    about="the HTTP API manual v2.0 by the book",
    # C46; the manual knows no schedules
    missing={"group.del": "it can't remove single groups", "schedule": "it comes with newer firmware"},
)

_FIELD = Profile(
    "field",
    about="what most shipping firmware takes, with the manual's routes as second choice",
    # device-facts 3.2 and 7.1: the body's action decides, at the path of set
    routes={
        "user.add": ("user/set", "user/add"),
        "user.del": ("user/set", "user/del"),
        "contact.add": ("contact/set", "contact/add"),
        "contact.del": ("contact/set", "contact/del"),
        "schedule.add": ("schedule/set", BARE),
        "schedule.del": ("schedule/set", BARE),
    },
    # device-facts 5.3: both spellings with one value are proven on nine classes
    schedule_keys=("ScheduleRelay", "Schedule-Relay"),
)

# device-facts 3.2: everything through the bare path, which is tried first for what the manual has other routes for
_BARE_FIRST = {
    f"{target}.{action}": ("/api", f"{target}/{action}")
    for target in ("user", "group")
    for action in ("add", "set", "del", "clear")
}

_APARTMENT_BOOK = "its contacts are an apartment book, which is read-only over this API (device-facts 7.2)"

_X915S = replace(
    _FIELD,
    name="x915s",
    about="field; contacts are an apartment book that can only be read",
    # device-facts 7.2
    missing={f"contact.{action}": _APARTMENT_BOOK for action in ("add", "set", "del", "clear")},
)

PROFILES = {
    profile.name: profile
    for profile in (
        _MANUAL,
        _FIELD,
        replace(_FIELD, name="e18", about="field; a schedule under its hyphenated key, pairs with commas only"),
        replace(_FIELD, name="x916", about="field; basic alone as auth mode locks out"),
        _X915S,
        replace(
            _X915S,
            name="x915s_113",
            about="x915s before 2915.30.10.114, which takes no new users",
            # device-facts 5.10
            missing={
                **_X915S.missing,
                "user.add": "this firmware answers HTTP 500 to it; 2915.30.10.114 has it mended",
            },
        ),
        Profile(
            "x912",
            about="the manual's user routes; schedules by the bare path, removed by name; one key for a schedule",
            # device-facts 3.2, 5.3, 6
            routes={f"schedule.{action}": (BARE, "schedule/set") for action in ("add", "set", "del")},
            del_keys={"schedule": ("ID", "Name")},
            schedule_separator=";",
            # device-facts 1.4
            login_modes=LOGIN_MODES,
        ),
        Profile(
            "e16c",
            about="the manual's routes; the configuration is set by GET, one key for each request",
            # device-facts 9.2
            config_by_get=True,
            # device-facts 1.4
            login_modes=LOGIN_MODES,
        ),
        replace(
            _FIELD,
            name="s532",
            about="the bare path; schedules with semicolons and as a list; passwords in base64",
            # device-facts 3.2
            routes={**_FIELD.routes, **_BARE_FIRST},
            # device-facts 5.3, 5.4
            schedule_keys=("Schedule-Relay",),
            schedule_list_key="Schedule",
            schedule_separator=";",
            schedule_end=";",
            add_id="-1",
            # device-facts 5.6, 5.10
            card_limit=63,
            max_users=10_000,
            # device-facts 1.4: API, SIP and RTSP; 9.3: the web login, through a target of its own
            base64_keys=(
                "Config.DoorSetting.APIFCGI.Password",
                "Config.Account*.GENERAL.Pwd",
                "Config.DoorSetting.RTSP.UserPasswd",
                "Config.DoorSetting.RTSP.Password",
                "Config.Settings.WEB_LOGIN.User*",
                "Config.Settings.WEB_LOGIN.Password*",
            ),
            key_targets={
                "Config.Settings.WEB_LOGIN.User*": "security_basic",
                "Config.Settings.WEB_LOGIN.Password*": "security_basic",
            },
        ),
        replace(
            _FIELD,
            name="a08s",
            about="field, without contacts, groups and call log",
            # device-facts 12
            missing={"contact": "", "group": "", "calllog": ""},
        ),
        # device-facts 5.6, 5.10
        replace(_FIELD, name="e12", about="field; 63 characters of cards, 1,000 users", card_limit=63, max_users=1000),
        replace(_FIELD, name="r20a", about="field; 63 characters of cards, 4,000 users", card_limit=63, max_users=4000),
        replace(
            _FIELD,
            name="it83",
            about="indoor monitor without relays",
            # device-facts 12
            missing={"relay": "akuvox_relay_trigger opens its doors with http_trigger"},
        ),
    )
}

DEFAULT_PROFILE = "field"

# What only a profile can tell; for all else model and firmware needn't be known.
ROUTED_FUNCTIONS = frozenset(function for profile in PROFILES.values() for function in profile.routes)
ROUTED_KEYS = tuple({pattern for profile in PROFILES.values() for pattern in profile.key_targets})
ENCODED_KEYS = tuple({pattern for profile in PROFILES.values() for pattern in profile.base64_keys})


def choose_profile(model, firmware):
    """The profile for a model and firmware version as ``system/info`` gives them."""
    return PROFILES[next((row.profile for row in MODELS if row.fits(model, firmware)), DEFAULT_PROFILE)]
