# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The known device families at work, from one table, and what it can't hold: logins, TLS, pacing."""

from __future__ import annotations

import http.client
import pathlib
import time

import emulator_cases as cases
import pytest
from akuvox_emulator import profiles
from akuvox_emulator.device import Spec
from akuvox_emulator.families import FAMILIES
from emulator_rig import Rig
from family_cases import CASES

CUT = (http.client.HTTPException, ConnectionError)


@pytest.fixture(scope="module")
def families():
    """One open device of each family."""
    rig = Rig(*(Spec(profile.name, n, profile=profile, auth="none") for n, profile in enumerate(FAMILIES, 1)))
    yield rig
    rig.stop()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.device}: {case.says}")
def test_family(families, case):
    client = families.client(case.device)
    try:
        cases.run(case, families, client)
    finally:
        client.close()


def test_each_family_has_cases():
    assert {case.device for case in CASES} == {profile.name for profile in FAMILIES}


@pytest.mark.parametrize("profile", FAMILIES, ids=lambda profile: profile.name)
def test_models_and_firmware(families, profile):
    device = families.fleet.devices[profile.name]
    described = families.fleet.describe(device)
    assert (described["model"], described["firmware"]) == (profile.model, profile.firmware)
    assert described["scheme"] == ("https" if profile.name == "e16c" else "http")
    assert profile.firmware.split(".")[0] == profile.hardware.split(".", maxsplit=1)[0]


def test_a_fleet_may_have_an_e16c_without_tls(make_rig):
    rig = make_rig(auth="none", tls=False, profile=profiles.find("e16c"))
    assert rig.client().get("/api/system/info").status == 200
    assert rig.state()["config"]["Config.Network.WEBSERVER.HttpsEnable"] == "0"


def test_realm_has_a_blank_in_the_field(make_rig):
    rig = make_rig(auth="digest", profile=profiles.find("x916"))
    client = rig.client(auth="digest")
    assert client.get("/api/system/info").status == 200
    assert 'realm="HTTP API"' in client.challenges[0]


def test_basic_is_broken_on_x916(make_rig):
    rig = make_rig(auth="basic", profile=profiles.find("x916"))
    for client in (rig.client(), rig.client(auth="basic")):
        answer = client.get("/api/system/info")
        assert (answer.status, answer.json()["action"], answer.json()["retcode"]) == (200, "unknow", -1)
    rig.admin("PATCH", "/devices/door-001", {"auth": "basic+digest"})
    assert rig.client(auth="basic").get("/api/system/info").json()["retcode"] == 0


def test_hostile_cuts_fast_clients_off(make_rig):
    rig = make_rig(auth="none", profile=profiles.find("hostile"))
    pause = rig.admin("GET", "/devices/door-001")["request_interval"]
    assert pause > 0
    # A longer one, so that a busy machine still asks within it.
    rig.admin("PATCH", "/devices/door-001", {"request_interval": 60})
    client = rig.client()
    assert client.get("/api/system/info").status == 200
    with pytest.raises(CUT):
        client.get("/api/system/info")
    rig.admin("PATCH", "/devices/door-001", {"request_interval": pause})
    time.sleep(pause)
    assert client.get("/api/system/info").status == 200


def test_the_readme_has_all_profiles():
    readme = (pathlib.Path(__file__).resolve().parents[3] / "extensions/emulator/README.md").read_text(encoding="utf-8")
    for profile in profiles.PROFILES.values():
        assert f"| `{profile.name}` | {profile.model}, {profile.firmware} |" in readme
