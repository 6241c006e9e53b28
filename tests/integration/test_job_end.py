# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end that all jobs' playbooks have, by provision's: summary and run file, whatever becomes of the doors."""

from __future__ import annotations

import json
import stat
import time

import pytest
import yaml
from harness.emulator import DOORS, PASSWORD, ROOT, USERNAME, Emulator, Fleet

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

    def run(*arguments, doors=(DOOR,), expect=0, others=None, environment=None, kill_when=None, **variables):
        return play(
            None,
            {name: special.get(name) or fleet.host(name) for name in doors},
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={**LEVEL, "akuvox_run_dir": str(tmp_path / "runs" / "new"), **variables},
            playbook=PLAYBOOK,
            secrets={"wr0ng/pass+word"},
            others=others,
            environment=environment,
            kill_when=kill_when,
            expect=expect,
        )

    return run


@pytest.fixture
def runs(tmp_path):
    """``runs()``: the run files so far, oldest first."""
    return lambda: [json.loads(path.read_text("utf-8")) for path in sorted((tmp_path / "runs" / "new").glob("*.json"))]


def lines(done):
    """The lines of the summary, of which there is one, without how to undo the run."""
    return [line for line in done.summary if not line.startswith(("To undo this run", "  -e akuvox_undo_run="))]


def printed(done):
    """The summary as it stands in the output, whatever the callback shows of results."""
    output = done.output.splitlines()
    first = next(number for number, line in enumerate(output) if " unreachable" in line and " doors" in line[:9])
    return output[first : output.index("", first)]


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
    assert [line.split(":")[0] for line in said[1:3]] == [f"failed {WRONG}", f"unreachable {GONE}"]
    assert said[3:] == [
        f"changed {DOOR}", "Again, only the open ones: the same command with -e akuvox_retry=provision"
    ]  # fmt: skip
    assert "the device refused the login of user" in said[1]

    checked, real = runs()
    assert (checked["check_mode"], real["check_mode"]) == (True, False)
    assert outcomes(checked) == outcomes(real) == {
        DOOR: "changed",
        OTHER: "ok",
        WRONG: "failed",
        GONE: "unreachable",
    }  # fmt: skip
    assert (real["format"], real["job"]) == (2, "provision")
    assert real["started"] < real["finished"] < real["started"][:2] + "99"
    assert [
        f"failed {WRONG}: {real['doors'][WRONG]['reason']}",
        f"unreachable {GONE}: {real['doors'][GONE]['reason']}",
    ] == said[1:3]
    folder = tmp_path / "runs" / "new"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.json")} == {0o600}
    assert sum(recap["changed"] for recap in done.recap.values()) == 1
    results = [event["result"] for event in done.events]
    stats = [result["ansible_stats"] for result in results if "ansible_stats" in result]
    assert [each["aggregate"] for each in stats] == [False, False]
    ((name, begun),), ((same, ended),) = (each["data"].items() for each in stats)
    # as text, since AWX hands a time on as a date
    begun, ended = json.loads(begun), json.loads(ended)
    assert (name, begun["finished"], ended["finished"] >= real["finished"]) == (same, None, True)
    assert {**ended, "finished": real["finished"]} == real


def test_batches_are_summed_up_once_and_the_last_may_fail_as_a_whole(provision, runs):
    """Also where the callback shows no results that are ok."""
    doors = (DOOR, WRONG, OTHER, GONE)
    done = provision(
        "-e", '{"akuvox_serial": [1, 2, 1]}', doors=doors, expect=4, environment={"ANSIBLE_DISPLAY_OK_HOSTS": "no"}
    )
    assert lines(done)[0] == printed(done)[0] == "4 doors: 0 ok, 2 changed, 1 failed, 1 unreachable"
    assert f"changed {DOOR}, {OTHER}" in printed(done)
    assert all(len(line) <= 80 for line in printed(done) if "http://" not in line)
    (run,) = runs()
    assert run["finished"]
    assert outcomes(run) == {DOOR: "changed", WRONG: "failed", OTHER: "changed", GONE: "unreachable"}
    assert {door: (recap["failures"], recap["unreachable"]) for door, recap in done.recap.items()} == {
        DOOR: (0, 0), WRONG: (1, 0), OTHER: (0, 0), GONE: (0, 1)
    }  # fmt: skip


def test_no_batch_is_begun_after_one_of_which_no_door_came_through(provision, runs, fleet, tmp_path):
    done = provision("-e", "akuvox_serial=1", doors=(WRONG, DOOR, OTHER), expect=2)
    reason = f"no door of the batch before came through ({WRONG})"
    assert lines(done)[0] == "3 doors: 0 ok, 0 changed, 1 failed, 0 unreachable, 2 not tried"
    assert f"not tried 2 doors: {reason}" in lines(done)
    assert outcomes(runs()[0]) == {WRONG: "failed", DOOR: "not_tried", OTHER: "not_tried"}
    assert runs()[0]["doors"][DOOR]["reason"] == reason
    assert fleet.requests(DOOR) == fleet.requests(OTHER) == []

    # and again, only what is open: by the job's name, by the file's path, and from what AWX hands on
    (first,) = runs()
    by_name = provision("-e", "akuvox_retry=provision", doors=(WRONG, DOOR, OTHER, DOORS[4]), expect=2)
    assert outcomes(runs()[-1]) == {WRONG: "failed", DOOR: "changed", OTHER: "changed"}
    assert lines(by_name)[0] == "3 doors: 0 ok, 2 changed, 1 failed, 0 unreachable"
    assert fleet.requests(DOORS[4]) == []
    (path, *_others) = sorted((tmp_path / "runs" / "new").glob("*.json"))
    by_path = provision("-e", f"akuvox_retry={path}", doors=(WRONG, DOOR, OTHER, DOORS[4]), expect=2)
    assert lines(by_path)[0] == "3 doors: 2 ok, 0 changed, 1 failed, 0 unreachable"
    handed = {f"akuvox_run_of_provision_{number}": json.dumps(run) for number, run in enumerate(runs()[:2])}
    given = json.dumps({**handed, "akuvox_retry": "provision", "akuvox_run_dir": ""})
    by_hand_on = provision("-e", given, doors=(WRONG, DOOR, OTHER, DOORS[4]), expect=2)
    assert lines(by_hand_on)[0] == "1 door: 0 ok, 0 changed, 1 failed, 0 unreachable"
    nothing = provision("-e", f"akuvox_retry={tmp_path}/none.json", doors=(DOOR,), expect=2)
    assert nothing.message(DOOR, "Begin") == (
        f"akuvox_retry: there is no run file {tmp_path}/none.json, and a job has a name such as provision"
    )


@pytest.mark.parametrize("setting", ["ANSIBLE_ANY_ERRORS_FATAL=true", "ANSIBLE_STRATEGY=free"])
def test_the_configuration_neither_ends_a_job_early_nor_sums_it_up_too_soon(provision, runs, setting):
    name, value = setting.split("=")
    done = provision(doors=(DOOR, WRONG, GONE), expect=None, environment={name: value})
    assert len([event for event in done.events if event["task"] == "Sum up"]) == 1
    assert lines(done)[0] == "3 doors: 0 ok, 1 changed, 1 failed, 1 unreachable"
    assert outcomes(runs()[0]) == {DOOR: "changed", WRONG: "failed", GONE: "unreachable"}


@pytest.mark.parametrize("path", sorted((ROOT / "playbooks").rglob("*.yml")), ids=lambda path: path.stem)
def test_each_play_of_a_job_says_how_its_doors_go_together(path):
    for job in yaml.safe_load(path.read_text("utf-8")):
        if "hosts" in job:
            assert (job["any_errors_fatal"], job["strategy"]) == (False, "linear"), job["name"]


def test_where_no_door_answers_there_is_a_summary_all_the_same(provision, runs):
    done = provision(doors=(GONE,), expect=4)
    assert lines(done)[0] == "1 door: 0 ok, 0 changed, 0 failed, 1 unreachable"
    (run,) = runs()
    assert (bool(run["finished"]), outcomes(run)) == (True, {GONE: "unreachable"})


def test_the_plays_after_a_job_are_for_the_doors_that_came_through(play, fleet, closed_port):
    """From a project's playbook; a door that failed is lost for it, and the others are not."""
    hosts = {**fleet.hosts(DOOR, OTHER), GONE: fleet.host(GONE, akuvox_port=closed_port, akuvox_retries=0)}
    after = {"name": "After", "hosts": "doors", "gather_facts": False, "tasks": [{"name": "go", "ping": {}}]}
    done = play(None, hosts, "-e", "akuvox_hosts=doors", variables=LEVEL, playbook=[*PLAYBOOK, after], expect=4)
    assert {event["host"] for event in done.events if event["task"] == "go"} == {DOOR, OTHER}


def test_a_run_that_is_killed_says_unknown_of_the_doors_that_it_had_begun_with(provision, runs, fleet, tmp_path):
    """The kill comes while the first batch waits for an answer."""
    fleet.set_fault(DOOR, "slow", target="log", times=-1, seconds=30)

    def begun():
        folder = tmp_path / "runs" / "new"
        return folder.exists() and any("unknown" in path.read_text("utf-8") for path in folder.glob("*.json"))

    provision("-e", "akuvox_serial=1", doors=(DOOR, OTHER), expect=None, kill_when=begun)
    (run,) = runs()
    assert (run["finished"], outcomes(run)) == (None, {DOOR: "unknown", OTHER: "not_tried"})
    assert " and not finished; run again" in run["doors"][DOOR]["reason"]


def test_no_door_is_begun_once_the_time_is_over(provision, runs, fleet):
    """In the first wave nothing is known to be over; a date that is past lets nothing begin."""
    done = provision(doors=(DOOR, OTHER), expect=2, akuvox_stop_at="2026-01-31 05:00")
    assert lines(done)[0] == "2 doors: 0 ok, 0 changed, 0 failed, 0 unreachable, 2 not tried"
    reason = "akuvox_stop_at is over (2026-01-31 05:00); run again with akuvox_retry"
    assert f"not tried 2 doors: {reason}" in lines(done)
    assert fleet.requests(DOOR) == fleet.requests(OTHER) == []
    assert [door["reason"] for door in runs()[0]["doors"].values()] == [reason] * 2
    wrong = provision(doors=(DOOR,), expect=2, akuvox_stop_at=2400)
    assert "akuvox_stop_at: must be a time of day such as '05:00'" in wrong.message(DOOR, "Begin")
    assert provision(doors=(DOOR,), akuvox_stop_at=time.strftime("%H:%M")).recap[DOOR]["changed"] == 1


def test_no_door_gets_its_first_write_once_the_time_is_over(provision, runs, fleet):
    """In the middle of a batch; what has begun goes on to its end. The time is counted from the job's own beginning."""
    fleet.set_fault(DOOR, "slow", target="log", times=1, seconds=7)
    stop = "{{ '%Y-%m-%d %H:%M:%S' | strftime(now().timestamp() + 5) }}"
    done = provision("--forks", "1", doors=(DOOR, OTHER), expect=2, akuvox_stop_at=stop)
    assert outcomes(runs()[0]) == {DOOR: "changed", OTHER: "not_tried"}
    assert lines(done)[0] == "2 doors: 0 ok, 1 changed, 0 failed, 0 unreachable, 1 not tried"
    assert f"not tried {OTHER}: akuvox_stop_at is over (" in "".join(lines(done))
    assert fleet.writes(OTHER) == []


def test_a_job_for_nobody_or_with_nothing_to_do_fails(provision, fleet, tmp_path):
    """Not so where the variable allows it, as a slice may have no doors; nor where tags have narrowed the run."""
    others = {"elsewhere": {}}
    (tmp_path / "limit").write_text("elsewhere\n", encoding="utf-8")
    for limit in ("elsewhere,localhost", f"@{tmp_path / 'limit'}"):
        nobody = provision("--limit", limit, others=others, expect=None)
        assert nobody.code != 0
        assert "there are no doors for this job: the inventory has none in 'doors' within" in " ".join(
            nobody.output.split()
        )
    allowed = provision("--limit", "elsewhere", "-e", "akuvox_allow_no_doors=true", others=others)
    assert "Nothing to do: there are no doors for this job" in allowed.output

    # "other" is what LEVEL would have been
    nothing = provision(doors=(DOOR, OTHER), expect=2, akuvox_log_level=None, akuvox_log_levle="debug")
    assert "there is nothing to do: none of the 2 doors has any of" in nothing.message(DOOR, "Begin")
    assert fleet.requests(DOOR) == []


def test_unknown_variables_are_named_once(provision, fleet):
    """Not those that other variables are made of."""
    done = provision(
        doors=(DOOR, OTHER),
        akuvox_realys=[{"relay": "A"}],
        akuvox_our_contacts=[{"name": "Desk", "phone": "100"}],
        akuvox_contacts="{{ akuvox_our_contacts }}",
    )
    told = [line for line in done.output.splitlines() if line.startswith("Unknown variable")]
    assert told == ["Unknown variable akuvox_realys (2 doors): did you mean akuvox_relays?"]


def test_a_slice_sums_up_its_own_doors(provision, runs):
    done = provision("--limit", OTHER, doors=(DOOR, OTHER))
    assert lines(done) == ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable", f"changed {OTHER}"]
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
    line = lines(done)[1]
    assert line.startswith(f"failed {DOOR}: Wrong variables: value of akuvox_log_level must be one of: ")
    assert runs()[0]["doors"][DOOR]["reason"] == line.partition(": ")[2]
    assert fleet.requests(DOOR) == []


def test_a_folder_that_cannot_be_written_fails_before_the_first_request(provision, fleet, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = provision(akuvox_run_dir=str(tmp_path / "file"), expect=2)
    assert done.message(DOOR, "Begin").startswith(f"akuvox_run_dir: can't write to the folder {tmp_path / 'file'}: ")
    assert fleet.requests(DOOR) == []


def test_without_a_folder_there_is_no_run_file(provision, runs, tmp_path):
    done = provision(akuvox_run_dir="")
    assert lines(done) == ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable", f"changed {DOOR}"]
    assert not (tmp_path / "runs").exists()


@pytest.mark.one_core
def test_the_quiet_way_names_who_was_removed_and_needs_few_lines(play, fleet):
    """Without names where they are not wanted; and no PIN in any case."""
    people = [
        {"user_id": "1001", "name": "Kim Example", "pin": "719283", "doors": ["all"]},
        {"user_id": "1002", "name": "Robin Sample", "pin": "302847", "doors": ["all"]},
    ]
    doors = DOORS[:3]

    def credentials(listed, **variables):
        done = play(
            None,
            fleet.hosts(*doors),
            *("-e", "akuvox_hosts=doors"),
            variables={"akuvox_people": listed, "akuvox_purge_limit": "100%", **variables},
            playbook=[{"import_playbook": "doorfleet.akuvox.credentials"}],
            environment={
                "ANSIBLE_STDOUT_CALLBACK": "doorfleet.akuvox.quiet",
                "ANSIBLE_VERBOSITY": "0",
                "ANSIBLE_DIFF_ALWAYS": "0",
            },
            secrets={"719283", "302847"},
        )
        return [line for line in done.output.partition('{"event"')[0].splitlines() if line]

    credentials(people)
    not_kept = "This run can't be undone: set akuvox_run_dir or akuvox_undo_dir to a folder"
    assert credentials(people[1:]) == [
        not_kept,
        "3 doors: 0 ok, 3 changed, 0 failed, 0 unreachable",
        "removed from 3 doors: 1001 Kim Example",
    ]
    assert credentials(people[:1], akuvox_summary_names=False) == [
        not_kept,
        "3 doors: 0 ok, 3 changed, 0 failed, 0 unreachable",
        "removed from 3 doors: 1002",
        "added to 3 doors: 1001",
    ]


@pytest.mark.one_core
def test_one_leaver_on_forty_doors_is_told_in_a_few_lines(play, tmp_path):
    """Quietly and with names: the summary in at most 25 lines of 80 columns, and each difference once."""
    doors = [f"gate-{number:02d}" for number in range(1, 41)]
    kim = {"user_id": "1001", "name": "Kim Example", "pin": "719283", "cards": ["00AB0001"], "doors": ["all"]}
    robin = {"user_id": "1002", "name": "Robin Sample", "pin": "302847", "doors": ["all"]}
    defaults = {"username": USERNAME, "password": PASSWORD}
    running = Emulator(tmp_path, {"defaults": defaults, "devices": [{"name": name} for name in doors]})

    def credentials(listed, *arguments, **environment):
        done = play(
            None,
            Fleet(running).hosts(*doors),
            *("-e", "akuvox_hosts=doors", "--forks", "10", *arguments),
            variables={"akuvox_people": listed},
            playbook=[{"import_playbook": "doorfleet.akuvox.credentials"}],
            environment={"ANSIBLE_VERBOSITY": "0", "ANSIBLE_DIFF_ALWAYS": "0", **environment},
            secrets={"719283", "302847"},
        )
        return [line for line in done.printed.splitlines() if line]

    quiet = {"ANSIBLE_STDOUT_CALLBACK": "doorfleet.akuvox.quiet"}
    try:
        credentials([kim, robin], **quiet)
        # without the callback, too, a record is a line
        told = credentials([robin], "--check", "--diff", ANSIBLE_STDOUT_CALLBACK="default")
        assert told.count("+++ after: gate-07 akuvox_credentials") + told.count("+++ gate-07 akuvox_credentials") == 1
        assert sum(line.startswith(("---", "+++", "@@", "-", "+")) for line in told) <= 40 * 5
        told = credentials([robin], "--diff", **quiet)
        assert "--- before: 40 doors akuvox_credentials" in told
        (gone,) = (line for line in told if line.startswith("-'1001'"))
        assert gone.startswith("-'1001': {user_id: '1001', name: Kim Example, pin: '********', cards: [00AB0001], ")
        assert told[-2:] == [
            "40 doors: 0 ok, 40 changed, 0 failed, 0 unreachable",
            "removed from 40 doors: 1001 Kim Example",
        ]
        assert len(told) <= 25
    finally:
        running.stop()
