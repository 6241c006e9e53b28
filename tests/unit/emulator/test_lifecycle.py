# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restarts, firmware, factory reset, config import, and the things that end with a restart."""

from __future__ import annotations

import hashlib
import http.client
import time

import pytest
from emulator_rig import wait_for

CUT = (http.client.HTTPException, ConnectionError)
IMAGE = b"AKUVOX-EMULATED-FIRMWARE model=R29 version=29.30.10.200\n" + b"\0" * 1000
MD5 = hashlib.md5(IMAGE).hexdigest()


@pytest.fixture
def rig(make_rig):
    return make_rig(auth="none", reboot_seconds=0.2, reboot_grace=0.1)


def summary(rig):
    return rig.admin("GET", "/devices/door-001")


def restarted(rig, count=1):
    wait_for(lambda: summary(rig)["counters"]["reboots"] == count and summary(rig)["online"])


def test_after_a_reboot_is_asked_for_it_answers_for_a_short_moment(make_rig):
    client = make_rig(auth="none", reboot_grace=60).client()
    assert client.call("system", "reboot") == {"retcode": 0, "action": "status", "message": "OK"}
    assert client.get("/api/system/status").status == 200


def test_while_it_restarts_nothing_listens(make_rig):
    rig = make_rig(auth="none", reboot_grace=0, reboot_seconds=60)
    client = rig.client()
    client.get("/api/system/status")
    rig.admin("POST", "/devices/door-001/reboot")
    wait_for(lambda: summary(rig)["rebooting"])
    with pytest.raises(CUT):
        client.get("/api/system/status")
    with pytest.raises(ConnectionRefusedError):
        rig.client().get("/api/system/status")


def test_after_a_restart_it_counts_its_time_anew(rig):
    client = rig.client()
    assert client.get("/api/system/status").json()["data"]["UpTime"] >= 86400
    client.call("system", "reboot")
    restarted(rig)
    assert rig.client().get("/api/system/status").json()["data"]["UpTime"] < 60


def test_reboot_ends_calls_and_captures_but_keeps_records(rig):
    client = rig.client()
    client.call("call", "dial", {"Phone": "192.0.2.50"})
    client.call("pcap", "start")
    client.call("relay", "trig", {"num": 1, "mode": 0, "level": 1, "delay": 60})
    assert client.call("call", "status")["data"]["Status"] != "READY"
    assert client.get("/api/relay/status").json()["data"] == {"RelayA": 1, "RelayB": 0, "RelayC": 0}
    rig.admin("POST", "/devices/door-001/reboot")
    restarted(rig)
    client = rig.client()
    assert client.call("call", "status")["data"]["Status"] == "READY"
    assert client.get("/api/pcap/status").json()["data"] == {"FileSize": 0, "Status": "stop"}
    assert client.get("/api/relay/status").json()["data"]["RelayA"] == 0
    (call,) = client.get("/api/calllog/get").json()["data"]["item"]
    assert (call["Type"], call["Num"]) == ("Dialed", "192.0.2.50")


def test_a_second_reboot_in_between_is_the_same_one(rig):
    client = rig.client()
    client.call("system", "reboot")
    client.call("system", "reboot")
    restarted(rig)
    time.sleep(0.2)
    assert summary(rig)["counters"]["reboots"] == 1


def test_nonces_do_not_outlive_a_restart(make_rig):
    rig = make_rig(auth="digest", reboot_seconds=0.05)
    client = rig.client(auth="digest")
    client.get("/api/system/info")
    rig.admin("POST", "/devices/door-001/reboot")
    restarted(rig)
    with pytest.raises(CUT):
        client.get("/api/system/info")
    assert client.get("/api/system/info").status == 200
    assert summary(rig)["counters"]["logins"] == 2


def test_who_was_told_that_it_is_back_can_connect(make_rig):
    """The ports open a moment after a restart; until then it isn't said to be online."""
    rig = make_rig(auth="none", reboot_seconds=0)
    for count in range(1, 21):
        rig.admin("POST", "/devices/door-001/reboot")
        restarted(rig, count)
        assert rig.client().get("/api/system/status").status == 200
    for _time in range(20):
        rig.admin("POST", "/devices/*/reset")
        assert rig.client().get("/api/system/status").status == 200
        rig.admin("PATCH", "/devices/door-001", {"online": False})
        rig.admin("PATCH", "/devices/door-001", {"online": True})
        assert rig.client().get("/api/system/status").status == 200


def test_offline(rig):
    rig.admin("PATCH", "/devices/door-001", {"online": False})
    with pytest.raises(ConnectionRefusedError):
        rig.client().get("/api/system/info")
    rig.admin("PATCH", "/devices/door-001", {"online": True})
    wait_for(lambda: reachable(rig))


def reachable(rig):
    try:
        return rig.client().get("/api/system/info").status == 200
    except OSError:
        return False


@pytest.mark.parametrize("md5", [None, MD5, MD5.upper()])
def test_firmware_upgrade(rig, md5):
    client = rig.client()
    assert client.call("firmware", "prepare")["retcode"] == 0
    assert (
        client.upload("/api/firmware/upload?silent=1", IMAGE, "R29-29.30.10.200.rom", part="any").json()["retcode"] == 0
    )
    file = rig.state()["firmware"]["file"]
    assert (file["size"], file["md5"], file["silent"], file["name"]) == (len(IMAGE), MD5, True, "R29-29.30.10.200.rom")
    assert client.call("firmware", "upgrade", {"md5": md5} if md5 else None)["retcode"] == 0
    restarted(rig)
    client = rig.client()
    assert client.get("/api/system/info").json()["data"]["Status"]["FirmwareVersion"] == "29.30.10.200"
    state = rig.state()["firmware"]
    assert (state["uploads"], state["upgrades"], state["prepared"]) == (1, 1, False)


def test_firmware_wants_its_order(rig):
    client = rig.client()
    assert client.upload("/api/firmware/upload", IMAGE).json()["retcode"] == -1
    assert client.call("firmware", "upgrade")["retcode"] == -1
    client.call("firmware", "prepare")
    assert client.call("firmware", "upgrade")["retcode"] == -1
    assert rig.state()["firmware"]["uploads"] == 0


def test_wrong_md5(rig):
    client = rig.client()
    client.call("firmware", "prepare")
    client.upload("/api/firmware/upload", IMAGE)
    wrong = "0" * 32
    answer = {
        "retcode": -1,
        "action": "upgrade",
        "message": "Wrong MD5",
        "data": {"md5": wrong, "md5_calc": MD5},
    }
    assert client.call("firmware", "upgrade", {"md5": wrong}) == answer
    assert client.get(f"/api/firmware/upgrade?md5={wrong}").json() == answer
    assert summary(rig)["counters"]["reboots"] == 0


def test_firmware_of_another_model(rig):
    client = rig.client()
    client.call("firmware", "prepare")
    client.upload("/api/firmware/upload", IMAGE.replace(b"model=R29", b"model=X916"))
    assert client.call("firmware", "upgrade")["retcode"] == -1
    assert rig.state()["firmware"]["wrong_model"] == 1


def test_unmarked_firmware_keeps_the_version(rig):
    client = rig.client()
    client.call("firmware", "prepare")
    client.upload("/api/firmware/upload", b"something else")
    client.call("firmware", "upgrade")
    restarted(rig)
    assert rig.state()["firmware"]["version"] == "29.30.10.100"


def test_a_broken_upload_does_not_count(rig, caplog):
    client = rig.client()
    client.call("firmware", "prepare")
    connection = http.client.HTTPConnection(client.http.host, client.http.port, timeout=10)
    connection.putrequest("POST", "/api/firmware/upload")
    connection.putheader("Content-Type", "multipart/form-data; boundary=mark")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders(b'--mark\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"x" * 5000)
    connection.close()
    wait_for(lambda: any(entry["path"] == "/api/firmware/upload" for entry in rig.log()))
    assert rig.state()["firmware"]["uploads"] == 0
    assert client.upload("/api/firmware/upload", IMAGE).json()["retcode"] == 0
    assert rig.state()["firmware"]["uploads"] == 1
    assert caplog.records == []


@pytest.mark.parametrize("body", [b"", b"--mark--\r\n", b"nonsense"])
def test_forms_without_a_file(rig, body):
    client = rig.client()
    client.call("firmware", "prepare")
    header = {"Content-Type": "multipart/form-data; boundary=mark"}
    assert client.request("POST", "/api/firmware/upload", body, header).json()["retcode"] == -1
    assert client.request("POST", "/api/rfkey/import", body, header).json()["message"] == "Import Failed."


def test_factory_reset(make_rig):
    rig = make_rig(auth="digest", password="own", reboot_seconds=0.05)
    client = rig.client(auth="digest", password="own")
    client.call("rfkey", "add", {"item": [{"Code": "0A"}]})
    client.call("relay", "set", {"Config.DoorSetting.RELAY.NameA": "Gate"})
    assert client.call("config", "reset_factory") == {"retcode": 0, "action": "reset_factory", "message": "OK"}
    restarted(rig)
    state = rig.state()
    assert state["rfkey"] == []
    assert state["config"]["Config.DoorSetting.RELAY.NameA"] == "RelayA"
    assert rig.client(auth="digest", password="own").get("/api/system/info").status == 403


def test_config_import_restarts_and_takes_over(rig):
    client = rig.client()
    key = "Config.DoorSetting.RELAY.NameA"
    client.call("config", "set", {key: "Gate"})
    archive = client.get("/api/config/export").body
    assert b"Gate" not in archive
    client.call("config", "set", {key: "Other"})
    assert client.upload("/api/config/import", archive).json() == {"retcode": 0, "action": "import", "message": "OK"}
    restarted(rig)
    assert rig.state()["config"][key] == "Gate"
    assert rig.client().upload("/api/config/import", archive[:-20]).json()["message"] == "Import Failed."
    assert summary(rig)["counters"]["reboots"] == 1


def test_relay_closes_again(rig):
    client = rig.client()
    client.get("/api/relay/trig?mode=0&num=2&level=1&delay=0")
    assert client.get("/api/relay/status").json()["data"]["RelayB"] == 0
    client.call("relay", "trig", {"num": 3, "mode": 1, "level": 1, "delay": 5})
    assert client.get("/api/relay/status").json()["data"]["RelayC"] == 1
    trips = rig.state()["relay_trips"]
    assert [(trip["num"], trip["mode"], trip["delay"]) for trip in trips] == [(2, 0, 0), (3, 1, 5)]
    for bad in ({"num": 4}, {"num": "A"}, {"mode": 0}, {"num": 1, "mode": 2}, {"num": 1, "delay": 70000}):
        assert client.call("relay", "trig", bad)["retcode"] == -1
    assert len(rig.state()["relay_trips"]) == 2
