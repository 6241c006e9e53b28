# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that go wrong: the play ends with exactly the desired state, and says truthfully what it did.

One play covers all requests of a run: each door is hit at another one.
"""

from __future__ import annotations

import pytest
from harness.emulator import DOORS, Fleet
from harness.people import card, cards, cards_on_device, people, people_on_device, person, pins, without_ids

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

RELAY = "Config.DoorSetting.RELAY."
LOCATION = "Config.DoorSetting.DEVICENODE.Location"
EVERYONE = (2, 3, 9, 10, 11)
SECRETS = pins(*range(1, 12))

# Adds three, changes one, removes two.
TASKS = {
    "akuvox_user": {"users": people(*EVERYONE), "purge": True, "purge_limit": "100%"},
    "akuvox_rfkey": {"keys": cards(*EVERYONE), "purge": True, "purge_limit": "100%"},
    "akuvox_relay": {"relays": [{"relay": "A", "hold_delay": 12}, {"relay": "B", "name": "Gate"}]},
    "akuvox_config": {"settings": {LOCATION: "Pier 7", "Config.Settings.SNTP.Enable": False}},
}
FULL_RESULT = {
    "akuvox_user": {"added": ["1009", "1010", "1011"], "updated": ["1002"], "removed": ["1001", "1004"]},
    "akuvox_rfkey": {
        "added": ["00B40009", "00B4000A", "00B4000B"],
        "updated": ["00B40002"],
        "removed": ["00B40001", "00B40004"],
    },
    "akuvox_relay": {"updated": ["A.hold_delay", "B.name"]},
    "akuvox_config": {"updated": [LOCATION, "Config.Settings.SNTP.Enable"]},
}


def prepare(fleet: Fleet, *doors: str) -> None:
    """People and cards 1 to 4, number 2 of them different from what is wanted."""
    records = [dict(person(number)[1], ID=str(number)) for number in (1, 2, 3, 4)]
    records[1]["Name"] = "Old Name"
    keys = [dict(card(number)[1], ID=str(number)) for number in (1, 2, 3, 4)]
    keys[1]["Name"] = "Old Name"
    for door in doors:
        fleet.put(door, user=records, rfkey=keys)


def assert_desired(fleet: Fleet, door: str, module: str) -> None:
    """The device holds exactly what the task asks for, nobody twice."""
    state, config = fleet.state(door), fleet.state("paged-1")["config"]
    if module == "akuvox_user":
        assert without_ids(state["user"]) == people_on_device(*EVERYONE)
    elif module == "akuvox_rfkey":
        assert without_ids(state["rfkey"]) == cards_on_device(*EVERYONE)
    elif module == "akuvox_relay":
        assert state["config"] == {**config, RELAY + "HoldDelayA": "12", RELAY + "NameB": "Gate"}
    else:
        assert state["config"] == {**config, LOCATION: "Pier 7", "Config.Settings.SNTP.Enable": "0"}


def task(module: str, **options: object) -> dict:
    """A task named after its module."""
    return {"name": module, f"doorfleet.akuvox.{module}": {**TASKS[module], **options}}


@pytest.mark.parametrize("kind", ["cut_after", "cut_before"])
@pytest.mark.parametrize("module", TASKS)
def test_a_cut_on_any_request(play, fleet, module, kind):
    prepare(fleet, *DOORS)
    for number, door in enumerate(DOORS, 1):
        # the first of all requests is the one that fetches the digest challenge
        fleet.set_fault(door, kind, nth=number, authorized_only=False)
    done = play([task(module)], fleet.hosts(*DOORS), secrets=SECRETS)
    hit = [door for door in DOORS if fleet.faults(door)[0]["fired"]]
    assert len(hit) >= 4, "too few requests were made for this to prove anything"
    assert hit == DOORS[: len(hit)]
    for door in DOORS:
        assert_desired(fleet, door, module)
        outcome = done.outcome(door)
        assert outcome["changed"] is True
        assert {part: outcome[part] for part in FULL_RESULT[module]} == FULL_RESULT[module], door
    again = play([task(module)], fleet.hosts(*DOORS), secrets=SECRETS)
    assert {again.outcome(door)["changed"] for door in DOORS} == {False}


@pytest.mark.parametrize("module", TASKS)
def test_other_faults_of_one_write(play, fleet, module):
    faults = {
        "busy": {"kind": "status", "status": 503},
        "truncated": {"kind": "truncate"},
        "garbage": {"kind": "garbage"},
        "html with 502": {"kind": "status", "status": 502, "body": "<html>"},
        "slow": {"kind": "slow", "seconds": 30},
        "restart": {"kind": "reboot"},
        "busy twice": {"kind": "status", "times": 2},
        "cut twice": {"kind": "cut_after", "times": 2},
    }
    doors = dict(zip(faults, DOORS, strict=False))
    prepare(fleet, *doors.values())
    for name, fault in faults.items():
        # the emulated restart is over before the reads have given up
        fleet.patch(doors[name], reboot_seconds=0.3)
        fleet.set_fault(doors[name], **fault, method="POST")
    hosts = {name: fleet.host(door) for name, door in doors.items()}
    hosts["slow"]["akuvox_timeout"] = 2
    hosts["slow"]["akuvox_profile"] = {"base": "manual", "seconds_per_item": 0}
    done = play([task(module)], hosts, secrets=SECRETS)
    for name, door in doors.items():
        assert fleet.faults(door)[0]["fired"], name
        assert_desired(fleet, door, module)
        outcome = done.outcome(name)
        assert {part: outcome[part] for part in FULL_RESULT[module]} == FULL_RESULT[module], name


def test_two_stale_nonces_in_a_row(play, fleet):
    """The library logs in again once; the second one, at the first login or at a write, gets time and another try."""
    prepare(fleet, "door-01", "door-02")
    fleet.set_fault("door-01", "stale_nonce", times=2)
    fleet.set_fault("door-02", "stale_nonce", times=2, method="POST")
    done = play([task("akuvox_user")], fleet.hosts("door-01", "door-02"), secrets=SECRETS)
    for door in ("door-01", "door-02"):
        assert fleet.faults(door)[0]["fired"] == 2
        assert_desired(fleet, door, "akuvox_user")
        outcome = done.outcome(door)
        assert {part: outcome[part] for part in FULL_RESULT["akuvox_user"]} == FULL_RESULT["akuvox_user"], door
    # without a nonce yet, the first answer asks for the login
    assert [entry["status"] for entry in fleet.requests("door-01")][:4] == [401, 401, 401, 200]
    assert [entry["status"] for entry in fleet.writes("door-02")][:4] == [401, 401, 200, 200]


@pytest.mark.parametrize("module", TASKS)
def test_a_device_that_never_answers_a_write(play, fleet, module):
    """It fails after a few attempts and says that nothing is certain; the next run puts it right."""
    prepare(fleet, "door-01", "door-02")
    fleet.set_fault("door-01", "cut_before", method="POST", times=-1)
    fleet.set_fault("door-02", "status", method="POST", times=-1)
    hosts = fleet.hosts("door-01", "door-02")
    before = fleet.state("door-01")
    done = play([task(module)], hosts, secrets=SECRETS, expect=2)
    for door in hosts:
        outcome = done.outcome(door)
        assert outcome["event"] == "failed", "the device was reached, so the host stays in the play"
        assert "it is not known whether" in outcome["msg"]
        assert 1 <= len(fleet.writes(door)) <= 12
        assert outcome["changed"] is False
        assert not any(outcome.get(part) for part in ("added", "updated", "removed"))
    assert fleet.state("door-01") == before
    fleet.reset()
    prepare(fleet, "door-01", "door-02")
    play([task(module)], hosts, secrets=SECRETS)
    assert_desired(fleet, "door-01", module)


def test_what_was_applied_before_the_device_went_away_is_told(play, fleet):
    """Removing and changing was done, then each answer was lost to the add."""
    prepare(fleet, "door-01")
    fleet.set_fault("door-01", "cut_before", action="add", times=-1)
    done = play([task("akuvox_user")], fleet.hosts("door-01"), secrets=SECRETS, expect=2)
    outcome = done.outcome("door-01")
    assert outcome["changed"] is True
    assert (outcome["added"], outcome["updated"], outcome["removed"]) == ([], ["1002"], ["1001", "1004"])
    assert outcome["pending"] == 3
    assert "3 of 6 changes are not confirmed; run again, it continues from there" in outcome["msg"]
    assert without_ids(fleet.state("door-01")["user"]) == people_on_device(2, 3)


@pytest.mark.parametrize("module", ["akuvox_user", "akuvox_rfkey"])
def test_refused_records(play, fleet, module):
    prepare(fleet, "door-01", "door-02")
    target = module.removeprefix("akuvox_")
    by_key = {"user": {"UserID": "1010"}, "rfkey": {"Code": "00B4000A"}}[target]
    fleet.set_fault("door-01", "refuse_item", target=target, match=by_key, times=-1)
    done = play([task(module)], fleet.hosts("door-01", "door-02"), secrets=SECRETS, expect=2)
    outcome, key = done.outcome("door-01"), next(iter(by_key.values()))
    assert outcome["event"] == "failed"
    assert [entry["key"] for entry in outcome["refused"]] == [key]
    assert "Ret -1" in outcome["refused"][0]["reason"] or "refused" in outcome["refused"][0]["reason"]
    assert outcome["msg"].startswith(f"the device refused 1 of the {'users' if target == 'user' else 'keys'}: ")
    assert key in outcome["msg"]
    full = FULL_RESULT[module]
    assert outcome["added"] == [added for added in full["added"] if added != key]
    assert (outcome["updated"], outcome["removed"]) == (full["updated"], full["removed"])
    assert outcome["changed"] is True
    expected = {"user": people_on_device, "rfkey": cards_on_device}[target](2, 3, 9, 11)
    assert without_ids(fleet.state("door-01")[target]) == expected
    assert done.outcome("door-02")["event"] == "ok"


def test_refused_changes_and_removals(play, fleet):
    """Also among many, where a device does not say which one it refused."""
    everyone = range(1, 61)
    records = [dict(person(number)[1], ID=str(number), Name="Old Name") for number in everyone]
    fleet.put("door-01", user=records)
    fleet.set_fault("door-01", "refuse_item", target="user", action="set", match={"UserID": "1017"}, times=-1)
    fleet.set_fault("door-01", "refuse_item", target="user", action="del", match={"ID": "60"}, times=-1)
    options = {"users": people(*range(1, 31)), "purge": True}
    done = play([task("akuvox_user", **options)], fleet.hosts("door-01"), secrets=pins(*everyone), expect=2)
    outcome = done.outcome("door-01")
    assert {entry["key"] for entry in outcome["refused"]} == {"1017", "1060"}
    held = {record["UserID"]: record["Name"] for record in fleet.state("door-01")["user"]}
    assert set(held) == {str(1000 + number) for number in range(1, 31)} | {"1060"}
    assert [user_id for user_id, name in held.items() if name == "Old Name"] == ["1017", "1060"]
    assert len(outcome["updated"]) == 29
    assert len(outcome["removed"]) == 29


def test_silently_dropped_records_and_fields(play, fleet):
    prepare(fleet, *DOORS[:7])
    fleet.set_fault("door-01", "silent_drop", action="add", times=-1)
    fleet.set_fault("door-02", "silent_drop", action="set", field="Name", times=-1)
    for action in ("add", "set"):
        fleet.set_fault("door-03", "silent_drop", action=action, field="PrivatePIN", times=-1)
    fleet.set_fault("door-04", "silent_drop", action="del", times=-1)
    done = play([task("akuvox_user")], fleet.hosts(*DOORS[:4]), secrets=SECRETS, expect=2)
    accepted = "the device accepted the users and did not keep all of it: "
    assert done.message("door-01") == accepted + (
        "user_id 1009 is not there; user_id 1010 is not there; user_id 1011 is not there"
    )
    # the manual's device refuses a whole record that comes without its name
    assert "1002" in done.message("door-02")
    assert done.message("door-03").startswith(accepted + "user_id 1002 pin; user_id 1009 pin; user_id 1010 pin; ")
    assert done.message("door-04") == accepted + "user_id 1001 is still there; user_id 1004 is still there"
    assert (done.outcome("door-04")["added"], done.outcome("door-04")["removed"]) == (["1009", "1010", "1011"], [])
    assert done.outcome("door-01")["removed"] == ["1001", "1004"]

    fleet.set_fault("door-05", "silent_drop", action="set", field="DoorNum", times=-1)
    fleet.set_fault("door-05", "silent_drop", action="add", field="DoorNum", times=-1)
    done = play([task("akuvox_rfkey")], fleet.hosts("door-05"), expect=2)
    assert "code 00B40009 doors: it holds [], not ['A', 'C']" in done.message("door-05")

    fleet.set_fault("door-06", "silent_drop", action="set", keys=[RELAY + "HoldDelayA"])
    done = play([task("akuvox_relay")], fleet.hosts("door-06"), expect=2)
    assert done.message("door-06") == (
        "the device accepted the settings and did not keep 1 of 2: "
        "relays[0].hold_delay (Config.DoorSetting.RELAY.HoldDelayA): it holds 5, not 12"
    )
    assert done.outcome("door-06")["updated"] == ["B.name"]

    settings = {LOCATION: "Pier 7", "Config.Account1.GENERAL.Pwd": "s1p/pass+word"}
    fleet.set_fault("door-07", "silent_drop", action="set", keys=["Config.Account1.GENERAL.Pwd"])
    done = play([task("akuvox_config", settings=settings)], fleet.hosts("door-07"), secrets={"s1p/pass+word"}, expect=2)
    assert done.message("door-07") == (
        "the device accepted the settings and did not keep 1 of 2: "
        "settings.Config.Account1.GENERAL.Pwd (Config.Account1.GENERAL.Pwd)"
    )


def test_settings_that_the_device_refuses(play, fleet):
    """Several keys in one request are refused as a whole; nothing of it is applied."""
    settings = {LOCATION: "Pier 7", RELAY + "HoldDelayA": 61}
    before = fleet.state("door-01")
    done = play([task("akuvox_config", settings=settings)], fleet.hosts("door-01"), expect=2)
    assert "config/set on http://127.0.0.1:" in done.message("door-01")
    assert "refused by the device (retcode -1" in done.message("door-01")
    assert fleet.state("door-01") == before


def test_reads_that_make_no_sense_change_nothing(play, fleet):
    prepare(fleet, *DOORS[:4])
    fleet.set_fault("door-01", "garbage", action="get", times=-1)
    fleet.set_fault("door-02", "garbage", action="get", times=-1, body="")
    fleet.set_fault("door-03", "garbage", action="get", times=-1, body='{"retcode": 0, "data": {"num": 9, "item": []}}')
    fleet.set_fault("door-04", "truncate", action="get", times=-1)
    before = {door: fleet.state(door)["user"] for door in DOORS[:4]}
    done = play([task("akuvox_user")], fleet.hosts(*DOORS[:4], akuvox_retries=1), secrets=SECRETS, expect=4)
    assert "the answer is HTML, and others of this device are as they should be" in done.message("door-01")
    assert "the answer is HTML" in done.message("door-02") or "the answer is empty" in done.message("door-02")
    assert {done.outcome(door)["reachability"] for door in DOORS[:3]} == {"ok"}
    assert "the device announces 9 records and sends 0, so nothing is changed" in done.message("door-03")
    assert "the connection broke off before the answer was complete" in done.message("door-04")
    assert [done.outcome(door)["event"] for door in DOORS[:4]] == ["failed", "failed", "failed", "unreachable"]
    for door in DOORS[:4]:
        assert fleet.writes(door) == []
        assert fleet.state(door)["user"] == before[door]
