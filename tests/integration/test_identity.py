# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another unit at a door's address: nothing is written to it, nothing of it is kept, and no task calls it in order."""

from __future__ import annotations

import json

import pytest
from harness.emulator import DOORS
from harness.everything import MODULES, OTHER_PASSWORD, SECRETS, VERSION, backup_of, fill, options_of_all

STRANGER = {"user": [{"UserID": "77", "Name": "Of the other unit", "PrivatePIN": ""}]}
WAYS = ("ansible_host", "akuvox_restore_from", 'akuvox_mac: ""')


def task(module, options, **keywords):
    """A task that is named after its module."""
    return {"name": module, f"doorfleet.akuvox.{module}": options, **keywords}


def expected(fleet, *names, **variables):
    """The hosts with the MACs that they have now, each in another notation."""
    notations = (str, str.lower, lambda mac: mac.replace(":", "-"), lambda mac: mac.replace(":", ""))
    return {
        name: fleet.host(name, akuvox_mac=notations[number % 4](fleet.devices[name]["mac"]), **variables)
        for number, name in enumerate(names)
    }


def in_words(result):
    """Whether a result tells of the other unit, with both MACs and all ways on."""
    assert result["reachability"] == "other_unit", result
    assert all(way in result["msg"] for way in WAYS), result["msg"]
    assert result["mac_found"] in result["msg"]
    assert all(mac in result["msg"] for mac in result["mac_expected"])


@pytest.mark.one_core
def test_no_module_does_anything_on_another_unit(play, fleet, tmp_path):
    """All modules, in check mode and not, after the address was given to another unit."""
    door = DOORS[0]
    fill(fleet, door)
    tasks = [
        task(module, each)
        for module, them in options_of_all(tmp_path, fleet.devices[door]["mac"]).items()
        for each in them[:1]
    ]
    assert {entry["name"] for entry in tasks} == MODULES
    # what import and restore take is from the right unit
    export = {"target": "user", "dest": f"{tmp_path}/user"}
    taken = [task("akuvox_backup", backup_of(tmp_path)), task("akuvox_export", export)]
    play(taken, expected(fleet, door), secrets=SECRETS)
    fleet.swap(door, state=STRANGER)
    before, files = fleet.state(door), sorted(tmp_path.rglob("*"))
    fleet.forget_requests(door)
    for check_mode in (True, False):
        again = [{**entry, "ignore_errors": True, "check_mode": check_mode} for entry in tasks]
        done = play(again, expected(fleet, door), secrets=SECRETS)
        for module in MODULES:
            result = done.outcome(door, module)
            assert (result["event"], result["changed"]) == ("failed", False), (module, result)
            in_words(result)
            assert "Nothing was written" in result["msg"]
    assert set(fleet.functions(door)) == {"GET system/info"}
    assert len(fleet.functions(door)) == 2 * len(tasks)
    assert fleet.state(door) == before
    assert [path for path in sorted(tmp_path.rglob("*")) if "home" not in path.parts and "run-" not in str(path)] == [
        path for path in files if "home" not in path.parts and "run-" not in str(path)
    ]


@pytest.mark.one_core
def test_expected_macs_and_who_is_not_checked(play, fleet):
    """A spare, no check, a door that tells no MAC; one request more where it is checked."""
    names = DOORS[:5]
    known = {"akuvox_model": "R29", "akuvox_firmware": "29.30.10.100", "akuvox_auth": "none"}
    hosts = expected(fleet, *names, **known)
    for name in names:
        fleet.patch(name, auth="none")
    macs = {name: hosts[name]["akuvox_mac"] for name in names}
    hosts[names[1]]["akuvox_mac"] = ["0c11.0500.00ff", macs[names[1]]]
    hosts[names[2]]["akuvox_mac"] = ""
    fleet.swap(names[2])
    fleet.swap(names[3], mac="none")
    hosts[names[4]]["akuvox_mac"] = 1105000005
    group = {"groups": [{"name": "First floor"}]}
    tasks = [task("akuvox_group", group, ignore_errors=True)]
    done = play(tasks, hosts, environment={"AKUVOX_MAC": "00:00:00:00:00:01"})
    asked = {name: fleet.functions(name) for name in names}
    assert [len(asked[name]) for name in names] == [4, 4, 3, 1, 0], asked
    assert all(done.outcome(name)["changed"] for name in names[:3])
    assert "doesn't tell its MAC" in done.message(names[3])
    assert all(way in done.message(names[3]) for way in WAYS)
    assert done.message(names[4]).startswith("mac: must be a MAC address in quotes")
    # the environment comes last, and is compared as well
    del hosts[names[0]]["akuvox_mac"]
    done = play(tasks, {names[0]: hosts[names[0]]}, environment={"AKUVOX_MAC": "00:00:00:00:00:01, 000000000002"})
    in_words(done.outcome(names[0]))


# Where the unit is swapped, and what each module does then.
IN_THE_MIDDLE = {
    "akuvox_firmware": {"target": "system", "action": "status"},
    "akuvox_restore": {"target": "group", "action": "get"},
    "akuvox_factory_reset": {"target": "system", "action": "status"},
    "akuvox_api_account": {"target": "config", "action": "get"},
    "akuvox_import": {"target": "user", "action": "export", "nth": 2},
    # the last of its sections has been read, and all of them are planned
    "akuvox_door": {"target": "contact", "action": "get"},
}


@pytest.mark.one_core
def test_a_unit_that_is_swapped_before_what_cannot_be_undone(play, fleet, tmp_path):
    """Between the reads and the first write: the other unit gets no write at all."""
    doors, spare = dict(zip(IN_THE_MIDDLE, DOORS, strict=False)), DOORS[7]
    tasks = []
    for module, door in doors.items():
        fill(fleet, door)
        options = {**options_of_all(tmp_path, fleet.devices[door]["mac"])[module][0]}
        if "new_password" in options:
            # an error shows the lines of the playbook that are beside it
            options["new_password"] = "{{ other_password }}"
        if module == "akuvox_import":
            options = {"target": "user", "src": f"{tmp_path}/user"}
        tasks.append(task(module, options, when=f"inventory_hostname == '{door}'"))
    taken = [
        task("akuvox_backup", backup_of(tmp_path), when=f"inventory_hostname == '{doors['akuvox_restore']}'"),
        task("akuvox_export", {"target": "user", "dest": f"{tmp_path}/user"}, when=f"inventory_hostname == '{spare}'"),
    ]
    fill(fleet, spare)
    play(taken, expected(fleet, *doors.values(), spare), secrets=SECRETS)
    fleet.put(doors["akuvox_restore"], group=[])
    for module, door in doors.items():
        fleet.put(door, user=[])
        fleet.clear_faults(door)
        where = {**IN_THE_MIDDLE[module]}
        where.pop("nth", None)
        fleet.set_fault(door, "swap", **where, state=STRANGER)
        fleet.forget_requests(door)
    variables = {"other_password": OTHER_PASSWORD}
    done = play(tasks, expected(fleet, *doors.values()), variables=variables, secrets=SECRETS, expect=2)
    for module, door in doors.items():
        result = done.outcome(door, module)
        assert (result["event"], result["changed"]) == ("failed", False), (module, result)
        in_words(result)
        assert "while the task was at it" in result["msg"]
        assert [user["UserID"] for user in fleet.state(door)["user"]] == ["77"], module
        assert [function for function in fleet.functions(door) if function.startswith("POST")] == [], module


@pytest.mark.one_core
def test_without_a_mac_what_was_learnt_holds_until_the_end(play, fleet, tmp_path):
    """Swapped by the restart, or before the file is sent: nothing waits until its time is over, or is flashed."""
    door, sooner, file = DOORS[0], DOORS[1], tmp_path / "door.rom"
    file.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model=R29 version={VERSION}\n".encode() + bytes(8192))
    fleet.set_fault(door, "swap", target="firmware", action="upgrade", model="R20A")
    upgrade = {"version": VERSION, "src": str(file), "wait_timeout": 60, "verify": ["config"]}
    # of the same model, so that nothing but the MAC is another one; it was flashed, and found out after its restart
    fleet.set_fault(sooner, "swap", target="system", action="status")
    done = play([task("akuvox_firmware", {**upgrade, "models": ["R29"]})], fleet.hosts(door, sooner), expect=2)
    for name in (door, sooner):
        result = done.outcome(name)
        assert "another unit answers now than when the task began: it was" in result["msg"]
        assert result["reachability"] == "other_unit"
        assert result["mac_found"] in result["msg"]
    assert not [function for function in fleet.functions(sooner) if "POST" in function]
    assert done.outcome(sooner)["changed"] is False


def test_the_verdict_of_another_unit(play, fleet):
    """A fleet that is looked at without failing."""
    names = DOORS[:2]
    hosts = expected(fleet, *names)
    fleet.swap(names[1], model="R20A")
    done = play([task("akuvox_info", {"gather": ["reachability", "user_count"]})], hosts)
    found = {name: done.outcome(name)["akuvox"] for name in names}
    assert [found[name]["reachability"]["verdict"] for name in names] == ["ok", "other_unit"]
    assert found[names[1]]["reachability"]["model"] == "R20A"
    assert "user_count" not in found[names[1]]


PEOPLE = [{"user_id": "77", "name": "Of the other unit", "doors": ["doors"]}]


@pytest.mark.one_core
def test_jobs_that_find_another_unit(play, fleet, tmp_path):
    """The stranger holds what is asked for, and still no job calls it ok or keeps anything of it."""
    variables = {
        "akuvox_people": PEOPLE,
        "akuvox_people_managed": ["*"],
        "akuvox_groups": ["Default"],
        "akuvox_backup_dir": f"{tmp_path}/sets",
        "akuvox_log_dir": f"{tmp_path}/logs",
        "akuvox_report_dir": f"{tmp_path}/report",
        "akuvox_run_dir": f"{tmp_path}/runs",
    }
    jobs = ("provision", "credentials", "drift", "backup", "collect_logs", "report")
    # a door that has failed is in no later play, so each job has one of its own, and Ansible goes on while one is well
    names, well = dict(zip(jobs, DOORS, strict=False)), DOORS[-1]
    hosts = expected(fleet, *names.values(), well)
    for name in names.values():
        fleet.swap(name, state=STRANGER)
    book = [
        {"name": job, "ansible.builtin.import_playbook": f"doorfleet.akuvox.{job}", "vars": {"akuvox_hosts": hosts_of}}
        for job, hosts_of in ((job, f"{name},{well}") for job, name in names.items())
    ]
    done = play(None, hosts, playbook=book, variables=variables, expect=2)
    for job, name in names.items():
        assert any("another unit answers here" in result.get("msg", "") for result in done.outcomes(name)), job
        assert set(fleet.functions(name)) == {"GET system/info"}, job
        assert (done.recap[name]["failures"] > 0) is (job != "report")
    assert {path.name for kept in ("sets", "logs") for path in (tmp_path / kept).iterdir()} == {well}
    report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    (door,) = (entry for entry in report["doors"] if entry["door"] == names["report"])
    assert door["answer"]["verdict"] == "other_unit"
    assert not door.get("model")
