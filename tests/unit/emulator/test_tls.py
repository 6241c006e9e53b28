# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS with the run's own certificate, and devices that want nothing else."""

from __future__ import annotations

import hashlib
import http.client
import ssl

import pytest

CUT = (http.client.HTTPException, OSError)


def test_certificate(make_rig):
    rig = make_rig(auth="digest", tls=True)
    client = rig.client(auth="digest")
    assert client.get("/api/system/info").status == 200
    der = client.http.sock.getpeercert(binary_form=True)
    entry = rig.fleet.ready("admin")["devices"][0]
    assert entry["scheme"] == "https"
    assert entry["fingerprint"] == fingerprint(der)
    path = rig.fleet.certificate.certificate
    assert path.exists()
    rig.run(rig.fleet.stop())
    assert not path.exists()


def fingerprint(der):
    text = hashlib.sha256(der).hexdigest().upper()
    return ":".join(text[start : start + 2] for start in range(0, 64, 2))


def test_an_unknown_certificate_is_refused(make_rig):
    rig = make_rig(auth="none", tls=True)
    client = rig.client()
    client.http._context = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        client.get("/api/system/info")


def test_https_only_redirects_with_308(make_rig):
    rig = make_rig(auth="none", https_only=True)
    answer = rig.client(listener=1).get("/api/relay/trig?num=1")
    assert answer.status == 308
    port = rig.device.listeners[0].port
    assert answer.headers["Location"] == f"https://127.0.0.1:{port}/api/relay/trig?num=1"
    assert rig.client().get("/api/system/info").status == 200
    assert rig.state()["relay_trips"] == []
    entry = rig.fleet.ready("admin")["devices"][0]
    assert (entry["port"], entry["http_port"]) == (port, rig.device.listeners[1].port)


def test_cut_and_truncate_over_tls(make_rig):
    rig = make_rig(auth="none", tls=True)
    client = rig.client()
    client.get("/api/system/info")
    rig.fault(kind="cut_after")
    with pytest.raises(CUT):
        client.get("/api/system/info")
    rig.fault(kind="truncate")
    with pytest.raises(http.client.IncompleteRead):
        client.get("/api/system/info")
    assert client.get("/api/system/info").status == 200
