# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failed task says of ``changed``: false is a promise that the door is as it was, and half done is named."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from harness.backups import fill
from harness.emulator import DOORS, USERNAME

KIM = {"Name": "Kim", "Phone": "0100", "Group": "Default"}
LOCATION, NTP = "Config.DoorSetting.DEVICENODE.Location", "Config.Settings.SNTP.NTPServer1"
CODE, PIN, NEW_PASSWORD = "48271530", "93817264", "0ther/api+pass%word"
PASSWORD_KEY = "Config.DoorSetting.APIFCGI.Password"
ALL = {"times": -1}
# What a door may change by itself, or says of the run.
PASSING = {"uptime", "reboots", "log", "revision"}


@dataclass
class Case:
    """A task that fails on a door with ``held`` records and ``faults``, (kind, members) of the emulator's plan.

    ``says`` is what the result has to say; what it says of ``changed`` is compared with the door as well.
    ``unknown``: nobody can tell whether the door was changed, so that true is right also where it wasn't.
    """

    module: str
    options: dict
    faults: tuple = ()
    says: dict = field(default_factory=dict)
    held: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)
    unknown: bool = False


def unread(target, kind="cut_before"):
    """The door never answers again, once it has been read for the plan."""
    return kind, {"target": target, "action": "get", "nth": 2, "times": -1}


HALF = {"changed": True, "incomplete": ["Kim"]}
CONTACT = {"contacts": [{"name": "Kim", "phone": "0101", "group": "Attic"}]}
SETTINGS = {"settings": {LOCATION: "Pier 7", NTP: "ntp.example.net"}}
CASES = {
    # a contact of a group that the door doesn't know is stored as Default (device-facts 7.1)
    "contact-added": Case("contact", CONTACT, says={**HALF, "added": ["Kim"]}),
    "contact-changed": Case("contact", CONTACT, says={**HALF, "updated": ["Kim"]}, held={"contact": [KIM]}),
    "contact-refused": Case(
        "contact", CONTACT, (("refuse_item", {"index": 0, "action": "add"}),),
        {"changed": False, "added": [], "incomplete": []},
    ),
    "contact-unread": Case("contact", CONTACT, (unread("contact"),), {"changed": True, "added": []}),
    "contact-lost": Case(
        "contact", CONTACT, (("cut_after", {"method": "POST"}), unread("contact")), {"changed": True}
    ),
    "contact-never-arrived": Case(
        "contact", CONTACT, (("cut_before", {"method": "POST"}), unread("contact")), unknown=True
    ),
    "contact-dropped": Case("contact", CONTACT, (("silent_drop", {"action": "add"}),), {"changed": False}),
    "rule": Case(
        "dialreplace", {"rules": [{"prefix": "110", "account": "2", "replacements": ["100"]}]},
        (("silent_drop", {"action": action, "field": "Line", **ALL}) for action in ("add", "set")),
        {"changed": True, "added": ["110"], "incomplete": ["110"]},
    ),
    "card": Case(
        "rfkey", {"keys": [{"code": "00B40001", "name": "Kim"}]},
        (("silent_drop", {"action": action, "field": "Name", **ALL}) for action in ("add", "set")),
        {"changed": True, "added": ["00B40001"], "incomplete": ["00B40001"]},
    ),
    "code-changed": Case(
        "privatekey", {"keys": [{"name": "Kim", "code": PIN, "days": ["mon"]}]},
        (("silent_drop", {"action": "set", "field": "Tue", **ALL}),), {**HALF, "updated": ["Kim"]},
        {"privatekey": [{"Name": "Kim", "Code": CODE}]},
    ),
    "user": Case(
        "user", {"users": [{"user_id": "7", "name": "Kim", "cards": ["00B40001"]}]},
        (("silent_drop", {"action": action, "field": "CardCode", **ALL}) for action in ("add", "set")),
        {"changed": True, "added": ["7"], "incomplete": ["7"]},
    ),
    "people": Case(
        "credentials",
        {"people": [{"user_id": "7", "name": "Kim", "cards": ["00B40001"]}], "store": "rfkey_privatekey"},
        (("silent_drop", {"action": action, "target": "rfkey", "field": "Name", **ALL}) for action in ("add", "set")),
        {"changed": True},
    ),
    "settings-half": Case(
        "config", SETTINGS, (("silent_drop", {"keys": [NTP], "action": "set", **ALL}),),
        {"changed": True, "updated": [LOCATION]}
    ),
    "settings-unread": Case("config", SETTINGS, (unread("config"),), {"changed": True, "updated": []}),
    "settings-dropped": Case("config", SETTINGS, (("silent_drop", {"action": "set"}),), {"changed": False}),
    "sip-unregistered": Case(
        "sip", {"accounts": [{"account": 1, "enabled": True, "server": "sip.example.net", "username": "7101"}],
                "wait_registered": 1}, says={"changed": True}, held={"sip_status": {"Account1": "3"}},
    ),
    "opened": Case("relay_trigger", {"relay": "A", "confirm": True}, (("cut_after", {"action": "trig"}),),
                   {"changed": True}),
    "not-opened": Case("relay_trigger", {"relay": "A", "confirm": True}, (("cut_before", {"action": "trig"}),),
                       unknown=True),
    "dialled": Case("call", {"action": "dial", "number": "100"}, (("cut_after", {"action": "dial"}),),
                    {"changed": True}),
    "restarting": Case("reboot", {"wait_timeout": 5}, (("cut_after", {"action": "reboot"}),), {"changed": True},
                       members={"reboot_seconds": 60}),
    "log-cleared": Case("log", {"clear": ["log", "kmsg"]}, (("status", {"action": "clear", "nth": 2, "status": 500}),),
                        {"changed": True, "cleared": ["log"]}),
    "entries-gone": Case(
        "doorlog", {"state": "absent", "ids": ["1"]}, (unread("doorlog"),), {"changed": True, "removed": []},
        {"doorlog": [{"ID": "1", "Name": "Kim"}, {"ID": "2", "Name": "Robin"}]},
    ),
    "entries-kept": Case(
        "doorlog", {"state": "cleared"}, (("silent_drop", {"action": "clear"}),), {"changed": False},
        {"doorlog": [{"ID": "1", "Name": "Kim"}]},
    ),
    "imported": Case(
        "import", {"target": "contact", "src": "contacts.csv"}, (unread("contact"),), {"changed": True},
        {"contact": [KIM]},
    ),
    "request-partly": Case(
        "request", {"target": "contact", "action": "add", "data": {"item": [KIM, {**KIM, "Name": "Robin"}]}},
        (("refuse_item", {"index": 1, "action": "add"}),), {"changed": True},
    ),
    "request-lost": Case(
        "request", {"target": "contact", "action": "add", "data": {"item": [KIM]}}, (("cut_after", {"action": "add"}),),
        {"changed": True},
    ),
    "login-half": Case(
        "api_account", {"new_username": f"{USERNAME}2", "new_password": NEW_PASSWORD},
        (("silent_drop", {"keys": [PASSWORD_KEY], "action": "set", **ALL}),),
        {"changed": True, "login": "mixed", "incomplete": ["password"]},
    ),
    "firmware-refused": Case(
        "firmware", {"version": "29.30.10.200", "src": "other.rom"}, (), {"changed": False},
    ),
    "capture-dropped": Case("pcap", {"state": "started"}, (("silent_drop", {"action": "start"}),), {"changed": False}),
    "restored": Case("restore", {"dir": "sets", "door": "north-gate", "parts": ["contact"], "confirm": True,
                                 "source": "north-gate"}, says={"changed": True}),
}  # fmt: skip


def content(state):
    return {part: value for part, value in state.items() if part not in PASSING}


@pytest.mark.one_core
def test_a_failed_task_never_calls_a_changed_door_unchanged(play, fleet, tmp_path):
    first = DOORS[0]
    fill(fleet, first)
    (tmp_path / "other.rom").write_bytes(b"AKUVOX-EMULATED-FIRMWARE model=X99 version=29.30.10.200\n" + bytes(64))
    kept = {"dir": f"{tmp_path}/sets", "door": "north-gate"}
    export = {"target": "contact", "dest": f"{tmp_path}/contacts.csv"}
    tasks = [{"doorfleet.akuvox.akuvox_backup": kept}, {"doorfleet.akuvox.akuvox_export": export}]
    play(tasks, fleet.hosts(first))
    names, doors = list(CASES), DOORS[1:]
    for start in range(0, len(names), len(doors)):
        fleet.reset()
        batch = dict(zip(names[start : start + len(doors)], doors, strict=False))
        check(play, fleet, tmp_path, batch)


def check(play, fleet, folder, batch):
    """Run each case of the batch (case -> door) in a play of its own, and compare what it says with the door."""
    hosts, site, before = {}, [], {}
    for name, door in batch.items():
        case = CASES[name]
        fleet.put(door, **case.held)
        if case.members:
            fleet.patch(door, **case.members)
        for kind, members in case.faults:
            fleet.set_fault(door, kind, **members)
        paths = {option: f"{folder}/{case.options[option]}" for option in ("src", "dir") if option in case.options}
        task = {"name": name, f"doorfleet.akuvox.akuvox_{case.module}": {**case.options, **paths}}
        # a play in which all have failed would be the last one
        task.update(ignore_errors=True, ignore_unreachable=True)
        site.append({"name": name, "hosts": name, "gather_facts": False, "tasks": [task]})
        hosts[name] = fleet.host(door)
        before[name] = content(fleet.state(door))
    done = play(
        None, hosts, playbook=site, expect=None, variables={"akuvox_retries": 0, "akuvox_timeout": 5},
        secrets={CODE, PIN, NEW_PASSWORD},
    )  # fmt: skip
    wrong = []
    for name, door in batch.items():
        case, outcome = CASES[name], done.outcome(name, name)
        moved = content(fleet.state(door)) != before[name]
        right = {"changed": True if case.unknown else moved, **case.says}
        said = {part: outcome.get(part) for part in right}
        if said != right or outcome["event"] not in ("failed", "unreachable"):
            wrong.append(f"{name}: {said}, not {right}: {outcome.get('msg')}")
    assert not wrong, "\n".join(wrong)
