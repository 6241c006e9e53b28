# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS: what the context trusts, and how a failed handshake is reported."""

from __future__ import annotations

import dataclasses
import ipaddress
import ssl
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import urllib3

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, TlsError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.tls import (
    address_of,
    check_address,
    forget_contexts,
    pool_options,
    tls_context,
    tls_error,
)

SAFE = Connection("door.example", 443, username="api", password="x")


@pytest.fixture(autouse=True)
def anew():
    forget_contexts()
    yield
    forget_contexts()


def test_certificates_and_names_are_verified_unless_told_otherwise():
    context = tls_context(SAFE)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("changes", [{"validate_certs": False}, {"ssl_fingerprint": "ab" * 32}])
def test_nothing_but_the_pin_counts_with_a_pin_and_nothing_at_all_without_validation(changes):
    context = tls_context(dataclasses.replace(SAFE, **changes))
    assert context.verify_mode is ssl.CERT_NONE
    assert not context.check_hostname


@pytest.mark.parametrize("changes", [{"validate_certs": False}, {"ssl_fingerprint": "ab" * 32}])
def test_the_systems_cas_are_only_loaded_where_they_count(monkeypatch, changes):
    """It takes a task of one door longer than all that it asks the door, and holds up the threads of a search."""
    loaded = []
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda context, *args: loaded.append(context))
    tls_context(dataclasses.replace(SAFE, **changes))
    assert loaded == []
    tls_context(SAFE)
    assert len(loaded) == 1


def test_the_cas_are_loaded_once_for_all_doors_that_have_the_same(monkeypatch):
    loaded = []
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda context, *args: loaded.append(context))
    doors = [dataclasses.replace(SAFE, host=f"192.0.2.{number}") for number in range(5)]
    assert len({tls_context(door) for door in doors}) == len(loaded) == 1
    assert tls_context(dataclasses.replace(SAFE, legacy_tls=True)) is not tls_context(SAFE)
    forget_contexts()
    tls_context(SAFE)
    assert len(loaded) == 3


def test_old_tls_is_for_the_hosts_that_ask_for_it_and_keeps_the_verification():
    legacy = tls_context(dataclasses.replace(SAFE, legacy_tls=True))
    assert legacy.minimum_version == ssl.TLSVersion.MINIMUM_SUPPORTED
    assert legacy.verify_mode is ssl.CERT_REQUIRED
    assert len(legacy.get_ciphers()) > len(tls_context(SAFE).get_ciphers())


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_ca_path_without_certificates_is_refused_by_name(tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match="ca_path: no CA certificate could be read from"):
        tls_context(dataclasses.replace(SAFE, ca_path=str(path)))


def test_a_ca_path_may_be_a_folder(tmp_path):
    context = tls_context(dataclasses.replace(SAFE, ca_path=str(tmp_path)))
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.get_ca_certs() == [], "the system's CAs are not trusted beside it"


def test_old_servers_may_renegotiate_as_of_old_where_old_tls_is_allowed():
    """OpenSSL 3 refuses who doesn't know RFC 5746, and the message for it names legacy_tls."""
    legacy_server = getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    assert tls_context(dataclasses.replace(SAFE, legacy_tls=True)).options & legacy_server


def test_a_failed_handshake_keeps_the_innermost_reason_for_the_result():
    reason = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1000)"
    pool = OSError("HTTPSConnectionPool(host='fingerprint.example', port=443): Max retries exceeded with url: /legacy")
    pool.reason = OSError(ssl.SSLCertVerificationError(1, reason))
    error = tls_error("GET https://door.example:443/api", OSError(pool))
    assert isinstance(error, TlsError)
    assert error.message.startswith("GET https://door.example:443/api: its certificate, or that of its CA, has expired")
    assert error.detail["tls"] == reason, "its words, and not those of the URL"
    assert error.detail["reachability"] == "tls_untrusted"


@pytest.mark.parametrize(
    ("version", "changes", "address"),
    [
        ("1.26.12", {"host": "192.0.2.7"}, "192.0.2.7"),
        ("1.26.12", {"host": "2001:db8::7"}, "2001:db8::7"),
        ("1.26.12", {"host": "door.example"}, None),
        ("1.26.12", {"host": "192.0.2.7", "validate_certs": False}, None),
        ("1.26.12", {"host": "192.0.2.7", "ssl_fingerprint": "ab" * 32}, None),
        ("2.2.0", {"host": "192.0.2.7"}, None),
    ],
)
def test_an_address_that_nothing_else_compares_is_compared_here(monkeypatch, version, changes, address):
    monkeypatch.setattr(urllib3, "__version__", version)
    found = address_of(dataclasses.replace(SAFE, **changes))
    assert (found and str(found)) == address
    options = pool_options(dataclasses.replace(SAFE, **changes))
    verified = not {"validate_certs", "ssl_fingerprint"} & set(changes)
    assert options["cert_reqs"] is (ssl.CERT_REQUIRED if verified else ssl.CERT_NONE)
    assert options["ssl_context"].check_hostname is (verified and address is None)


@pytest.mark.parametrize(
    ("names", "right"),
    [
        ([("IP Address", "192.0.2.7")], True),
        ([("DNS", "door.example"), ("IP Address", "192.0.2.9"), ("IP Address", "192.0.2.7")], True),
        ([("IP Address", "192.0.2.9")], False),
        # an address that is written as a name, and none at all
        ([("DNS", "192.0.2.7")], False),
        ([], False),
    ],
)
def test_only_an_address_of_the_certificate_counts(names, right):
    secure = SimpleNamespace(
        getpeercert=lambda: {"subject": ((("commonName", "192.0.2.7"),),), "subjectAltName": names}
    )
    with nullcontext() if right else pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        check_address(secure, ipaddress.ip_address("192.0.2.7"))
