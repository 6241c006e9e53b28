# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rollouts as configure.yml puts them into AWX, with real jobs on seven doors: who is written, and the end.

Two of the doors are canaries, and the templates have slices. For provision and for firmware:

- canary good, approved: all 7 are written; successful, one mail of success (test_after_a_good_canary_...)
- approval denied: the canaries are written; failed, one mail of error (test_after_a_good_canary_...)
- approval not answered in time: the canaries are written; failed, one mail of error (test_after_a_good_canary_...)
- canary failed: at most the other canary is written; failed, one mail of error (test_when_a_canary_fails_...)
- canary empty: none is written, none is asked; failed, one mail of error (test_without_a_canary_...)
- typo in the pattern: none is written, none is asked; failed, one mail of error (test_without_a_canary_...)
- launched within configure.yml: none is written, no step starts; failed (test_configure.py)
"""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import pytest
from commands import BIN, ROOT
from conftest import NO_CERTIFICATES
from harness.awxtext import variables_file
from harness.commands import commands
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet
from harness.leaks import leaks
from harness.playbook import to_yaml

DOORS = [f"door-{number}" for number in range(1, 8)]
CANARIES = DOORS[:2]
REST = DOORS[2:]
NEW_FIRMWARE = "29.30.10.200"
LEVEL = "Config.Settings.LOGLEVEL.Level"
PROVISION, FIRMWARE = "Akuvox provision rollout", "Akuvox firmware rollout"
# Fewer than in the files, for the time it takes.
SLICES = 2
# They write to no door.
QUIET = {"Akuvox backup", "Akuvox count doors", "Akuvox report", "Akuvox rollout failed"}
# The same for all rollouts of a name, so that what is the same in them is done once.
ANSWERS = {PROVISION: {}, FIRMWARE: {"akuvox_soak": 0}}
JOB_SECONDS = 300
# How long an approval waits, as the files have it.
APPROVAL_SECONDS = 86400


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """The emulated doors."""
    running = Emulator(
        tmp_path_factory.mktemp("rollout"),
        {
            "defaults": {"username": USERNAME, "password": PASSWORD, "reboot_seconds": 0.2},
            "devices": [{"name": name} for name in DOORS],
        },
    )
    yield Fleet(running)
    running.stop()


class Node:
    """An execution node: runs a job of the project by ansible-playbook, with variables in the form of AWX."""

    def __init__(self, folder: Path, fleet: Fleet, collections: Path) -> None:
        self.folder, self.fleet, self.collections = folder, fleet, collections
        self.project = shutil.copytree(ROOT / "extensions" / "awx" / "project", folder / "project")
        self.temporary = tempfile.mkdtemp(prefix="akuvox-")
        self.kept = {}
        rom = folder / "R29.rom"
        rom.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model=R29 version={NEW_FIRMWARE}\n".encode() + bytes(20_000))
        baseline = {"version": NEW_FIRMWARE, "file": str(rom), "md5": hashlib.md5(rom.read_bytes()).hexdigest()}
        self.variables = {
            "akuvox_request_interval": 0,
            "akuvox_config": {LEVEL: "7"},
            "akuvox_firmware_baseline": {"R29": baseline},
            "akuvox_firmware_settle_timeout": 1,
            "akuvox_firmware_wait_timeout": 30,
            "akuvox_backup_dir": str(folder / "backups"),
            "akuvox_report_dir": str(folder / "report"),
        }

    def __deepcopy__(self, memo: dict) -> Node:
        # an AWX that is copied has the same doors
        return self

    def run(self, job) -> None:
        """Run a job. One that writes to no door is not run twice with the same doors and variables."""
        own = {name: value for name, value in job.variables.items() if not name.startswith("awx_")}
        key = json.dumps([job.template, job.limit, job.hosts, own])
        if (job.job_type == "check" or job.template in QUIET) and key in self.kept:
            job.status, job.artifacts, job.output = self.kept[key]
            return
        place = Path(tempfile.mkdtemp(prefix="job-", dir=self.folder))
        groups = {"akuvox": DOORS, "canary": CANARIES, "rest": REST}
        inventory = {
            "all": {
                "hosts": {name: self.fleet.host(name) for name in job.hosts},
                "children": {name: {"hosts": {m: {} for m in of if m in job.hosts}} for name, of in groups.items()},
            }
        }
        inventory["all"]["children"]["akuvox"]["vars"] = self.variables
        (place / "hosts.yml").write_text(to_yaml(inventory), encoding="utf-8")
        (place / "extravars").write_text(variables_file(job.variables), encoding="utf-8")
        words = ["-i", place / "hosts.yml", "-e", f"@{place / 'extravars'}", "--forks", "7"]
        words += ["--limit", job.limit] if job.limit else []
        words += ["--check"] if job.job_type == "check" else []
        started = commands().start(
            [str(BIN / "ansible-playbook"), *map(str, words), job.playbook],
            self.project,
            {
                "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
                "HOME": str(self.folder),
                "LANG": "C.UTF-8",
                "TMPDIR": self.temporary,
                "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
                # by itself in its folder, as Ansible imports every file there
                "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).resolve().parent / "callbacks"),
                "ANSIBLE_CALLBACKS_ENABLED": "collect_stats",
                "STATS_FILE": str(place / "stats.json"),
                "AKUVOX_USERNAME": USERNAME,
                "AKUVOX_PASSWORD": PASSWORD,
                **NO_CERTIFICATES,
            },
        )
        code, printed = started.finish(JOB_SECONDS)
        stats = place / "stats.json"
        job.status = "failed" if code else "successful"
        job.output, job.artifacts = printed, json.loads(stats.read_text("utf-8")) if stats.exists() else {}
        assert not leaks(job.output + json.dumps(job.artifacts), {PASSWORD})
        self.kept[key] = job.status, job.artifacts, job.output


@pytest.fixture(scope="module")
def node(doors, installed, tmp_path_factory):
    """The execution node of all rollouts of this file."""
    made = Node(tmp_path_factory.mktemp("node"), doors, installed)
    yield made
    shutil.rmtree(made.temporary, ignore_errors=True)


@pytest.fixture
def awx(configured, node, doors):
    """An AWX with the bundle, seven doors, and nothing run yet."""
    held = copy.deepcopy(configured.awx)
    held.hosts, held.run = DOORS, node.run
    for step in held.objects["workflow_job_template_nodes"].values():
        if step.get("job_slice_count"):
            step["job_slice_count"] = SLICES
    doors.reset()
    for door in DOORS:
        doors.clear_faults(door)
    return held


class Rollout:
    """A launched rollout."""

    def __init__(self, awx, name: str, **answers) -> None:
        self.awx = awx
        self.number = awx.launch_workflow(awx.named("workflow_job_templates")[name], answers)
        self.flow = awx.flows[self.number]

    def copy(self) -> Rollout:
        """The rollout once more, with an AWX of its own, to go on in another way."""
        made = copy.copy(self)
        made.awx = copy.deepcopy(self.awx)
        made.flow = made.awx.flows[self.number]
        return made

    def decide(self, approved: bool) -> None:
        """Answer the one approval that is waited for, which is the one before the waves."""
        assert self.awx.decide(self.number, approved) == "approval", self.said

    @property
    def mails(self) -> list[tuple[str, str]]:
        """What was sent, without what asks for an approval."""
        return [mail for mail in self.awx.mails if mail[0] != "approval"]

    @property
    def said(self) -> str:
        """What its jobs have printed."""
        return "\n".join(f"=== {job.template} {job.slice} {job.status}\n{job.output}" for job in self.awx.done_jobs)[
            -9000:
        ]

    def outputs(self, template: str) -> str:
        """What the jobs of a template have printed, on one line."""
        return " ".join(" ".join(job.output for job in self.awx.done_jobs if job.template == template).split())


def provisioned(fleet):
    """The doors that have what is described."""
    return [door for door in DOORS if fleet.state(door)["config"].get(LEVEL) == "7"]


def upgraded(fleet):
    """The doors that have the new firmware."""
    return [door for door in DOORS if fleet.state(door)["firmware"]["version"] == NEW_FIRMWARE]


BREAKS = {
    PROVISION: {"kind": "status", "target": "config", "action": "set", "status": 500, "times": -1},
    FIRMWARE: {"kind": "status", "target": "firmware", "action": "upload", "status": 500, "times": -1},
}
DONE = {PROVISION: provisioned, FIRMWARE: upgraded}
both = pytest.mark.parametrize("name", [PROVISION, FIRMWARE])
FIRST = ["count", "precheck", "backup", "canary"]


@both
def test_after_a_good_canary_it_is_the_approval_that_counts(awx, doors, node, name):
    """What a rollout has done until then is done once, and goes on in three ways."""
    rollout = Rollout(awx, name, **ANSWERS[name])
    assert rollout.flow.waiting == ["approval"], rollout.said
    assert DONE[name](doors) == CANARIES
    assert rollout.mails == []
    assert ("approval", name) in awx.mails

    denied, unanswered = rollout.copy(), rollout.copy()
    denied.decide(approved=False)
    assert unanswered.awx.pass_time(APPROVAL_SECONDS - 1) == []
    assert unanswered.flow.waiting == ["approval"]
    assert unanswered.awx.pass_time(1) == ["approval"]
    for ended in (denied, unanswered):
        assert ended.flow.status == "failed"
        assert ended.flow.started == [*FIRST, "approval", "report_failed", "end"]
        assert DONE[name](doors) == CANARIES
        assert ended.mails == [("error", name)]

    rollout.decide(approved=True)
    assert rollout.flow.status == "successful", rollout.said
    assert DONE[name](doors) == DOORS
    assert rollout.flow.started == [*FIRST, "approval", "waves", "report"]
    assert rollout.mails == [("success", name)]
    assert "7 doors, of which canaries: door-1, door-2" in rollout.outputs("Akuvox count doors")
    report = json.loads((node.folder / "report" / "report.json").read_text("utf-8"))
    assert (
        sorted(report["doors"] if isinstance(report["doors"], dict) else [d["door"] for d in report["doors"]]) == DOORS
    )
    assert {run["job"] for run in report["runs"]} == {"backup", name.split()[1]}
    assert report["problems"] == []


@both
def test_when_a_canary_fails_no_other_door_is_written(awx, doors, name):
    doors.set_fault(CANARIES[0], **BREAKS[name])
    rollout = Rollout(awx, name, **ANSWERS[name])
    assert rollout.flow.status == "failed", rollout.said
    assert rollout.flow.started == [*FIRST, "report_failed", "end"]
    assert set(DONE[name](doors)) <= {CANARIES[1]}
    assert rollout.mails == [("error", name)]
    assert "The rollout did not go through" in rollout.outputs("Akuvox rollout failed")
    assert "door-1:" in rollout.outputs("Akuvox rollout failed")
    # in AWX nobody can add a variable to a command
    assert "relaunch this job in AWX on its failed hosts" in rollout.outputs(name.removesuffix(" rollout"))
    assert "akuvox_retry" not in " ".join(job.output for job in rollout.awx.done_jobs)


NO_CANARY = ("rest", "No door of 'rest' is in 'canary', so nothing would be tried out")
TYPO = ("nosuch", "no host and no group of the inventory is named 'nosuch'")


@pytest.mark.parametrize(
    ("name", "answer", "reason"),
    [
        (PROVISION, *NO_CANARY),
        (PROVISION, *TYPO),
        (PROVISION, "door-1,dor-2", "no host and no group of the inventory is named 'dor-2'"),
        (PROVISION, "canary:!canary", "'canary:!canary' leaves no door"),
        (FIRMWARE, *NO_CANARY),
        (FIRMWARE, *TYPO),
    ],
)
def test_without_a_canary_or_by_a_typo_nothing_begins(awx, doors, name, answer, reason):
    rollout = Rollout(awx, name, akuvox_hosts=answer)
    assert (rollout.flow.status, rollout.flow.started) == ("failed", ["count"]), rollout.said
    assert reason in rollout.outputs("Akuvox count doors")
    assert [doors.requests(door) for door in DOORS] == [[]] * 7
    assert rollout.mails == [("error", name)]


def test_few_doors_are_a_limit_in_a_launch_and_an_answer_in_a_workflow(awx, doors):
    """Neither needs to know of slices: those without a door are no failure, and a limit that matches nothing is one."""
    template = awx.named("job_templates")["Akuvox provision"]
    done = awx.launch(template, {"limit": "door-6"}, {})
    assert (done.status, done.slices, provisioned(doors)) == ("successful", [], ["door-6"]), done.output
    assert awx.launch(template, {"limit": "dor-6"}, {}).status == "failed"

    fleet = Rollout(awx, "Akuvox fleet backup", akuvox_hosts="door-1,door-5")
    assert (fleet.flow.status, fleet.flow.started) == ("successful", ["count", "doors"]), fleet.said
    assert [sorted({"door-1", "door-5"} & set(job.hosts)) for job in fleet.flow.steps["doors"].job.slices] == [
        ["door-1", "door-5"],
        [],
    ]
    assert fleet.mails == []
