# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a certificate; the two of this test were made for it, with keys that nobody has."""

from __future__ import annotations

import base64
import warnings
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.certificate import Certificate, parse_certificate
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.assessment import FAIL, NOT_TESTABLE, PASS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.hardening import CHECKS
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.jobs.test_hardening import GOOD

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


def in_place_of(old, new, certificate=SELF_SIGNED):
    """The certificate with one part of its bytes as another one; nobody looks at the signature."""
    assert certificate.count(old) >= 1
    assert len(old) == len(new)
    return certificate.replace(old, new, 1)


SERIAL, VERSION, BEGIN = b"\x02\x02\x12\x67", b"\xa0\x03\x02\x01\x02", b"\x17\x0d150101000000Z"
ODD = {
    "negative serial": in_place_of(SERIAL, b"\x02\x02\xff\x67"),
    "serial of zero": in_place_of(SERIAL, b"\x02\x02\x00\x00"),
    "empty serial": in_place_of(SERIAL, b"\x02\x00\x05\x00"),
    "version 1 with extensions": in_place_of(VERSION, b"\xa0\x03\x02\x01\x00"),
    "version 6": in_place_of(VERSION, b"\xa0\x03\x02\x01\x05"),
    "version as text": in_place_of(VERSION, b"\xa0\x03\x0c\x012"),
    "month 99": in_place_of(BEGIN, b"\x17\x0d159901000000Z"),
    "no seconds": in_place_of(BEGIN, b"\x17\x0d1501010000+00"),
    "a date of letters": in_place_of(BEGIN, b"\x17\x0dlong ago, son"),
    "begins in 1950": in_place_of(BEGIN, b"\x17\x0d500101000000Z"),
    "address of three bytes": in_place_of(b"\x87\x04\xc0\x00\x02\x07", b"\x87\x03\xc0\x00\x02\x05", ISSUED),
    "name that is no ASCII": in_place_of(b"North.example.net\x82", b"N\xffrth.example.net\x82", ISSUED),
    "empty": b"",
    "text": b"hello",
    "cut": ISSUED[:300],
    "a number": b"\x30\x03\x02\x01\x01",
    "longer than it is": b"\x30\x84",
}


def verdicts(certificate):
    facts = replace(GOOD, certificate=certificate)
    return {check.id: check.judge(facts) for check in CHECKS if check.id.startswith("tls_")}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_one_is_a_finding_and_never_an_error(name):
    """Releases of the library differ in what they refuse, so what is read may differ, and the rest may not."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        certificate = parse_certificate(ODD[name])
    for check, finding in verdicts(certificate).items():
        if finding.verdict == NOT_TESTABLE:
            assert finding.evidence.startswith("the certificate is unreadable: "), check
            assert len(finding.evidence) > len("the certificate is unreadable: "), check
        else:
            assert finding.verdict in (PASS, FAIL)


@pytest.mark.parametrize("name", ["month 99", "a date of letters", "empty", "text", "cut", "longer than it is"])
def test_what_no_release_can_read_is_unreadable(name):
    certificate = parse_certificate(ODD[name])
    assert certificate == Certificate(problem=certificate.problem)
    assert {finding.verdict for finding in verdicts(certificate).values()} == {NOT_TESTABLE}


def test_what_can_be_read_is_judged_where_something_else_is_unreadable():
    certificate = Certificate(self_issued=True, problem="bad names")
    assert {check: finding.verdict for check, finding in verdicts(certificate).items()} == {
        "tls_certificate_expired": NOT_TESTABLE,
        "tls_certificate_self_signed": FAIL,
        "tls_certificate_name": NOT_TESTABLE,
    }


@given(st.integers(0, len(ISSUED) - 1), st.binary(min_size=1, max_size=4))
def test_no_bytes_make_an_error(place, bytes_there):
    verdicts(parse_certificate(ISSUED[:place] + bytes_there + ISSUED[place + len(bytes_there) :]))


def test_without_the_library_nothing_can_be_tested(monkeypatch):
    monkeypatch.setattr("ansible_collections.doorfleet.akuvox.plugins.module_utils.http.certificate.x509", None)
    with pytest.raises(AkuvoxError, match="library cryptography is missing"):
        parse_certificate(ISSUED)
