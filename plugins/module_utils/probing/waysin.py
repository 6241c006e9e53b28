# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a door lets in: the login that it asks for, its TLS and its certificate, as shapes that name nobody."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from ..errors import AkuvoxError
from ..http.certificate import key_of, parse_certificate
from ..http.challenges import offered, parameters
from ..http.messages import Request

# HTTPAPI in the manual, and with a blank on devices (device-facts 1.4).
_REALMS = ("HTTPAPI", "HTTP API")
_ALGORITHMS = ("MD5", "MD5-sess", "SHA", "SHA-256", "SHA-256-sess", "SHA-512", "SHA-512-256")
_VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_CIPHER = re.compile(r"[A-Z0-9_-]{5,48}")
_REALM = re.compile(r'realm\s*=\s*"([^"]*)"', re.IGNORECASE)
# Without an action nothing is opened: it shows whether the interface is there, and what its page looks like (8.5).
_OPEN_DOOR = "/fcgi/do"
_RESULT = b"hcSingleResult"
YEAR_DAYS = 365.25


def login(device, auth_mode):
    """What a request without a login is answered.

    :arg auth_mode: the number of the mode in the configuration, None where it can't be read.
    """
    status, headers, _body = device.ask_openly()
    found = {"status": status, "offers": offered(headers) if status == 401 else []}
    found["mode"] = _mode(status, found["offers"], auth_mode)
    if "digest" in found["offers"]:
        found["digest"] = _digest(parameters(headers))
    if found["offers"]:
        realm = _REALM.search(headers.get("www-authenticate", ""))
        found["realm"] = realm[1] if realm and realm[1] in _REALMS else "another"
    return found


def _mode(status, offers, auth_mode):
    if status == 401:
        return "+".join(sorted(offers)) or "another"
    if status == 200:
        return "allowlist" if auth_mode == "2" else "none"
    return "closed" if status == 403 else "unknown"


def _digest(challenge):
    words = [word.strip().lower() for word in challenge.get("qop", "").split(",") if word.strip()]
    algorithm = challenge.get("algorithm", "")
    known = next((name for name in _ALGORITHMS if name.lower() == algorithm.lower()), "another")
    return {
        "algorithm": known if algorithm else "unnamed",
        "qop": sorted(word if word in ("auth", "auth-int") else "another" for word in words),
        "opaque": "opaque" in challenge,
    }


def open_door(asker):
    """What the page for opening by URL answers to nothing at all: ``result``, ``plain``, ``empty`` or ``none``.

    No action, door or login of the relay is in the request, so nothing can open.
    """
    heard = asker.ask(Request("GET", _OPEN_DOOR, retries=0))
    if heard.form == "status":
        return "plain" if heard.status == 403 else "none"
    if heard.form == "page":
        return "result" if _RESULT in bytes(heard.body) else "plain"
    return "empty" if heard.form in ("empty", "other") else "none"


def tls(device, host, now=None):
    """Version, cipher, key and validity of the door's TLS, and whether it is too old for today's; None without it.

    :arg host: the name or address that the door is asked by; only whether the certificate is for it is said.
    """
    seen = _agreed(device)
    if seen is None:
        return None
    return {
        "needs_legacy_tls": _agreed(device, legacy_tls=False) is None,
        "version": seen.version if seen.version in _VERSIONS else "another",
        "cipher": seen.cipher if _CIPHER.fullmatch(seen.cipher) else "another",
        "bits": seen.bits,
        "certificate": certificate(seen.certificate, host, now),
    }


def _agreed(device, **options):
    """What a handshake leads to, None where it fails or there is no TLS."""
    try:
        return device.handshake(**options)
    except AkuvoxError:
        return None


def certificate(der, host, now=None):
    """The shape of a certificate: its key, for how many years, whether that is over, and whom it is for."""
    now = now or datetime.now(timezone.utc)
    try:
        seen = parse_certificate(der)
    except AkuvoxError:
        return {"readable": False}
    shown = {"readable": not seen.problem, "key": key_of(der), "self_issued": seen.self_issued}
    if seen.not_before and seen.not_after:
        shown["years"] = round((seen.not_after - seen.not_before).days / YEAR_DAYS)
        shown["valid"] = "not yet" if now < seen.not_before else "no longer" if now > seen.not_after else "now"
    if seen.names is not None:
        shown["names"] = bool(seen.names)
        shown["for_this_host"] = seen.is_for(host)
    return shown


def plain_http(device, port):
    """The HTTP status of a plain request to another port of the door; None when nothing answers."""
    return device.plain_http(port)
