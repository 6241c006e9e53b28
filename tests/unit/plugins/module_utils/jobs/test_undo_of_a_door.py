# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run on an emulated door is undone after somebody has changed it by hand: what refers to what stays right."""

from __future__ import annotations

import base64
import json
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import Keeper
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.door import MODULE as DOOR
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_undo import MODULE as UNDO
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.emulating import started

OPENER = build_opener(ProxyHandler({}))
RUN = "provision-20260102T030405.000000Z"
FLAGS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
SIP, NAME = "Config.Account1.", "Config.DoorSetting.RELAY.NameA"
RELAY = "Config.DoorSetting.RELAYSCHEDULE.RelayASchedule"


class Vault:
    """As ansible-vault, without its cost."""

    def encrypt(self, content):
        return base64.b16encode(content)

    def decrypt(self, content, path):
        return base64.b16decode(content)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory):
    """``ask(method, path, body)`` of an emulated door, and its address."""
    device = {"name": "gate", "profile": "x916", "tls": False}
    fleet = {"defaults": {"username": "api", "password": "fleet/pass+word"}, "devices": [device]}
    with started(tmp_path_factory.mktemp("emulator"), fleet) as ready:

        def ask(method, path, body=None):
            data = None if body is None else json.dumps(body).encode()
            with OPENER.open(
                Request(f"{ready['admin']}/devices/gate{path}", method=method, data=data), timeout=30
            ) as answer:
                return json.load(answer)

        yield ask, ready["devices"][0]


def schedule(number, name):
    return {"ID": str(number - 1000), "DisplayID": str(number), "Name": name, "Type": "2", "TimeStart": "08:00",
            "TimeEnd": "18:00", **FLAGS}  # fmt: skip


def user(user_id, name, schedules):
    return {"ID": user_id, "UserID": user_id, "Name": name, "ScheduleRelay": schedules}


class Door:
    """A door that a run has changed: ``undo()`` it, and see what ``users`` there are, by name, with their schedules."""

    def __init__(self, ask, device, folder):
        self.ask, self._device, self._folder = ask, device, folder

    def _params(self, module, options):
        known = {name: entry.get("default") for name, entry in module.flat_spec.items()}
        known |= {"host": self._device["host"], "port": self._device["port"], "use_ssl": False, "retries": 0}
        return {
            **known,
            "request_interval": 0.0,
            "settle": 1.0,
            "username": "api",
            "password": "fleet/pass+word",
        } | options

    def run(self, **options):
        about = {"run": RUN, "job": "provision", "started": "2026-01-02T03:04:05.000000Z", "vault": True}
        keeper = Keeper(str(self._folder / RUN), "gate", about, Vault())
        options = {"purge_limit": "100%", **options}
        result = execute(DOOR, self._params(DOOR, options), keeper=keeper, vault=Vault())
        assert result["changed"], result["msg"]

    def undo(self, check_mode=False, **options):
        options = {"dir": str(self._folder), "run": RUN, "door": "gate", **options}
        return execute(UNDO, self._params(UNDO, options), check_mode=check_mode, vault=Vault())

    def put(self, **lists):
        self.ask("PUT", "/state", lists)

    def config(self, **keys):
        self.ask("PATCH", "/config", keys)

    @property
    def state(self):
        return self.ask("GET", "/state")

    @property
    def users(self):
        names = {record["DisplayID"]: record["Name"] for record in self.state["schedule"]}
        pairs = {record["Name"]: record["ScheduleRelay"].partition("-")[0] for record in self.state["user"]}
        return {name: names.get(number, number) for name, number in pairs.items()}

    @property
    def schedules(self):
        return {record["Name"]: record["TimeStart"] for record in self.state["schedule"]}


@pytest.fixture
def door(emulator, tmp_path):
    ask, device = emulator
    ask("POST", "/reset")
    found = Door(ask, device, tmp_path)
    found.put(
        schedule=[schedule(1003, "Day"), schedule(1004, "Old"), schedule(1005, "Other")],
        user=[
            user("1", "Kim", "1003-1"),
            user("2", "Ada", "1004-1"),
            user("3", "Sam", "1005-1"),
            user("4", "Lee", "1001-1"),
        ],
        group=[{"ID": "1", "Name": "First"}],
        contact=[{"ID": "1", "Name": "Flat 1", "Group": "First"}, {"ID": "2", "Name": "Flat 2", "Group": "First"}],
    )
    found.config(**{f"{SIP}SIP.Server": "old.example.net", f"{SIP}GENERAL.Pwd": "0ld/s1p", NAME: "Gate"})
    return found


def times(name, start="08:00", end="18:00"):
    """A schedule as an option."""
    return {"name": name, "type": "daily", "time_start": start, "time_end": "23:00" if start > end else end}


def wrong(door):
    """What the run does: Day is later, Old is replaced by Night, and so on."""
    night = [{"schedule": "Night", "relays": ["A"]}]
    always = [{"schedule": "always", "relays": ["A"]}]
    door.run(
        users=[
            {"user_id": "1", "name": "Kim", "schedules": night},
            {"user_id": "2", "name": "Ada", "schedules": night},
            {"user_id": "3", "name": "Sam", "schedules": always},
        ],
        schedules=[times("Day", "10:00"), times("Night", "20:00"), times("Other")],
        groups=["First", "Wrong"],
        contacts=[{"name": "Flat 1", "group": "Wrong"}],
        sip=[{"account": 1, "server": "new.example.net", "password": "n3w/s1p"}],
        relays=[{"relay": "A", "name": "Wrong"}],
        purge_schedules=True,
    )
    assert door.users == {"Kim": "Night", "Ada": "Night", "Sam": "1001", "Lee": "1001"}
    assert door.schedules == {"Day": "10:00", "Night": "20:00", "Other": "08:00"}


def changed(door, target, key, name, **fields):
    """Somebody changes a record by hand."""
    records = [{**record, **fields} if record[key] == name else record for record in door.state[target]]
    door.put(**{target: records})


BACK = {"Kim": "Day", "Ada": "Old", "Sam": "Other", "Lee": "1001"}


def test_all_of_it_comes_back(door):
    wrong(door)
    assert door.undo()["changed"]
    assert door.users == BACK
    assert door.schedules == {"Day": "08:00", "Old": "08:00", "Other": "08:00"}
    state = door.state
    assert [record["Name"] for record in state["group"]] == ["First"]
    assert (state["config"][f"{SIP}SIP.Server"], state["config"][f"{SIP}GENERAL.Pwd"]) == ("old.example.net", "0ld/s1p")
    again = door.undo()
    assert (again["changed"], again["left"], again["lost"]) == (False, [], [])


def test_one_record_that_was_changed_by_hand_stays_and_the_rest_is_undone_where_that_is_asked_for(door):
    """A night's work: one person of a door is somebody's doing, and the others are let in again."""
    wrong(door)
    changed(door, "user", "UserID", "1", Name="Kim By Hand")
    changed(door, "contact", "Name", "Flat 2", Group="Wrong")
    door.config(**{f"{SIP}SIP.Server": "by-hand.example.net"})
    held = door.state
    refused = door.undo()
    said = "1 Kim: name is 'Kim By Hand', and the run left 'Kim'"
    assert (refused["failed"], refused["changed"], door.state) == (True, False, held)
    assert said in refused["msg"]
    assert "To leave that as it is and undo the rest: -e akuvox_undo_leave_changed=true" in refused["msg"]
    check = door.undo(check_mode=True, leave_changed=True)
    assert door.state == held
    done = door.undo(leave_changed=True)
    assert {name: done[name] for name in ("parts", "left", "lost")} == {
        name: check[name] for name in ("parts", "left", "lost")
    }
    assert done["left"] == [
        f"{SIP}SIP.Server is 'by-hand.example.net', and the run left 'new.example.net'",
        f"{SIP}GENERAL.Pwd: stays with what was changed beside it",
        said,
    ]
    # what is by hand refers to it
    assert sorted(done["lost"]) == [
        "group 'Wrong' stays, as it was given to contact Flat 2 after the run",
        "schedule 'Night' stays, as it was given to user_id 1 after the run",
    ]
    assert done["updated"] == ["2", "3"]
    assert door.users == {"Kim By Hand": "Night", "Ada": "Old", "Sam": "Other", "Lee": "1001"}
    assert door.schedules == {"Day": "08:00", "Night": "20:00", "Old": "08:00", "Other": "08:00"}
    config = door.state["config"]
    # the old password doesn't go to a server that somebody has set since
    assert [config[f"{SIP}GENERAL.Pwd"], config[NAME]] == ["n3w/s1p", "Gate"]
    again = door.undo(leave_changed=True)
    assert (again["changed"], again.get("msg"), again["left"]) == (False, None, done["left"])


def test_a_schedule_that_somebody_was_given_since_stays(door):
    """Its number would mean nothing for them, or later another schedule."""
    wrong(door)
    night = next(record["DisplayID"] for record in door.state["schedule"] if record["Name"] == "Night")
    changed(door, "user", "UserID", "4", ScheduleRelay=f"{night}-1")
    done = door.undo()
    assert done["lost"] == ["schedule 'Night' stays, as it was given to user_id 4 after the run"]
    assert door.users == {**BACK, "Lee": "Night"}
    again = door.undo()
    assert (again["changed"], again.get("msg")) == (False, None)


def test_a_schedule_that_is_gone_since_is_not_referred_to(door):
    """Neither by people nor by relays; the person is there again, and doesn't get in."""
    door.config(**{RELAY: "1005/"})
    wrong(door)
    door.run(config={RELAY: "1001/"})
    door.put(schedule=[record for record in door.state["schedule"] if record["Name"] != "Other"])
    done = door.undo()
    assert sorted(done["lost"]) == [
        f"{RELAY} (the door no longer has schedule 1005)", "schedule 1005 of 3 Sam (the door no longer has it)",
    ]  # fmt: skip
    assert door.users == {**BACK, "Sam": "1002"}
    assert door.state["config"][RELAY] == "1001/"
    again = door.undo()
    assert (again["changed"], sorted(again["lost"])) == (False, sorted(done["lost"]))


def test_a_schedule_that_comes_back_by_another_number_is_undone_once(door):
    """A relay refers to it by its new number, which is no change by somebody else."""
    door.config(**{RELAY: "1004/"})
    ada = {"user_id": "2", "name": "Ada", "schedules": [{"schedule": "never", "relays": ["A"]}]}
    kept = [times("Day"), times("Other")]
    door.run(config={RELAY: "1001/"}, users=[ada], schedules=kept, purge_schedules=True)
    door.put(schedule=[*door.state["schedule"], schedule(1004, "In its place")])
    door.undo()
    number = next(record["DisplayID"] for record in door.state["schedule"] if record["Name"] == "Old")
    assert number != "1004"
    assert door.state["config"][RELAY] == f"{number}/"
    assert door.users == BACK
    again = door.undo()
    assert (again["changed"], again.get("msg")) == (False, None)


def test_a_door_that_the_run_has_not_changed_says_so(door):
    """Such as with a wrong --limit: "ok, 0 changed" alone would look as if all were well."""
    wrong(door)
    result = door.undo(door="lobby")
    assert result["changed"] is False
    assert result["report"]["summary"] == [f"nothing is kept of {RUN} here, so there is nothing to undo"]
