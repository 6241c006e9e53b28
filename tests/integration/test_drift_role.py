# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks credentials and drift: summary, run file, batches, and a gate that writes nothing."""

from __future__ import annotations

import json

import pytest
from harness.emulator import DOORS

SAME, LEVEL, PERSON, BOTH, WRONG, GONE, CUT = DOORS[:7]
PIN = "50927163"
KIM = {"user_id": "1001", "name": "Kim Example", "pin": PIN, "doors": ["all"]}
DESIRED = {
    "akuvox_log_level": "debug",
    "akuvox_relays": [{"relay": "A", "name": "Gate", "hold_delay": 12}],
    "akuvox_people": [KIM],
    "akuvox_purge_limit": "100%",
}


@pytest.fixture
def job(play, fleet, closed_port, tmp_path):
    """``job(name, *arguments, doors=..., expect=...)``: run a playbook. WRONG has another password, GONE is off."""
    special = {
        WRONG: fleet.host(WRONG, akuvox_password="wr0ng/pass+word"),
        GONE: fleet.host(GONE, akuvox_port=closed_port, akuvox_retries=0),
    }

    def run(name, *arguments, doors, expect=0, **variables):
        return play(
            None,
            {door: special.get(door) or fleet.host(door) for door in doors},
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={**DESIRED, "akuvox_run_dir": str(tmp_path / "runs"), **variables},
            playbook=[{"import_playbook": f"doorfleet.akuvox.{name}"}],
            secrets={PIN, "wr0ng/pass+word"},
            expect=expect,
        )

    return run


@pytest.fixture
def last_run(tmp_path):
    """``last_run(job)``: the job's newest run file."""
    return lambda job: json.loads(max((tmp_path / "runs").glob(f"{job}-*.json")).read_text("utf-8"))


def outcomes(run):
    return {name: door["outcome"] for name, door in run["doors"].items()}


def test_drift_says_where_and_what_and_what_it_could_not_see(job, fleet, last_run):
    doors = (SAME, LEVEL, PERSON, BOTH)
    job("provision", doors=doors)
    done = job("credentials", "-e", "akuvox_serial=2", doors=(*doors, WRONG, GONE), expect=None)
    assert done.summary[0] == "6 doors: 0 ok, 4 changed, 1 failed, 1 unreachable"
    assert outcomes(last_run("credentials")) == {
        **dict.fromkeys(doors, "changed"),
        WRONG: "failed",
        GONE: "unreachable",
    }
    assert last_run("credentials")["doors"][SAME]["report"] == {
        **{"store": "user", "people": 1, "kept": 0, "added": ["1001"], "updated": [], "removed": []},
    }
    done = job("drift", doors=doors)
    assert done.summary == ["4 doors: 4 ok, 0 would change, 0 failed, 0 unreachable"]

    fleet.put_config(LEVEL, **{"Config.Settings.LOGLEVEL.Level": "3"})
    former = [{"ID": str(number), "UserID": str(number), "Name": "Former"} for number in range(1, 8)]
    fleet.put(PERSON, user=[{**fleet.state(PERSON)["user"][0], "ID": "9", "PrivatePIN": "61728394"}, *former])
    fleet.put_config(BOTH, **{"Config.DoorSetting.RELAY.HoldDelayA": "3"})
    fleet.put(BOTH, user=[])
    # answers at first, and stops once the people are asked for
    fleet.set_fault(CUT, "cut_before", target="user", times=-1)
    before = {door: fleet.state(door) for door in doors}
    for door in DOORS:
        fleet.forget_requests(door)
    everybody = (*doors, WRONG, GONE, CUT)
    done = job("drift", doors=everybody, expect=4, akuvox_retries=0)
    sections = {
        LEVEL: {"akuvox_log_level": {"updated": ["level"]}},
        PERSON: {"akuvox_people": {"updated": ["1001"], "removed": [str(number) for number in range(1, 8)]}},
        BOTH: {"akuvox_relays": {"updated": ["A.hold_delay"]}, "akuvox_people": {"added": ["1001"]}},
    }
    run = last_run("drift")
    assert (run["check_mode"], outcomes(run)) == (
        True,
        {SAME: "ok", **dict.fromkeys(sections, "changed"), WRONG: "failed", GONE: "unreachable", CUT: "unreachable"},
    )
    assert {door: run["doors"][door]["report"]["sections"] for door in sections} == sections
    assert run["doors"][PERSON]["reason"] == "akuvox_people (updated 1001; removed 1, 2, 3, 4, 5 and 2 more)"
    assert run["doors"][CUT]["reason"].startswith("Plan the people of the door: ")
    said = done.summary
    assert said[0] == "7 doors: 1 ok, 3 would change, 1 failed, 2 unreachable"
    assert f"{LEVEL}: drifted: akuvox_log_level (updated level)" in said
    assert {door for door, recap in done.recap.items() if recap["failures"]} == {*sections, WRONG}
    assert {door for door, recap in done.recap.items() if recap["unreachable"]} == {GONE, CUT}
    assert [fleet.writes(door) for door in everybody] == [[]] * 7
    assert {door: fleet.state(door) for door in doors} == before


def test_the_gate_can_be_open_and_batches_are_all_checked(job, fleet, last_run):
    doors = (SAME, LEVEL)
    done = job("drift", "-e", "akuvox_serial=1", doors=doors, akuvox_drift_fail=False)
    assert done.summary[0] == "2 doors: 0 ok, 2 would change, 0 failed, 0 unreachable"
    done = job("drift", "-e", "akuvox_serial=1", doors=doors, expect=2)
    assert outcomes(last_run("drift")) == dict.fromkeys(doors, "changed")


@pytest.mark.one_core
def test_one_part_that_cannot_be_checked_leaves_the_other(job, fleet, last_run):
    doors = (LEVEL, PERSON)
    weak = [{**KIM, "pin": "1111"}]
    job("drift", doors=doors, akuvox_people=weak, expect=2)
    door = last_run("drift")["doors"][LEVEL]
    assert (door["outcome"], sorted(door["report"]["sections"])) == ("failed", ["akuvox_log_level", "akuvox_relays"])
    assert door["reason"].startswith(
        "could not be checked: Refuse the list: Nothing was changed, as the list of people has "
    )
    job("drift", "--tags", "akuvox_log_level", doors=doors, akuvox_people=weak, akuvox_log_level="loud", expect=2)
    assert "akuvox_log_level" in last_run("drift")["doors"][PERSON]["reason"]
