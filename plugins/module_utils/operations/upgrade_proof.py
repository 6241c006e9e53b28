# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an upgrade must not change: read before it, and compared after it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable

from ..errors import AkuvoxError, OtherUnit, Unsupported
from ..fields.keypatterns import fits_key
from ..secrets import is_encoded, is_masked, is_secret_key
from ..shortened import shortened
from .sip_registration import registrations

POLL_SECONDS = 5
# How many differences a message spells out; the result has all of them.
MAX_SPELLED_OUT = 5

# Keys of the configuration that an upgrade changes by itself, as patterns, and why.
KNOWN_TO_CHANGE = {
    "*Version": "names the version of something that the file brings along",
}


@dataclass(frozen=True)
class Expected:
    """What may differ: keys of the configuration that fit a pattern, and values that name the version."""

    version_before: str
    version: str
    ignore: tuple = ()

    def may_change(self, key):
        """Whether nothing is said of a key. Capitals don't matter."""
        return fits_key(key, (*KNOWN_TO_CHANGE, *self.ignore))

    def renamed(self, value):
        """A value in which the new version is named in the place of the old one."""
        return str(value).replace(self.version_before, self.version) if self.version_before else value


@dataclass(frozen=True)
class StatePart:
    """Something that has to survive. ``read(device)`` gives its state, ``compare(before, after, expected)`` says as a
    list of text how two of them differ.
    """

    read: Callable[[Any], Any]
    compare: Callable[[Any, Any, Expected], list]


def compare_config(before, after, expected):
    """Each key that is lost or has another value; what is new does no harm. A key without a value can't be lost."""
    return [
        _spoken_change(key, value, after.get(key))
        for key, value in before.items()
        if not expected.may_change(key) and not _same_value(key, value, after.get(key, ""), expected)
    ]


def compare_sip(before, after, expected):
    """Each account that was registered and is not, or is with another name or server."""
    held = {row["account"]: row for row in after}
    differing = []
    for row in before:
        now = held.get(row["account"], {})
        if row["status"] != "registered" or row == now:
            continue
        differing.append(
            f"SIP account {row['account']} was registered as {row['username']} at {row['server']}, and now "
            + (
                f"is as {now['username']} at {now['server']}"
                if now.get("status") == "registered"
                else f"is {now.get('status', 'not there')}"
            )
        )
    return differing


def new_keys(before, after):
    """Keys that the configuration has only afterwards, sorted."""
    return sorted(set(after.get("config") or ()) - set(before.get("config") or ()))


def _count(target, what):
    return StatePart(
        lambda device: len(device.records(target)),
        lambda before, after, expected: [] if before == after else [f"there were {before} {what}, and now {after}"],
    )


PARTS = {
    "config": StatePart(lambda device: device.read("config"), compare_config),
    "user": _count("user", "users"),
    "rfkey": _count("rfkey", "cards"),
    "privatekey": _count("privatekey", "private codes"),
    "sip": StatePart(lambda device: registrations(device.read("sip", "status")), compare_sip),
}


def read_state(device, names):
    """The state of each named part. Parts that the device doesn't have are left out."""
    found = {}
    for name in names:
        try:
            found[name] = PARTS[name].read(device)
        except Unsupported:
            continue
    return found


def differences(before, after, expected):
    """How the parts differ, as a list of text in which secrets are hidden; empty when nothing was lost."""
    differing = []
    for name, state in before.items():
        if name in after:
            differing += PARTS[name].compare(state, after[name], expected)
        else:
            differing.append(f"{name}: the device no longer has the function")
    return differing


def wait_as_before(device, before, expected, seconds, clock=time.monotonic, sleep=time.sleep):
    """Read until nothing differs from ``before``, ``seconds`` long: a device that starts is not complete at once.

    Returns what was read last, and how it differs; an error of the last look is a difference too.
    """
    deadline = clock() + seconds
    while True:
        after = {}
        try:
            after = read_state(device, before)
            differing = differences(before, after, expected)
        except OtherUnit:
            raise
        except AkuvoxError as exc:
            differing = [exc.message]
        left = deadline - clock()
        if not differing or left <= 0:
            return after, differing
        sleep(min(POLL_SECONDS, left))


def in_short(texts):
    """Differences as one line for a message."""
    return shortened(texts, MAX_SPELLED_OUT, "; ")


def _same_value(key, before, after, expected):
    if before == after or expected.renamed(before) == after:
        return True
    if not is_secret_key(key) or not before or not after:
        return False
    # another firmware may show a secret as stars, or in base64, which says nothing of what it is (device-facts 9.4)
    return is_masked(before) or is_masked(after) or is_encoded(after, before) or is_encoded(before, after)


def _spoken_change(key, before, after):
    if after is None:
        return f"{key} is gone" if is_secret_key(key) else f"{key} is gone, it was '{before}'"
    if is_secret_key(key):
        return f"{key} is another one than before" if after else f"{key} is empty"
    return f"{key} was '{before}' and is '{after}'"
