# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs as a new user runs them: from a home with nothing but the collection, by name or from a project."""

from __future__ import annotations

import json
import shlex

import pytest
import yaml
from harness.emulator import DOORS, ROOT
from harness.playbook import CONNECTION, to_yaml

DOOR, OTHER, WRONG, GONE = DOORS[:4]


@pytest.fixture
def by_hand(player, fleet, closed_port, tmp_path):
    """``by_hand(*arguments, doors=..., variables=...)``: the exit status and the lines; WRONG and GONE are as named."""
    folder = tmp_path / "project"
    folder.mkdir()
    special = {
        WRONG: fleet.host(WRONG, akuvox_password="wr0ng/pass+word"),
        GONE: fleet.host(GONE, akuvox_port=closed_port, akuvox_retries=0),
    }

    def run(*arguments, doors=(DOOR,), environment=None, **variables):
        hosts = {name: special.get(name) or fleet.host(name) for name in doors}
        inventory = {"akuvox": {"hosts": hosts, "vars": {**CONNECTION, **variables}}}
        (folder / "hosts.yml").write_text(to_yaml(inventory), encoding="utf-8")
        code, printed = player.by_hand(
            folder, "-i", "hosts.yml", *arguments, environment=environment, secrets=("wr0ng/pass+word",)
        )
        return code, printed.splitlines()

    run.folder = folder
    return run


def summary(lines):
    """The lines of the only summary, after which no door is asked any more."""
    (first,) = [number for number, line in enumerate(lines) if " ok, " in line and " unreachable" in line]
    end = lines.index("", first)
    after = {line.rstrip(" *") for line in lines[end:] if line.startswith(("TASK", "PLAY"))}
    assert after <= {"TASK [End here]", "TASK [Fail this one as well]", "PLAY RECAP"}
    assert all(len(line) <= 80 for line in lines[first:end] if "http" not in line)
    return lines[first:end]


def test_by_name_with_no_configuration_and_several_batches(by_hand):
    code, lines = by_hand(
        "doorfleet.akuvox.provision",
        *("-e", "akuvox_run_dir=runs"),
        doors=(DOOR, WRONG, OTHER, GONE),
        akuvox_log_level="debug",
        akuvox_serial=[1, 2, 1],
    )
    assert code == 4
    first, *said = summary(lines)
    assert first == "4 doors: 0 ok, 2 changed, 1 failed, 1 unreachable"
    assert f"changed {DOOR}, {OTHER}" in said
    assert said[-1] == "Again, only the open ones: the same command with -e akuvox_retry=provision"
    # and what it says works
    code, lines = by_hand(
        "doorfleet.akuvox.provision",
        *("-e", "akuvox_run_dir=runs", "-e", "akuvox_retry=provision"),
        doors=(DOOR, WRONG, OTHER, GONE),
        akuvox_log_level="debug",
    )
    assert (code, summary(lines)[0]) == (4, "2 doors: 0 ok, 0 changed, 1 failed, 1 unreachable")


def test_from_a_project_that_shows_no_results_and_where_nobody_answers(by_hand):
    (by_hand.folder / "site.yml").write_text(to_yaml([{"import_playbook": "doorfleet.akuvox.provision"}]), "utf-8")
    (by_hand.folder / "ansible.cfg").write_text("[defaults]\ndisplay_ok_hosts = no\n", encoding="utf-8")
    code, lines = by_hand("site.yml", doors=(GONE,), akuvox_log_level="debug")
    assert (code, summary(lines)[0]) == (4, "1 door: 0 ok, 0 changed, 0 failed, 1 unreachable")
    code, lines = by_hand("site.yml", doors=(DOOR, OTHER), akuvox_log_level="debug")
    assert (code, summary(lines)) == (
        0,
        ["2 doors: 0 ok, 2 changed, 0 failed, 0 unreachable", f"changed {DOOR}, {OTHER}"],
    )
    quiet = {"ANSIBLE_STDOUT_CALLBACK": "doorfleet.akuvox.quiet"}
    code, lines = by_hand("site.yml", doors=(DOOR, OTHER), environment=quiet, akuvox_log_level="debug")
    first, summed_up = [line for line in lines if line]
    assert first == "This run can't be undone: set akuvox_run_dir or akuvox_undo_dir to a folder"
    assert (code, summed_up) == (0, "2 doors: 2 ok, 0 changed, 0 failed, 0 unreachable")
    role = {"name": "doorfleet.akuvox.provision", "tasks_from": "log_level"}
    tasks = [{"name": "level", "ansible.builtin.include_role": role}]
    plays = [{"name": "level", "hosts": "akuvox", "gather_facts": False, "tasks": tasks}]
    (by_hand.folder / "level.yml").write_text(to_yaml(plays), encoding="utf-8")
    code, lines = by_hand("level.yml", doors=(DOOR, OTHER), environment=quiet, akuvox_log_level="debug")
    warnings = [line for line in lines if line.startswith("[WARNING]: tasks_from: log_level")]
    assert (code, len(warnings)) == (0, 1), "a warning is shown, and once"


@pytest.mark.one_core
def test_every_relative_folder_begins_where_the_command_was_run(by_hand):
    """Of each job that has one, also from a playbook that stands elsewhere; none lands in the collection."""
    jobs = ("backup", "collect_logs", "report", "restore", "access")
    (by_hand.folder / "plays").mkdir()
    plays = [{"import_playbook": f"doorfleet.akuvox.{job}"} for job in jobs]
    role = {"hosts": "akuvox", "gather_facts": False, "vars": {"akuvox_backup_dir": "by-role"}}
    plays.append({"name": "role", **role, "roles": ["doorfleet.akuvox.backup"]})
    (by_hand.folder / "plays" / "site.yml").write_text(to_yaml(plays), encoding="utf-8")
    before = {path for place in ("playbooks", "roles") for path in (ROOT / place).rglob("*")}
    code, lines = by_hand(
        "plays/site.yml",
        akuvox_run_dir="runs",
        akuvox_backup_dir="sets",
        akuvox_log_dir="logs",
        akuvox_report_dir="page",
        akuvox_access_dir="who",
        akuvox_restore_confirm=True,
    )
    assert code == 0, "\n".join(lines[-40:])
    assert {path for place in ("playbooks", "roles") for path in (ROOT / place).rglob("*")} == before
    here = {path.name for path in by_hand.folder.iterdir()}
    assert here == {"home", "hosts.yml", "plays", "runs", "sets", "logs", "page", "who", "by-role"}
    assert [path.name for path in (by_hand.folder / "plays").iterdir()] == ["site.yml"]
    assert {path.name.partition("-")[0] for path in (by_hand.folder / "runs").glob("*.json")} == set(jobs)
    for sets in ("sets", "by-role"):
        assert len(list((by_hand.folder / sets / DOOR).iterdir())) >= 1
    assert (by_hand.folder / "who" / "access.csv").exists()
    assert (by_hand.folder / "logs" / DOOR / "doorlog.jsonl").exists()
    assert (by_hand.folder / "page" / "report.html").exists()
    (run,) = (path for path in (by_hand.folder / "runs").glob("restore-*"))
    assert json.loads(run.read_text("utf-8"))["doors"][DOOR]["report"]["path"].startswith(str(by_hand.folder / "sets"))
    # by its path, an earlier run is found from here too
    code, lines = by_hand("doorfleet.akuvox.backup", "-e", f"akuvox_retry=runs/{run.name}", akuvox_backup_dir="sets")
    assert code == 0
    assert any("has left nothing open" in line for line in lines)


@pytest.mark.one_core
def test_the_step_of_a_pipeline_is_the_gate_that_the_readme_of_drift_promises(by_hand):
    text = (ROOT / "roles" / "drift" / "README.md").read_text("utf-8").partition("A step for GitLab:")[2]
    step = yaml.safe_load(text.partition("```yaml")[2].partition("```")[0])["drift"]
    (command,) = step["script"]
    vault = by_hand.folder / "vault"
    vault.write_text("secret", encoding="utf-8")
    words = shlex.split(command.replace("$VAULT_FILE", str(vault)))
    assert words[:3] == ["ansible-playbook", "-i", "hosts.yml"]
    code, lines = by_hand(*words[3:], akuvox_log_level="debug")
    assert (code, summary(lines)[0]) == (2, "1 door: 0 ok, 1 would change, 0 failed, 0 unreachable")
    (folder,) = step["artifacts"]["paths"]
    assert len(list((by_hand.folder / folder).glob("drift-*.json"))) == 1
    by_hand("doorfleet.akuvox.provision", akuvox_log_level="debug")
    code, _lines = by_hand(*words[3:], akuvox_log_level="debug")
    assert code == 0
