# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The known models: which profile each one gets, and what was seen to work on it (device-facts 12).

A firmware version begins with the number of its family (29 = R29); versions are compared part by part, as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..fields.versions import version_key


@dataclass(frozen=True)
class Model:
    """One row: devices whose model begins with ``model`` and whose firmware is of ``family`` ("" fits any of them).

    ``since`` and ``before`` narrow the firmware down: from one version on, and older than another one.
    ``shown``: functions ("target.action", or "target" for all of it) that were seen to work with the version ``seen``;
    those that don't are the profile's ``missing``, and of all others nothing is known. What was seen is taken to hold
    for newer firmware as well, unless ``known_for`` says which alone; who gets the profile is not touched by it.
    """

    profile: str
    source: str
    model: str = ""
    family: str = ""
    since: str = ""
    before: str = ""
    seen: str = ""
    known_for: str = ""
    shown: tuple = ()

    def fits(self, model, firmware):
        """Whether a device with this model and firmware, as ``system/info`` gives them, is of this row."""
        version = version_key(firmware) or ()
        return (
            str(model).upper().startswith(self.model)
            and (not self.family or version[:1] == version_key(self.family))
            and (not self.since or version >= version_key(self.since))
            and (not self.before or version < version_key(self.before))
        )


_USERS = ("user.get", "user.add", "user.set", "user.del")
_SCHEDULES = ("schedule.get", "schedule.add", "schedule.set", "schedule.del")
_CONTACTS = ("contact.get", "contact.add", "contact.set", "contact.del")
_GROUPS = ("group.get", "group.add", "group.set", "group.del")
_GROUPS_BUT_SET = ("group.get", "group.add", "group.del")
_RELAY = ("relay.trig", "relay.status")
_CONFIG = ("config.get", "config.set")
_LOGS = ("doorlog.get", "calllog.get")
_PHONE = (*_USERS, *_SCHEDULES, *_CONTACTS, *_GROUPS, *_RELAY, *_CONFIG, *_LOGS)
_R20 = (*_USERS, *_SCHEDULES, *_CONTACTS, *_GROUPS_BUT_SET, *_RELAY, *_CONFIG, *_LOGS)

# The first row that fits decides. Longer names come before those that they begin with.
MODELS = (
    Model("x915s_113", "device-facts 5.10, 12", family="2915", before="2915.30.10.114", seen="2915.30.10.113"),
    Model(
        "x915s", "device-facts 5.3, 7.2, 12", family="2915", seen="2915.30.10.114",
        shown=(*_USERS, *_SCHEDULES, "contact.get", *_GROUPS, *_RELAY, *_CONFIG, *_LOGS),
    ),
    Model("x915s", "device-facts 5.3, 7.2", model="X915S"),
    Model(
        "x916", "device-facts 1.4, 5.3, 12", family="916", seen="916.30.10.114", known_for="916.30.10.*", shown=_PHONE,
    ),
    Model("x916", "device-facts 1.4, 5.3", model="X916"),
    Model("x912", "device-facts 1.4, 3.2, 5.3, 6, 12", model="X912", shown=(*_USERS, *_SCHEDULES, *_LOGS)),
    Model(
        "e18", "device-facts 5.3, 5.4, 12", model="E18C", family="18", seen="18.30.11.21", known_for="18.30.11.*",
        shown=_PHONE,
    ),
    Model("e18", "device-facts 5.3, 5.4, 12", model="E18", seen="18.30.10.118", shown=_PHONE),
    Model(
        "e16c", "device-facts 1.4, 9.2, 12", model="E16C", family="216", seen="216.30.10.141",
        shown=("user.get", "config.get", "config.set"),
    ),
    Model(
        "s532", "device-facts 1.4, 3.2, 5.3, 5.6, 12", model="S532",
        shown=(*_USERS, "group.get", "group.add", "group.del", "relay.trig", *_CONFIG),
    ),
    Model(
        "a08s", "device-facts 12", model="A08S", seen="108.30.10.144",
        shown=(*_USERS, *_SCHEDULES, *_RELAY, *_CONFIG, "doorlog.get"),
    ),
    Model("field", "device-facts 12", model="R20K", seen="320.30.3.122", shown=_R20),
    Model("r20a", "device-facts 5.6, 5.10, 12", model="R20A", seen="320.30.11.63", shown=_R20),
    Model("field", "device-facts 12", model="R20BX3", seen="320.30.10.153", shown=_R20),
    Model("e12", "device-facts 5.6, 5.10, 12", model="E12", seen="312.30.11.15", shown=_R20),
    Model("it83", "device-facts 8.5, 12", model="IT83", seen="83.30.10.4", known_for="83.30.10.4"),
    Model(
        "manual", "the manual's samples (C08); device-facts 12", model="R29", family="29", seen="29.30.10.239",
        shown=("relay.trig", *_CONFIG),
    ),
    Model("manual", "the manual's introduction (C08)", model="A01"),
    Model("manual", "the manual's introduction (C08)", model="A02"),
    Model("manual", "the manual's introduction (C08)", model="A03"),
    Model("manual", "the manual's introduction (C08)", model="A05"),
)  # fmt: skip
