# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, a device answers in its own form: no request brings an HTTP 500."""

from __future__ import annotations

import random

import pytest
from akuvox_emulator.httpd import FUNCTIONS

VALUES = [None, True, 0, -1, 1.5, "", "0", "1", "x" * 300, "Zoë\n", [], ["a"], [None], {}, {"ID": 1}, [[{}]], 10**30]
NAMES = "ID Code Name UserID Phone Group Prefix num item page type Type md5 time size delay mode level filetype".split()
NAMES += ["Config.DoorSetting.RELAY.HoldDelayA", "Config.DoorSetting.APIFCGI.WhiteListIP01", "Config."]


def anything(chance, depth=0):
    """Return some value; objects and lists of records too."""
    if depth < 3 and chance.random() < 0.6:
        record = {chance.choice(NAMES): anything(chance, depth + 1) for number in range(chance.randint(0, 5))}
        return record if chance.random() < 0.5 else [record] * chance.randint(1, 2)
    return chance.choice(VALUES)


@pytest.mark.parametrize(("target", "action"), sorted(FUNCTIONS))
def test_any_data(open_device, target, action):
    rig, client = open_device
    chance = random.Random(f"{target}/{action}")
    for number in range(25):
        data = anything(chance)
        answer = client.post(target, action, {"item": data} if number % 2 else data)
        assert answer.status == 200, data
        if answer.headers["Content-Type"] == "application/json":
            assert isinstance(answer.json()["retcode"], int)
        if action in ("reboot", "reset_factory"):
            rig.admin("POST", "/devices/door-001/reset")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[1", b'"x"', b"null", b"{}" * 50, b"[" * 100000, b"9" * 5000]
)
def test_any_body(open_device, body):
    client = open_device[1]
    for path in ("/api/", "/api/user/add", "/api/system/info"):
        assert client.request("POST", path, body).json()["message"] == "unsupport action"


@pytest.mark.parametrize("query", ["?", "?=", "?a", "?num=%00", "?num=%zz&mode=%e9", "?" + "x" * 4000])
def test_any_query(open_device, query):
    rig, client = open_device
    for target, action in ("relay", "trig"), ("user", "get"), ("pcap", "start"), ("log", "export"):
        assert client.get(f"/api/{target}/{action}{query}").status == 200
    assert rig.state()["relay_trips"] == []


@pytest.mark.parametrize("header", ["Digest", "Digest ,", "Basic", "Basic ====", 'Digest username="', "Bearer x", "é"])
def test_any_authorization(make_rig, header):
    rig = make_rig(auth="basic+digest")
    answer = rig.client().raw("GET", "/api/system/info", headers={"Authorization": header.encode("latin-1")})
    assert answer.status == 401
