# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which error an HTTP status other than 2xx is (device-facts 1.5, C04, C70); ``diagnosis`` has the words."""

from __future__ import annotations

from ..errors import AuthFailed, LostAnswer, Redirected, Refused, Throttled, Unreachable, Unsupported
from .challenges import offered
from .diagnosis import BUSY, MISSING, THROTTLED, of_status


def status_error(what, kind, status, headers, connection, answered=False):
    """The error for one answer. ``kind`` is read, write or act: a busy device may still have applied a write.

    ``answered``: the device has answered as the API does before.
    """
    diagnosis = of_status(status, headers, connection, answered)
    if status in BUSY and kind != "read":
        return diagnosis.error(LostAnswer, what, "; it is not known whether it has done it")
    error = _error_class(status, diagnosis)
    ways = {"offered": offered(headers), "headers": headers} if status == 401 and error is AuthFailed else {}
    return diagnosis.error(error, what, status=status, **ways)


def _error_class(status, diagnosis):
    if status == 401 and diagnosis.reachability == THROTTLED:
        return Throttled
    if status in (401, 403):
        return AuthFailed
    if 300 <= status < 400:
        return Redirected
    if status in BUSY:
        return Unreachable
    return Unsupported if status in MISSING else Refused
