# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role backup: a set of each door, none without a change, and none of a door that can't be read."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat

import pytest
import yaml
from harness.backups import PIN, SECRETS, SETTING, fill, leaked, result, tasks
from harness.emulator import DOORS, ROOT

DOOR, OTHER, THIRD, FOURTH, FIFTH = DOORS[:5]
FLEET = (DOOR, "e18-1", "x916-1", "x915s-1", "x912-1", "e16c-1", "s532-1", "a08s-1", "masking-1")
EXPORTS = {"config.tgz", "contact.csv", "dialreplace.xml", "privatekey.xml", "rfkey.xml", "user.tgz"}
OWN = {"manifest.json", "data.json", "snapshot.json"}


@pytest.fixture
def back_up(play, fleet, tmp_path):
    """``back_up(*doors, arguments=(), expect=0, hosts=None, **variables)``: run the role into ``tmp_path/sets``."""

    def run(*doors, arguments=(), expect=0, hosts=None, **variables):
        hosts = hosts or {door: fleet.host(door) for door in doors}
        variables = {"akuvox_backup_dir": f"{tmp_path}/sets", "akuvox_ca_path": fleet.ca_file, **variables}
        return play(tasks("backup"), hosts, *arguments, variables=variables, secrets=SECRETS, expect=expect)

    return run


@pytest.fixture
def sets(tmp_path):
    """``sets(door)``: the paths of a door's sets, the oldest first."""

    def listed(door):
        folder = tmp_path / "sets" / door
        return sorted(folder.iterdir()) if folder.exists() else []

    return listed


def manifest(path):
    return json.loads((path / "manifest.json").read_text(encoding="utf-8"))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_set_of_each_door_and_no_second_one_without_a_change(back_up, sets, fleet, tmp_path):
    for door in FLEET:
        fill(fleet, door, schedules=door in ("e18-1", "x916-1"))
    predicted = back_up(*FLEET, arguments=("--check", "--diff"))
    assert predicted.changed == dict.fromkeys(FLEET, 1)
    assert not (tmp_path / "sets").exists()
    asked = {door: fleet.functions(door) for door in FLEET}
    # an export of the users is fetched from an address of its own (C60)
    assert {name.split("/")[1] for door in FLEET for name in asked[door]} <= {"get", "info", "export", "None"}
    for door in FLEET:
        fleet.forget_requests(door)

    first = back_up(*FLEET, arguments=("--diff",))
    assert first.changed == dict.fromkeys(FLEET, 1)
    for door in FLEET:
        assert fleet.functions(door) == asked[door], "the same as in check mode"
        before, after = result(predicted, door, "backup"), result(first, door, "backup")
        assert {key: before[key] for key in ("parts", "missing", "gaps", "diff", "made")} == {
            key: after[key] for key in ("parts", "missing", "gaps", "diff", "made")
        }
        (path,) = sets(door)
        assert (after["path"], after["set"], before["path"]) == (str(path), path.name, None)
        assert (mode(path), mode(path.parent)) == (0o700, 0o700)
        noted = manifest(path)
        assert {file.name for file in path.iterdir()} == {*noted["files"], "manifest.json"}
        for file in path.iterdir():
            assert mode(file) == 0o600
            if file.name in noted["files"]:
                assert hashlib.sha256(file.read_bytes()).hexdigest() == noted["files"][file.name]["sha256"]
        readable = "".join((path / name).read_text(encoding="utf-8") for name in ("manifest.json", "snapshot.json"))
        assert leaked(readable) == set()
        assert PIN in (path / "data.json").read_text(encoding="utf-8")
        unit = fleet.devices[door]
        assert [noted[key] for key in ("door", "model", "firmware", "mac")] == [
            door, *(unit[key] for key in ("model", "firmware", "mac"))
        ]  # fmt: skip
    assert {file.name for file in sets(DOOR)[0].iterdir()} == EXPORTS | OWN
    assert manifest(sets(DOOR)[0])["missing"] == ["schedule"]
    assert set(manifest(sets("a08s-1")[0])["missing"]) == {"contact", "group"}
    assert manifest(sets("e18-1")[0])["parts"]["schedule"] == 2
    snapshot = json.loads((sets(DOOR)[0] / "snapshot.json").read_text(encoding="utf-8"))
    assert snapshot["user"][0]["name"] == "Robin é"
    assert snapshot["relay"]["relays"][0]["name"] == "Main gate"
    gaps = manifest(sets("masking-1")[0])["gaps"]
    assert gaps["hidden"] == [
        "Config.Account1.GENERAL.Pwd", *(f"{SETTING}PASSWORD.PublicKey{number}" for number in (1, 2, 3)),
        "privatekey Kim", "privatekey Kim",
    ]  # fmt: skip
    assert gaps["hidden"] == result(first, "masking-1", "backup")["gaps"]["hidden"]

    for door in FLEET:
        fleet.forget_requests(door)
    # another order and other numbers are no change
    fleet.put(DOOR, rfkey=[{**row, "ID": "77"} for row in fleet.state(DOOR)["rfkey"]])
    second = back_up(*FLEET)
    assert second.changed == dict.fromkeys(FLEET, 0)
    for door in FLEET:
        assert {function.split("/")[1] for function in fleet.functions(door)} <= {"get", "info"}
        assert len(sets(door)) == 1
        assert second.outcome(door, "doorfleet.akuvox.backup : Note the set for the summary")["ansible_facts"][
            "backup_report"
        ]["path"] == str(sets(door)[0])

    fleet.put_config(DOOR, **{SETTING + "RELAY.NameA": "Side gate"})
    fleet.put(DOOR, user=[{**row, "PrivatePIN": "04718266"} for row in fleet.state(DOOR)["user"][:1]])
    third = result(back_up(DOOR, arguments=("--diff",)), DOOR, "backup")
    assert len(sets(DOOR)) == 2
    assert third["diff"] == {
        "before": {
            "config": {SETTING + "RELAY.NameA": "Main gate"},
            "user": {
                "1001": {"pin": "********"},
                **{row: third["diff"]["before"]["user"][row] for row in ("1002", "7001")},
            },
        },
        "after": {"config": {SETTING + "RELAY.NameA": "Side gate"}, "user": {"1001": {"pin": "******** (changed)"}}},
    }
    assert third["diff"]["before"]["user"]["1002"]["name"] == "Kim"


@pytest.mark.one_core
def test_old_sets_go_and_those_with_something_else_in_them_stay(back_up, sets, fleet, tmp_path):
    back_up(DOOR, akuvox_backup_exports=False)
    (third,) = sets(DOOR)
    first, second = (third.with_name(name) for name in ("20260101T000000Z", "20260102T000000Z"))
    for path in (first, second):
        shutil.copytree(third, path)
    (first / "why.txt").write_text("before the works", encoding="utf-8")
    (third.parent / "notes").mkdir()
    unfinished = third.with_name(".new-killed")
    unfinished.mkdir()
    (unfinished / "data.json").write_text("{}", encoding="utf-8")

    options = {"akuvox_backup_keep": 1, "akuvox_backup_exports": False}
    predicted = result(back_up(DOOR, arguments=("--check",), **options), DOOR, "backup")
    assert (predicted["changed"], predicted["made"], predicted["removed"]) == (True, False, [second.name])
    assert second.exists()
    fleet.put_config(DOOR, **{SETTING + "RELAY.NameA": "Side gate"})
    done = result(back_up(DOOR, **options), DOOR, "backup")
    assert done["removed"] == [second.name, third.name]
    assert {path.name for path in sets(DOOR)} == {first.name, done["set"], "notes"}
    assert {file.name for file in third.with_name(done["set"]).iterdir()} == OWN
    # made in another way, so a new one
    assert back_up(DOOR, akuvox_backup_keep=0).changed == {DOOR: 1}
    assert {path.name for path in sets(DOOR)} > {first.name, done["set"]}


@pytest.mark.one_core
def test_no_set_of_a_door_that_can_not_be_read_as_a_whole(back_up, sets, fleet, closed_port):
    doors = (DOOR, OTHER, THIRD, FOURTH, FIFTH)
    for door in doors:
        fill(fleet, door)
    back_up(*doors)
    for door in doors:
        fleet.put_config(door, **{SETTING + "RELAY.NameA": "Side gate"})
    fleet.set_fault(DOOR, "status", target="contact", action="get", status=500)
    fleet.set_fault(OTHER, "cut_before", target="user", action="export", times=-1)
    fleet.set_fault(THIRD, "truncate", target="user", action="get", times=-1)
    hosts = {
        **{door: fleet.host(door) for door in (DOOR, OTHER, THIRD)},
        FOURTH: fleet.host(FOURTH, akuvox_password="wr0ng/pass+word"),
        FIFTH: fleet.host(FIFTH, akuvox_port=closed_port),
        "it83-1": fleet.host("it83-1"),
        "hostile-1": fleet.host("hostile-1", akuvox_request_interval=0.26),
    }
    done = back_up(hosts=hosts, expect=None, akuvox_retries=0)
    for door, event, words in (
        (DOOR, "failed", "contact/get.* HTTP 500.*leave contact out of akuvox_backup_parts"),
        (OTHER, "unreachable", "user/export"),
        (THIRD, "unreachable", "user/get"),
        (FOURTH, "failed", "refused the login"),
        (FIFTH, "unreachable", "connection refused"),
        ("it83-1", "failed", "none of the parts"),
        ("hostile-1", "failed", "dialreplace/get .* is empty.*leave dialreplace out"),
    ):
        outcome = result(done, door, "backup")
        assert outcome["event"] == event, (door, outcome["msg"])
        assert re.search(words, outcome["msg"]), (door, outcome["msg"])
        assert len(sets(door)) == (1 if door in doors else 0)
    hosts = {door: hosts[door] for door in ("hostile-1",)}
    parts = ["config", "user"]
    assert back_up(hosts=hosts, akuvox_backup_parts=parts).changed == {"hostile-1": 1}
    assert manifest(sets("hostile-1")[0])["parts"].keys() == set(parts)


@pytest.mark.one_core
def test_a_broken_last_set_is_followed_by_a_good_one(back_up, sets, fleet):
    back_up(DOOR)
    (path,) = sets(DOOR)
    (path / "data.json").write_text("{}", encoding="utf-8")
    done = result(back_up(DOOR), DOOR, "backup")
    assert done["made"]
    assert "data.json is not what was written" in done["warnings"][0]
    assert len(sets(DOOR)) == 2


def facts(done, door):
    """The facts that the role has set for the summary."""
    return done.outcome(door, "doorfleet.akuvox.backup : Note the set for the summary")["ansible_facts"]


@pytest.mark.one_core
def test_a_cut_export_is_kept_beside_the_last_whole_one_until_it_comes_whole(back_up, sets, fleet):
    """Without a Content-Length a cut looks like the end; the set said that all was well and stayed the newest."""
    fill(fleet, DOOR)
    fill(fleet, OTHER)
    back_up(DOOR, OTHER)
    before = {name: (sets(DOOR)[0] / name).read_bytes() for name in EXPORTS}
    fleet.put(DOOR, contact=[{"ID": "9", "Name": "New", "Phone": "1", "Group": "Default"}], group=[])
    fleet.set_fault(DOOR, "cut-file", target="contact", times=-1)
    fleet.set_fault(OTHER, "cut-file", target="user", times=1)
    fleet.put_config(OTHER, **{SETTING + "RELAY.NameA": "Side gate"})

    done = back_up(DOOR, OTHER)
    cut = result(done, DOOR, "backup")
    assert cut["msg"].startswith("backed up, one export unproved: contact.csv (the device doesn't say how long it is")
    assert (cut["made"], list(cut["unproved"])) == (True, ["contact"])
    told = {door: facts(done, door)["backup_report"].get("summary") for door in (DOOR, OTHER)}
    assert told == {DOOR: [cut["msg"]], OTHER: []}
    path = sets(DOOR)[1]
    noted = manifest(path)
    assert noted["unproved_exports"] == cut["unproved"]
    assert noted["kept_exports"] == {"contact": sets(DOOR)[0].name}
    assert (path / "contact.csv").read_bytes() == before["contact.csv"]
    assert (path / "contact.csv.unproved").exists()
    # a cut that doesn't come again is no matter
    assert manifest(sets(OTHER)[1])["unproved_exports"] == {}

    again = result(back_up(DOOR), DOOR, "backup")
    assert (again["changed"], list(again["unproved"]), len(sets(DOOR))) == (False, ["contact"], 2)
    fleet.clear_faults(DOOR)
    predicted = result(back_up(DOOR, arguments=("--check",)), DOOR, "backup")
    mended = result(back_up(DOOR), DOOR, "backup")
    assert predicted["made"] is mended["made"] is True
    assert mended["unproved"] == {}
    assert f"{path} has files that are not certain to be whole: contact.csv (" in mended["warnings"][0]
    assert b"New" in (sets(DOOR)[2] / "contact.csv").read_bytes()

    # a set of an older version, which took what came for whole
    (old,) = sets(DOOR)[2:]
    noted, half = manifest(old), (old / "contact.csv").read_bytes()[:20]
    (old / "contact.csv").write_bytes(half)
    noted["files"]["contact.csv"] = {"sha256": hashlib.sha256(half).hexdigest(), "size": len(half)}
    for name in ("unproved_exports", "kept_exports", "notes"):
        del noted[name]
    (old / "manifest.json").write_text(json.dumps(noted), encoding="utf-8")
    repaired = result(back_up(DOOR), DOOR, "backup")
    assert repaired["made"]
    assert f"{old} has files that are not certain to be whole: contact.csv (it doesn't end" in repaired["warnings"][0]
    assert back_up(DOOR).changed == {DOOR: 0}


@pytest.mark.one_core
def test_a_list_that_is_cut_between_two_records_is_known_by_their_number(play, back_up, sets, fleet, tmp_path):
    """It ended with a whole line, so the task was ok, and a part of the contacts had replaced all of them."""
    contacts = [{"ID": str(number), "Name": f"Flat {number}", "Phone": "1", "Group": "Default"} for number in (1, 2, 3)]
    for door in (DOOR, OTHER):
        fleet.put(door, contact=contacts)
    export = [
        {"doorfleet.akuvox.akuvox_export": {"target": "contact", "dest": f"{tmp_path}/{{{{ inventory_hostname }}}}"}}
    ]
    play(export, fleet.hosts(DOOR, OTHER))
    whole = (tmp_path / DOOR).read_bytes()
    part = whole[: whole.index(b"3,Flat 3")]
    for door, times in ((DOOR, -1), (OTHER, 1)):
        cut = {"target": "contact", "share": len(part) / len(whole), "framing": "close", "times": times}
        fleet.set_fault(door, "cut-file", **cut)
    done = play(export, fleet.hosts(DOOR, OTHER))
    assert (tmp_path / DOOR).read_bytes() == part, "it comes so each time, and may be all that there is"
    note = "the file of contact has 2 records, and the list has 3; the device doesn't say how long the file is"
    assert (done.outcome(DOOR)["note"], done.outcome(DOOR)["warnings"]) == (note, [note])
    assert (done.outcome(OTHER)["changed"], "note" in done.outcome(OTHER)) == (False, False)
    back_up(DOOR)
    (path,) = sets(DOOR)
    assert (path / "contact.csv").read_bytes() == part
    assert manifest(path)["notes"] == ["contact.csv has 2 records, and the list has 3"]
    assert back_up(DOOR).changed == {DOOR: 0}
    fleet.clear_faults(DOOR)
    mended = result(back_up(DOOR), DOOR, "backup")
    assert (sets(DOOR)[1] / "contact.csv").read_bytes() == whole
    assert f"{path} has files that are not certain to be whole: contact.csv (it had another" in mended["warnings"][0]


@pytest.mark.one_core
def test_the_name_of_a_door_never_leads_out_of_the_folder(back_up, fleet, tmp_path):
    names = ["2001:db8::1", "..", "a door"]
    done = back_up(hosts={name: fleet.host(DOOR) for name in names}, akuvox_backup_exports=False)
    assert done.changed == dict.fromkeys(names, 1)
    assert {path.name for path in (tmp_path / "sets").iterdir()} == {"2001%3Adb8%3A%3A1", "%2E.", "a%20door"}


CHECK = "Validating arguments against arg spec 'main' - A backup of a door"
WRONG = {
    "no folder": ({"akuvox_backup_dir": None}, "akuvox_backup_dir", CHECK),
    "nothing above it": ({"akuvox_backup_dir": "/nowhere/at/all"}, "there is no directory '/nowhere/at'", None),
    "part": ({"akuvox_backup_parts": ["calllog"]}, "value of parts must be one or more of", None),
    "keep": ({"akuvox_backup_keep": -1}, "keep: must be 0 to 10000 sets", None),
    "switch": ({"akuvox_backup_vault": "maybe"}, "akuvox_backup_vault", CHECK),
}


def test_a_wrong_variable_fails_with_its_name_before_a_request(play, fleet, tmp_path):
    hosts = {
        case: {
            name: value
            for name, value in {**fleet.host(DOOR), "akuvox_backup_dir": f"{tmp_path}/sets", **variables}.items()
            if value is not None
        }
        for case, (variables, words, task) in WRONG.items()
    }
    done = play(tasks("backup"), hosts, expect=2)
    for case, (_variables, words, task) in WRONG.items():
        failure = done.outcome(case, f"doorfleet.akuvox.backup : {task}") if task else result(done, case, "backup")
        assert words in " ".join([failure["msg"], *failure.get("argument_errors", ())]), case
    assert fleet.requests(DOOR) == []


@pytest.mark.one_core
def test_the_readme_has_every_variable():
    for job in ("backup", "restore"):
        role = ROOT / "roles" / job
        spec = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
        readme = (role / "README.md").read_text(encoding="utf-8")
        options = spec["argument_specs"]["main"]["options"]
        assert [name for name in options if f"| `{name}` |" not in readme] == []
