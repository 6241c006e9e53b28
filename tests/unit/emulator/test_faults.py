# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault plan: what each fault does to the answer, the state and the log."""

from __future__ import annotations

import concurrent.futures
import http.client
import json
import time

import pytest
from emulator_rig import Client, wait_for

CUT = (http.client.HTTPException, ConnectionError)
KEY = "Config.DoorSetting.RELAY.NameA"
CARDS = {"item": [{"Name": "Ada", "Code": "0A"}, {"Name": "Bob", "Code": "0B"}, {"Name": "Cy", "Code": "0C"}]}


def codes(rig):
    return [row["Code"] for row in rig.state()["rfkey"]]


def test_cut_before(open_device):
    rig, client = open_device
    rig.fault(kind="cut_before", target="rfkey", action="add")
    with pytest.raises(CUT):
        client.call("rfkey", "add", CARDS)
    assert codes(rig) == []
    entry = rig.log()[-1]
    assert (entry["fault"], entry["applied"], entry["status"], entry["items"]) == ("cut_before", False, None, 3)
    assert client.call("rfkey", "add", CARDS)["retcode"] == 0


def test_cut_after(open_device):
    rig, client = open_device
    rig.fault(kind="cut_after", target="rfkey", action="add")
    with pytest.raises(CUT):
        client.call("rfkey", "add", CARDS)
    assert codes(rig) == ["0A", "0B", "0C"]
    entry = rig.log()[-1]
    assert (entry["fault"], entry["applied"], entry["status"]) == ("cut_after", True, None)


def test_status(open_device):
    rig, client = open_device
    rig.fault(kind="status", status=502, body="<html>no</html>", method="POST")
    assert client.get("/api/system/info").status == 200
    answer = client.post("rfkey", "add", CARDS)
    assert (answer.status, answer.body) == (502, b"<html>no</html>")
    assert codes(rig) == []


def test_slow_is_applied_at_once(open_device):
    rig, client = open_device
    rig.fault(kind="slow", seconds=30)
    impatient = Client(client.http.host, client.http.port)
    impatient.http.timeout = 0.1
    with pytest.raises(TimeoutError):
        impatient.call("rfkey", "add", CARDS)
    wait_for(lambda: codes(rig) == ["0A", "0B", "0C"], seconds=20)
    rig.fault(kind="slow", seconds=0.3)
    start = time.monotonic()
    assert client.call("rfkey", "get")["data"]["num"] == 3
    assert time.monotonic() - start >= 0.3


def test_requests_that_meet_are_answered_together(open_device):
    rig, client = open_device
    rig.fault(kind="meet", action="get", seconds=30)
    other = Client(client.http.host, client.http.port)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        first = threads.submit(client.call, "rfkey", "get")
        with pytest.raises(TimeoutError):
            first.result(timeout=0.3)
        second = threads.submit(other.call, "rfkey", "get")
        assert {found.result(timeout=20)["retcode"] for found in (first, second)} == {0}
    ours, theirs = rig.log()[-2:]
    assert ours["client"] != theirs["client"]
    # nobody comes
    rig.fault(kind="meet", action="get", seconds=0.2)
    assert client.call("rfkey", "get")["retcode"] == 0


def test_truncate(open_device):
    rig, client = open_device
    whole = client.get("/api/relay/get").body
    rig.fault(kind="truncate")
    with pytest.raises(http.client.IncompleteRead) as caught:
        client.get("/api/relay/get")
    assert caught.value.partial == whole[: len(whole) // 2]


def test_silent_drop_of_a_request(open_device):
    rig, client = open_device
    rig.fault(kind="silent_drop", target="rfkey", action="add")
    answer = client.call("rfkey", "add", CARDS)
    assert answer["retcode"] == 0
    assert len(answer["data"]["item"]) == 3
    assert codes(rig) == []
    assert rig.log()[-1]["applied"] is False
    rig.fault(kind="silent_drop", target="system", action="reboot")
    assert client.call("system", "reboot")["retcode"] == 0
    assert rig.admin("GET", "/devices/door-001")["counters"]["reboots"] == 0


def test_silent_drop_of_keys(open_device):
    rig, client = open_device
    rig.fault(kind="silent_drop", keys=[KEY])
    other = "Config.DoorSetting.RELAY.NameB"
    assert client.call("config", "set", {KEY: "One", other: "Two"})["retcode"] == 0
    config = rig.state()["config"]
    assert (config[KEY], config[other]) == ("RelayA", "Two")
    rig.fault(kind="silent_drop", keys=[KEY])
    assert client.call("relay", "set", {KEY: "One"})["retcode"] == 0
    assert rig.state()["config"][KEY] == "RelayA"


def test_silent_drop_of_a_field(open_device):
    rig, client = open_device
    rig.fault(kind="silent_drop", field="Name", times=-1)
    client.call("rfkey", "add", CARDS)
    assert [(row["Name"], row["Code"]) for row in rig.state()["rfkey"]] == [("", "0A"), ("", "0B"), ("", "0C")]


@pytest.mark.parametrize("which", [{"index": 1}, {"match": {"Code": "0B"}}])
def test_refuse_item(open_device, which):
    rig, client = open_device
    rig.fault(kind="refuse_item", target="rfkey", **which)
    answer = client.call("rfkey", "add", CARDS)
    assert (answer["retcode"], answer["data"]["num"]) == (0, 3)
    assert [item["Ret"] for item in answer["data"]["item"]] == [1, -1, 2]
    assert answer["data"]["item"][1] == {"Ret": -1, "ID": "", "Code": "0B", "Name": "Bob"}
    assert codes(rig) == ["0A", "0C"]


def test_refuse_item_of_users(open_device):
    rig, client = open_device
    rig.fault(kind="refuse_item", match={"UserID": "2"})
    users = [{"UserID": str(number), "Name": f"User {number}"} for number in (1, 2)]
    answer = client.call("user", "add", {"item": users})
    assert [item["Ret"] for item in answer["data"]["item"]] == [0, -1]
    assert [row["UserID"] for row in rig.state()["user"]] == ["1"]


def test_stale_nonce(make_rig):
    rig = make_rig(auth="digest")
    client = rig.client(auth="digest")
    client.get("/api/system/info")
    rig.fault(kind="stale_nonce")
    assert client.call("rfkey", "add", CARDS)["retcode"] == 0
    stale, good = rig.log()[-2:]
    assert (stale["status"], stale["fault"], stale["authorized"]) == (401, "stale_nonce", True)
    assert (good["status"], good["fault"]) == (200, None)
    assert "stale=true" in client.challenges[0]
    assert len(rig.state()["rfkey"]) == 3


def test_garbage(open_device):
    rig, client = open_device
    rig.fault(kind="garbage")
    answer = client.post("rfkey", "add", CARDS)
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(codes(rig)) == 3
    rig.fault(kind="garbage", body="[]")
    assert client.get("/api/system/info").body == b"[]"


def test_reboot_in_the_middle(make_rig):
    rig = make_rig(auth="none", reboot_seconds=0.1)
    client = rig.client()
    rig.fault(kind="reboot", target="rfkey")
    with pytest.raises(CUT):
        client.call("rfkey", "add", CARDS)
    wait_for(lambda: rig.admin("GET", "/devices/door-001")["online"])
    assert len(codes(rig)) == 3
    assert rig.state()["reboots"] == 1


def late_writes(rig):
    return rig.admin("GET", "/devices/door-001")["late_writes"]


def test_late(open_device):
    """Applied when its time has come, whatever was asked for meanwhile."""
    rig, client = open_device
    rig.fault(kind="late", target="rfkey", action="add", seconds=0.4)
    with pytest.raises(CUT):
        client.call("rfkey", "add", CARDS)
    assert late_writes(rig) == 1
    assert codes(rig) == []
    assert client.call("rfkey", "add", {"item": [{"Name": "Di", "Code": "0D"}]})["retcode"] == 0
    assert codes(rig) == ["0D"]
    wait_for(lambda: late_writes(rig) == 0)
    assert codes(rig) == ["0D", "0A", "0B", "0C"]
    assert [entry["applied"] for entry in rig.log() if entry["fault"] == "late"] == [True]


def test_a_restart_ends_what_is_late(make_rig):
    rig = make_rig(auth="none")
    rig.fault(kind="late", seconds=0.2, method="POST")
    with pytest.raises(CUT):
        rig.client().call("rfkey", "add", CARDS)
    rig.admin("POST", "/devices/door-001/reboot")
    assert late_writes(rig) == 0
    wait_for(lambda: rig.admin("GET", "/devices/door-001")["online"])
    time.sleep(0.3)
    assert codes(rig) == []


def test_a_late_restart_comes_late(make_rig):
    rig = make_rig(auth="none")
    rig.fault(kind="late", seconds=0.2, target="system", action="reboot")
    with pytest.raises(CUT):
        rig.client().call("system", "reboot", {})
    assert rig.admin("GET", "/devices/door-001")["counters"]["reboots"] == 0
    wait_for(lambda: rig.admin("GET", "/devices/door-001")["counters"]["reboots"] == 1)


def test_nth_and_times(open_device):
    rig, client = open_device
    fault = rig.fault(kind="status", target="system", action="info", nth=2, times=2)
    assert [client.get("/api/system/info").status for number in range(4)] == [200, 503, 503, 200]
    (entry,) = rig.admin("GET", "/devices/door-001/faults")
    assert (entry["id"], entry["seen"], entry["fired"]) == (fault["id"], 3, 2)
    rig.fault(kind="status", times=-1)
    assert {client.get("/api/system/info").status for number in range(5)} == {503}
    rig.admin("DELETE", "/devices/door-001/faults")
    assert client.get("/api/system/info").status == 200


def test_challenges_are_not_counted_unless_wanted(make_rig):
    rig = make_rig(auth="digest")
    rig.fault(kind="cut_before")
    assert rig.client().get("/api/system/info").status == 401
    rig.fault(kind="cut_before", authorized_only=False)
    with pytest.raises(CUT):
        rig.client().get("/api/system/info")
    with pytest.raises(CUT):
        rig.client(auth="digest").get("/api/system/info")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "explode"}, "'kind' must be one of cut_before"),
        ([], "a fault is an object"),
        ({"kind": "slow", "seconds": "2"}, "'seconds' must be a number 0-600"),
        ({"kind": "slow", "nth": 0}, "'nth' must be a number from 1"),
        ({"kind": "meet", "times": -1}, "'times' of 'meet' must be a number from 1"),
        ({"kind": "slow", "times": 0}, "-1 for always"),
        ({"kind": "status", "status": 42}, "HTTP status"),
        ({"kind": "slow", "nht": 1}, "unknown member 'nht'"),
        ({"kind": "slow", "method": "PUT"}, "GET or POST"),
        ({"kind": "refuse_item"}, "needs either 'index' or 'match'"),
        ({"kind": "refuse_item", "index": 1, "match": {"ID": "1"}}, "needs either 'index' or 'match'"),
        ({"kind": "silent_drop", "field": 3}, "a field name"),
        ({"kind": "cut_before", "authorized_only": "no"}, "true or false"),
    ],
)
def test_bad_faults(open_device, fault, words):
    rig, client = open_device
    answer = rig.admin("POST", "/devices/door-001/faults", fault, status=400)
    assert words in answer["error"]
    assert rig.admin("GET", "/devices/door-001/faults") == []


@pytest.mark.parametrize("target", ["rfkey", "user"])
@pytest.mark.parametrize("framing", ["close", "length", "chunked"])
def test_a_file_is_cut_as_it_is_framed(open_device, framing, target):
    """Only without a length is the cut unseen. The file of a user export is fetched from another address (C60)."""
    rig, client = open_device
    assert client.call("rfkey", "add", CARDS)["retcode"] == 0

    def export():
        path = "/download/UserData.tgz" if target == "user" else f"/api/{target}/export"
        if target == "user":
            client.get("/api/user/export")
        return client.get(path)

    whole = export().body
    rig.fault(kind="cut-file", target=target, framing=framing, share=0.25)
    if framing == "close":
        part = export()
        assert (part.status, part.body) == (200, whole[: round(len(whole) / 4)])
        assert "content-length" not in {name.lower() for name in part.headers}
    else:
        with pytest.raises(http.client.IncompleteRead):
            export()
    rig.fault(kind="cut-file", target=target, framing=framing, share=1)
    assert export().body == whole
    assert export().body == whole


def test_swap_gives_the_address_to_another_unit(open_device):
    """From the next request on: another MAC, lists of its own, and none of what the first one held."""
    rig, client = open_device
    client.call("rfkey", "add", CARDS)
    first = client.call("system", "info")["data"]["Status"]
    rig.fault(kind="swap", target="rfkey", action="get", model="R20A", state={"rfkey": [{"Code": "0D"}]})
    assert len(client.call("rfkey", "get")["data"]["item"]) == 3
    second = client.call("system", "info")["data"]["Status"]
    assert (second["MAC"] == first["MAC"], second["Model"]) == (False, "R20A")
    assert codes(rig) == ["0D"]


def test_a_unit_that_is_swapped_now_keeps_the_login_and_a_reset_takes_it_back(make_rig):
    rig = make_rig(auth="digest", password="s3cret")
    first = rig.admin("GET", "/devices/door-001")
    swapped = rig.admin("POST", "/devices/door-001/swap", {"mac": "0C:11:05:AA:BB:CC"})
    assert swapped == {"mac": "0C:11:05:AA:BB:CC", "model": first["model"]}
    client = rig.client(auth="digest", password="s3cret")
    assert client.call("system", "info")["data"]["Status"]["MAC"] == "0C:11:05:AA:BB:CC"
    client.close()
    assert "state" in rig.admin("POST", "/devices/door-001/swap", {"state": {"nothing": 1}}, status=400)["error"]
    rig.admin("POST", "/devices/door-001/reset")
    assert rig.admin("GET", "/devices/door-001")["mac"] == first["mac"]
