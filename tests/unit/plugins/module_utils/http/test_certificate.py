# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a certificate; the two of this test were made for it, with keys that nobody has."""

from __future__ import annotations

import base64
from datetime import datetime, timezone

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.certificate import parse_certificate

# Of "Example CA", from 2020-01-02 03:04:05 to 2060-06-07 08:09:10 UTC, for two names and two addresses.
ISSUED = base64.b64decode(
    "MIIBfzCCASSgAwIBAgICEmcwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yMDAxMDIwMzA0MDVaGA8yMDYw"
    "MDYwNzA4MDkxMFowHDEaMBgGA1UEAwwRbm9ydGguZXhhbXBsZS5uZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT9EC4upbmM"
    "x4YF3QqCS/+DDr7jtMvrE4YvxwiY2OLPHCTE8HdnIaJQNDz/4ClVu170/t8jMrsXrkQzQ9ahOGHro1swWTAMBgNVHRMBAf8EAjAA"
    "MEkGA1UdEQRCMECCEU5vcnRoLmV4YW1wbGUubmV0ghMqLmRvb3JzLmV4YW1wbGUubmV0hwTAAAIHhxAgAQ24AAAAAAAAAAAAAAAH"
    "MAoGCCqGSM49BAMCA0kAMEYCIQCN78I4SZYlnGbGKcRMah0LxjmrGQNtz3faWAIpQ0y9BgIhAJ3A1WujJiP5yWM7z92uE/LseB64"
    "EMbpV8k8y5HGbdkJ"
)
# Self-signed, of 2015, with a common name alone.
SELF_SIGNED = base64.b64decode(
    "MIIBHTCBxKADAgECAgISZzAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARkb29yMB4XDTE1MDEwMTAwMDAwMFoXDTE2MDEwMTAwMDAw"
    "MFowDzENMAsGA1UEAwwEZG9vcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCmjEdzRaKLFR2kbRP1IzQgk4u0yTpUEosjFJiKt"
    "HBM8or/Ka1CToyil1E7HQBvJMO1rl3pRtrRPVmX4UnGFK9OjEDAOMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSAAwRQIhAKVH"
    "HVUpGu8g6RmBpArJMQnFmzXrNFjXhSP+n76vrwxHAiB2/aYITbuxChrwoXpNhXtCFxPHxlz1Bl4tKkGF11xbTw=="
)


def test_times_names_and_issuer():
    certificate = parse_certificate(ISSUED)
    assert certificate.not_before == datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    assert certificate.not_after == datetime(2060, 6, 7, 8, 9, 10, tzinfo=timezone.utc)
    assert certificate.names == ("north.example.net", "*.doors.example.net", "192.0.2.7", "2001:db8::7")
    assert not certificate.self_issued


def test_a_self_signed_one_without_names():
    certificate = parse_certificate(SELF_SIGNED)
    assert certificate.self_issued
    assert certificate.names == ()
    assert (certificate.not_before.year, certificate.not_after.year) == (2015, 2016)
    assert not certificate.is_for("door")


@pytest.mark.parametrize(("host", "fits"), [
    ("north.example.net", True),
    ("NORTH.example.net.", True),
    ("south.doors.example.net", True),
    ("a.south.doors.example.net", False),
    ("doors.example.net", False),
    ("192.0.2.7", True),
    ("192.0.2.8", False),
    ("2001:DB8:0::7", True),
    ("north", False),
])  # fmt: skip
def test_whom_it_is_for(host, fits):
    assert parse_certificate(ISSUED).is_for(host) is fits


@pytest.mark.parametrize("data", [b"", b"hello", ISSUED[:60], ISSUED[:300], b"\x30\x03\x02\x01\x01", b"\x30\x84"])
def test_what_is_no_certificate_is_refused(data):
    with pytest.raises(ValueError, match="not a certificate"):
        parse_certificate(data)
