# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How lists of records behave: whole records, IDs, duplicates, selectors, per-item results."""

from __future__ import annotations

import pytest

USER = {"UserID": "7", "Name": "Ada", "PrivatePIN": "0042", "CardCode": "0A1B", "ScheduleRelay": "1001-1"}


def test_set_replaces_the_whole_record(open_device):
    rig, client = open_device
    client.call("user", "add", {"item": [USER]})
    assert client.call("user", "set", {"item": [{"ID": "1", "UserID": "7", "Name": "Ada"}]})["retcode"] == 1
    (row,) = rig.state()["user"]
    assert (row["PrivatePIN"], row["CardCode"], row["ScheduleRelay"], row["WebRelay"]) == ("", "", "", "0")


def test_ids_are_the_devices_and_are_not_used_again(open_device):
    rig, client = open_device
    client.call("user", "add", {"item": [{**USER, "ID": "500"}, {**USER, "UserID": "8"}]})
    client.call("user", "clear")
    client.call("user", "add", {"item": [USER]})
    assert [row["ID"] for row in rig.state()["user"]] == ["3"]


def test_duplicate_user_id(open_device):
    rig, client = open_device
    assert client.call("user", "add", {"item": [USER]})["retcode"] == 1
    assert client.call("user", "add", {"item": [USER]}) == {"retcode": -1, "action": "add", "message": "Failed"}
    both = {"item": [{**USER, "UserID": "8"}, {**USER, "UserID": "8"}]}
    assert client.call("user", "add", both)["retcode"] == -1
    assert [row["UserID"] for row in rig.state()["user"]] == ["7", "8"]
    assert client.call("user", "set", {"item": [{**USER, "ID": "1", "UserID": "8"}]})["retcode"] == -1


@pytest.mark.parametrize("item", [{"UserID": "7"}, {"Name": "Ada"}, {"UserID": "", "Name": "Ada"}])
def test_user_without_mandatory_fields(open_device, item):
    rig, client = open_device
    assert client.call("user", "add", {"item": [item]})["retcode"] == -1
    assert rig.state()["user"] == []


@pytest.mark.parametrize("data", [None, {}, {"item": []}, {"item": USER}, {"item": "7"}, {"ID": "1"}])
@pytest.mark.parametrize("action", ["add", "set", "del"])
@pytest.mark.parametrize("target", ["user", "rfkey"])
def test_batches_are_lists(open_device, target, action, data):
    rig, client = open_device
    client.call("user", "add", {"item": [USER]})
    assert client.call(target, action, data)["retcode"] == -1
    assert len(rig.state()["user"]) == 1


def test_unknown_users(open_device):
    rig, client = open_device
    client.call("user", "add", {"item": [USER]})
    assert client.call("user", "del", {"item": [{"ID": "99"}]})["retcode"] == -1
    assert client.call("user", "set", {"item": [{**USER, "ID": "99"}]})["retcode"] == -1
    assert client.call("user", "del", {"item": [{"ID": "99"}, {"ID": "1"}]})["retcode"] == -1
    assert rig.state()["user"] == []


def test_unknown_fields_are_dropped_and_numbers_become_strings(open_device):
    rig, client = open_device
    client.call("rfkey", "add", {"item": [{"Code": "0A", "Frequency": 5, "Colour": "red"}]})
    (row,) = rig.state()["rfkey"]
    assert row["Frequency"] == "5"
    assert "Colour" not in row


def test_selectors_are_anded(open_device):
    rig, client = open_device
    client.call("rfkey", "add", {"item": [{"Code": "0A", "Name": "Ada"}, {"Code": "0A", "Name": "Bob"}]})
    answer = client.call("rfkey", "del", {"item": [{"Code": "0A", "Name": "Cy"}, {"Code": "0A", "Name": "Bob"}, {}]})
    assert [item["Ret"] for item in answer["data"]["item"]] == [-1, 0, -1]
    assert answer["retcode"] == 0
    assert [row["Name"] for row in rig.state()["rfkey"]] == ["Ada"]


def test_values_outside_the_table_refuse_the_item(open_device):
    rig, client = open_device
    answer = client.call("rfkey", "add", {"item": [{"Code": "0A", "Tags": "9"}, {"Code": "0B", "Mon": "yes"}]})
    assert [item["Ret"] for item in answer["data"]["item"]] == [-1, -1]
    assert rig.state()["rfkey"] == []


def test_contacts_and_groups(open_device):
    rig, client = open_device
    assert client.call("group", "add", {"item": [{"Name": ""}]})["data"]["item"][0]["Ret"] == 14
    client.call("group", "add", {"item": [{"Name": "Floor"}]})
    client.call(
        "contact", "add", {"item": [{"Name": "Zoe", "Group": "Floor"}, {"Name": "Ada", "Group": "No"}, {"Name": "M"}]}
    )
    shown = client.call("contact", "get")["data"]["item"]
    assert [(row["Name"], row["Group"]) for row in shown] == [("Ada", "Default"), ("M", ""), ("Zoe", "Floor")]
    answer = client.call("contact", "del", {"item": [{"ID": "99"}, {"ID": "1"}]})
    assert (answer["retcode"], [item["Ret"] for item in answer["data"]["item"]]) == (-1, [-7, 0])
    answer = client.call("group", "set", {"item": [{"ID": "99", "Name": "X"}]})
    assert (answer["retcode"], answer["data"]["item"][0]["Ret"]) == (-1, -4)
    assert client.call("group", "del", {"item": [{"ID": "1"}]})["message"] == "unsupport action"
    assert len(rig.state()["contact"]) == 2


def test_source_type_filter_and_next_number(open_device):
    rig, client = open_device
    users = [{"UserID": str(number), "Name": "U", "SourceType": source} for number, source in ((1, "1"), (3, "2"))]
    rig.admin("PUT", "/devices/door-001/state", {"user": users})
    assert client.get("/api/user/get?SourceType=2").json()["data"]["num"] == 1
    assert client.get("/api/user/get?SourceType=All").json()["data"]["num"] == 2
    assert client.get("/api/user/info").json()["data"]["DefaultUserId"] == 2


def test_logs(open_device):
    rig, client = open_device
    calls = [{"Type": kind, "Num": "110"} for kind in ("Missed", "Dialed", "Missed")]
    rig.admin("PUT", "/devices/door-001/state", {"calllog": calls, "doorlog": [{"Name": "Ada"}, {"Name": "Bob"}]})
    assert client.get("/api/calllog/get?Type=Missed").json()["data"]["num"] == 2
    assert client.get("/api/calllog/get?type=1").json()["data"]["num"] == 1
    assert client.get("/api/calllog/get?Type=Lost").json()["retcode"] == -1
    assert client.call("calllog", "clear", {"Type": "Missed"})["retcode"] == 0
    assert [row["Type"] for row in rig.state()["calllog"]] == ["Dialed"]
    assert client.call("doorlog", "del", {"ID": "1"})["retcode"] == 0
    assert client.call("doorlog", "del", {"item": [{"ID": "2"}]})["retcode"] == -1
    assert client.call("calllog", "del", {"ID": "99"})["retcode"] == -1
    assert [row["Name"] for row in rig.state()["doorlog"]] == ["Bob"]


def test_card_scan(open_device):
    rig, client = open_device
    assert client.call("user", "scan")["retcode"] == -1
    rig.admin("PUT", "/devices/door-001/state", {"scan_card": "0A1B2C3D"})
    assert client.call("user", "scan")["data"] == {"RFCode": "0A1B2C3D"}
    assert client.call("user", "scan")["retcode"] == -1


def test_applied_means_changed(open_device):
    rig, client = open_device
    client.call("relay", "set", {"Config.DoorSetting.RELAY.NameA": "Gate"})
    client.call("relay", "set", {"Config.DoorSetting.RELAY.NameA": "Gate"})
    client.call("rfkey", "add", {"item": [{"Code": "0A", "Name": "Ada"}]})
    client.call("rfkey", "set", {"item": [{"ID": "1", "Code": "0A", "Name": "Ada"}]})
    client.call("rfkey", "del", {"item": [{"ID": "9"}]})
    assert [entry["applied"] for entry in rig.log()] == [True, False, True, False, False]
