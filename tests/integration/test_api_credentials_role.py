# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role api_credentials: a fleet gets another login, and no door is lost, whatever goes wrong on the way."""

from __future__ import annotations

import json

import pytest
from harness.emulator import DOORS, FAMILIES, PASSWORD, USERNAME
from harness.families import doors as family_doors

PLAYBOOK = [{"import_playbook": "doorfleet.akuvox.api_credentials"}]
ROLE = [{"name": "Rotate", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.api_credentials"}}]
TASK = "doorfleet.akuvox.api_credentials : Set the login of the HTTP API"
API = "Config.DoorSetting.APIFCGI."
OTHER_USERNAME, WRONG = "operator", "wr0ng/pass+word"
NEW = {
    "akuvox_api_new_username": OTHER_USERNAME,
    "akuvox_api_new_password": "{{ new_passwords[inventory_hostname] }}",
}
# The families that have a configuration to write to.
ROTATED = [f"{family}-1" for family in FAMILIES if family != "it83"]


def new_password(door):
    """Each door has its own."""
    return f"n3w/{door}+pass%word"


NEW_PASSWORDS = {door: new_password(door) for door in (*DOORS, *ROTATED, "it83-1", "masking-1", "gone-1")}
SECRETS = {*NEW_PASSWORDS.values(), WRONG}


@pytest.fixture
def rotate(play, fleet):
    """``rotate(doors, variables, *arguments, expect=0)``: run the role on doors, given as names or as hosts."""

    def run(doors, variables=None, *arguments, expect=0, **more):
        hosts = doors if isinstance(doors, dict) else family_doors(fleet, *doors)
        given = {"new_passwords": NEW_PASSWORDS, **NEW, **(variables or {})}
        return play(ROLE, hosts, *arguments, variables=given, secrets=SECRETS, expect=expect, **more)

    return run


def account(fleet, door):
    config = fleet.state(door)["config"]
    return config[API + "UserName"], config[API + "Password"], config[API + "AuthMode"]


def new_account(door, mode="4"):
    return OTHER_USERNAME, new_password(door), mode


def changed(done):
    return {host for host, recap in done.recap.items() if recap["changed"]}


@pytest.mark.one_core
def test_a_fleet_of_all_families_gets_another_login(rotate, fleet):
    fleet.patch("x912-1", auth="basic")
    hosts = family_doors(fleet, *DOORS[:3], *ROTATED)
    hosts["x912-1"]["akuvox_auth"] = "basic"
    fleet.patch(DOORS[1], auth="none")
    hosts[DOORS[1]]["akuvox_auth"] = "none"
    fleet.patch(DOORS[2], auth="whitelist", whitelist=["127.0.0.1"])
    variables = {"akuvox_api_new_auth_mode": "digest"}

    predicted = rotate(hosts, variables, "--check", "--diff")
    assert changed(predicted) == set(hosts)
    assert [door for door in hosts if fleet.writes(door)] == []

    first = rotate(hosts, variables, "--diff")
    assert changed(first) == set(hosts)
    assert {door: account(fleet, door) for door in hosts} == {door: new_account(door) for door in hosts}
    for door in hosts:
        told, done = predicted.outcome(door, TASK), first.outcome(door, TASK)
        assert (told["updated"], told["diff"]) == (done["updated"], done["diff"])
        assert done["login"] == "new"
        fleet.forget_requests(door)

    second = rotate(hosts, variables)
    assert changed(second) == set()
    for door in hosts:
        assert fleet.functions(door) == ["GET config/get"]


# What goes wrong at which request: one of the writes, or a read that comes before or after it.
WRITE = {"target": "config", "action": "set"}
FAULTS = [
    {"kind": "cut_before", **WRITE},
    {"kind": "cut_after", **WRITE},
    {"kind": "truncate", **WRITE},
    {"kind": "garbage", **WRITE},
    {"kind": "status", "status": 503, **WRITE},
    {"kind": "reboot", **WRITE},
    {"kind": "slow", "seconds": 3, **WRITE},
    {"kind": "stale_nonce", **WRITE},
    {"kind": "cut_before", "target": "config", "action": "get", "nth": 1},
    {"kind": "reboot", "target": "config", "action": "get", "nth": 1},
    {"kind": "cut_after", "target": "config", "action": "get", "nth": 2},
    {"kind": "stale_nonce", "target": "config", "action": "get", "nth": 2},
]


@pytest.mark.one_core
def test_no_fault_keeps_a_door_from_its_new_login(rotate, fleet):
    for door, fault in zip(DOORS, FAULTS, strict=True):
        fleet.set_fault(door, **fault)
    # the third of what it takes one by one
    fleet.set_fault("e16c-1", **{**FAULTS[1], "nth": 2})
    done = rotate([*DOORS, "e16c-1"], {"akuvox_timeout": 2})
    for door in (*DOORS, "e16c-1"):
        assert [fault["fired"] for fault in fleet.faults(door)] == [1]
        assert (account(fleet, door), done.outcome(door, TASK)["login"]) == (new_account(door), "new")
    # what was done is not done again
    for door, fault in zip(DOORS, FAULTS, strict=True):
        applied = [entry for entry in fleet.writes(door) if entry["applied"]]
        assert len(applied) == 1, fault


@pytest.mark.one_core
def test_a_run_that_is_killed_anywhere_is_finished_by_the_next_one(rotate, fleet):
    """Each door holds the run up at another one of the requests that it grants, until all do; then the run is killed.

    They are: the old login, the model, the write, and the new login.
    """
    doors = DOORS[:4]
    for number, door in enumerate(doors, 1):
        fleet.set_fault(door, "slow", seconds=30, nth=number)
    families = ["e16c-1", "s532-1"]
    for door in families:
        fleet.set_fault(door, "slow", seconds=30, **WRITE)

    def all_are_held_up():
        return all(fault["fired"] for door in (*doors, *families) for fault in fleet.faults(door))

    killed = rotate([*doors, *families], {"akuvox_timeout": 60}, expect=-9, kill_when=all_are_held_up)
    assert killed.recap == {}
    before = [account(fleet, door)[0] for door in doors]
    assert before == [USERNAME] * 2 + [OTHER_USERNAME] * 2
    assert account(fleet, "e16c-1")[:2] == (OTHER_USERNAME, PASSWORD)
    for door in (*doors, *families):
        fleet.forget_requests(door)

    done = rotate([*doors, *families])
    assert changed(done) == {*doors[:2], "e16c-1"}
    for door in (*doors, *families):
        assert (account(fleet, door), done.outcome(door, TASK)["login"]) == (new_account(door), "new")


# Variables of the host, what is done to the door before, and words of the message.
FAILURES = {
    DOORS[0]: ({"akuvox_password": WRONG}, {}, ("refused the login of user 'fleetapi'", "Nothing was written")),
    DOORS[1]: ({}, {"api_enabled": False}, ("the device forbids access (HTTP 403)",)),
    DOORS[2]: (
        {"akuvox_auth": "none"},
        {"auth": "none"},
        ("asks for no login (auth mode none)", "new_auth_mode: digest"),
    ),
    DOORS[3]: ({"akuvox_auth": "basic"}, {}, ("the device offers digest login, not basic",)),
    DOORS[4]: ({"akuvox_api_new_auth_mode": "basic"}, {}, ("by its profile manual", "login_modes")),
    "x916-1": ({"akuvox_api_new_auth_mode": "basic"}, {}, ("by its profile x916", "locks out")),
    "it83-1": ({}, {}, ("does not have the function",)),
}
# A fault that keeps a door from its new login, and the words.
KEPT_OLD = {
    DOORS[5]: (
        {"kind": "silent_drop", "times": -1, **WRITE},
        ("did not keep it", "takes the old login, so it is not lost"),
    ),
    DOORS[6]: ({"kind": "status", "status": 500, "times": -1, **WRITE}, ("HTTP 500", "takes the old login")),
    DOORS[7]: ({"kind": "cut_before", "times": -1, **WRITE}, ("broke off", "takes the old login, so it is not lost")),
}


def test_doors_that_fail_keep_their_login_and_say_why(rotate, fleet, closed_port):
    hosts = family_doors(fleet, *FAILURES, *KEPT_OLD)
    for door, (variables, patch, _words) in FAILURES.items():
        hosts[door].update(variables)
        if patch:
            fleet.patch(door, **patch)
    for door, (fault, _words) in KEPT_OLD.items():
        fleet.set_fault(door, **fault)
    hosts["gone-1"] = {**fleet.host(DOORS[8]), "akuvox_port": closed_port}
    before = {door: account(fleet, door) for door in (*FAILURES, *KEPT_OLD)}

    done = rotate(hosts, {"akuvox_retries": 0}, "-vvv", expect=None)
    for door, words in {
        **{door: words for door, (_variables, _patch, words) in FAILURES.items()},
        **{door: words for door, (_fault, words) in KEPT_OLD.items()},
    }.items():
        outcome = done.outcome(door, TASK)
        assert (outcome["event"], outcome["changed"]) == ("failed", False), door
        assert [word for word in words if word not in outcome["msg"]] == [], outcome["msg"]
        assert account(fleet, door) == before[door], door
    assert [door for door in FAILURES if fleet.writes(door)] == []
    assert {door: done.outcome(door, TASK)["login"] for door in KEPT_OLD} == dict.fromkeys(KEPT_OLD, "old")
    assert done.outcome("gone-1", TASK)["event"] == "unreachable"


@pytest.mark.one_core
def test_a_door_that_cannot_be_told_any_more_says_what_was_written_last(rotate, fleet):
    """Cut off while the new login is written, and offline from then on; the next run finds out and finishes."""
    fleet.patch(DOORS[0], reboot_seconds=600)
    fleet.set_fault(DOORS[0], "reboot", **WRITE)
    done = rotate([DOORS[0]], {"akuvox_retries": 0, "akuvox_api_wait_timeout": 0}, expect=2)
    outcome = done.outcome(DOORS[0], TASK)
    assert outcome["login"] == "unknown"
    assert "The last write was of username and password, of which came back" in outcome["msg"]
    assert "run again with the same variables" in outcome["msg"]


# Variables, words of the message, and the task that says them.
MISSING = "doorfleet.akuvox.api_credentials : Refuse a password that is missing"
SAME = "doorfleet.akuvox.api_credentials : Refuse a password that is another one each time it is read"
PASSWORD_VARIABLE = "akuvox_api_new_password"
WRONG_VARIABLES = {
    "random": (
        {PASSWORD_VARIABLE: "{{ lookup('ansible.builtin.password', '/dev/null') }}"},
        (PASSWORD_VARIABLE,),
        SAME,
    ),
    "empty": ({PASSWORD_VARIABLE: ""}, (f"{PASSWORD_VARIABLE}: is missing",), MISSING),
    "number": ({PASSWORD_VARIABLE: 83746152}, (PASSWORD_VARIABLE, "in quotes"), MISSING),
    "default": ({PASSWORD_VARIABLE: "httpapi"}, ("new_password: is one that devices are delivered with",), TASK),
    "not ASCII": ({PASSWORD_VARIABLE: "pässword-1"}, ("new_password: must be printable ASCII",), TASK),
    "user": ({"akuvox_api_new_username": "a:b"}, ("new_username: must not have any of",), TASK),
    "whitelist": ({"akuvox_api_new_auth_mode": "whitelist"}, ("new_auth_mode", "locks everybody out"), TASK),
    "none": ({"akuvox_api_new_auth_mode": "none"}, ("new_auth_mode", "opens the API to everybody"), TASK),
    "reserved": ({"akuvox_api_new_auth_mode": "token"}, ("new_auth_mode", "is reserved"), TASK),
    "wait": ({"akuvox_api_wait_timeout": 3601}, ("wait_timeout: must be 0 to 3600 seconds",), TASK),
}


def test_wrong_variables_fail_by_name_before_anything_is_asked(rotate, fleet):
    hosts = {case: fleet.host(DOORS[0], **variables) for case, (variables, _words, _task) in WRONG_VARIABLES.items()}
    done = rotate(hosts, {"new_passwords": dict.fromkeys(hosts, NEW_PASSWORDS[DOORS[0]])}, "-vvv", expect=2)
    for case, (_variables, words, task) in WRONG_VARIABLES.items():
        outcome = done.outcome(case, task)
        assert outcome["event"] == "failed"
        assert [word for word in words if word not in outcome["msg"]] == [], (case, outcome["msg"])
    assert fleet.requests(DOORS[0]) == []


def test_without_a_new_password_nothing_is_asked(play, fleet):
    done = play(ROLE, fleet.hosts(DOORS[0]), expect=2)
    assert done.message(DOORS[0], MISSING).startswith(f"{PASSWORD_VARIABLE}: is missing. Set it, or the environment")
    assert fleet.requests(DOORS[0]) == []


def test_the_playbook_sums_up_and_a_first_door_that_fails_spares_the_others(play, fleet, tmp_path):
    doors, runs = DOORS[:3], tmp_path / "runs"
    hosts = fleet.hosts(*doors)
    hosts[DOORS[0]]["akuvox_password"] = WRONG
    given = {"new_passwords": NEW_PASSWORDS, **NEW, "akuvox_run_dir": str(runs)}

    def run(serial, expect):
        arguments = ("-e", "akuvox_hosts=doors", "-e", json.dumps({"akuvox_serial": serial}))
        done = play(None, hosts, *arguments, variables=given, playbook=PLAYBOOK, secrets=SECRETS, expect=expect)
        summary = [event["result"]["msg"] for event in done.events if event["task"] == "Sum up"][-1]
        reports = json.loads(max(runs.iterdir()).read_text(encoding="utf-8"))["doors"]
        return summary, {name: (door["outcome"], door["report"].get("login")) for name, door in reports.items()}

    summary, reports = run([1, "100%"], 2)
    assert summary[0] == "3 doors: 0 ok, 0 changed, 1 failed, 0 unreachable, 2 not tried"
    assert summary[1].startswith(f"failed {DOORS[0]}: Set the login of the HTTP API: ")
    assert "Nothing was written" in summary[1]
    assert reports == {DOORS[0]: ("failed", "none"), **dict.fromkeys(doors[1:], ("not_tried", None))}
    assert [door for door in doors[1:] if fleet.requests(door)] == []

    summary, reports = run("100%", 2)
    assert summary[0] == "3 doors: 0 ok, 2 changed, 1 failed, 0 unreachable"
    assert reports == {DOORS[0]: ("failed", "none"), **dict.fromkeys(doors[1:], ("changed", "new"))}
