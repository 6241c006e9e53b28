# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a 401 asks for: the logins that it offers, its realm, and whether its digest can be answered."""

from __future__ import annotations

import re

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
# The name of a scheme stands at the beginning or behind a comma, and what follows it is no "=".
_SCHEME = re.compile(r'(?:^|,|")\s*(digest|basic|[a-z][a-z0-9_-]*)(?=\s+[^=\s]|\s*$|\s*,)', re.IGNORECASE)
# What requests can calculate, and with which protection.
_ALGORITHMS = ("MD5", "MD5-SESS", "SHA", "SHA-256", "SHA-512")
_PROTECTION = "auth"
# HTTPAPI in the manual, HTTP API on devices (device-facts 1.4): what is left of both without blanks.
_API_REALM = "httpapi"


def offered(headers):
    """The names of the logins that are offered: digest and basic, digest first."""
    asked = {scheme for scheme, _text in _challenges(headers)}
    return [scheme for scheme in ("digest", "basic") if scheme in asked]


def is_answerable(headers):
    """Whether the digest challenge has all that an answer needs, of a kind that is known."""
    found = parameters(headers)
    protections = [word.strip().lower() for word in found.get("qop", _PROTECTION).split(",")]
    return (
        bool(found.get("nonce"))
        and "realm" in found
        and found.get("algorithm", _ALGORITHMS[0]).upper() in _ALGORITHMS
        and ("" in protections or _PROTECTION in protections)
    )


def is_stale(headers):
    """Whether the login was right and only its nonce too old, or not wanted now (device-facts 1.2)."""
    return parameters(headers).get("stale", "").lower() == "true"


def is_of_the_api(headers):
    """Whether the login is asked for in the name of an Akuvox device's HTTP API."""
    asked = _PARAMETER.findall(_challenge(headers))
    realms = [re.sub(r"[\W_]", "", quoted or bare).lower() for name, quoted, bare in asked if name.lower() == "realm"]
    return bool(realms) and set(realms) == {_API_REALM}


def parameters(headers):
    """The parameters of the digest challenge, empty when there is none."""
    own = next((text for scheme, text in _challenges(headers) if scheme == "digest"), "")
    return {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(own)}


def answerable_parameters(headers):
    """The same with the one protection that is answered with, however the device lists what it takes."""
    found = parameters(headers)
    return {**found, "qop": _PROTECTION} if found.get("qop") else found


def _challenge(headers):
    return headers.get("www-authenticate", "")


def _challenges(headers):
    """Pairs of a scheme in small letters and the text of its parameters. A realm may name a scheme as well."""
    text = _challenge(headers)
    # what is quoted is blanked out, so that only the names of schemes look like ones
    bare = _QUOTED.sub(lambda found: "=" * (len(found[0]) - 1) + found[0][-1], text)
    begins = [(found[1].lower(), found.start(1), found.end(1)) for found in _SCHEME.finditer(bare)]
    ends = [start for _scheme, start, _end in begins[1:]] + [len(text)]
    return [(scheme, text[end:until]) for (scheme, _start, end), until in zip(begins, ends)]
