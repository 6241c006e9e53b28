# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throwaway records: nobody gets in by them, and whatever becomes of the run, the door is as it was in the end."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import time

import pytest
from contents import contents
from emulated import running

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.device import Device
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.throwaways import MARK, THROWAWAYS

pytestmark = pytest.mark.one_core

TITLE = "Config.Settings.GENERAL.WebTitle"
CHANGING = ("revision", "uptime", "log")
NOT_REMOVABLE = {"name": "stubborn", "profile": "e18", "profile_overrides": {"missing": ["user/del", "contact/del"]}}


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    devices = [
        {"name": "manual", "profile": "manual"}, {"name": "e18", "profile": "e18"}, NOT_REMOVABLE,
        {"name": "slow", "profile": "x912", "request_interval": 0},
    ]  # fmt: skip
    with running(tmp_path_factory.mktemp("writes"), devices) as found:
        yield found


@pytest.fixture(autouse=True)
def filled(doors):
    doors.admin("POST", "/devices/*/reset")
    for name in doors.devices:
        doors.put(name, **contents({"stubborn": "e18", "slow": "x912"}.get(name, name)))
        doors.admin("PATCH", f"/devices/{name}/config", {TITLE: "Quillgate"})


def held(doors, name):
    """What a door holds, without what goes on by itself."""
    return {part: value for part, value in doors.state(name).items() if part not in CHANGING}


def writes(doors, name):
    """The requests that write, as the door has noted them."""
    reads = ("get", "info", "status", None)
    return [entry for entry in doors.requests(name) if entry["action"] not in reads and entry["authorized"]]


def test_nobody_gets_in_by_what_is_written():
    """By the records themselves: what could let somebody in isn't in them, or is forbidden."""
    by_target = {kind.target: kind.record([]) for kind in THROWAWAYS}
    user, card, schedule = by_target["user"], by_target["rfkey"], by_target["schedule"]
    assert not {"PrivatePIN", "CardCode", "FaceUrl"} & set(user)
    assert {user["ScheduleRelay"], user["Schedule-Relay"]} == {"1002-1"}
    days = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")
    assert (card["Tags"], card["DoorNum"]) == ("2", "0")
    assert {record[day] for record in (card, schedule) for day in days} == {"0"}
    assert len(card["Code"]) == 14
    assert card["Code"] != THROWAWAYS[-1].record([])["Code"], "nobody can have the card beforehand"
    assert by_target["contact"]["Phone"] == ""
    assert "privatekey" not in by_target


@pytest.mark.parametrize("name", ["manual", "e18", "slow"])
def test_what_is_sent_never_lets_anybody_in(doors, name, monkeypatch):
    """Of all that is sent, no user has a PIN, a card or another schedule than the one that never is; no card opens."""
    sent = []

    def exchange(device, request, really=Device.exchange):
        if request.kind == "write" and request.body:
            sent.append(json.loads(request.body))
        return really(device, request)

    monkeypatch.setattr(Device, "exchange", exchange)
    doors.probe(name, write=True)
    items = [(body["target"], item) for body in sent for item in body["data"].get("item", ())]
    users = [item for target, item in items if target == "user"]
    cards = [item for target, item in items if target == "rfkey"]
    assert len(users) > 10
    assert len(cards) > 2 or name == "slow"
    for user in users:
        assert not [field for field in ("PrivatePIN", "CardCode", "FaceUrl") if user.get(field)]
        schedules = [user[key] for key in ("ScheduleRelay", "Schedule-Relay", "Schedule", "ScheduleID") if key in user]
        assert all(re.fullmatch(r"1002|(1002-\d[,;]?)+", value) for value in schedules), schedules
    for card in cards:
        assert (card.get("Tags", "2"), card.get("DoorNum", "0")) == ("2", "0")
    assert {body["target"] for body in sent} <= {
        "user",
        "schedule",
        "group",
        "contact",
        "dialreplace",
        "rfkey",
        "config",
    }
    assert {body["action"] for body in sent} == {"add", "set", "del"}


def test_only_lists_and_the_title_are_written(doors):
    doors.probe("manual", write=True)
    taken = writes(doors, "manual")
    assert {entry["target"] for entry in taken} == {"user", "group", "contact", "dialreplace", "rfkey", "config"}
    assert not [entry for entry in taken if entry["action"] in ("clear", "trig", "dial", "reboot", "import", "upgrade")]
    assert doors.state("manual")["relay_trips"] == []


def test_check_mode_writes_nothing_and_says_what_it_would(doors):
    before = held(doors, "e18")
    result = doors.probe("e18", check_mode=True, write=True)
    assert result["would_write"] == [
        "schedule", "user", "group", "contact", "dialreplace", "rfkey", "config"
    ]  # fmt: skip
    assert result["probe"]["writes"] is None
    assert writes(doors, "e18") == []
    assert held(doors, "e18") == before


def test_check_mode_says_of_the_report_what_a_run_does_with_it(doors, tmp_path):
    """A report without writes is replaced; one with them is there already."""
    folder = str(tmp_path / "probes")
    for options, changed in (({}, True), ({"write": True}, True), ({"write": True}, False), ({}, False)):
        predicted = doors.probe("e18", check_mode=True, dir=folder, **options)
        made = doors.probe("e18", dir=folder, **options)
        for result in (predicted, made):
            (line,) = result["report"]["summary"]
            assert all((tmp_path / "probes" / name).exists() for name in re.findall(r"\S+[.]html", line)), line
        assert ".html" in line
        assert (predicted["changed"], made["changed"]) == (changed, changed), options
    assert len(list((tmp_path / "probes").glob("*.json"))) == 2
    assert len(list((tmp_path / "probes").glob("*.html"))) == 2


def test_without_write_nothing_is_written(doors):
    doors.probe("e18")
    assert writes(doors, "e18") == []


def test_nothing_is_added_where_it_could_not_be_removed(doors):
    before = held(doors, "stubborn")
    report = doors.probe("stubborn", write=True)["probe"]
    for target in ("user", "contact"):
        assert report["writes"]["targets"][target]["left_out"] == "it could not be removed again"
        assert report["writes"]["targets"][target]["add_nothing"]["answer"] == "refused"
    assert report["writes"]["targets"]["group"]["put_back"] is True
    assert held(doors, "stubborn") == before


def leftovers(doors, name):
    """Put what killed runs leave, beside what the door has."""
    state = doors.state(name)
    doors.put(
        name,
        user=[*state["user"], {"UserID": "99099099", "Name": MARK, "ScheduleRelay": "1002-1"},
              {"UserID": "99099098", "Name": f"{MARK} 2", "ScheduleRelay": "1002-2"}],
        rfkey=[*state["rfkey"], {"Name": MARK, "Code": "5F1A2B3C4D5E6F", "Tags": "2", "DoorNum": "0"}],
        dialreplace=[*state["dialreplace"], {"Prefix": "990990990990", "Line": "0"}],
        config={TITLE: f"Quillgate ({MARK})"},
    )  # fmt: skip


def test_what_a_killed_run_has_left_is_removed_by_the_next(doors):
    before = held(doors, "e18")
    leftovers(doors, "e18")
    result = doors.probe("e18")
    assert "an earlier probe was killed and has left throwaway records in user, dialreplace, rfkey, config" in " ".join(
        result["warnings"]
    )
    assert writes(doors, "e18") == [], "one that only reads leaves them alone"
    result = doors.probe("e18", write=True)
    assert result["changed"] is True
    assert result["probe"]["writes"]["leftovers"] == 5
    assert held(doors, "e18") == before
    assert doors.probe("e18", write=True)["changed"] is False


def test_records_of_others_with_a_name_like_it_stay(doors):
    doors.put("e18", contact=[{"Name": "The doorfleet probe", "Phone": "100"}, {"Name": "doorfleet", "Phone": "101"}])
    before = held(doors, "e18")
    assert doors.probe("e18", write=True)["probe"]["writes"]["leftovers"] == 0
    assert held(doors, "e18") == before


def test_an_answer_that_is_lost_fails_the_door_and_leaves_nothing(doors):
    before = held(doors, "e18")
    doors.admin("POST", "/devices/e18/faults", {"kind": "cut_after", "target": "contact", "action": "add", "times": 1})
    result = doors.probe("e18", write=True, settle=1.0)
    assert result["failed"] is True
    assert "it is not known whether the device has done it" in result["msg"]
    assert held(doors, "e18") == before


@pytest.mark.parametrize(("name", "fault"), [
    ("e18", {"kind": "status", "status": 500, "target": "user", "method": "POST", "nth": 6, "times": 3}),
    ("e18", {"kind": "cut_before", "method": "POST", "nth": 30, "times": 4}),
    ("manual", {"kind": "reboot", "target": "rfkey", "action": "set"}),
    ("manual", {"kind": "late", "target": "dialreplace", "action": "add", "seconds": 1}),
    ("manual", {"kind": "reboot", "target": "config", "action": "set"}),
    ("manual", {"kind": "late", "target": "config", "action": "set", "seconds": 1}),
])  # fmt: skip
def test_a_door_that_fails_in_the_middle_is_as_it_was_once_it_is_back(doors, name, fault):
    """The probe looked once, at a door that was still restarting or had yet to do what it was asked."""
    before = held(doors, name)
    doors.admin("POST", f"/devices/{name}/faults", fault)
    result = doors.probe(name, write=True, settle=10.0, retries=0)
    assert result["failed"] is True
    assert "?, so" not in result["msg"]
    assert {**held(doors, name), "reboots": 0} == {**before, "reboots": 0}


def test_a_record_that_stays_fails_the_door_and_is_named(doors):
    doors.admin(
        "POST", "/devices/e18/faults", {"kind": "silent_drop", "target": "contact", "action": "del", "times": -1}
    )
    result = doors.probe("e18", write=True)
    assert result["failed"] is True
    assert result["changed"] is True
    assert "the throwaway record 'doorfleet probe' can't be removed. Remove it in the web interface" in result["msg"]
    doors.admin("DELETE", "/devices/e18/faults")
    doors.probe("e18", write=True)
    assert [row["Name"] for row in doors.state("e18")["contact"]] == ["Zoë"]


@pytest.mark.parametrize("count", [1, 7, 16, 23, 38])
def test_a_run_that_is_killed_leaves_what_the_next_one_removes(doors, count):
    """Killed after so many requests that write, wherever that is; the next run brings the door back to what it held."""
    before = held(doors, "slow")
    doors.admin("DELETE", "/devices/slow/requests")
    process = multiprocessing.get_context("fork").Process(target=doors.probe, args=("slow",), kwargs={"write": True})
    process.start()
    deadline = time.monotonic() + 60
    while process.is_alive() and len(writes(doors, "slow")) < count:
        assert time.monotonic() < deadline
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    assert len(writes(doors, "slow")) >= count
    result = doors.probe("slow", write=True)
    assert not result.get("failed"), result
    assert held(doors, "slow") == before
