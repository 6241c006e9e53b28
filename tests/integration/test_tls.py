# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each way in which TLS can fail has a way on of its own, and it is the one that helps."""

from __future__ import annotations

import hashlib
import ssl

import pytest
from harness.certificates import CLIENT_ONLY, TlsServers, alert, hello_without_renegotiation

pytestmark = [
    pytest.mark.one_core,
    pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1"),
]
INFO = {"name": "info", "doorfleet.akuvox.akuvox_info": {}}
# What a server of ours says once TLS is up.
THROUGH = "the device is too busy to answer (HTTP 503)"
EXPIRED = "its certificate, or that of its CA, has expired"
UNTRUSTED = "its certificate is not trusted here. Set akuvox_ca_path"
WEAK = "the key or the signature of its certificate, or of its CA's, is too weak for this controller"
OLD = "it only offers TLS that is too weak for this controller. akuvox_legacy_tls: true allows it"
OTHER_NAME = "its certificate is for another name or address than this one"
ODD = "its certificate, or that of its CA, is made in a way that this controller doesn't accept "
CLIENT = "it wants a TLS certificate of the client"
HUNG_UP = "the connection broke off before the answer was complete. If the device speaks plain HTTP on this port"
MUTE = "no answer within 2 s (akuvox_timeout). If the device speaks plain HTTP on this port"
OLD_UNIT = "if it is an old unit that hangs up on newer TLS, set akuvox_legacy_tls: true"


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    with TlsServers(tmp_path_factory.mktemp("certificates")) as made:
        yield made


def cases(servers):
    """Name -> port, variables, what is said, and what is said with ``legacy_tls``, which is the same where None."""
    expired_ca = servers.maker.certificate("expired-ca", is_ca=True, days=(-9, -2))
    weak_ca = servers.maker.certificate("weak-ca", is_ca=True, rsa_bits=1024)
    no_ca = servers.maker.certificate("no-ca")
    tls_1_0, tls_1_2, tls_1_3 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
    good = servers.showing("good")
    return {
        "good": (good, {}, THROUGH, None),
        "expired": (servers.showing("expired", days=(-9, -2)), {}, EXPIRED, None),
        "expired-ca": (
            servers.showing("by-expired-ca", by=expired_ca), {"akuvox_ca_path": str(expired_ca.trust)}, EXPIRED, None,
        ),
        "not-yet": (
            servers.showing("not-yet", days=(2, 9)), {}, "its certificate, or that of its CA, is not valid yet", None,
        ),
        "another-address": (servers.showing("other", names=("192.0.2.7",)), {}, OTHER_NAME, None),
        "another-name": (good, {"ansible_host": "localhost"}, OTHER_NAME, None),
        "no-names": (servers.showing("127.0.0.1", names=()), {}, OTHER_NAME, None),
        "unknown-name": (servers.saying(alert(112)), {}, OTHER_NAME, None),
        "weak-key": (servers.showing("weak", rsa_bits=1024), {}, WEAK, THROUGH),
        "weak-key-of-its-own": (servers.showing("weak-own", own=True, rsa_bits=1024), {}, WEAK, UNTRUSTED),
        "weak-ca": (
            servers.showing("by-weak-ca", by=weak_ca), {"akuvox_ca_path": str(weak_ca.trust)}, WEAK, THROUGH,
        ),
        "self-signed": (servers.showing("own", own=True), {}, UNTRUSTED, None),
        "unknown-ca": (servers.showing("by-stranger", by=no_ca), {}, UNTRUSTED, None),
        "no-ca": (
            servers.showing("by-no-ca", by=no_ca), {"akuvox_ca_path": str(no_ca.trust)},
            ODD + "(invalid CA certificate)", None,
        ),
        "client-only": (
            servers.showing("client-only", purpose=CLIENT_ONLY), {}, ODD + "(unsuitable certificate purpose)", None,
        ),
        "tls-1.0": (servers.offering(newest=tls_1_0), {}, OLD, THROUGH),
        "dhe-1024-cbc": (servers.offering("DHE-RSA-AES128-SHA"), {}, OLD, THROUGH),
        "dhe-1024-gcm": (servers.offering("DHE-RSA-AES128-GCM-SHA256"), {}, OLD, THROUGH),
        "rsa-cbc": (servers.offering("AES128-SHA"), {}, OLD, THROUGH),
        # with the option the handshake goes on, which nobody answers here
        "before-rfc-5746": (servers.answering(half_a_hello), {"akuvox_timeout": 2}, OLD, MUTE),
        "no-cipher": (
            servers.saying(alert(40)), {}, OLD, "it offers no TLS that this controller speaks, even with",
        ),
        "client-certificate-1.2": (
            servers.asking(tls_1_2), {}, OLD, "it offers no TLS that this controller speaks, even with",
        ),
        "client-certificate-1.3": (servers.asking(tls_1_3), {}, CLIENT, None),
        # its last words may get lost, and it is seen to hang up like this
        "hangs-up-later": (servers.mute(), {}, "the connection broke off before the answer was complete. If it", None),
        "client-certificate-refused": (servers.saying(alert(48)), {}, CLIENT, None),
        "plain-http": (servers.saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), {}, "this port does not speak TLS", None),
        "hangs-up": (servers.saying(b""), {}, HUNG_UP, None),
        "resets": (servers.saying(b"", reset=True), {}, HUNG_UP, None),
        "something-else": (
            servers.saying(alert(80)), {},
            "the TLS handshake failed (tlsv1 alert internal error). Check akuvox_port and akuvox_use_ssl", None,
        ),
    }  # fmt: skip


def half_a_hello(plain):
    plain.recv(4096)
    plain.sendall(hello_without_renegotiation())
    plain.recv(4096)


def host(port, **variables):
    return {"ansible_host": "127.0.0.1", "akuvox_port": port, **variables}


def test_each_failure_has_its_own_way_on(play, servers):
    told = cases(servers)
    hosts = {name: host(port, **variables) for name, (port, variables, _said, _legacy) in told.items()}
    legacy = {f"{name}-legacy": {**variables, "akuvox_legacy_tls": True} for name, variables in hosts.items()}
    shared = {"akuvox_auth": "none", "akuvox_ca_path": str(servers.ca.trust), "akuvox_retries": 0}
    done = play([INFO], hosts | legacy, "--forks", "10", variables=shared, expect=None)
    said = {name: done.message(name).partition("/api/system/info: ")[2] for name in hosts | legacy}
    wanted = {name: said for name, (_port, _variables, said, _legacy) in told.items()}
    wanted |= {f"{name}-legacy": legacy or said for name, (_port, _variables, said, legacy) in told.items()}
    assert {name: said[name][: len(text)] for name, text in wanted.items()} == wanted
    # what is in place already is not advised
    assert [name for name in legacy if "akuvox_legacy_tls: true" in said[name]] == []
    assert all(said[name].endswith(OLD_UNIT) for name in ("hangs-up", "resets"))
    assert said["hangs-up-later"].endswith("this collection has none to show")


def test_a_pin_is_all_that_is_looked_at(play, servers):
    """A pinned certificate may be expired, weak, for another name and of an unknown CA."""
    bad = {"days": (-9, -2), "names": ("192.0.2.7",), "rsa_bits": 1024, "own": True}
    port = servers.showing("all-wrong", **bad)
    shown = servers.maker.folder.joinpath("all-wrong.crt").read_text(encoding="ascii")
    pins = {"pinned": hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest(), "other": "AA:" * 31 + "AA"}
    hosts = {name: host(port, akuvox_ssl_fingerprint=pin) for name, pin in pins.items()}
    done = play([INFO], hosts, variables={"akuvox_auth": "none", "akuvox_retries": 0}, expect=None)
    assert THROUGH in done.message("pinned")
    assert "its certificate is not the pinned one" in done.message("other")
