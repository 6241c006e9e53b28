# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role restore: doors as their backup has them, replaced units, what is refused, and what can't be put back."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from harness.backups import (
    CONFIG,
    OTHER_CODE,
    SECRETS,
    SETTING,
    SIP_PASSWORD,
    fill,
    held,
    result,
    tasks,
    users,
)
from harness.emulator import DOORS, SECRET_KEYS

DOOR, OTHER, THIRD, FOURTH, FIFTH, SIXTH = DOORS[:6]
NEWER = ("e18-1", "x916-1", "x912-1", "a08s-1")
FLEET = (DOOR, *NEWER, "e16c-1", "s532-1", "paged-1")
STATIC = "Config.Network.LAN.StaticIP"
READS = {"get", "info", "status"}
ANNOUNCE = "doorfleet.akuvox.restore : Look at the set"
RESTORE = "doorfleet.akuvox.restore : Restore the door"


@pytest.fixture
def run(play, fleet, tmp_path):
    """``run(job, *doors, arguments=(), expect=0, hosts=None, **variables)``: run a role with ``tmp_path/sets``."""

    def run(job, *doors, arguments=(), expect=0, hosts=None, **variables):
        common = {"akuvox_backup_dir": f"{tmp_path}/sets", "akuvox_ca_path": fleet.ca_file, **variables}
        hosts = hosts or {door: fleet.host(door, akuvox_restore_confirm=True) for door in doors}
        return play(tasks(job), hosts, *arguments, variables=common, secrets=SECRETS, expect=expect)

    return run


@pytest.fixture
def backed_up(run, fleet):
    """``backed_up(*doors)``: fill doors, back them up, and set them back to the factory's state."""

    def prepare(*doors, **variables):
        for door in doors:
            fill(fleet, door, schedules=door in NEWER)
        run("backup", *doors, **variables)
        fleet.reset()

    return prepare


def told(outcome):
    return {key: outcome[key] for key in ("changed", "parts", "diff", "set", "path")}


def what_came_since(fleet, door):
    """Records that no set has."""
    fleet.put(
        door,
        user=[{"UserID": "77", "Name": "New", "PrivatePIN": ""}, *users()[2:]],
        rfkey=[{"Code": "00B49999", "Name": "New"}],
        dialreplace=[{"Prefix": "0110", "Line": "0", "Replace1": "1"}, {"Prefix": "9", "Line": "0", "Replace1": "1"}],
    )


def test_doors_are_as_their_sets_have_them(run, backed_up, fleet):
    backed_up(*FLEET)
    for door in FLEET:
        fill(fleet, door, schedules=door in NEWER)
    before = {door: held(fleet, door) for door in FLEET}
    assert run("restore", *FLEET).changed == dict.fromkeys(FLEET, 0), "nothing is different"
    for door in FLEET:
        assert {entry["action"] for entry in fleet.requests(door)} <= READS
    fleet.reset()
    for door in FLEET:
        what_came_since(fleet, door)
    factory = {door: held(fleet, door) for door in FLEET}

    predicted = run("restore", *FLEET, arguments=("--check", "--diff"))
    for door in FLEET:
        assert held(fleet, door) == factory[door]
        assert fleet.writes(door) == []
    done = run("restore", *FLEET, arguments=("--diff",))
    assert done.changed == predicted.changed == dict.fromkeys(FLEET, 1)
    for door in FLEET:
        assert told(result(done, door, "restore")) == told(result(predicted, door, "restore"))
        expected = {**before[door], "config": {**before[door]["config"], STATIC: ""}}
        found = held(fleet, door)
        assert [pairs(row) for row in found["user"]] == [pairs(row) for row in expected["user"]]
        for part in {*expected} - {"user"}:
            assert found[part] == expected[part] or (door == "a08s-1" and part in ("group", "contact")), (door, part)
        fleet.forget_requests(door)
    assert result(done, DOOR, "restore")["parts"]["user"] == {"added": ["1001", "1002"], "removed": ["77"]}
    assert result(done, DOOR, "restore")["parts"]["dialreplace"] == {"updated": ["0110"], "removed": ["9"]}
    diff = result(done, DOOR, "restore")["diff"]
    assert diff["after"]["config"]["Config.Account1.GENERAL.Pwd"] == "******** (changed)"
    assert diff["after"]["user"]["1001"]["pin"] == "********"

    assert run("restore", *FLEET).changed == dict.fromkeys(FLEET, 0)
    for door in FLEET:
        assert fleet.writes(door) == []


def pairs(user):
    """A user whose schedules are in no order and have one separator, which differs by firmware (device-facts 5.4)."""
    return {**user, "ScheduleRelay": set(filter(None, user["ScheduleRelay"].replace(";", ",").split(",")))}


@pytest.mark.one_core
def test_a_unit_that_replaces_another_one_gets_its_set(run, backed_up, fleet):
    relay = "Config.DoorSetting.RELAYSCHEDULE.RelayASchedule"
    fleet.put_config("e18-1", **{relay: "1003/1004/"})
    backed_up(DOOR, "e18-1")
    refused = run("restore", hosts={DOOR: fleet.host(OTHER, akuvox_restore_confirm=True)}, expect=2).message(
        DOOR, RESTORE
    )
    assert fleet.devices[DOOR]["mac"] in refused
    assert fleet.devices[OTHER]["mac"] in refused
    assert "akuvox_restore_from" in refused
    # the new unit has the old one's name, or its own; its own schedules have taken the old numbers
    hosts = {
        DOOR: fleet.host(OTHER, akuvox_restore_confirm=True, akuvox_restore_from=DOOR),
        "new-gate": fleet.host("e18-1", akuvox_restore_confirm=True, akuvox_restore_from="e18-1"),
    }
    fleet.put("e18-1", schedule=[{"ID": "5", "Name": "Lunch", "DisplayID": "1003", "Type": "2", "Mode": "2"}])
    assert run("restore", hosts=hosts).changed == {DOOR: 1, "new-gate": 1}
    assert fleet.state(OTHER)["config"] == {**fleet.state(THIRD)["config"], **CONFIG, STATIC: ""}
    state = fleet.state("e18-1")
    numbers = {row["Name"]: row["DisplayID"] for row in state["schedule"]}
    assert set(numbers) == {"Office", "Night"}
    assert {row["UserID"]: row["ScheduleRelay"] for row in state["user"]} == {
        "1001": f"{numbers['Office']}-1,1001-2",
        "1002": "1001-2",
    }
    assert state["config"][relay] == f"{numbers['Office']}/{numbers['Night']}/"
    assert numbers["Office"] != "1003", "or this test shows nothing"
    assert run("restore", hosts=hosts).changed == {DOOR: 0, "new-gate": 0}


@pytest.mark.one_core
def test_what_is_refused_before_anything_changes(run, backed_up, fleet, tmp_path):
    backed_up(DOOR, OTHER)
    base = tmp_path / "sets"
    (path,) = (base / DOOR).iterdir()
    broken = {
        "changed": lambda folder: (folder / "data.json").write_text("{}", encoding="utf-8"),
        "short": lambda folder: (folder / "user.tgz").write_bytes((folder / "user.tgz").read_bytes()[:-1]),
        "gone": lambda folder: (folder / "rfkey.xml").unlink(),
        "no-manifest": lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"),
        "later": lambda folder: edit(folder, format=2),
        "outside": lambda folder: edit(folder, files={"data.json": {"sha256": ""}, "../x": {"sha256": ""}}),
    }
    for name, damage in broken.items():
        shutil.copytree(path, base / name / path.name)
        damage(base / name / path.name)
    cases = {
        **{name: ({"akuvox_restore_from": name}, f"is broken: {why}") for name, why in (
            ("changed", "data.json is not what was written"),
            ("short", "user.tgz is not what was written"),
            ("gone", "rfkey.xml is missing"),
            ("no-manifest", "manifest.json is no manifest"),
            ("outside", "manifest.json is not complete"),
        )},
        "later": ({"akuvox_restore_from": "later"}, "has format 2, and this version of the collection reads 1"),
        "nobody": ({"akuvox_restore_from": "nobody"}, "there is no set in"),
        "other set": (
            {"akuvox_restore_from": DOOR, "akuvox_restore_set": "20200101T000000Z"},
            f"there is no set '20200101T000000Z' in '{base}/{DOOR}'; there are {path.name}",
        ),
        "pattern": ({"akuvox_restore_exclude": ["Autoprovision.*"]}, "exclude[0]: must begin with Config."),
        "unknown part": ({"akuvox_restore_parts": ["calllog"]}, "value of parts must be one or more of"),
        "not asked": ({}, "akuvox_restore_confirm"),
        "no": ({"akuvox_restore_confirm": False}, "akuvox_restore_confirm"),
        "twice": ({"akuvox_restore_from": OTHER}, f"akuvox_restore_from: {OTHER} is given for twice, twin"),
        "twin": ({"akuvox_restore_from": OTHER}, f"akuvox_restore_from: {OTHER} is given for twice, twin"),
    }  # fmt: skip
    hosts = {
        name: fleet.host(THIRD, akuvox_restore_confirm=True) | variables for name, (variables, _words) in cases.items()
    }
    del hosts["not asked"]["akuvox_restore_confirm"]
    done = run("restore", hosts=hosts, expect=2)
    for name, (_variables, words) in cases.items():
        failure = next(outcome for outcome in done.outcomes(name) if outcome["event"] == "failed")
        assert words in " ".join([failure["msg"], *failure.get("argument_errors", ())]), name
    assert fleet.requests(THIRD) == []

    fleet.patch(OTHER, model="R27")
    fleet.patch(DOOR, firmware="30.30.10.100")
    done = run("restore", DOOR, OTHER, expect=2)
    assert "is of a R29, and the device at" in done.message(OTHER, RESTORE)
    assert "is a R27" in done.message(OTHER, RESTORE)
    assert "is of firmware 29.30.10.100" in done.message(DOOR, RESTORE)
    assert fleet.writes(DOOR) == fleet.writes(OTHER) == []


def edit(folder, **members):
    """Change members of a set's manifest."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, **members}), encoding="utf-8")


@pytest.mark.one_core
def test_another_version_of_the_firmware_is_told_and_lacks_no_harm(run, backed_up, fleet, tmp_path):
    backed_up(DOOR)
    fleet.patch(DOOR, firmware="29.30.11.1")
    (path,) = (tmp_path / "sets" / DOOR).iterdir()
    data = json.loads((path / "data.json").read_text(encoding="utf-8"))
    data["parts"]["config"]["Config.DoorSetting.OLD.Key"] = "1"
    content = json.dumps(data).encode()
    (path / "data.json").write_bytes(content)
    edit(path, files={"data.json": {"sha256": hashlib.sha256(content).hexdigest()}})
    outcome = result(run("restore", DOOR), DOOR, "restore")
    assert outcome["changed"]
    assert "brings back people as they were then" in outcome["warnings"][0]
    assert outcome["warnings"][1:] == [
        "the set is of firmware 29.30.10.100, and the device has 29.30.11.1",
        "this firmware doesn't have 1 keys of the set: Config.DoorSetting.OLD.Key",
    ]
    assert fleet.state(DOOR)["config"][SETTING + "RELAY.NameA"] == "Main gate"


@pytest.mark.one_core
def test_only_what_was_asked_for(run, backed_up, fleet):
    backed_up(DOOR, OTHER)
    before = held(fleet, DOOR)
    what_came_since(fleet, OTHER)
    hosts = {
        DOOR: fleet.host(DOOR, akuvox_restore_confirm=True, akuvox_restore_parts=["user", "dialreplace"]),
        # the network and the login of the old unit as well, which is the same here
        OTHER: fleet.host(
            OTHER,
            akuvox_restore_confirm=True,
            akuvox_restore_exclude="Config.Account1, config.account2.*",
            akuvox_restore_access=True,
        ),
    }
    run("restore", hosts=hosts)
    found = held(fleet, DOOR)
    assert {row["UserID"] for row in found["user"]} == {"1001", "1002"}
    assert {part for part in before if found[part] != before[part]} == {"user", "dialreplace"}
    config = fleet.state(OTHER)["config"]
    assert (config[STATIC], config["Config.Account1.GENERAL.UserName"]) == ("192.0.2.9", "")
    last = [entry for entry in fleet.requests(OTHER) if entry["action"] not in READS][-1]
    assert (last["target"], last["action"]) == ("config", "set"), "what may cut it off comes last"


@pytest.mark.one_core
def test_a_login_that_changes_on_the_way_is_told(run, backed_up, fleet):
    backed_up(DOOR)
    fleet.patch(DOOR, password="other/pass+word")
    variables = {
        "akuvox_restore_confirm": True,
        "akuvox_restore_exclude": ["Config.Network"],
        "akuvox_restore_access": True,
    }
    hosts = {DOOR: fleet.host(DOOR, akuvox_password="other/pass+word", **variables)}
    message = run("restore", hosts=hosts, expect=2).message(DOOR, RESTORE)
    assert message.startswith("network and API login: ")
    assert "Changed so far: config, group, contact, dialreplace, privatekey, rfkey, user" in message
    # with the login of the set, it is proven
    hosts = {DOOR: fleet.host(DOOR, **variables)}
    assert run("restore", hosts=hosts).changed == {DOOR: 0}


@pytest.mark.one_core
def test_stars_are_not_written_and_twice_encoded_passwords_are_mended(run, backed_up, fleet):
    backed_up("masking-1", "encoding-1")
    done = run("restore", "masking-1", "encoding-1", expect=2)
    assert fleet.state("encoding-1")["config"]["Config.Account1.GENERAL.Pwd"] == SIP_PASSWORD
    assert result(done, "encoding-1", "restore")["changed"]
    message = done.message("masking-1", RESTORE)
    for what in ("Config.Account1.GENERAL.Pwd", "privatekey name Kim"):
        assert f"{what} (the device that the set is of shows it as stars) can't be restored" in message
    state = fleet.state("masking-1")
    assert state["privatekey"] == []
    assert state["config"]["Config.Account1.GENERAL.Pwd"] == ""
    assert state["config"][SETTING + "RELAY.NameA"] == "Main gate"
    assert len(state["user"]) == 2
    assert run("restore", "encoding-1").changed == {"encoding-1": 0}
    # set by hand, as the message says; what can't be compared is no difference
    fleet.put_config("masking-1", **{key: "3141592653" for key in SECRET_KEYS if "Account2" not in key})
    fleet.put("masking-1", privatekey=[{"Name": "Kim", "Code": OTHER_CODE, "DoorNum": "1"}])
    parts = {"akuvox_restore_parts": ["config", "user"]}
    assert run("restore", "masking-1", **parts).changed == {"masking-1": 0}


@pytest.mark.one_core
def test_one_part_that_fails_leaves_the_others_restored(run, backed_up, fleet):
    doors = (DOOR, OTHER, THIRD, FOURTH, FIFTH, SIXTH)
    backed_up(*doors)
    fleet.set_fault(DOOR, "refuse_item", target="contact", action="add", match={"Name": "Robin"}, times=-1)
    fleet.set_fault(OTHER, "silent_drop", target="config", action="set", keys=[SETTING + "RELAY.NameA"], times=-1)
    fleet.set_fault(THIRD, "cut_after", target="user", action="add")
    fleet.set_fault(FOURTH, "cut_before", target="rfkey", times=-1)
    fleet.set_fault(FIFTH, "silent_drop", target="user", action="add", times=-1)
    fleet.put(SIXTH, user=[{**users()[0], "SourceType": "2"}])
    done = run("restore", *doors, expect=None, akuvox_retries=0)
    expected = {
        DOOR: ("failed", "contact: the device refused 1 of the contacts: name Robin"),
        OTHER: ("failed", "config: the device accepted the settings and did not keep 1 of 6"),
        THIRD: ("ok", ""),
        FOURTH: ("unreachable", "Changed so far: config, group, contact, dialreplace, privatekey. Run again"),
        FIFTH: ("failed", "user: the device accepted the users and did not keep all of it: user_id 1001 is not there"),
        SIXTH: ("failed", "user user_id 1001 (a cloud or another platform owns it now) can't be restored"),
    }
    for door, (event, words) in expected.items():
        outcome = result(done, door, "restore")
        assert (outcome["event"], words in outcome.get("msg", "")) == (event, True), (door, outcome.get("msg"))
        assert outcome["changed"]
    assert "akuvox_restore_exclude" in done.message(OTHER, RESTORE)
    assert [len(fleet.state(door)["user"]) for door in doors] == [2, 2, 2, 0, 0, 2]
    assert run("restore", THIRD).changed == {THIRD: 0}


@pytest.mark.one_core
def test_what_is_lost_after_it_was_written_fails_the_door(run, backed_up, fleet):
    """The read after all parts are written is what counts."""
    backed_up(DOOR)
    # the write and its own read go well, and the last read of the users finds one of them gone
    fleet.set_fault(DOOR, "garbage", target="user", action="get", nth=3)
    message = run("restore", DOOR, expect=2).message(DOOR, RESTORE)
    assert "everything was written" in message
    assert "user: user/get" in message
    assert run("restore", DOOR).changed == {DOOR: 0}


def test_sets_in_the_vault(run, player, fleet, tmp_path):
    vault = ("--vault-password-file", player.encrypt("unused", "vault-word")[1])
    fill(fleet, DOOR)
    sealed = {"akuvox_backup_vault": True}
    message = result(run("backup", DOOR, expect=2, **sealed), DOOR, "backup")["msg"]
    assert message.startswith("akuvox_backup_vault: there is no vault password in this run")
    assert fleet.requests(DOOR) == []
    run("backup", DOOR, arguments=vault, **sealed)
    (path,) = (tmp_path / "sets" / DOOR).iterdir()
    for file in path.iterdir():
        readable = file.name in ("manifest.json", "snapshot.json")
        assert file.read_bytes().startswith(b"$ANSIBLE_VAULT") != readable, file.name
    assert run("backup", DOOR, arguments=vault, **sealed).changed == {DOOR: 0}
    fleet.reset()
    message = run("restore", DOOR, expect=2).message(DOOR, ANNOUNCE)
    assert "is encrypted; give the vault password" in message
    assert fleet.requests(DOOR) == []
    assert run("restore", DOOR, arguments=vault).changed == {DOOR: 1}
    assert len(fleet.state(DOOR)["user"]) == 2
    # in the open on purpose, so a set of its own
    assert run("backup", DOOR).changed == {DOOR: 1}


def test_the_playbooks_sum_up_and_leave_run_files(play, fleet, closed_port, tmp_path):
    doors = (DOOR, OTHER, "gone")
    for door in doors[:2]:
        fill(fleet, door)
    hosts = {**fleet.hosts(DOOR, OTHER), "gone": fleet.host(THIRD, akuvox_port=closed_port, akuvox_retries=0)}
    variables = {"akuvox_backup_dir": f"{tmp_path}/sets", "akuvox_run_dir": f"{tmp_path}/runs"}

    def run(job, expect, **more):
        done = play(
            None,
            hosts,
            *("-e", "akuvox_hosts=doors"),
            playbook=[{"import_playbook": f"doorfleet.akuvox.{job}"}],
            variables={**variables, **more},
            secrets=SECRETS,
            expect=expect,
        )
        (file,) = (tmp_path / "runs").glob(f"{job}-*.json")
        summary = [event["result"]["msg"] for event in done.events if event["task"] == "Sum up"][-1]
        return summary, json.loads(file.read_text(encoding="utf-8"))["doors"]

    summary, run_file = run("backup", 4)
    assert summary[0] == "3 doors: 0 ok, 2 changed, 0 failed, 1 unreachable"
    (path,) = (tmp_path / "sets" / DOOR).iterdir()
    assert (run_file[DOOR]["outcome"], run_file[DOOR]["report"]["path"]) == ("changed", str(path))
    fleet.reset()
    fleet.patch(OTHER, model="R27")
    summary, run_file = run("restore", None, akuvox_restore_confirm=True)
    assert summary[0] == "3 doors: 0 ok, 1 changed, 2 failed, 0 unreachable"
    assert f"failed {OTHER}: Restore the door: the set" in summary[1]
    assert "failed gone: Look at the set: akuvox_backup_dir: there is no set in" in summary[2]
    assert run_file[DOOR]["report"]["parts"]["user"] == {"added": ["1001", "1002"]}
    assert run_file[OTHER]["outcome"] == "failed"


GONE, STAYS = ({"user_id": number, "name": name, "pin": pin, "doors": ["all"]} for number, name, pin in (
    ("1001", "Robin \u00e9", "59172648"), ("1002", "Kim", "04837261")))  # fmt: skip


@pytest.mark.one_core
def test_who_was_revoked_since_is_named_before_and_taken_away_after(run, fleet, backed_up):
    """The restore let Robin in again and said nothing. A fleet goes back to a time, whatever its sets are named."""
    doors = (DOOR, OTHER)
    backed_up(*doors)
    for door, name in zip(doors, ("20260101T120000Z", "20260102T110000Z"), strict=True):
        # a newer set without the people
        newest = Path(result(run("backup", door), door, "backup")["path"])
        (first,) = (path for path in newest.parent.iterdir() if path != newest)
        first.rename(newest.with_name(name))
    options = {"akuvox_restore_before": "2026-01-02 11:30+01:00", "akuvox_restore_parts": ["user", "schedule"]}
    fleet.forget_requests(OTHER)
    refused = run("restore", *doors, expect=2, **options)
    assert "before: the oldest set" in refused.message(OTHER, ANNOUNCE)
    assert fleet.requests(OTHER) == []
    options["akuvox_restore_before"] = "20260102T120000Z"

    alone = run("restore", *doors, **options)
    for door in doors:
        said, done = alone.outcome(door, ANNOUNCE), alone.outcome(door, RESTORE)
        assert "Run the playbook credentials afterwards" in said["warnings"][0]
        assert said["set"] == done["set"] < "20260102T120000Z"
        assert {row["UserID"] for row in fleet.state(door)["user"]} == {"1001", "1002"}
    people = [{**GONE, "state": "absent"}, STAYS]
    predicted = run("restore", *doors, akuvox_people=people, arguments=("--check",), **options)
    done = run("restore", *doors, akuvox_people=people, **options)
    for door in doors:
        for outcome in (predicted.outcome(door, ANNOUNCE), done.outcome(door, ANNOUNCE)):
            assert outcome["returning"] == [{"user_id": "1001", "name": "Robin \u00e9"}]
            assert "also 1 who are not in the current list: 1001 Robin" in outcome["warnings"][0]
        assert [row["UserID"] for row in fleet.state(door)["user"]] == ["1002"]
    before = fleet.states()
    wrong = run("restore", *doors, akuvox_people=[{**STAYS, "doors": ["nowhere"]}], expect=2, **options)
    refusal = "Nothing was restored, as the list of people has mistakes"
    assert refusal in wrong.message(DOOR, "doorfleet.akuvox.restore : Refuse the list")
    assert {door: fleet.state(door)["user"] for door in doors} == {door: before[door]["user"] for door in doors}
