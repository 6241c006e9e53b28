# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each thing that OpenSSL says of a handshake has its own way on, in the code and in the guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.handshake import FAILURES, of_tls

GUIDE = Path(__file__).resolve().parents[5] / "docs" / "docsite" / "rst" / "guide_troubleshooting.rst"
VERIFY = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
CLIENT = "it wants a TLS certificate of the client"
NAME = "its certificate is for another name"
UNTRUSTED = "its certificate is not trusted here. Set akuvox_ca_path"
WEAK = "the key or the signature of its certificate"
OLD = "akuvox_legacy_tls: true"
EXPIRED = "has expired. Give the device a new one, or pin this one with akuvox_ssl_fingerprint"
# What OpenSSL 1.1.1 to 3.5 and Python 3.9 to 3.14 say.
SAID = [
    ('Fingerprints did not match. Expected "ab", got "cd"', "tls_untrusted", "akuvox_ssl_fingerprint to the new"),
    (VERIFY + "certificate has expired (_ssl.c:1000)", "tls_untrusted", EXPIRED),
    (VERIFY + "certificate is not yet valid (_ssl.c:1000)", "tls_untrusted", "is not valid yet. Check the clock"),
    (VERIFY + "Hostname mismatch, certificate is not valid for 'x'. (_ssl.c:1)", "tls_untrusted", NAME),
    (VERIFY + "IP address mismatch, certificate is not valid for '192.0.2.1'. (_ssl.c:1)", "tls_untrusted", NAME),
    ("hostname 'a' doesn't match 'b'", "tls_untrusted", NAME),
    ("no appropriate subjectAltName fields were found", "tls_untrusted", NAME),
    ("[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name (_ssl.c:1)", "tls_untrusted", NAME),
    (VERIFY + "EE certificate key too weak (_ssl.c:1)", "tls_legacy", WEAK),
    (VERIFY + "CA certificate key too weak (_ssl.c:1)", "tls_legacy", WEAK),
    (VERIFY + "CA signature digest algorithm too weak (_ssl.c:1)", "tls_legacy", WEAK),
    ("[SSL: EE_KEY_TOO_SMALL] ee key too small (_ssl.c:1)", "tls_legacy", WEAK),
    ("[SSL: CA_MD_TOO_WEAK] ca md too weak (_ssl.c:1)", "tls_legacy", WEAK),
    (VERIFY + "self signed certificate (_ssl.c:1)", "tls_untrusted", UNTRUSTED),
    (VERIFY + "self-signed certificate in certificate chain (_ssl.c:1)", "tls_untrusted", UNTRUSTED),
    (VERIFY + "unable to get local issuer certificate (_ssl.c:1)", "tls_untrusted", UNTRUSTED),
    (VERIFY + "unable to verify the first certificate (_ssl.c:1)", "tls_untrusted", UNTRUSTED),
    (VERIFY + "Missing Authority Key Identifier (_ssl.c:1)", "tls_untrusted",
     "doesn't accept (Missing Authority Key Identifier). Make a new one"),
    (VERIFY + "unsuitable certificate purpose (_ssl.c:1)", "tls_untrusted", "(unsuitable certificate purpose)"),
    ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1)", "not_an_akuvox", "does not speak TLS"),
    ("[SSL] record layer failure (_ssl.c:1000)", "not_an_akuvox", "does not speak TLS"),
    ("[SSL: HTTP_REQUEST] http request (_ssl.c:1)", "not_an_akuvox", "does not speak TLS"),
    ("[SSL: DH_KEY_TOO_SMALL] dh key too small (_ssl.c:1)", "tls_legacy", OLD),
    ("[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol", "tls_legacy", OLD),
    ("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure", "tls_legacy", OLD),
    ("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] ssl/tls alert handshake failure", "tls_legacy", OLD),
    ("[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled", "tls_legacy", OLD),
    ("[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version", "tls_legacy", OLD),
    ("[SSL: TLSV1_ALERT_INSUFFICIENT_SECURITY] tlsv1 alert insufficient security", "tls_legacy", OLD),
    ("[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:1)", "tls_untrusted", CLIENT),
    ("[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired (_ssl.c:1)", "tls_untrusted", CLIENT),
    ("[SSL: SSLV3_ALERT_BAD_CERTIFICATE] ssl/tls alert bad certificate (_ssl.c:1)", "tls_untrusted", CLIENT),
    ("[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:1)", "tls_untrusted", CLIENT),
    ("[SSL: TLSV1_ALERT_INTERNAL_ERROR] tlsv1 alert internal error (_ssl.c:1000)", "tls_untrusted",
     "the TLS handshake failed (tlsv1 alert internal error). Check akuvox_port"),
    ("something new", "tls_untrusted", "the TLS handshake failed (something new). Check akuvox_port"),
    ("", "tls_untrusted", "the TLS handshake failed (no reason given). Check akuvox_port"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "verdict", "hint"), SAID, ids=[said[0] for said in SAID])
def test_what_openssl_says_is_told_with_what_to_do(said, verdict, hint):
    found = of_tls(said)
    assert hint in found.says
    assert found.reachability == verdict


def test_an_option_that_is_set_already_is_not_advised():
    found = of_tls("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure (_ssl.c:1)", legacy=True)
    assert found.says.startswith(
        "it offers no TLS that this controller speaks, even with akuvox_legacy_tls (sslv3 alert handshake failure). "
    )
    assert of_tls(VERIFY + "certificate has expired", legacy=True) == of_tls(VERIFY + "certificate has expired")


def test_every_row_is_reached_and_every_row_is_in_the_guide():
    reached = [of_tls(said, legacy).says for said, _verdict, _hint in SAID for legacy in (False, True)]
    entries = dict(re.findall(r"^\*([^*\n]+)\* \(``(\w+)``\)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    for failure in FAILURES:
        for says in filter(None, (failure.says, failure.despite_legacy)):
            begin = re.split(r" \(\{reason\}\)|[.;]", says)[0]
            assert any(text.startswith(begin) for text in reached), f"no test says: {says}"
            fits = [verdict for entry, verdict in entries.items() if begin.startswith(entry)]
            assert fits == [failure.reachability], f"not in the guide, or with another verdict: {says}"
