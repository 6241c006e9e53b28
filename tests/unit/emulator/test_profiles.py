# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What profiles can differ in, tried with overrides of the manual's profile."""

from __future__ import annotations

import base64
import http.client
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from akuvox_emulator import profiles
from emulator_rig import wait_for

CUT = (http.client.HTTPException, ConnectionError)


def users(count):
    return {"item": [{"UserID": str(number), "Name": f"User {number}"} for number in range(1, count + 1)]}


def test_paging(make_rig):
    rig = make_rig(auth="none", overrides={"page_size": 10})
    client = rig.client()
    client.call("user", "add", users(21))
    pages = [client.get(f"/api/user/get?page={page}").json()["data"] for page in (1, 2, 3, 4)]
    assert [page["num"] for page in pages] == [21] * 4
    assert [page["curPageNum"] for page in pages] == [10, 10, 1, 0]
    assert [len(page["item"]) for page in pages] == [10, 10, 1, 0]
    assert len(client.get("/api/user/get").json()["data"]["item"]) == 21
    assert len(client.call("user", "get", {"page": -1})["data"]["item"]) == 21
    assert len(client.call("user", "get", {"page": 3})["data"]["item"]) == 1


def test_the_manual_ignores_pages(open_device):
    client = open_device[1]
    client.call("user", "add", users(11))
    answer = client.get("/api/user/get?page=2").json()["data"]
    assert (answer["num"], len(answer["item"]), "curPageNum" in answer) == (11, 11, False)


def test_shapes_of_short_lists(make_rig):
    rig = make_rig(auth="none", overrides={"omit_empty_item": True, "single_item_as_object": True})
    client = rig.client()
    assert client.get("/api/group/get").json()["data"] == {"num": 0}
    client.call("group", "add", {"item": [{"Name": "Floor"}]})
    assert client.get("/api/group/get").json()["data"] == {"num": 1, "item": {"ID": "1", "Name": "Floor"}}


def test_fast_clients_are_cut_off(make_rig):
    rig = make_rig(auth="digest", overrides={"min_request_interval": 60})
    client = rig.client(auth="digest")
    assert client.get("/api/system/info").status == 200, "the challenge costs no pause"
    with pytest.raises(CUT):
        client.get("/api/system/info")
    assert rig.log()[-1]["fault"] == "too_fast"
    rig.admin("PATCH", "/devices/door-001", {"request_interval": 0.2})
    time.sleep(0.25)
    assert client.get("/api/system/info").status == 200
    rig.admin("PATCH", "/devices/door-001", {"request_interval": 0})
    assert client.get("/api/system/info").status == 200


def test_missing_functions(make_rig):
    overrides = {"missing": ["contact", "calllog/export"], "unsupported_message": "No hanlders for this request"}
    client = make_rig(auth="none", overrides=overrides).client()
    refused = {"retcode": -1, "action": "unknow", "message": "No hanlders for this request"}
    assert client.get("/api/contact/get").json() == refused
    assert client.call("contact", "add", {"item": [{"Name": "Ada"}]}) == refused
    assert client.get("/api/calllog/export").json() == refused
    assert client.get("/api/calllog/get").json()["retcode"] == 0


def test_the_body_may_decide(make_rig):
    rig = make_rig(auth="none", overrides={"routing": "body", "bare_path": False, "extensions": ["group/del"]})
    client = rig.client()
    assert client.post("user", "add", users(2), path="/api/user/set").json()["retcode"] == 1
    assert len(rig.state()["user"]) == 2
    assert client.post("user", "get", path="/api/").json()["message"] == "unsupport action"
    assert client.call("group", "del", {"item": [{"ID": "99"}]})["retcode"] == 0


def test_schedules_are_an_extension(make_rig):
    functions = [f"schedule/{action}" for action in ("get", "add", "set", "del")]
    rig = make_rig(auth="none", overrides={"routing": "body", "extensions": functions})
    client = rig.client()
    week = {"Name": "Week", "Type": "1", "Mon": "1", "DisplayID": "7"}
    assert (
        client.post("schedule", "add", {"item": [week, {"Name": "X"}]}, path="/api/schedule/set").json()["retcode"]
        == -1
    )
    (row,) = client.get("/api/schedule/get").json()["data"]["item"]
    assert (row["ID"], row["DisplayID"], row["Mode"], row["Mon"], row["Tue"]) == ("1", "1003", "1", "1", "0")
    assert client.call("schedule", "set", {"item": [{"ID": "1", "Name": "Other", "Type": "2"}]})["retcode"] == 1
    (row,) = rig.state()["schedule"]
    assert (row["DisplayID"], row["Mode"], row["Mon"]) == ("1003", "2", "0")
    assert client.call("schedule", "del", {"item": [{"ID": "9"}]})["retcode"] == -1
    assert client.call("schedule", "del", {"item": [{"ID": "1"}]})["retcode"] == 1


def test_the_manual_has_no_schedules(open_device):
    client = open_device[1]
    assert client.get("/api/schedule/get").json()["message"] == "unsupport action"


def test_methods(make_rig):
    overrides = {"extra_get": ["config/set"], "refused_post": ["config/set"]}
    rig = make_rig(auth="none", overrides=overrides)
    key = "Config.DoorSetting.RELAY.NameA"
    client = rig.client()
    assert client.call("config", "set", {key: "One"})["message"] == "unsupport action"
    assert client.get(f"/api/config/set?{key}=Two").json()["retcode"] == 0
    assert rig.state()["config"][key] == "Two"
    assert client.request("PUT", "/api/config/set", b"{}").status == 405


def test_names_of_the_schedule(make_rig):
    overrides = {
        "user_schedule_write": ["Schedule-Relay"],
        "user_schedule_read": "Schedule",
        "user_schedule_separators": ",",
        "required_on_add": {"user": ["UserID", "Name", "ScheduleRelay"]},
        "card_read_limit": 4,
        "user_write_retcode": 0,
    }
    client = make_rig(auth="none", overrides=overrides).client()
    user = {"UserID": "1", "Name": "Ada", "CardCode": "0A1B2C"}
    assert client.call("user", "add", {"item": [{**user, "ScheduleRelay": "1001-1"}]})["retcode"] == -1
    assert client.call("user", "add", {"item": [{**user, "Schedule-Relay": "1001-1;1002-2"}]})["retcode"] == 0
    (row,) = client.call("user", "get")["data"]["item"]
    assert (row["Schedule"], row["CardCode"]) == ("1001-1", "0A1B")
    assert "ScheduleRelay" not in row


def test_limits(make_rig):
    rig = make_rig(auth="none", overrides={"max_items": 3, "capacity": {"user": 4, "rfkey": 1}})
    client = rig.client()
    assert client.call("user", "add", users(4))["retcode"] == -1
    assert rig.state()["user"] == []
    assert client.call("user", "add", users(3))["retcode"] == 1
    more = [{"UserID": str(number), "Name": "More"} for number in (8, 9)]
    assert client.call("user", "add", {"item": more})["retcode"] == -1
    assert len(rig.state()["user"]) == 4
    answer = client.call("rfkey", "add", {"item": [{"Code": "0A"}, {"Code": "0B"}]})
    assert [item["Ret"] for item in answer["data"]["item"]] == [1, -1]


def test_one_request_at_a_time(make_rig):
    rig = make_rig(auth="none", overrides={"serial_only": True})
    slow, other = rig.client(), rig.client()
    rig.fault(kind="slow", seconds=3)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(slow.get, "/api/system/info")
        wait_for(lambda: rig.device.busy)
        with pytest.raises(CUT):
            other.get("/api/system/info")
        assert answer.result().status == 200
    assert other.get("/api/system/info").status == 200


def test_encoded_values_and_junk(make_rig):
    key = "Config.DoorSetting.APIFCGI.Password"
    rig = make_rig(auth="none", overrides={"base64_keys": [key], "trailing_bytes": "\r\n\0junk"})
    client = rig.client()
    coded = base64.b64encode(b"s3cret").decode()
    answer = client.post("config", "set", {key: coded})
    assert answer.body.endswith(b"\r\n\0junk")
    assert rig.state()["config"][key] == "s3cret"
    assert json.JSONDecoder().raw_decode(client.post("config", "set", {key: "*"}).body.decode())[0]["retcode"] == -1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "red"}, "no field 'colour'; allowed: absent_fields, action_url_code"),
        ({"name": "x"}, "no field 'name'"),
        ({"page_size": "10"}, "'page_size' cannot be '10'"),
        ({"page_size": 0}, "1 or more"),
        ({"bare_path": 1}, "'bare_path' cannot be 1"),
        ({"missing": "contact"}, "'missing' cannot be 'contact'"),
        ({"routing": "sky"}, "'path' or 'body'"),
        ({"capacity": {"user": "9"}}, "'capacity' cannot be"),
        ({"required_on_add": {"user": "Name"}}, "'required_on_add' cannot be"),
    ],
)
def test_bad_overrides(changes, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        profiles.override(profiles.MANUAL, changes)


def test_config_store(open_device):
    rig, client = open_device
    delay = "Config.DoorSetting.RELAY.HoldDelayA"
    for bad in ("61", "-1", "five", "", True, None, ["5"]):
        assert client.call("relay", "set", {delay: bad, "Config.DoorSetting.RELAY.NameA": "No"})["retcode"] == -1
    assert client.call("relay", "set", {delay: 7})["retcode"] == 0
    assert client.call("config", "get", {"item": [delay]})["data"] == {delay: "7"}
    assert client.call("config", "set", {"Config.No.Such.Key": "1"})["retcode"] == 0
    assert client.call("config", "get", {"item": ["Config.No.Such.Key"]})["data"] == {}
    assert client.call("relay", "set", {"Config.Settings.LOGLEVEL.Level": "7"})["retcode"] == 0
    assert client.call("log", "get")["data"] == {"Config.Settings.LOGLEVEL.Level": "3"}
    assert rig.state()["config"]["Config.DoorSetting.RELAY.NameA"] == "RelayA"
    assert len(rig.state()["config"]) > 300


def test_input_call_keys_can_be_set_but_not_got(open_device):
    rig, client = open_device
    key = "Config.DoorSetting.Action.CallNum"
    assert client.call("input", "set", {key: "110"})["retcode"] == 0
    assert key not in client.call("input", "get")["data"]
    assert rig.state()["config"][key] == "110"
