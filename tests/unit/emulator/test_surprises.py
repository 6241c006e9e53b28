# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each surprise of device-facts 13.2 can be produced: most from a table, those of logins and connections one by one."""

from __future__ import annotations

import hashlib
import http.client
import re
from concurrent.futures import ThreadPoolExecutor

import emulator_cases as cases
import pytest
from akuvox_emulator import profiles
from akuvox_emulator.device import Spec
from emulator_rig import Rig, wait_for
from surprise_cases import CASES, SPECS

CUT = (http.client.HTTPException, ConnectionError)


@pytest.fixture(scope="module")
def odd_fleet():
    """One device of each profile, and some that differ."""
    rig = Rig(*SPECS)
    yield rig
    rig.stop()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.device}: {case.says}")
def test_surprise(odd_fleet, case):
    client = odd_fleet.client(case.device)
    try:
        cases.run(case, odd_fleet, client)
    finally:
        client.close()


def test_every_surprise_is_here():
    """Those of functions have their number in the name; 13.2 has 32."""
    named = {int(number) for name in globals() for number in re.findall(r"^test_(\d+)_", name)}
    assert {int(case.says.split()[0]) for case in CASES} | named == set(range(1, 33))


def family(name, **changes):
    """Return the spec of one device of a family."""
    return Spec("door-001", 1, profile=profiles.find(name), **changes)


def test_2_the_same_envelope_with_401(make_rig):
    answer = make_rig(family("e18")).client().get("/api/system/info")
    assert (answer.status, answer.json()["retcode"]) == (401, -1)
    assert set(answer.json()) == {"retcode", "action", "message"}


def test_20_hit_twice_at_once_or_concurrently(make_rig):
    rig = make_rig(family("hostile", auth="none"))
    # Longer than the family's own pause, so that a busy machine still asks within it.
    rig.admin("PATCH", "/devices/door-001", {"request_interval": 60})
    first, second = rig.client(), rig.client()
    assert first.get("/api/system/info").status == 200
    with pytest.raises(CUT):
        second.get("/api/system/info")
    rig.admin("PATCH", "/devices/door-001", {"request_interval": 0})
    rig.fault(kind="slow", seconds=3)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(first.get, "/api/system/info")
        wait_for(lambda: rig.device.busy)
        with pytest.raises(CUT):
            second.get("/api/system/info")
        assert answer.result().status == 200


def test_21_a_blank_in_the_realm_and_a_stale_nonce(make_rig):
    rig = make_rig(family("x916"))
    client = rig.client(auth="digest")
    assert client.get("/api/system/info").status == 200
    assert 'realm="HTTP API"' in client.challenges[0]
    rig.fault(kind="stale_nonce")
    nonce = client.challenge["nonce"]
    assert client.get("/api/system/info").status == 200
    assert "stale=true" in client.challenges[0]
    assert client.challenge["nonce"] != nonce


@pytest.mark.parametrize("changes", [{"auth": "whitelist"}, {"auth": "whitelist", "whitelist": ("192.0.2.1",)}])
def test_22_403_without_a_challenge(make_rig, changes):
    answer = make_rig(family("e18", **changes)).client().get("/api/system/info")
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (403, None)


def test_23_308_to_https(make_rig):
    rig = make_rig(family("s532", https_only=True))
    client = rig.client(listener=1)
    answer = client.raw("POST", "/api/user/get", b"{}")
    port = rig.device.listeners[0].port
    assert (answer.status, answer.headers["Location"]) == (308, f"https://127.0.0.1:{port}/api/user/get")


def test_24_junk_and_latin_1(odd_fleet):
    client = odd_fleet.client("hostile")
    add = ("contact", "add", cases.item({"Name": "Zoë"}), "/api/contact/set")
    cases.run(cases.Case("hostile", "", ((add, cases.OK),)), odd_fleet, client)
    body = client.get("/api/contact/get").body
    assert b"Zo\xeb" in body
    assert body.endswith(b"\r\n\0junk")
    client.post("contact", "add", cases.item({"Name": "\u0416"}), "/api/contact/set")
    assert b"\\u0416" in client.get("/api/contact/get").body
    client.close()


def test_29_wrong_md5(make_rig):
    client = make_rig(family("x916", auth="none")).client()
    assert client.upload("/api/firmware/upload", b"image").json()["retcode"] == -1
    assert client.call("firmware", "prepare")["retcode"] == 0
    assert client.upload("/api/firmware/upload", b"image").json()["retcode"] == 0
    answer = client.call("firmware", "upgrade", {"md5": "0" * 32})
    assert (answer["retcode"], answer["message"]) == (-1, "Wrong MD5")
    assert answer["data"] == {"md5": "0" * 32, "md5_calc": hashlib.md5(b"image").hexdigest()}
