# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 0.2.0 has left on a controller is read: backup sets, collected logs and run files.

The folder ``made_by_0_2_0`` is what its jobs wrote for an R29, an E18C and a door that refused the login. The doors
were emulated and filled by ``harness/backups.py``. Addresses and folders were replaced.
"""

from __future__ import annotations

import csv
import json
import shutil
import tarfile
from pathlib import Path

import pytest
from harness.backups import CONFIG, SECRETS, fill, held
from harness.emulator import DOORS
from test_restore_role import STATIC, pairs

MADE = Path(__file__).with_name("made_by_0_2_0")
# Name in 0.2.0's inventory -> a door of the same family.
DOOR_OF = {"north-gate": DOORS[0], "lobby": "e18-1"}
CARD = {"Type": "Card", "Name": "Robin Sample", "Status": "Success", "Code": "00B4161D", "Date": "2026-01-02"}
OPENINGS = [{"ID": str(number), **CARD, "Time": f"03:04:0{number}"} for number in (1, 2, 3)]

pytestmark = pytest.mark.one_core


@pytest.fixture
def run(play, fleet, tmp_path):
    """``run(*jobs, arguments=(), expect=0, **variables)``: jobs by their names, with a copy of what 0.2.0 has left."""
    here = tmp_path / "left"
    shutil.copytree(MADE, here)
    # packed, as a device's CSV has the ends of lines that no source file may have
    with tarfile.open(here / "sets.tar") as packed:
        packed.extractall(here, filter="data")
    folders = {"backup": "sets", "run": "runs", "log": "logs", "report": "page"}
    hosts = {name: fleet.host(door, akuvox_restore_from=name) for name, door in DOOR_OF.items()}
    common = {f"akuvox_{kind}_dir": str(here / folder) for kind, folder in folders.items()}
    common |= {"akuvox_restore_confirm": True, "akuvox_ca_path": fleet.ca_file or ""}
    # a setting that today's doors no longer have
    common["akuvox_restore_exclude"] = ["Config.Features.ACTIONURL.AlarmTriggered"]

    def jobs(*names, arguments=(), expect=0, hosts=hosts, **variables):
        book = [{"import_playbook": f"doorfleet.akuvox.{name}"} for name in names]
        more = {"playbook": book, "groups": {"akuvox": list(hosts)}, "variables": {**common, **variables}}
        return play(None, hosts, *arguments, expect=expect, **more)

    jobs.here, jobs.hosts = here, hosts
    return jobs


def expected(fleet):
    """What the doors held when 0.2.0 backed them up, but for what isn't restored: a cloud's people and the address."""
    for door in DOOR_OF.values():
        fill(fleet, door, schedules=door == "e18-1")
        fleet.put(door, user=[row for row in fleet.state(door)["user"] if row["UserID"] != "7001"])
    found = {door: held(fleet, door) for door in DOOR_OF.values()}
    fleet.reset()
    return {door: {**state, "config": {**CONFIG, STATIC: ""}} for door, state in found.items()}


def assert_restored(fleet, wanted):
    for door, state in wanted.items():
        found = held(fleet, door)
        assert [pairs(row) for row in found.pop("user")] == [pairs(row) for row in state["user"]], door
        found["config"] = {key: found["config"][key] for key in CONFIG}
        assert found == {part: rows for part, rows in state.items() if part != "user"}, door


def test_its_sets_are_restored_and_its_logs_and_runs_go_on(run, fleet):
    wanted = expected(fleet)
    for door in DOOR_OF.values():
        fleet.put(door, doorlog=OPENINGS)
    run("restore", "collect_logs", "report")
    assert_restored(fleet, wanted)
    for name in DOOR_OF:
        rows = (run.here / "logs" / name / "doorlog.jsonl").read_text("utf-8").splitlines()
        assert [json.loads(row)["time"] for row in rows] == [row["Time"] for row in OPENINGS]
    with (run.here / "page" / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["door"]: row for row in csv.DictReader(file)}
    assert set(rows) >= set(DOOR_OF)
    written = json.loads((run.here / "page" / "report.json").read_text("utf-8"))
    assert not SECRETS & set(json.dumps(written).split('"'))


def test_its_vaulted_sets_are_restored(run, fleet):
    wanted = expected(fleet)
    key = ("--vault-password-file", str(run.here / "vault-password"))
    run("restore", arguments=key, akuvox_backup_dir=str(run.here / "vaulted"))
    assert_restored(fleet, wanted)


def test_what_its_run_left_open_is_taken_up(run, fleet):
    """Of three doors, one had refused the login then."""
    hosts = {**run.hosts, "cellar": fleet.host(DOORS[1])}
    done = run("credentials", arguments=("-e", "akuvox_retry=credentials"), hosts=hosts, akuvox_people=[])
    assert {event["host"] for event in done.events if event["task"].endswith("people")} == {"cellar"}
    assert all(fleet.requests(door) == [] for door in DOOR_OF.values())
    assert fleet.requests(DOORS[1])
