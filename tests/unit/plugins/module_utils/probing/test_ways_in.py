# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login and the TLS of a door, as its report tells them."""

from __future__ import annotations

import datetime
import ssl

import pytest
from akuvox_emulator import tls as emulated_tls
from emulated import running
from probe_report import fleet

from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.waysin import certificate

pytestmark = pytest.mark.one_core

MODES = {
    "none": ("none", "none"), "whitelist": ("none", "allowlist"), "basic": ("basic", "basic"),
    "digest": ("digest", "digest"), "basic+digest": ("digest", "basic+digest"),
}  # fmt: skip


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    devices = [{"name": f"mode-{number}", "auth": mode} for number, mode in enumerate(MODES)]
    devices[1]["whitelist"] = ["127.0.0.1"]
    devices.append({"name": "closed", "auth": "whitelist"})
    with running(tmp_path_factory.mktemp("ways"), devices) as found:
        yield found


@pytest.mark.parametrize("mode", MODES)
def test_the_login_that_is_asked_for(doors, mode):
    auth, told = MODES[mode]
    report = doors.probe(f"mode-{list(MODES).index(mode)}", auth=auth)["probe"]
    assert report["login"]["mode"] == told
    assert report["login"]["status"] == (200 if auth == "none" else 401)
    assert report["login"].get("realm", "HTTPAPI") == "HTTPAPI"
    assert fleet(report)["devices"][0]["auth"] == mode
    if "digest" in told:
        assert report["login"]["digest"] == {"algorithm": "unnamed", "qop": ["auth", "auth-int"], "opaque": True}


def test_a_door_that_lets_nobody_in_has_no_report(doors):
    result = doors.probe("closed")
    assert result["failed"] is True
    assert "not on its whitelist" in result["msg"]


def test_the_shape_of_a_certificate(tmp_path):
    """Neither its dates nor its names: for how many years, whether that is over, and whether it is for the address."""
    made = emulated_tls.create(tmp_path, {"127.0.0.9"})
    pem = made.certificate.read_text(encoding="ascii")
    der = ssl.PEM_cert_to_DER_cert(pem)
    now = datetime.datetime.now(datetime.timezone.utc)
    expected = {
        "readable": True, "key": {"kind": "EC", "bits": 256, "signed_with": "sha256"}, "self_issued": True, "years": 10,
        "valid": "now", "names": True, "for_this_host": True,
    }  # fmt: skip
    assert certificate(der, "127.0.0.9", now) == expected
    assert certificate(der, "192.0.2.9", now)["for_this_host"] is False
    assert certificate(der, "127.0.0.9", now + datetime.timedelta(days=4_000))["valid"] == "no longer"
    assert certificate(der, "127.0.0.9", now - datetime.timedelta(days=9))["valid"] == "not yet"
    assert certificate(b"no certificate", "127.0.0.9", now)["readable"] is False
