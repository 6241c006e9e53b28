# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an HTTP status other than 2xx means, as an error that says what to check (device-facts 1.5, C04, C70)."""

from __future__ import annotations

import re

from .errors import AuthFailed, LostAnswer, Redirected, Refused, Unreachable, Unsupported

BUSY = (502, 503, 504)
MISSING = (404, 405, 501)
_STALE = re.compile(r'stale\s*=\s*"?true')


def status_error(what, kind, status, headers, connection):
    """The error for one answer. ``kind`` is read, write or act: a busy device may still have applied a write."""
    if status == 401:
        offered, stale = _challenge(headers)
        return AuthFailed(f"{what}: {_unauthorized(offered, connection)}", offered, stale, status=status)
    if status == 403:
        return AuthFailed(
            f"{what}: the device forbids access (HTTP 403). Either its HTTP API is switched off, or this controller's "
            "address is not on its whitelist: see Intercom > HTTP API in its web interface",
            status=status,
        )
    if 300 <= status < 400:
        return Redirected(f"{what}: {_redirect(headers, connection)}", status=status)
    if status in BUSY:
        if kind == "read":
            return Unreachable(f"{what}: the device is too busy to answer (HTTP {status})", status=status)
        return LostAnswer(f"{what}: the device answered HTTP {status}; it is not known whether it has done it")
    if status in MISSING:
        return Unsupported(
            f"{what}: this device does not have the function, or is no Akuvox device (HTTP {status})", status=status
        )
    return Refused(f"{what}: the device answered HTTP {status}", status=status)


def _challenge(headers):
    """The login schemes that a 401 asks for, and whether it says that the nonce is stale."""
    challenge = headers.get("www-authenticate", "").lower()
    return [word for word in ("digest", "basic") if word in challenge], bool(_STALE.search(challenge))


def _unauthorized(offered, connection):
    if connection.auth == "none":
        return "the device wants a login (HTTP 401). Set akuvox_auth: digest with akuvox_username and akuvox_password"
    if offered and connection.auth not in offered:
        return f"the device offers {offered[0]} login, not {connection.auth}. Set akuvox_auth: {offered[0]}"
    return (
        f"the device refused the login of user '{connection.username}' (HTTP 401). Check akuvox_username and "
        "akuvox_password: they are those of the HTTP API (Intercom > HTTP API), not of the web interface"
    )


def _redirect(headers, connection):
    target = headers.get("location", "")
    if target.lower().startswith("https:") and not connection.use_ssl:
        return "the device only answers over HTTPS. Set akuvox_use_ssl: true (and akuvox_port if it is not 443)"
    return (
        "the device answers with a redirect, which is not followed, so that no login goes elsewhere. Check akuvox_host"
    )
