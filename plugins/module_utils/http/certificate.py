# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what matters of an X.509 certificate, since Python's ssl only shows one that it has verified."""

from __future__ import annotations

import ipaddress
import warnings
from dataclasses import dataclass
from datetime import datetime, timezone

from ..errors import AkuvoxError

try:
    from cryptography import x509
except ImportError:
    x509 = None


_KEYS = {"RSA": "RSA", "DSA": "DSA", "Ed25519": "Ed25519", "Ed448": "Ed448", "EllipticCurve": "EC", "ECPublic": "EC"}


@dataclass(frozen=True)
class Certificate:
    """``names`` are host names and addresses that it is for. Times are in UTC.

    What can't be read is None, and ``problem`` says why. Doors make certificates of their own, and not all of them
    keep to the standard.
    """

    not_before: datetime | None = None
    not_after: datetime | None = None
    self_issued: bool | None = None
    names: tuple | None = None
    problem: str = ""

    def is_for(self, host):
        """Whether it is for a host name or an address; ``*`` stands for one whole part at the left."""
        host = _canonical(host)
        above = host.partition(".")[2]
        return host in self.names or bool(above and not _is_address(host) and f"*.{above}" in self.names)


def parse_certificate(der):
    """The :class:`Certificate` of its bytes, whatever they are.

    :raises AkuvoxError: where this runs without the library.
    """
    if x509 is None:
        raise AkuvoxError("the Python library cryptography is missing where this task runs, so no certificate is read")
    found, problems = {}, []
    with warnings.catch_warnings():
        # an odd serial number or a version is nobody's concern here
        warnings.simplefilter("ignore")
        parsed = _tried(lambda: x509.load_der_x509_certificate(bytes(der)), problems)
        for field, read in _FIELDS.items() if parsed is not None else ():
            found[field] = _tried(lambda read=read: read(parsed), problems)
    return Certificate(**found, problem="; ".join(dict.fromkeys(problems)))


def key_of(der):
    """The kind and size of a certificate's key, and the hash that it is signed with; empty where that can't be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problems = []
        parsed = _tried(lambda: x509.load_der_x509_certificate(bytes(der)), problems)
        key = _tried(lambda: parsed.public_key, problems)
        key = key and _tried(key, problems)
        signed = _tried(lambda: parsed.signature_hash_algorithm.name, problems)
    # the classes of some releases begin with an underscore, and those of others are abbreviated
    named = type(key).__name__
    kind = next((kind for part, kind in _KEYS.items() if part in named), "")
    return {"kind": kind, "bits": getattr(key, "key_size", None), "signed_with": signed or ""}


def _tried(read, problems):
    """What a function reads, or None with the reason among the ``problems``.

    The library raises errors of many kinds for what it refuses, and some of its releases refuse more than others.
    """
    try:
        return read()
    except Exception as exc:  # pylint: disable=broad-exception-caught
        problems.append(str(exc) or type(exc).__name__)
        return None


def _moment(name):
    def read(parsed):
        # before release 42 it has times without a zone
        moment = getattr(parsed, f"{name}_utc", None) or getattr(parsed, name)
        return moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)

    return read


def _names(parsed):
    """The names of the extension subjectAltName; the older common name no longer counts (RFC 6125)."""
    try:
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(
        name.value.lower() if isinstance(name, x509.DNSName) else str(name.value)
        for name in names
        if isinstance(name, (x509.DNSName, x509.IPAddress))
    )


_FIELDS = {
    "not_before": _moment("not_valid_before"),
    "not_after": _moment("not_valid_after"),
    "self_issued": lambda parsed: parsed.issuer == parsed.subject,
    "names": _names,
}


def _canonical(host):
    return str(ipaddress.ip_address(host)) if _is_address(host) else host.lower().rstrip(".")


def _is_address(host):
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
