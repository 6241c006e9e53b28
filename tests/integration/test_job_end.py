# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end that all jobs' playbooks have, by provision's: summary and run file, whatever becomes of the doors."""

from __future__ import annotations

import json
import stat
from unittest.mock import ANY

import pytest
import yaml
from harness.emulator import DOORS, ROOT

DOOR, OTHER, WRONG, GONE = DOORS[:4]
LEVEL = {"akuvox_log_level": "debug"}
PLAYBOOK = [{"import_playbook": "doorfleet.akuvox.provision"}]


@pytest.fixture
def provision(play, fleet, closed_port, tmp_path):
    """``provision(*arguments, doors=..., expect=...)``: run the playbook. WRONG has another password, GONE is off."""
    special = {
        WRONG: fleet.host(WRONG, akuvox_password="wr0ng/pass+word"),
        GONE: fleet.host(GONE, akuvox_port=closed_port, akuvox_retries=0),
    }

    def run(*arguments, doors=(DOOR,), expect=0, others=None, environment=None, **variables):
        return play(
            None,
            {name: special.get(name) or fleet.host(name) for name in doors},
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={**LEVEL, "akuvox_run_dir": str(tmp_path / "runs" / "new"), **variables},
            playbook=PLAYBOOK,
            secrets={"wr0ng/pass+word"},
            others=others,
            environment=environment,
            expect=expect,
        )

    return run


@pytest.fixture
def runs(tmp_path):
    """``runs()``: the run files so far, oldest first."""
    return lambda: [json.loads(path.read_text("utf-8")) for path in sorted((tmp_path / "runs" / "new").iterdir())]


def lines(done):
    """The lines of the last summary."""
    return [event["result"]["msg"] for event in done.events if event["task"] == "Sum up"][-1]


def outcomes(run):
    return {name: door["outcome"] for name, door in run["doors"].items()}


def test_the_summary_and_the_run_file_say_what_became_of_each_door(provision, runs, fleet, tmp_path):
    doors = (DOOR, OTHER, WRONG, GONE)
    fleet.put_config(OTHER, **{"Config.Settings.LOGLEVEL.Level": "7"})
    predicted = provision("--check", doors=doors, expect=None)
    assert lines(predicted)[0] == "4 doors: 1 ok, 1 would change, 1 failed, 1 unreachable"
    done = provision(doors=doors, expect=None, akuvox_run_artifact=True)
    said = lines(done)
    assert said[0] == "4 doors: 1 ok, 1 changed, 1 failed, 1 unreachable"
    assert [line.split(":")[0] for line in said[1:]] == [f"failed {WRONG}", f"unreachable {GONE}"]
    assert "the device refused the login of user" in said[1]

    checked, real = runs()
    assert (checked["check_mode"], real["check_mode"]) == (True, False)
    assert outcomes(checked) == outcomes(real) == {
        DOOR: "changed",
        OTHER: "ok",
        WRONG: "failed",
        GONE: "unreachable",
    }  # fmt: skip
    assert (real["format"], real["job"]) == (1, "provision")
    assert real["started"] < real["finished"] < real["started"][:2] + "99"
    assert [
        f"failed {WRONG}: {real['doors'][WRONG]['reason']}",
        f"unreachable {GONE}: {real['doors'][GONE]['reason']}",
    ] == (said[1:])
    folder = tmp_path / "runs" / "new"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert sum(recap["changed"] for recap in done.recap.values()) == 1
    stats = [event["result"]["ansible_stats"] for event in done.events if event["task"] == "Hand the run on"]
    assert [each["aggregate"] for each in stats] == [False, False]
    ((name, begun),), ((same, ended),) = (each["data"].items() for each in stats)
    begun, ended = json.loads(begun), json.loads(ended)
    assert (name, begun["finished"], ended["finished"] >= real["finished"]) == (same, None, True)
    assert {**ended, "finished": real["finished"]} == real


def test_batches_share_a_run_file(provision, runs):
    doors = (DOOR, WRONG, OTHER)
    done = provision("-e", '{"akuvox_serial": [1, 2]}', doors=doors, expect=2)
    assert [event["result"]["msg"][0] for event in done.events if event["task"] == "Sum up"] == [
        "1 door: 0 ok, 1 changed, 0 failed, 0 unreachable",
        "3 doors: 0 ok, 2 changed, 1 failed, 0 unreachable",
    ]
    (run,) = runs()
    assert run["finished"]
    assert outcomes(run) == {DOOR: "changed", WRONG: "failed", OTHER: "changed"}


def test_a_batch_in_which_no_door_answers_leaves_what_is_known_of_those_before(provision, runs):
    """It ends the run, and nothing can be summed up any more."""
    doors = (DOOR, WRONG, OTHER, GONE, DOORS[4])
    done = provision("-e", '{"akuvox_serial": [2, 1]}', doors=doors, expect=4)
    assert [event["result"]["msg"] for event in done.events if event["task"] == "Sum up"] == [
        ["2 doors: 0 ok, 1 changed, 1 failed, 0 unreachable", ANY],
        ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable"],
    ]
    (run,) = runs()
    assert run["finished"] is None
    assert outcomes(run) == {
        DOOR: "changed", WRONG: "failed", OTHER: "changed", GONE: "not_tried", DOORS[4]: "not_tried"
    }  # fmt: skip
    assert run["doors"][WRONG]["reason"]


def test_a_batch_that_fails_as_a_whole_ends_the_run_and_is_summed_up(provision, runs):
    done = provision("-e", "akuvox_serial=1", doors=(WRONG, DOOR), expect=2)
    assert lines(done)[0] == "2 doors: 0 ok, 0 changed, 1 failed, 0 unreachable, 1 not tried"
    assert outcomes(runs()[0]) == {WRONG: "failed", DOOR: "not_tried"}


@pytest.mark.parametrize("setting", ["ANSIBLE_ANY_ERRORS_FATAL=true", "ANSIBLE_STRATEGY=free"])
def test_the_configuration_neither_ends_a_job_early_nor_sums_it_up_too_soon(provision, runs, setting):
    name, value = setting.split("=")
    done = provision(doors=(DOOR, WRONG, GONE), expect=None, environment={name: value})
    assert len([event for event in done.events if event["task"] == "Sum up"]) == 1
    assert lines(done)[0] == "3 doors: 0 ok, 1 changed, 1 failed, 1 unreachable"
    assert outcomes(runs()[0]) == {DOOR: "changed", WRONG: "failed", GONE: "unreachable"}


@pytest.mark.parametrize("path", sorted((ROOT / "playbooks").glob("*.yml")), ids=lambda path: path.stem)
def test_each_play_of_a_job_says_how_its_doors_go_together(path):
    for job in yaml.safe_load(path.read_text("utf-8")):
        assert (job["any_errors_fatal"], job["strategy"]) == (False, "linear"), job["name"]


def test_where_no_door_answers_the_run_file_says_that_the_run_did_not_end(provision, runs):
    provision(doors=(GONE,), expect=4)
    (run,) = runs()
    assert (run["finished"], outcomes(run)) == (None, {GONE: "not_tried"})


def test_a_slice_sums_up_its_own_doors(provision, runs):
    done = provision("--limit", OTHER, doors=(DOOR, OTHER))
    assert lines(done) == ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable"]
    assert outcomes(runs()[0]) == {OTHER: "changed"}


def test_tags_leave_the_summary_and_a_host_of_the_name_localhost_no_trace(provision, runs):
    """Localhost may be a host of the inventory, with a connection of its own."""
    done = provision(
        "--tags", "akuvox_users", others={"localhost": {"ansible_host": "192.0.2.1", "ansible_connection": "ssh"}}
    )
    assert lines(done) == ["1 door: 1 ok, 0 changed, 0 failed, 0 unreachable"]
    assert outcomes(runs()[0]) == {DOOR: "ok"}


def test_wrong_variables_are_named_without_a_request(provision, fleet, runs):
    done = provision(akuvox_log_level="loud", expect=2)
    (line,) = lines(done)[1:]
    assert line.startswith(f"failed {DOOR}: Wrong variables: value of akuvox_log_level must be one of: ")
    assert runs()[0]["doors"][DOOR]["reason"] == line.partition(": ")[2]
    assert fleet.requests(DOOR) == []


def test_a_folder_that_cannot_be_written_fails_before_the_first_request(provision, fleet, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = provision(akuvox_run_dir=str(tmp_path / "file"), expect=2)
    assert lines(done)[1].startswith(f"failed {DOOR}: Make the folder of the run files: ")
    assert fleet.requests(DOOR) == []


def test_without_a_folder_there_is_no_run_file(provision, runs, tmp_path):
    done = provision(akuvox_run_dir="")
    assert lines(done) == ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable"]
    assert not (tmp_path / "runs").exists()
