# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a task can't log in to a device: for each case one word (its reachability) and the text that goes with it.

All messages for not getting in are from here, so what a task says and what it returns as ``reachability`` are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from .challenges import is_answerable, is_stale, offered

OK = "ok"
API_DISABLED = "api_disabled_or_not_whitelisted"
BAD_CREDENTIALS = "bad_credentials"
AUTH_MODE_MISMATCH = "auth_mode_mismatch"
HTTPS_ONLY = "https_only"
TLS_UNTRUSTED = "tls_untrusted"
TLS_LEGACY = "tls_legacy"
NOT_AN_AKUVOX = "not_an_akuvox"
OTHER_DIALECT = "other_dialect"
THROTTLED = "throttled"
OFFLINE = "offline"
# It answers as it should, and is not the unit that the inventory means.
OTHER_UNIT = "other_unit"

REACHABILITIES = (
    OK, API_DISABLED, BAD_CREDENTIALS, AUTH_MODE_MISMATCH, HTTPS_ONLY, TLS_UNTRUSTED, TLS_LEGACY, NOT_AN_AKUVOX,
    OTHER_DIALECT, THROTTLED, OFFLINE, OTHER_UNIT,
)  # fmt: skip

BUSY = (502, 503, 504)
# What a web server says whose program behind it has died: it may have done its work before (lighttpd; Apache with CGI).
BROKEN = 500
MISSING = (404, 405, 501)

_SWITCH = "Intercom > HTTP API in its web interface"
_NOT_THE_API = "so this is not the HTTP API of an Akuvox device; check host and port"


@dataclass(frozen=True)
class Diagnosis:
    """The word for it, empty where the device is reached and the trouble is of another kind; and what to say."""

    reachability: str
    says: str
    hint: str = ""

    def error(self, kind, what, more="", so="", **detail):
        """An exception of a ``kind`` of :mod:`errors` for what was attempted; it carries the word.

        :arg so: what follows from it for whoever asked. :arg more: a sentence or two behind all that.
        """
        found = {"reachability": self.reachability} if self.reachability else {}
        follows = f", so {so}" if so else ""
        return kind(f"{what}: {self.says}{follows}{self.hint}{more}", **detail, **found)


# -- HTTP statuses (device-facts 1.5, 1.7; C04, C70) -----------------------------------------------------------------


def of_status(status, headers, connection, answered):
    """A status that is none of success. ``answered``: the device has answered as the API does before."""
    if status == 401:
        return _unauthorized(headers, connection)
    if status == 403:
        return Diagnosis(
            API_DISABLED,
            "the device forbids access (HTTP 403). Either its HTTP API is switched off, or this controller's address "
            f"is not on its whitelist: see {_SWITCH}",
        )
    if 300 <= status < 400:
        return _redirect(headers.get("location", ""), connection)
    if status in BUSY:
        return Diagnosis(THROTTLED, f"the device is too busy to answer (HTTP {status})")
    if status in MISSING:
        or_no_door = "" if answered else ", or is no Akuvox device"
        return Diagnosis(
            "" if answered else NOT_AN_AKUVOX, f"this device does not have the function{or_no_door} (HTTP {status})"
        )
    hint = "" if answered or status != 400 else f". {tls_hint(connection, tls_spoken=True)}"
    return Diagnosis("" if answered else NOT_AN_AKUVOX, f"the device answered HTTP {status}{hint}")


def _unauthorized(headers, connection):
    ways = offered(headers)
    if connection.auth == "none":
        return Diagnosis(
            AUTH_MODE_MISMATCH,
            f"the device wants a login (HTTP 401). Set akuvox_auth: {ways[0] if ways else 'digest'} with "
            "akuvox_username and akuvox_password",
        )
    if ways and connection.auth not in ways:
        return Diagnosis(
            AUTH_MODE_MISMATCH, f"the device offers {ways[0]} login, not {connection.auth}. Set akuvox_auth: {ways[0]}"
        )
    if not (connection.username and connection.password):
        return Diagnosis(
            BAD_CREDENTIALS, "the device wants a login (HTTP 401). Set akuvox_username and akuvox_password"
        )
    if connection.auth == "digest" and ways and not is_answerable(headers):
        return Diagnosis(
            AUTH_MODE_MISMATCH,
            "the device asks for a digest login of a kind that is not supported (HTTP 401). Is it an Akuvox device?",
        )
    if connection.auth == "digest" and is_stale(headers):
        # device-facts 1.2: rate limiting, not a lock-out
        return Diagnosis(
            THROTTLED,
            "the device turns the login away for now (HTTP 401, stale): it was asked too fast. Raise "
            "akuvox_request_interval, and see that nobody else asks it at the same time",
        )
    return Diagnosis(
        BAD_CREDENTIALS,
        f"the device refused the login of user '{connection.username}' (HTTP 401). Check akuvox_username and "
        "akuvox_password: they are those of the HTTP API (Intercom > HTTP API), not of the web interface",
    )


def _redirect(location, connection):
    try:
        target = urlsplit(location)
        own = not target.netloc or target.hostname == connection.host.lower()
    except ValueError:
        return Diagnosis(NOT_AN_AKUVOX, f"the answer is a redirect to no address at all, {_NOT_THE_API}")
    if not own:
        return Diagnosis(
            NOT_AN_AKUVOX,
            "the answer is a redirect to another host, which is not followed, so that no login goes elsewhere. Check "
            "akuvox_host and akuvox_port",
        )
    if target.scheme == "https" and not connection.use_ssl:
        return Diagnosis(
            HTTPS_ONLY,
            "the device only answers over HTTPS. Set akuvox_use_ssl: true (and akuvox_port if it is not 443)",
        )
    return Diagnosis(
        OTHER_DIALECT,
        "the device answers with a redirect, which is not followed, to a page of its own. Newer firmware does so whose "
        f"web interface speaks another API than this one; is the HTTP API switched on? See {_SWITCH}",
    )


# -- connections -----------------------------------------------------------------------------------------------------


def no_connection(reason):
    """A connection that was never opened, from the text of the operating system's error."""
    lowered = reason.lower()
    if "refused" in lowered:
        says = "connection refused, nothing listens on this port. Check akuvox_port and akuvox_use_ssl"
    elif any(part in lowered for part in ("resolve", "name or service", "nodename", "name resolution")):
        says = "the host name is not known. Check ansible_host or akuvox_host"
    elif "no route" in lowered or "unreachable" in lowered:
        says = "there is no route to the device. Is it powered, and is its network reachable from here?"
    else:
        says = f"no connection ({reason.rsplit(': ', 1)[-1]})"
    return Diagnosis(OFFLINE, says)


def no_connection_within(seconds):
    """Nobody has answered to the attempt to connect."""
    return Diagnosis(
        OFFLINE, f"no connection within {seconds:g} s. The device is offline, or a firewall drops the port"
    )


def no_answer_within(seconds):
    """A connection, and nothing more."""
    return Diagnosis(OFFLINE, f"no answer within {seconds:g} s (akuvox_timeout)")


def cut(begun, heard):
    """A connection that broke off: in the middle of an answer, or before it (a door drops who asks too fast)."""
    dropped = heard and not begun
    hint = ". Devices drop who asks too fast; does a higher akuvox_request_interval help?" if dropped else ""
    return Diagnosis(THROTTLED if dropped else OFFLINE, "the connection broke off before the answer was complete", hint)


def tls_hint(connection, tls_spoken=False):
    """What to try where nothing that makes sense has come yet; ``tls_spoken``: the handshake was all right."""
    if not connection.use_ssl:
        return "If the device speaks HTTPS on this port, set akuvox_use_ssl: true"
    if tls_spoken:
        return "If it wants a TLS certificate of the client, switch that off there: this collection has none to show"
    hint = "If the device speaks plain HTTP on this port, set akuvox_use_ssl: false"
    older = "; if it is an old unit that hangs up on newer TLS, set akuvox_legacy_tls: true"
    return hint if connection.legacy_tls else hint + older


# -- answers that are none of the API (device-facts 1.3, 1.7, 2.6) ---------------------------------------------------


def no_json(text, answered):
    """An answer with success as its status, and without a JSON object at its beginning."""
    if not text:
        says = "the answer is empty"
        locked = "The HTTP API of this device may be locked or of another kind; check"
        return Diagnosis("", says) if answered else Diagnosis(API_DISABLED, f"{says}. {locked} {_SWITCH}")
    kind = "HTML" if text[:1] == "<" else "not JSON"
    if answered:
        return Diagnosis("", f"the answer is {kind}, and others of this device are as they should be")
    if "/fcgi/do" in text:
        return Diagnosis(
            OTHER_DIALECT,
            f"the answer is {kind}, a page of the web interface of older firmware. Is its HTTP API switched on? See "
            f"{_SWITCH}",
        )
    return Diagnosis(NOT_AN_AKUVOX, f"the answer is {kind}, {_NOT_THE_API}")


def not_the_api(says, answered):
    """What the API doesn't send, whatever it is."""
    return Diagnosis("", says) if answered else Diagnosis(NOT_AN_AKUVOX, f"{says}, {_NOT_THE_API}")


def without_end(size, seconds, answered):
    """An answer that was given up."""
    says = f"the answer does not end within {size // 2**20} MB and {seconds:g} s, or comes too slowly"
    return Diagnosis("", says) if answered else Diagnosis(NOT_AN_AKUVOX, f"{says}; is this an Akuvox device?")


NOTHING_IS_KNOWN = Diagnosis(
    AUTH_MODE_MISMATCH,
    "the device says of all functions that it does not have them, as some firmware does in the authorisation mode "
    f"Basic. Set its HTTP API to Digest (see {_SWITCH}) and akuvox_auth: digest",
)


REFUSES_TO_SAY = Diagnosis(
    OTHER_DIALECT,
    "the device refuses to say what it is (system/info), so it speaks another API than the one of the manual",
)


ANOTHER_LOGIN = Diagnosis(
    NOT_AN_AKUVOX,
    f"a login is asked for (HTTP 401), but not in the name of the HTTP API, {_NOT_THE_API}. No login was sent",
)


def other_interface(message, model):
    """What to say of a device whose web interface has told without a login which model it is (device-facts 1.7)."""
    return (
        f"{message}. Its web interface says that it is {model}, and speaks an API of its own: switch the HTTP API on "
        "there, with the authorisation mode Digest"
    )
