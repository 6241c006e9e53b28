# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what matters of an X.509 certificate (RFC 5280), since Python's ssl only shows one that it has verified."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timezone

_VERSION, _EXTENSIONS = 0xA0, 0xA3
_OID = 0x06
_TIMES = {0x17: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
_ALT_NAMES = bytes((0x55, 0x1D, 0x11))  # 2.5.29.17
_DNS, _ADDRESS = 0x82, 0x87


@dataclass(frozen=True)
class Certificate:
    """``names`` are host names and addresses that it is for. Times are in UTC."""

    not_before: datetime
    not_after: datetime
    self_issued: bool
    names: tuple = ()

    def is_for(self, host):
        """Whether it is for a host name or an address; ``*`` stands for one whole part at the left."""
        host = _canonical(host)
        above = host.partition(".")[2]
        return host in self.names or bool(above and not _is_address(host) and f"*.{above}" in self.names)


def parse_certificate(der):
    """The :class:`Certificate` of its bytes.

    :raises ValueError: when they are none.
    """
    try:
        certificate = _members(der)[0][1]
        fields = [(tag, value) for tag, value in _members(_members(certificate)[0][1]) if tag != _VERSION]
        # serial number, signature, issuer, validity, subject, public key, then what is optional
        issuer, validity, subject = (fields[place][1] for place in (2, 3, 4))
        not_before, not_after = (_time(tag, value) for tag, value in _members(validity))
        extensions = next((value for tag, value in fields[6:] if tag == _EXTENSIONS), b"")
        return Certificate(not_before, not_after, issuer == subject, tuple(_names(extensions)))
    except (IndexError, KeyError, UnicodeDecodeError) as exc:
        raise ValueError(f"not a certificate: {exc}") from None


def _members(data):
    """Tag and value of each element that stands in ``data``, one after the other (X.690: DER)."""
    found, place = [], 0
    while place < len(data):
        tag, length, place = data[place], data[place + 1], place + 2
        if length & 0x80:
            size = length & 0x7F
            length, place = int.from_bytes(data[place : place + size], "big"), place + size
        if place + length > len(data):
            raise IndexError("it ends too early")
        found.append((tag, data[place : place + length]))
        place += length
    return found


def _time(tag, value):
    return datetime.strptime(value.decode("ascii"), _TIMES[tag]).replace(tzinfo=timezone.utc)


def _names(extensions):
    """The names of the extension subjectAltName; the older common name counts no more (RFC 6125)."""
    for _sequence, extension in _members(_members(extensions)[0][1]) if extensions else ():
        parts = _members(extension)
        if parts[0] != (_OID, _ALT_NAMES):
            continue
        for tag, name in _members(_members(parts[-1][1])[0][1]):
            if tag == _DNS:
                yield name.decode("ascii").lower()
            elif tag == _ADDRESS:
                yield str(ipaddress.ip_address(name))


def _canonical(host):
    return str(ipaddress.ip_address(host)) if _is_address(host) else host.lower().rstrip(".")


def _is_address(host):
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
