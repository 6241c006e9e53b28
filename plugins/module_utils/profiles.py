# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs by model and firmware, as data (design: 6; device-facts 3, 4, 5.3, 12).

A device's firmware version begins with the number of its family (29 = R29), which is matched before the model's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .codecs import BadValue, Choice, Flag, Number, Text, spoken
from .errors import InvalidInput


@dataclass(frozen=True)
class Profile:
    """How one family of devices is addressed.

    ``routes``: "target.action" -> paths below ``/api/`` to try in turn; the next one is tried when the device says that
    it doesn't have the function. What isn't listed goes to ``<target>/<action>``.
    ``page_size``: records per page, or 0 where a list comes whole.
    ``batch_size``: records per write; ``seconds_per_item``: what a write may take longer for each of them.
    ``add_id``: the ``ID`` that a new record is sent with (C34).
    ``base64_passwords``: passwords are written in base64.
    ``config_by_get``: configuration keys are set by GET, one with each request, and not otherwise.
    ``schedule_keys``: the keys that a user's schedules are written to; the first is preferred when reading.
    ``upload_field``: name of the part that an uploaded file is sent in; the manual has lost it (C18).
    """

    name: str
    about: str = ""
    routes: Mapping[str, tuple] = field(default_factory=dict)
    missing_targets: tuple = ()
    page_size: int = 0
    batch_size: int = 250
    seconds_per_item: float = 0.25
    add_id: str = "0"
    base64_passwords: bool = False
    config_by_get: bool = False
    schedule_keys: tuple = ("ScheduleRelay",)
    schedule_separator: str = ","
    upload_field: str = "file"

    def paths(self, target, action):
        """Paths below ``/api/`` for a function, in the order to try them."""
        return self.routes.get(f"{target}.{action}", (f"{target}/{action}",))


_FIELD = Profile(
    "field",
    about="what most shipping firmware takes, with the manual's routes as second choice",
    # device-facts 3.2 and 7.1: the body's action decides, at the path of set
    routes={
        "user.add": ("user/set", "user/add"),
        "user.del": ("user/set", "user/del"),
        "contact.add": ("contact/set", "contact/add"),
        "contact.del": ("contact/set", "contact/del"),
    },
    # device-facts 5.3: both spellings with one value are proven on nine classes
    schedule_keys=("ScheduleRelay", "Schedule-Relay"),
)

PROFILES = {
    profile.name: profile
    for profile in (
        Profile("manual", about="the HTTP API manual v2.0 by the book"),
        _FIELD,
        # device-facts 1.4
        replace(_FIELD, name="s532", about="field, with passwords in base64", base64_passwords=True),
        # device-facts 9.2
        replace(_FIELD, name="e16c", about="field, with configuration keys set by GET one by one", config_by_get=True),
    )
}

DEFAULT_PROFILE = "field"

# The functions whose route depends on the profile; all others go to <target>/<action> everywhere.
ROUTED_FUNCTIONS = frozenset(function for profile in PROFILES.values() for function in profile.routes)


@dataclass(frozen=True)
class Rule:
    """One row of the choice: ``family`` is the firmware's first number, ``model`` a prefix of the model's name."""

    profile: str
    source: str
    family: str = ""
    model: str = ""


# The first rule that fits decides.
RULES = (
    Rule("manual", "manual: the scope named in its introduction (C08)", model="A01"),
    Rule("manual", "manual: the scope named in its introduction (C08)", model="A02"),
    Rule("manual", "manual: the scope named in its introduction (C08)", model="A03"),
    Rule("manual", "manual: the scope named in its introduction (C08)", model="A05"),
    Rule("s532", "device-facts 1.4, row 24", model="S532"),
    Rule("e16c", "device-facts 9.2", model="E16C"),
    Rule("manual", "manual: its samples are from an R29S (C08)", family="29", model="R29"),
)


def choose_profile(model, firmware):
    """The profile for a model and firmware version as ``system/info`` gives them."""
    family = str(firmware).split(".", 1)[0]
    for rule in RULES:
        if str(model).upper().startswith(rule.model) and rule.family in ("", family):
            return PROFILES[rule.profile]
    return PROFILES[DEFAULT_PROFILE]


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
    return replace(PROFILES[base], name=f"{base} with changes", **{name: _part(name, parts[name]) for name in parts})


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


# What a mapping may change, and what each part may be.
_PARTS = {
    "routes": _routes,
    "missing_targets": _names,
    "page_size": Number(0, 10_000).check,
    "batch_size": Number(1, 10_000).check,
    "seconds_per_item": _seconds,
    "add_id": Text().check,
    "base64_passwords": Flag().check,
    "config_by_get": Flag().check,
    "schedule_keys": _one_or_more,
    "schedule_separator": Choice({",": ",", ";": ";"}).check,
    "upload_field": Text(63).check,
}
