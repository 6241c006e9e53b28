# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walk the catalogue: every usable function answers its examples with the reply's shape, echo, retcode and message."""

from __future__ import annotations

import json
import pathlib

import pytest
import yaml

CATALOGUE = yaml.safe_load(
    (pathlib.Path(__file__).resolve().parents[2] / "contract" / "api-catalogue.yaml").read_text(encoding="utf-8")
)
FUNCTIONS = [entry for entry in CATALOGUE["functions"] if entry["documented"]]
IDS = [f"{entry['target']}/{entry['action']}" for entry in FUNCTIONS]
CODE = {"Code": "88888888", "Name": "Lucy"}
OTHER = {"Code": "66666666", "Name": "Carol"}

# What must be on the device for an example to come out as the manual prints it.
SEEDS = {
    "privatekey/set": {"privatekey": [{"ID": "5"}, {"ID": "6"}]},
    "privatekey/del": {
        "privatekey": [{"ID": "7", **CODE}, {"ID": "6", **OTHER}, {"ID": "8", **OTHER}, {"ID": "5", **CODE}]
    },
    "rfkey/set": {"rfkey": [{"ID": "1"}]},
    "rfkey/del": {
        "rfkey": [{"ID": "1", "Name": "Lucy", "Code": "00B4161D"}, {"ID": "2", "Name": "Carol", "Code": "00B4161E"}]
    },
    "contact/add": {"contact": [{"ID": "73", "Name": "Gone"}]},
    "contact/set": {"contact": [{"ID": "1"}, {"ID": "2"}], "group": [{"ID": "1", "Name": "FLOOR-1"}]},
    "contact/del": {
        "contact": [
            {"ID": "25", "Name": "Carol", "Phone": "115"},
            {"ID": "26", "Name": "Eric", "Phone": "115"},
            {"ID": "27", "Name": "Feya", "Phone": "126"},
        ]
    },
    "contact/export": {"contact": [{"ID": "1", "Name": "Lucy", "Phone": "115"}]},
    "group/set": {"group": [{"ID": "1", "Name": "FLOOR-1"}]},
    "dialreplace/set": {"dialreplace": [{"ID": "1", "Prefix": "110"}]},
    "dialreplace/del": {"dialreplace": [{"ID": "1", "Prefix": "110"}]},
    "calllog/del": {"calllog": [{"ID": "23", "Type": "Received"}]},
    "doorlog/del": {"doorlog": [{"ID": "1"}]},
    "user/set": {"user": [{"ID": "5", "UserID": "5", "Name": "4321"}]},
    "user/del": {"user": [{"ID": "4", "UserID": "4", "Name": "4"}]},
    "user/scan": {"scan_card": "99D78D72"},
    "sip/status": {
        "config": {
            "Config.Account1.GENERAL.Enable": "1",
            "Config.Account1.GENERAL.UserName": "130",
            "Config.Account1.SIP.Server": "192.168.1.115",
        }
    },
}
# Replies that hold times, versions or running numbers: only their shape can be compared.
SHAPE_ONLY = {"system/info", "system/status", "firmware/status", "pcap/stop"}


def shape(value):
    """Reduce a reply to its keys and JSON types; a list to the shapes of its members."""
    if isinstance(value, dict):
        return {key: shape(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [shape(entry) for entry in value]
    return type(value).__name__


def seed(rig, name):
    """Put the records of an example's get, or the seeds above, on the device."""
    parts = dict(SEEDS.get(name, {}))
    target, action = name.split("/")
    entry = FUNCTIONS[IDS.index(name)]
    example = entry["response_example"] or {}
    if action == "get" and isinstance(example.get("data"), dict) and "item" in example["data"]:
        parts[target] = example["data"]["item"]
        if target == "contact":
            parts["group"] = [{"ID": "1", "Name": "FLOOR-0"}, {"ID": "2", "Name": "FLOOR-1"}]
    config = parts.pop("config", {})
    rig.admin("PUT", "/devices/door-001/state", parts)
    rig.admin("PATCH", "/devices/door-001/config", config)


def prepare(rig, client, name):
    """Bring the device where an action makes sense."""
    seed(rig, name)
    if name in ("firmware/upload", "firmware/upgrade"):
        assert client.call("firmware", "prepare")["retcode"] == 0
    if name == "firmware/upgrade":
        assert client.upload("/api/firmware/upload", b"image").json()["retcode"] == 0
    if name in ("pcap/stop", "pcap/export"):
        assert client.call("pcap", "start")["retcode"] == 0


def check(name, got, expected, *, loose):
    """Compare a reply with the catalogue's; loosely where the example's GET leaves out what its POST sends."""
    assert got["retcode"] == expected["retcode"]
    assert got["action"] == expected["action"]
    assert got["message"] == expected["message"]
    if name == "config/get":
        for key, value in expected["data"].items():
            assert got["data"][key] == value
        assert all(isinstance(value, str) for value in got["data"].values())
    elif loose or name in SHAPE_ONLY:
        assert shape(got) == shape(expected)
    else:
        assert got == expected


def md5_of_example(entry, request):
    """The example's md5 is that of no file we have; send the one of the file that was uploaded."""
    if entry["target"] == "firmware" and "data" in (request or {}):
        return {**request, "data": {"md5": "78805a221a988e79ef3f42d7c5bfd418"}}
    return request


def examples():
    """All examples in all forms the catalogue has: by GET, by POST to the full path, by POST to the bare one."""
    for entry, name in zip(FUNCTIONS, IDS, strict=True):
        if entry["effect"] != "upload":
            forms = ["get"] * (entry["get_example"] is not None)
            forms += ["path", "bare"] * (entry["request_example"] is not None)
            yield from (pytest.param(entry, form, id=f"{name}-{form}") for form in forms)


@pytest.mark.parametrize(("entry", "form"), list(examples()))
def test_examples(open_device, entry, form):
    rig, client = open_device
    name = f"{entry['target']}/{entry['action']}"
    request = md5_of_example(entry, entry["request_example"])
    prepare(rig, client, name)
    if form == "get":
        path = entry["get_example"].replace("25e317773f308e446cc84c503a6d1f85", "78805a221a988e79ef3f42d7c5bfd418")
        answer = client.get(path)
    else:
        path = entry["path"] if form == "path" else "/api/"
        answer = client.post(request["target"], request["action"], request.get("data"), path=path)
    assert answer.status == 200
    if entry["returns_file"] and entry["returns_file"]["direct"]:
        expected = entry["returns_file"]
        assert answer.headers["Content-Type"] == expected["content_type"]
        disposition = answer.headers["Content-Disposition"]
        assert disposition == expected["content_disposition"] or expected["content_disposition"] is None
        assert disposition.startswith("attachment;filename=")
        if expected["name"] and not expected["variants"]:
            assert disposition.endswith(expected["name"])
    else:
        assert answer.headers["Content-Type"] == "application/json"
        loose = form == "get" and "?" not in entry["get_example"] and "data" in (request or {})
        check(name, answer.json(), entry["response_example"], loose=loose)


MORE = [
    (f"{entry['target']}/{entry['action']}", more)
    for entry in FUNCTIONS
    for more in entry["more_examples"]
    if more["request"] and "do not use" not in more["title"] and entry["target"] != "firmware"
]


@pytest.mark.parametrize(("name", "more"), MORE, ids=[f"{name}: {more['title']}" for name, more in MORE])
def test_further_examples(open_device, name, more):
    rig, client = open_device
    seed(rig, name)
    request = more["request"]
    assert client.call(request["target"], request["action"], request.get("data")) == more["response"]


@pytest.mark.parametrize(
    "entry", [entry for entry in FUNCTIONS if entry["effect"] == "upload"], ids=lambda entry: entry["path"]
)
def test_uploads(open_device, entry):
    rig, client = open_device
    target = entry["target"]
    if target == "firmware":
        client.call("firmware", "prepare")
        content = b"image"
    elif target == "user":
        client.get("/api/user/export")
        content = client.get("/download/UserData.tgz").body
    else:
        rig.admin("PUT", "/devices/door-001/state", {"contact": [{"ID": "1", "Name": "Lucy"}]})
        content = client.get(f"/api/{target}/export").body
    answer = client.upload(entry["path"], content)
    assert answer.status == 200
    assert answer.json() == entry["response_example"]


UNKNOWN = {"retcode": -1, "action": "unknow", "message": "unsupport action"}


# C48: the table has GET for dialreplace import, the section does not.
POST_ONLY = [
    entry for entry in FUNCTIONS if "GET" not in entry["methods"] or entry["path"] == "/api/dialreplace/import"
]


@pytest.mark.parametrize("entry", POST_ONLY, ids=lambda entry: entry["path"])
def test_get_only_where_documented(open_device, entry):
    client = open_device[1]
    assert client.get(entry["path"]).json() == UNKNOWN


def test_there_are_84_usable_functions():
    assert len(FUNCTIONS) == CATALOGUE["catalogue"]["documented_usable_functions"]


def test_user_edit_is_refused(open_device):
    client = open_device[1]
    assert client.get("/api/user/edit").json() == UNKNOWN
    assert client.call("user", "edit", {"item": [{"ID": "1"}]}) == UNKNOWN


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/config/set", {"Config.Settings.LOGLEVEL.Level": "7"}),
        ("/api/user/set", {"target": "user", "action": "add", "data": {"item": []}}),
        ("/api/user/add", {"action": "add"}),
        ("/api/user/add", ["user"]),
        ("/api/nothing/get", {"target": "nothing", "action": "get"}),
        ("/api/", {"target": "user", "action": "fly"}),
        ("/api", {}),
        ("/api/user/get/more", {"target": "user", "action": "get"}),
    ],
)
def test_unsupported(open_device, path, body):
    rig, client = open_device
    answer = client.request("POST", path, json.dumps(body).encode())
    assert answer.status == 200
    assert answer.json() == UNKNOWN
    assert rig.state()["config"]["Config.Settings.LOGLEVEL.Level"] == "3"


def test_bare_path_without_slash(open_device):
    client = open_device[1]
    assert client.post("system", "info", path="/api").json()["action"] == "info"


def test_paths_outside_the_api(open_device):
    client = open_device[1]
    assert client.get("/").status == 404
    assert client.get("/apifoo").status == 404
    assert client.get("/download/UserData.tgz").status == 404
