# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, as exceptions whose text tells the operator what to do.

Private to this collection: names and shapes may change in any release.
"""

from __future__ import annotations


class AkuvoxError(Exception):
    """Base of all errors that a task reports; ``str()`` is the message for the user.

    ``detail`` holds JSON-safe facts for the task's result (never a secret).
    """

    def __init__(self, message, **detail):
        super().__init__(message)
        self.message = message
        self.detail = detail


class InvalidInput(AkuvoxError):
    """The user's input is refused before anything is sent."""


class PurgeFence(InvalidInput):
    """More records would be purged than ``purge_limit`` allows; nothing was written."""


class Misfit(InvalidInput):
    """The list is not one for this device, such as more than it keeps; nothing was written."""

    def __init__(self, message):
        super().__init__(message, misfit=True)


class BrokenSet(AkuvoxError):
    """A set of a backup is not whole, or not what was written."""


class Unreachable(AkuvoxError):
    """No answer from the device: refused, timed out, no route, name not found."""


class LostAnswer(Unreachable):
    """A request that acts was sent and its answer was lost: the device may or may not have applied it."""


class NoAnswerInTime(LostAnswer):
    """A :class:`LostAnswer` because the time was over; the connection held."""


class TlsError(AkuvoxError):
    """The TLS handshake failed, or the certificate is not the one that is trusted."""


class AuthFailed(AkuvoxError):
    """The device refused the login (401) or refuses this client altogether (403).

    ``offered``: the login schemes that it asks for. ``stale``: it says nothing about the login, and wants it once more.
    """

    def __init__(self, message, offered=(), stale=False, **detail):
        super().__init__(message, **detail)
        self.offered = tuple(offered)
        self.stale = stale


class Redirected(AkuvoxError):
    """The device answered with a redirect, which is never followed: credentials stay with this host."""


class BadReply(AkuvoxError):
    """The answer is not what the HTTP API sends: no JSON object, empty, too large, incomplete."""


class Refused(AkuvoxError):
    """The device answered that it did not do it: negative ``retcode`` or an HTTP error status.

    ``items`` are the refused members of a batch, as (item of the reply) dictionaries; ``data`` is the reply's data.
    They may repeat what was sent, so they never go into a result as they are.
    """

    def __init__(self, message, items=(), data=None, **detail):
        super().__init__(message, **detail)
        self.items = tuple(items)
        self.data = data or {}


class Unsupported(Refused):
    """This model and firmware don't have the function."""


class NotKept(AkuvoxError):
    """The device accepted a value, and reading it back shows another one."""


class NotRestarted(AkuvoxError):
    """The device did not restart, or did not come back from it, within the time given."""


class PartialFailure(AkuvoxError):
    """Some records were refused; ``detail`` says which were applied and which were not, and why."""
