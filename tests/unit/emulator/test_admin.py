# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin port: state, changes, all devices at once, and clear errors."""

from __future__ import annotations

import pytest
from akuvox_emulator.device import Spec
from emulator_rig import wait_for


@pytest.fixture
def pair(make_rig):
    return make_rig(Spec("one", 1, auth="none"), Spec("two", 2, auth="none"))


def test_devices(pair):
    one, two = pair.admin("GET", "/devices")
    assert (one["name"], two["name"]) == ("one", "two")
    assert one["mac"] != two["mac"]
    assert one["online"] is True
    assert pair.admin("GET", "/health")["online"] == 2
    assert pair.admin("GET", "/devices/two") == pair.admin("GET", "/devices")[1]


def test_state_can_be_read_and_put_back(pair):
    pair.client("one").call("rfkey", "add", {"item": [{"Code": "0A"}]})
    state = pair.admin("GET", "/devices/one/state")
    pair.admin("PUT", "/devices/two/state", state)
    copy = pair.admin("GET", "/devices/two/state")
    for name in ("config", "rfkey", "user", "firmware", "inputs"):
        assert copy[name] == state[name]
    assert pair.client("two").call("rfkey", "add", {"item": [{"Code": "0B"}]})["data"]["item"][0]["ID"] == "2"


def test_put_replaces_only_what_it_names(pair):
    client = pair.client("one")
    client.call("rfkey", "add", {"item": [{"Code": "0A"}]})
    pair.admin("PUT", "/devices/one/state", {"user": [{"UserID": "1", "Name": "Ada", "SourceType": "2"}]})
    assert client.call("rfkey", "get")["data"]["num"] == 1
    (row,) = client.call("user", "get")["data"]["item"]
    assert (row["ID"], row["SourceType"], row["WebRelay"]) == ("1", "2", "0")


def test_config(pair):
    merged = pair.admin("PATCH", "/devices/one/config", {"Config.Own.Key": "x"})["config"]
    assert merged["Config.Own.Key"] == "x"
    assert len(merged) > 300
    assert pair.client("one").call("config", "set", {"Config.Own.Key": "y"})["retcode"] == 0
    assert pair.admin("GET", "/devices/one/state")["config"]["Config.Own.Key"] == "y"
    pair.admin("PUT", "/devices/two/state", {"config": {"Config.DoorSetting.APIFCGI.Enable": "0"}})
    assert pair.client("two").get("/api/system/info").status == 403


def test_identity(pair):
    pair.admin("PATCH", "/devices/one", {"model": "X916", "firmware": "916.30.10.114"})
    data = pair.client("one").get("/api/firmware/status").json()["data"]
    assert (data["Model"], data["FirmwareVersion"]) == ("X916", "916.30.10.114")


def test_requests(pair):
    client = pair.client("one")
    client.get("/api/system/info?x=1")
    client.call("rfkey", "add", {"item": [{"Code": "0A"}, {"Code": "0B"}]})
    first, second = pair.admin("GET", "/devices/one/requests")
    assert (first["n"], first["method"], first["path"]) == (1, "GET", "/api/system/info?x=1")
    wanted = {"target": "rfkey", "action": "add", "items": 2, "status": 200, "retcode": 0, "authorized": True}
    assert wanted.items() <= second.items()
    assert second["bytes_in"] > 50
    pair.admin("DELETE", "/devices/one/requests")
    assert pair.admin("GET", "/devices/one/requests") == []
    assert pair.admin("GET", "/devices/one")["counters"]["requests"] == 2


def test_all_devices(pair):
    pair.admin("POST", "/devices/*/faults", {"kind": "status", "status": 503})
    assert pair.client("one").get("/api/system/info").status == 503
    assert pair.client("two").get("/api/system/info").status == 503
    assert set(pair.admin("GET", "/devices/*/state")) == {"one", "two"}
    pair.admin("PATCH", "/devices/*", {"auth": "digest"})
    assert pair.client("two").get("/api/system/info").status == 401
    pair.admin("POST", "/devices/*/reset")
    assert pair.client("two").get("/api/system/info").status == 200


def test_reset(pair):
    client = pair.client("one")
    client.call("user", "add", {"item": [{"UserID": "1", "Name": "Ada"}]})
    pair.admin("POST", "/devices/one/faults", {"kind": "cut_before", "times": -1})
    pair.admin("PATCH", "/devices/one", {"online": False, "auth": "digest"})
    pair.admin("POST", "/devices/one/reset")
    wait_for(lambda: pair.admin("GET", "/devices/one")["online"])

    def answers():
        try:
            return pair.client("one").get("/api/user/get").json()["data"]["num"] == 0
        except OSError:
            return False

    wait_for(answers)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "/devices/three", None, 404, "no device named 'three'"),
        ("GET", "/nothing", None, 404, "PUT /devices/NAME/state"),
        ("PATCH", "/devices/one", None, 400, "online, auth"),
        ("PATCH", "/devices/one", {"colour": "red"}, 400, "unknown member 'colour'"),
        ("PATCH", "/devices/one", {"auth": "magic"}, 400, "'auth' must be one of none, basic"),
        ("PATCH", "/devices/one", {"online": 1}, 400, "'online' must be true or false"),
        ("PATCH", "/devices/one", {"whitelist": ["door"]}, 400, "no IP address"),
        ("PATCH", "/devices/one", {"password": 1}, 400, "'password' must be a string"),
        ("PUT", "/devices/one/state", {"users": []}, 400, "no part 'users'; allowed: config, user"),
        ("PUT", "/devices/one/state", {"user": {}}, 400, "state.user must be a list"),
        ("PUT", "/devices/one/state", {"user": [{"PrivatePIN": 42}]}, 400, "state.user[0].PrivatePIN must be a string"),
        ("PUT", "/devices/one/state", {"user": [{"ID": "1"}, {"ID": "1"}]}, 400, "there twice"),
        ("PUT", "/devices/one/state", {"firmware": {"version": 3}}, 400, "state.firmware.version"),
        ("PATCH", "/devices/one/config", {"Relay": "1"}, 400, "they begin with 'Config.'"),
    ],
)
def test_errors(pair, method, path, body, status, words):
    assert words in pair.admin(method, path, body, status=status)["error"]
    assert pair.client("one").get("/api/system/info").status == 200
