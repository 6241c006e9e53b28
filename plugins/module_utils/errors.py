# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, as exceptions whose text tells the operator what to do.

Private to this collection: names and shapes may change in any release.
"""

from __future__ import annotations

import re

# Control characters and the ones that turn the direction of writing: a device's words must not steer a terminal.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_MESSAGE = 10_000


class AkuvoxError(Exception):
    """Base of all errors that a task reports; ``str()`` is the message for the user, a line without control characters.

    ``detail`` holds JSON-safe facts for the task's result (never a secret); its ``reachability`` says why the device
    was not got into, where that is the reason (see ``http.diagnosis``). ``plan``: the one that was refused, where there
    was one (``converge.plan``).
    """

    plan = None

    def __init__(self, message, **detail):
        message = printable(message, _LONGEST_MESSAGE)
        super().__init__(message)
        self.message = message
        self.detail = detail

    def restated(self, message, **detail):
        """The same error in other words, with more detail."""
        return type(self)(message, **{**self.detail, **detail})


def printable(text, longest):
    """A text as it may be shown: without control characters, and not longer than that."""
    text = str(text)
    cut = f"{text[:longest]}..." if len(text) > longest else text
    return _UNPRINTABLE.sub(lambda found: " " if found[0] in "\t\r\n" else "?", cut)


class InvalidInput(AkuvoxError):
    """The user's input is refused before anything is sent."""


class PurgeFence(InvalidInput):
    """More records would be purged than ``purge_limit`` allows; nothing was written."""


class Misfit(InvalidInput):
    """The list is not one for this device, such as more than it keeps; nothing was written."""

    def __init__(self, message, **detail):
        super().__init__(message, **{**detail, "misfit": True})


class DoorBusy(AkuvoxError):
    """Another session is writing to the device; nothing was asked of it. ``detail``: ``writing``, who that is."""


class BrokenSet(AkuvoxError):
    """A set of a backup is not whole, or not what was written."""


class Unreachable(AkuvoxError):
    """No answer from the device: refused, timed out, no route, name not found."""


class Throttled(Unreachable):
    """The device turns a login away because it came too fast. Nothing was done, so anything may be sent again.

    ``stale``: as of :class:`AuthFailed`.
    """

    stale = True


class LostAnswer(Unreachable):
    """A request that acts was sent and its answer was lost: the device may or may not have applied it."""


class NoAnswerInTime(LostAnswer):
    """A :class:`LostAnswer` because the time was over; the connection held."""


class OtherUnit(AkuvoxError):
    """The device that answers is not the one that is meant, or no longer the one that answered before.

    Whoever waits for a device doesn't wait on after it: nothing more is sent to that unit.
    """


class TlsError(AkuvoxError):
    """The TLS handshake failed, or the certificate is not the one that is trusted."""


class AuthFailed(AkuvoxError):
    """The device refused the login (401) or refuses this client altogether (403).

    ``offered``: the login schemes that it asks for. ``stale``: it says nothing about the login, and wants it once more.
    ``headers``: those of the answer.
    """

    def __init__(self, message, offered=(), stale=False, headers=None, **detail):
        super().__init__(message, **detail)
        self.offered = tuple(offered)
        self.headers = {} if headers is None else headers
        self.stale = stale


class Redirected(AkuvoxError):
    """The device answered with a redirect, which is never followed: credentials stay with this host."""


class BadReply(AkuvoxError):
    """The answer is not what the HTTP API sends: no JSON object, empty, too large, incomplete."""


class Unproved(AkuvoxError):
    """A file came of which it isn't certain that it is all of it; ``detail["unproved"]`` is where it is kept."""


class Refused(AkuvoxError):
    """The device answered that it did not do it: negative ``retcode`` or an HTTP error status.

    ``items`` are the refused members of a batch, as (item of the reply) dictionaries; ``data`` is the reply's data.
    They may repeat what was sent, so they never go into a result as they are. ``partly``: it took the other members.
    """

    def __init__(self, message, items=(), data=None, partly=False, **detail):
        super().__init__(message, **detail)
        self.items = tuple(items)
        self.data = data or {}
        self.partly = partly


class Unsupported(Refused):
    """This model and firmware don't have the function."""


class NotKept(AkuvoxError):
    """The device accepted a value, and reading it back shows another one."""


class NotRestarted(AkuvoxError):
    """The device did not restart, or did not come back from it, within the time given.

    ``went_down``: it was gone for a while, so that it has taken what it was sent.
    """

    def __init__(self, message, went_down=False, **detail):
        super().__init__(message, **detail)
        self.went_down = went_down


class PartialFailure(AkuvoxError):
    """Some records were refused; ``detail`` says which were applied and which were not, and why."""
