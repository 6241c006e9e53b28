# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook report: doors that answer, doors that don't, and run files of slices, in one page."""

from __future__ import annotations

import csv
import json
import stat

import pytest
from harness.emulator import DOORS

GOOD, BUSY, WRONG, GONE, CUT = DOORS[:5]
STARTED, EARLIER = "2026-01-02T03:04:05.000000Z", "2026-01-01T03:04:05.000000Z"


@pytest.fixture
def report(play, fleet, closed_port, tmp_path):
    """``report(*arguments, doors=..., **variables)``: run the playbook. WRONG has another password, GONE is off."""
    special = {
        WRONG: fleet.host(WRONG, akuvox_password="wr0ng/pass+word"),
        GONE: fleet.host(GONE, akuvox_port=closed_port),
    }

    def run(*arguments, doors, expect=0, **variables):
        given = {"akuvox_report_dir": str(tmp_path / "report"), "akuvox_report_max_age": 0, "akuvox_retries": 0}
        return play(
            None,
            {door: special.get(door) or fleet.host(door) for door in doors},
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={**given, "akuvox_run_dir": str(tmp_path / "runs"), **variables},
            playbook=[{"import_playbook": "doorfleet.akuvox.report"}],
            groups={"north": [GOOD, WRONG], "south": [door for door in doors if door not in (GOOD, WRONG)]},
            secrets={"wr0ng/pass+word", "50927163"},
            expect=expect,
        )

    return run


@pytest.fixture
def put_run(tmp_path):
    """``put_run(file, job, started, doors)``: a run file, of doors with outcome, reason and report."""

    def put(file, job, started, **doors):
        (tmp_path / "runs").mkdir(exist_ok=True)
        said = {
            door.replace("_", "-"): dict(zip(("outcome", "reason", "report"), row, strict=True))
            for door, row in doors.items()
        }
        run = {"format": 1, "job": job, "started": started, "finished": started, "check_mode": False, "doors": said}
        (tmp_path / "runs" / file).write_text(json.dumps(run), encoding="utf-8")

    return put


def test_the_report_has_all_doors_whatever_becomes_of_them(report, put_run, fleet, tmp_path):
    fleet.put(GOOD, user=[{"ID": "1", "UserID": "1001", "Name": "Kim", "PrivatePIN": "50927163"}])
    # answers at first, and stops once the people are asked for
    fleet.set_fault(CUT, "cut_before", target="user", times=-1)
    hostile = "{{ 1/0 }} <script>alert(1)</script>"
    put_run(
        "a.json", "hardening", EARLIER, door_01=("ok", "", {"score": 50, "checks": [{"id": "x", "verdict": "pass"}]})
    )
    put_run("slice1.json", "backup", STARTED, door_01=("ok", "", {}))
    put_run("slice2.json", "backup", STARTED, door_02=("failed", hostile, {}))
    (tmp_path / "runs" / "broken.json").write_text("{", encoding="utf-8")
    doors = (GOOD, BUSY, WRONG, GONE, CUT)
    folder = tmp_path / "report"

    predicted = report("--check", doors=doors)
    assert not folder.exists()
    done = report(doors=doors)
    assert [
        run.outcome(GOOD, "doorfleet.akuvox.report : Write the report")["changed"] for run in (predicted, done)
    ] == [
        True,
        True,
    ]
    # each time the challenge of the login, system/info, and the people
    assert (len(fleet.requests(GOOD)), fleet.writes(GOOD)) == (6, [])
    assert done.summary[0] == "5 doors: 2 ok, 0 changed, 1 failed, 2 unreachable"

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "report.csv": 0o600,
        "report.html": 0o600,
        "report.json": 0o600,
    }
    data = json.loads((folder / "report.json").read_text("utf-8"))
    rows = {row["door"]: row for row in data["doors"]}
    assert {door: (row["site"], row["state"], row["answer"]["verdict"]) for door, row in rows.items()} == {
        GOOD: ("north", "ok", "ok"),
        BUSY: ("south", "failed", "ok"),
        WRONG: ("north", "failed", "bad_credentials"),
        GONE: ("south", "unreachable", "offline"),
        CUT: ("south", "unreachable", "throttled"),
    }
    assert (rows[GOOD]["model"], rows[GOOD]["users"], rows[GOOD]["hardening"]["score"]) == ("R29", 1, 50)
    assert rows[BUSY]["jobs"]["backup"]["reason"] == hostile
    assert [problem["file"].rsplit("/", 1)[1] for problem in data["problems"]] == ["broken.json"]
    page = (folder / "report.html").read_text("utf-8")
    assert [page.count(f'<th scope="row"><span class="line">{door}</span></th>') for door in doors] == [1] * 5
    assert "<script>alert" not in page
    assert "broken.json</b> is not JSON" in page
    with (folder / "report.csv").open(encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        cells = {row["door"]: row for row in reader}
    assert list(cells) == sorted(doors)
    assert len(set(reader.fieldnames)) == len(reader.fieldnames)
    assert cells[BUSY]["job_backup_outcome"] == "failed"

    again = report(doors=doors)
    assert [host for host, recap in again.recap.items() if recap["changed"]] == []
    later = json.loads((folder / "report.json").read_text("utf-8"))
    assert later["generated"] > data["generated"]
    assert later["digest"] == data["digest"]

    # the answer of a survey is a text
    fleet.forget_requests(GOOD)
    report("-e", "akuvox_report_ask=true", doors=(GOOD,))
    assert fleet.requests(GOOD) != []

    # from run files alone, among them those of the runs above, in batches, and of some doors only; a text for a list
    fleet.forget_requests(GOOD)
    report(
        *("-e", "akuvox_serial=1", "--limit", f"{GOOD},{GONE}"),
        doors=doors,
        akuvox_report_ask=False,
        akuvox_report_runs=str(tmp_path / "runs"),
    )
    assert fleet.requests(GOOD) == []
    data = json.loads((folder / "report.json").read_text("utf-8"))
    assert [(row["door"], row["model"], row["state"]) for row in data["doors"]] == [
        (GOOD, "R29", "ok"),
        (GONE, "", "unreachable"),
    ]
    assert data["doors"][0]["known_at"] < data["generated"]


def test_what_is_not_there_is_refused_before_a_door_is_asked(report, fleet, tmp_path):
    for wrong, words in (
        ({"akuvox_report_runs": [str(tmp_path / "none")]}, "akuvox_report_runs: there is no file or folder"),
        ({"akuvox_report_runs": f"{tmp_path}, {tmp_path}/none"},
         f"akuvox_report_runs: there is no file or folder {tmp_path}/none"),
        ({"akuvox_report_dir": ""}, "akuvox_report_dir: is missing"),
    ):  # fmt: skip
        done = report(doors=(GOOD,), expect=2, **wrong)
        assert words in done.message(GOOD, "doorfleet.akuvox.report : Refuse what is not there before a door is asked")
    assert fleet.requests(GOOD) == []
