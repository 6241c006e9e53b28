# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports have the right form, and imports bring back what was exported."""

from __future__ import annotations

import csv
import io
import struct
import tarfile
import xml.etree.ElementTree as ET

import pytest

ROWS = {
    "privatekey": [{"Name": "Ada", "Code": "0042", "DoorNum": "12", "Sun": "0"}, {"Name": "B & <Co>", "Code": "77"}],
    "rfkey": [{"Name": "Ada", "Code": "00B4161D", "Tags": "1", "Frequency": "5"}],
    "contact": [{"Name": 'Zoë, "Z"; \\', "Phone": "110", "Group": "Floor"}, {"Name": "Ada", "Phone": "112"}],
    "dialreplace": [{"Prefix": "1", "Replace1": "198.51.100.7", "Line": "2"}],
}


def fill(client, target):
    client.call("group", "add", {"item": [{"Name": "Floor"}]})
    assert client.call(target, "add", {"item": ROWS[target]})["retcode"] == 0


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ("privatekey", ""),
        ("rfkey", ""),
        ("dialreplace", ""),
        ("contact", "?filetype=csv"),
        ("contact", "?filetype=xml"),
        ("contact", "?filetype=vcf"),
    ],
)
def test_round_trip(open_device, target, query):
    rig, client = open_device
    fill(client, target)
    before = rig.state()[target]
    first = client.get(f"/api/{target}/export{query}").body
    assert client.get(f"/api/{target}/export{query}").body == first
    client.call(target, "clear")
    assert client.upload(f"/api/{target}/import", first, "backup").json()["retcode"] == 0
    assert rig.state()[target] == before


def test_user_round_trip_to_another_device(make_rig):
    from akuvox_emulator.device import Spec

    rig = make_rig(*(Spec(name, index, auth="none") for index, name in enumerate(("one", "two"))))
    first, second = rig.client("one"), rig.client("two")
    users = [{"UserID": str(number), "Name": f"Üser {number}", "PrivatePIN": "0042"} for number in range(3)]
    assert first.call("user", "add", {"item": users})["retcode"] == 1
    archive = first.get(first.get("/api/user/export").json()["data"]["address"])
    assert archive.headers["Content-Disposition"] == "attachment;filename=UserData.tgz"
    assert second.upload("/api/user/import", archive.body).json()["data"] == {}
    assert second.call("user", "get")["data"] == first.call("user", "get")["data"]


@pytest.mark.parametrize("target", ["privatekey", "rfkey", "contact", "dialreplace", "user", "config"])
@pytest.mark.parametrize("content", [b"", b"nonsense", b"<Other/>", b"\x1f\x8b broken"])
def test_bad_files_change_nothing(open_device, target, content):
    rig, client = open_device
    client.call("rfkey", "add", {"item": ROWS["rfkey"]})
    client.call("contact", "add", {"item": ROWS["contact"]})
    assert client.upload(f"/api/{target}/import", content).json()["message"] == "Import Failed."
    assert (len(rig.state()["rfkey"]), len(rig.state()["contact"])) == (1, 2)


def test_export_of_no_contacts(open_device):
    client = open_device[1]
    answer = client.get("/api/contact/export?filetype=csv")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"retcode": -1, "action": "export", "message": "Export Failed."}


def test_log_files(open_device):
    rig, client = open_device
    rig.admin(
        "PUT", "/devices/door-001/state", {"calllog": [{"Type": "Missed", "Num": "110"}], "doorlog": [{"Name": "Ada"}]}
    )
    rows = list(csv.DictReader(io.StringIO(client.get("/api/calllog/export").body.decode())))
    assert rows[0]["Type"] == "Missed"
    assert [item.get("Name") for item in ET.fromstring(client.get("/api/doorlog/export").body)] == ["Ada"]
    for kind, name in (("log", "log.txt"), ("kmsg", "kmsg.txt"), ("log_debug", "log_debug.tar.gz")):
        answer = client.get(f"/api/log/export?type={kind}")
        assert answer.headers["Content-Disposition"] == f"attachment;filename={name}"
        assert answer.body
    with tarfile.open(fileobj=io.BytesIO(answer.body)) as archive:
        assert archive.getnames() == ["log_debug.txt"]
    client.call("log", "clear", {"type": "kmsg"})
    assert client.get("/api/log/export?type=kmsg").body == b""
    assert client.get("/api/log/export").body
    assert client.call("log", "clear", {"type": "other"})["retcode"] == -1


def test_pcap_is_valid_and_ends_by_itself(open_device):
    rig, client = open_device
    assert client.get("/api/pcap/export").json()["message"] == "Export Failed."
    assert client.get("/api/pcap/start?time=10&size=1000").json()["data"]["time"] == "10"
    assert client.call("pcap", "start")["retcode"] == -1
    rig.device.state.capture.started -= 1.05
    status = client.get("/api/pcap/status").json()["data"]
    assert status["Status"] == "start"
    stopped = client.call("pcap", "stop")["data"]
    body = client.get("/api/pcap/export").body
    assert len(body) == int(stopped["FileSize"]) >= status["FileSize"]
    magic, major, minor, *rest, link = struct.unpack("<IHHiIII", body[:24])
    assert (magic, major, minor, link) == (0xA1B2C3D4, 2, 4, 1)
    offset, packets = 24, 0
    while offset < len(body):
        (captured,) = struct.unpack("<I", body[offset + 8 : offset + 12])
        offset, packets = offset + 16 + captured, packets + 1
    assert offset == len(body)
    # ten a second, and a busy machine takes more than the second
    assert packets >= 10
    client.call("pcap", "start", {"time": "180", "size": "500"})
    rig.device.state.capture.started -= 100
    assert client.get("/api/pcap/status").json()["data"]["Status"] == "stop"
    assert len(client.get("/api/pcap/export").body) <= 500
    for bad in ({"time": "181"}, {"time": "0"}, {"size": "x"}, {"type": "other"}):
        assert client.call("pcap", "start", bad)["retcode"] == -1
