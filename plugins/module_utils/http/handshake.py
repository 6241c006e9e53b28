# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TLS handshake that failed: one table from what OpenSSL says to what there is to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .diagnosis import NOT_AN_AKUVOX, TLS_LEGACY, TLS_UNTRUSTED, Diagnosis

_PIN = "or pin this one with akuvox_ssl_fingerprint"


@dataclass(frozen=True)
class Failure:
    """``parts``: what OpenSSL, Python or urllib3 says, in small letters; one of them is enough.

    ``says`` is for the user; ``{reason}`` in it is OpenSSL's own. ``despite_legacy``: the same where ``legacy_tls`` is
    set already.
    """

    parts: tuple
    reachability: str
    says: str
    despite_legacy: str = ""


# The first row that has a part of the text decides. Alerts are what the other side says of us, so they come first.
FAILURES = (
    Failure(
        ("fingerprint",),
        TLS_UNTRUSTED,
        "its certificate is not the pinned one. If it was replaced on purpose, set akuvox_ssl_fingerprint to the new "
        "one",
    ),
    Failure(
        ("alert certificate required", "alert bad certificate", "alert unsupported certificate",
         "alert certificate revoked", "alert certificate expired", "alert certificate unknown", "alert unknown ca",
         "alert access denied"),
        TLS_UNTRUSTED,
        "it wants a TLS certificate of the client, and this collection has none to show. Switch that off on the "
        "device, or on the proxy before it",
    ),
    Failure(
        ("certificate is not yet valid",),
        TLS_UNTRUSTED,
        "its certificate, or that of its CA, is not valid yet. Check the clock of this controller; if the device made "
        f"the certificate while its own clock was wrong, give the device a new one, {_PIN}",
    ),
    Failure(
        ("certificate has expired",),
        TLS_UNTRUSTED,
        f"its certificate, or that of its CA, has expired. Give the device a new one, {_PIN}, which looks at no dates",
    ),
    Failure(
        ("hostname mismatch", "ip address mismatch", "doesn't match", "unrecognized name", "subjectaltname"),
        TLS_UNTRUSTED,
        "its certificate is for another name or address than this one. Set ansible_host to a name that is in it, give "
        f"the device one that has this name or address as subjectAltName, {_PIN}",
    ),
    Failure(
        ("certificate key too weak", "signature digest algorithm too weak", "ee key too small", "ca key too small",
         "ca md too weak"),
        TLS_LEGACY,
        "the key or the signature of its certificate, or of its CA's, is too weak for this controller. Give the "
        f"device one with 2,048 bits of RSA and SHA-256, {_PIN}; akuvox_legacy_tls: true allows the weak one for this "
        "host",
    ),
    Failure(
        ("self-signed certificate", "self signed certificate", "unable to get local issuer", "unable to get issuer",
         "unable to verify", "doesn't trust"),
        TLS_UNTRUSTED,
        "its certificate is not trusted here. Set akuvox_ca_path to the CA that signed it, or pin it with "
        "akuvox_ssl_fingerprint; akuvox_validate_certs: false gives up the protection",
    ),
    Failure(
        ("certificate verify failed",),
        TLS_UNTRUSTED,
        "its certificate, or that of its CA, is made in a way that this controller doesn't accept ({reason}). Make a "
        f"new one, {_PIN}",
    ),
    Failure(
        ("wrong version number", "record layer failure", "http request", "packet length"),
        NOT_AN_AKUVOX,
        "this port does not speak TLS. Use the device's HTTPS port, or akuvox_use_ssl: false for plain HTTP",
    ),
    Failure(
        ("dh key too small", "unsupported protocol", "no protocols", "handshake failure", "legacy", "protocol version",
         "no shared cipher", "insufficient security", "wrong signature type"),
        TLS_LEGACY,
        "it only offers TLS that is too weak for this controller. akuvox_legacy_tls: true allows it for this host",
        despite_legacy="it offers no TLS that this controller speaks, even with akuvox_legacy_tls ({reason}). Its "
        "firmware is too old for the OpenSSL here, or it wants a TLS certificate of the client",
    ),
    Failure(("",), TLS_UNTRUSTED, "the TLS handshake failed ({reason}). Check akuvox_port and akuvox_use_ssl"),
)  # fmt: skip

_VERIFIED = re.compile(r"certificate verify failed: (.+)")
_SOURCE = re.compile(r"^\[[^\]]*\] *| *\(_ssl\.c:\d+\)$")


def of_tls(text, legacy=False):
    """The :class:`Diagnosis` of a failed handshake, from the text of the error; ``legacy``: ``legacy_tls`` is set."""
    said = text.lower().replace("_", " ")
    failure = next(failure for failure in FAILURES if any(part in said for part in failure.parts))
    says = failure.despite_legacy if legacy and failure.despite_legacy else failure.says
    return Diagnosis(failure.reachability, says.replace("{reason}", _reason(text)))


def _reason(text):
    """OpenSSL's own words, without where in its source they are from."""
    bare = _SOURCE.sub("", _SOURCE.sub("", text.strip()))
    found = _VERIFIED.search(bare)
    return (found[1] if found else bare).strip(" .") or "no reason given"
