# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job in one piece and in slices: the same doors in the end, and run files that come to the same."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from commands import BIN, DOORS, ROOT, pipe
from harness.awxtext import variables_file
from harness.backups import fill
from harness.emulator import PASSWORD, USERNAME
from harness.leaks import leaks
from harness.people import cards, pins
from harness.playbook import Player, to_yaml
from jobs import hosts_of_slice

# Fewer than in the bundle: each is three processes.
SLICES = 3
KIM_PIN, NEW_PASSWORD = "59172648", "n3w/Pass+word"
NEW_FIRMWARE = "29.30.10.200"
GROUPS = {
    "akuvox": DOORS,
    "north": DOORS[:5],
    "south": DOORS[5:],
    # in few of the slices
    "canary": DOORS[:2],
}
PEOPLE = [
    {"user_id": "1001", "name": "Kim Example", "pin": KIM_PIN, "cards": ["00AB0001"], "doors": ["all"]},
    {"user_id": "1002", "name": "Robin Sample", "cards": ["00AB0002"], "doors": ["north", DOORS[8]]},
    {"user_id": "1003", "name": "Alex Muster", "cards": ["00AB0003"], "doors": ["canary"]},
]
UNUSED = """
akuvox_config akuvox_log_level akuvox_inputs akuvox_sip akuvox_groups akuvox_contacts akuvox_dialreplace
akuvox_publiccode akuvox_privatekeys akuvox_schedules akuvox_users
""".split()
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"
# What a door holds by itself, whoever configures it.
OWN = ("revision", "log", "reboots")


def inventory(fleet, doors, variables):
    """An inventory like that of a job: hosts and groups with their variables, and all groups, be they empty."""
    hosts = {name: fleet.host(name) for name in doors}
    groups = {name: {"hosts": {door: {} for door in members if door in hosts}} for name, members in GROUPS.items()}
    groups["akuvox"]["vars"] = variables
    return {"all": {"hosts": hosts, "children": groups}}


def held(fleet, doors=DOORS):
    """What doors hold, without the numbers that they give to records and without what they note by themselves."""
    states = fleet.states()
    return {
        door: {
            part: [{key: row[key] for key in row if key != "ID"} for row in value]
            if isinstance(value, list) and all(isinstance(row, dict) for row in value)
            else value
            for part, value in states[door].items()
            if part not in OWN
        }
        for door in doors
    }


def merged(runs):
    """Doors of several runs as if they were one."""
    doors = {}
    for each in runs:
        assert not set(doors) & set(each["doors"]), "a door is in two slices"
        doors |= each["doors"]
    return {"job": {each["job"] for each in runs}, "check_mode": {each["check_mode"] for each in runs}, "doors": doors}


@pytest.fixture
def node(fleet, installed, tmp_path):
    """``node(name, doors)``: a job as an execution node runs it; returns what it hands on, its runs by job."""
    environment = {
        "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TMPDIR": tempfile.mkdtemp(prefix="akuvox-"),
        # as the image of an execution node has it
        "ANSIBLE_COLLECTIONS_PATH": str(installed),
    }

    def job(name, doors):
        private = tmp_path / name
        project = shutil.copytree(ROOT / "extensions" / "awx" / "project", private / "project")
        (project / "people.yml").write_text(to_yaml(PEOPLE), encoding="utf-8")
        variables = {
            "akuvox_request_interval": 0,
            "akuvox_relays": [{"relay": "A", "hold_delay": 12}],
            "akuvox_rfkeys": cards(1, 2, 3),
            "akuvox_people_file": "people.yml",
            # a slice doesn't see the doors of the others
            "akuvox_known_doors": ["door-*"],
        }
        both = [{"import_playbook": f"{playbook}.yml"} for playbook in ("provision", "credentials")]
        (project / "both.yml").write_text(to_yaml(both), encoding="utf-8")
        for path, content in {
            "inventory/hosts.yml": inventory(fleet, doors, variables),
            "env/envvars": {"AKUVOX_USERNAME": USERNAME, "AKUVOX_PASSWORD": PASSWORD},
            "env/extravars": {"akuvox_run_artifact": True, "akuvox_serial": "100%"},
            # sections without a variable, which would all be gone through for each door
            "env/cmdline": f"--forks 20 --skip-tags {','.join(UNUSED)}",
        }.items():
            (private / path).parent.mkdir(exist_ok=True)
            (private / path).write_text(content if isinstance(content, str) else to_yaml(content), encoding="utf-8")
        output = tmp_path / f"{name}-output"
        codes, text, problems = pipe(
            ("ansible-runner", "transmit", private, "-p", "both.yml"),
            ("ansible-runner", "worker", "--private-data-dir", tmp_path / f"{name}-node"),
            ("ansible-runner", "process", output),
            cwd=tmp_path,
            environment=environment,
        )
        assert codes == [0, 0, 0], f"{text[-6000:]}\n{problems}"
        events = [json.loads(path.read_text("utf-8")) for path in output.glob("artifacts/job_events/*.json")]
        said = text + json.dumps(events)
        assert not leaks(said, {PASSWORD, KIM_PIN, *pins(1, 2, 3)})
        (end,) = [event for event in events if event["event"] == "playbook_on_stats"]
        return end["event_data"]["artifact_data"]

    yield job
    shutil.rmtree(environment["TMPDIR"], ignore_errors=True)


@pytest.fixture
def report(run, installed, tmp_path):
    """``report(private, artifacts)``: what the project's playbook makes of the runs that were handed on to it."""

    def make(private, artifacts):
        folder = tmp_path / "report"
        given = {**artifacts, "akuvox_report_ask": "false", "akuvox_report_dir": str(folder)}
        (tmp_path / "extravars").write_text(variables_file(given), encoding="utf-8")
        run(
            *("ansible-playbook", "report.yml", "-i", private / "inventory", "--limit", "door-*"),
            *("-e", f"@{tmp_path / 'extravars'}"),
            cwd=private / "project",
            ANSIBLE_COLLECTIONS_PATH=str(installed),
        )
        made = json.loads((folder / "report.json").read_text("utf-8"))
        assert (made["problems"], made["other_doors"]) == ([], [])
        assert len(made["runs"]) == len(artifacts)
        return re.sub(TIME, "", json.dumps([made["summary"], made["doors"]], indent=1))

    return make


def by_job(artifacts):
    """The runs that artifacts hold, each job's in a list."""
    assert all(name.startswith("akuvox_run_of_") for name in artifacts)
    found = {}
    for run in map(json.loads, artifacts.values()):
        found.setdefault(run["job"], []).append(run)
    return found


def test_twelve_doors_through_execution_nodes(node, fleet, report, tmp_path):
    fresh = held(fleet)
    handed_on_by_one = node("whole", DOORS)
    whole = by_job(handed_on_by_one)
    in_one = held(fleet)
    fleet.reset()
    assert held(fleet) == fresh != in_one

    artifacts = {}
    for number in range(1, SLICES + 1):
        handed_on = node(f"slice-{number}", hosts_of_slice(DOORS, number, SLICES))
        assert not set(artifacts) & set(handed_on), "AWX would keep one of the two"
        artifacts |= handed_on
    assert held(fleet) == in_one
    assert [len(in_one[door]["user"]) for door in (DOORS[0], DOORS[4], DOORS[8], DOORS[9])] == [3, 2, 2, 1]

    slices = by_job(artifacts)
    assert set(whole) == set(slices) == {"provision", "credentials"}
    for job, runs in slices.items():
        assert len(runs) == SLICES
        assert merged(runs) == merged(whole[job])
        assert all(run["finished"] for run in runs)
    one_report = report(tmp_path / "whole", handed_on_by_one)
    assert all(f'"{door}"' in one_report for door in DOORS)
    assert report(tmp_path / "whole", artifacts) == one_report


# Jobs one after the other, each on what the one before has left.
JOBS = ("backup", "collect_logs", "hardening", "restore", "drift", "firmware", "api_credentials")
SOME, FEWER_SLICES = DOORS[:4], 2


@pytest.fixture
def play(fleet, installed, tmp_path):
    """``play(doors, folder)``: run all jobs; their run files by job."""
    with tempfile.TemporaryDirectory(prefix="akuvox-") as temporary:
        player = Player(tmp_path, installed, Path(temporary))
        rom = tmp_path / "R29.rom"
        rom.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model=R29 version={NEW_FIRMWARE}\n".encode() + bytes(20_000))
        baseline = {"version": NEW_FIRMWARE, "file": str(rom), "md5": hashlib.md5(rom.read_bytes()).hexdigest()}
        variables = {
            "akuvox_relays": [{"relay": "A", "hold_delay": 12}],
            "akuvox_people": PEOPLE,
            "akuvox_known_doors": ["door-*"],
            "akuvox_drift_fail": "false",
            "akuvox_restore_confirm": "true",
            "akuvox_hardening_fix": ["log_debug", "relay_url"],
            "akuvox_firmware_baseline": {"R29": baseline},
            "akuvox_firmware_report_only": "false",
            "akuvox_firmware_settle_timeout": 1,
            "akuvox_firmware_wait_timeout": 20,
            "akuvox_soak": 0,
            "akuvox_api_new_password": NEW_PASSWORD,
        }

        def run(doors, folder):
            folders = {f"akuvox_{kind}_dir": str(folder / kind) for kind in ("backup", "log", "run")}
            folder.mkdir(exist_ok=True)
            done = player.run(
                None,
                fleet.hosts(*doors),
                ("-e", "akuvox_hosts=doors"),
                {**variables, **folders},
                playbook=[{"import_playbook": f"doorfleet.akuvox.{job}"} for job in JOBS],
                groups={name: [door for door in members if door in doors] for name, members in GROUPS.items()},
                environment={"ANSIBLE_VERBOSITY": "0"},
            )
            assert done.code == 0, done.end
            found = {}
            for path in sorted((folder / "run").glob("*.json")):
                each = json.loads(path.read_text("utf-8"))
                if set(each["doors"]) == set(doors):
                    found[each["job"]] = each
            return found

        yield run


def test_the_other_jobs(play, fleet, tmp_path):
    def prepare():
        fleet.reset()
        for door in SOME:
            fill(fleet, door)
            fleet.put_config(door, **{"Config.Settings.LOGLEVEL.Level": "7"})

    prepare()
    whole = play(SOME, tmp_path / "whole")
    in_one = held(fleet, SOME)
    prepare()
    slices = [
        play(hosts_of_slice(SOME, number, FEWER_SLICES), tmp_path / "slices") for number in range(1, FEWER_SLICES + 1)
    ]
    assert held(fleet, SOME) == in_one
    assert {door: state["firmware"]["version"] for door, state in in_one.items()} == dict.fromkeys(SOME, NEW_FIRMWARE)
    for job in JOBS:
        outcomes = {door: each["outcome"] for door, each in merged([part[job] for part in slices])["doors"].items()}
        assert outcomes == {door: each["outcome"] for door, each in whole[job]["doors"].items()}, job
