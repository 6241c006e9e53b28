# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a 401 asks for: the logins that it offers, in whose name, and whether its digest can be answered."""

from __future__ import annotations

import re

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))')
# What requests can calculate, and with which protection.
_ALGORITHMS = ("MD5", "MD5-SESS", "SHA", "SHA-256", "SHA-512")
_PROTECTION = "auth"
# HTTPAPI in the manual, HTTP API on devices (device-facts 1.4): what is left of both without blanks.
_API_REALM = "httpapi"
_DIGEST, _BASIC = (re.compile(rf"\b{scheme}\s+", re.IGNORECASE) for scheme in ("digest", "basic"))


def offered(headers):
    """The names of the logins that are offered: digest and basic, digest first."""
    asked = _challenge(headers).lower()
    return [scheme for scheme in ("digest", "basic") if scheme in asked]


def is_answerable(headers):
    """Whether the digest challenge has all that an answer needs, of a kind that is known."""
    found = _parameters(headers)
    protections = found.get("qop", _PROTECTION).split(",")
    return (
        bool(found.get("nonce"))
        and "realm" in found
        and found.get("algorithm", _ALGORITHMS[0]).upper() in _ALGORITHMS
        and ("" in protections or _PROTECTION in protections)
    )


def is_stale(headers):
    """Whether the login was right and only its nonce too old, or not wanted now (device-facts 1.2)."""
    return _parameters(headers).get("stale", "").lower() == "true"


def is_of_the_api(headers):
    """Whether the login is asked for in the name of an Akuvox device's HTTP API."""
    asked = _PARAMETER.findall(_challenge(headers))
    realms = [re.sub(r"[\W_]", "", quoted or bare).lower() for name, quoted, bare in asked if name.lower() == "realm"]
    return bool(realms) and set(realms) == {_API_REALM}


def _challenge(headers):
    return headers.get("www-authenticate", "")


def _parameters(headers):
    """The parameters of the digest challenge, empty when there is none."""
    rest = _DIGEST.split(_challenge(headers), maxsplit=1)[1:]
    own = _BASIC.split(rest[0], maxsplit=1)[0] if rest else ""
    return {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(own)}
