# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script for an AWX that a user has, from its first to its last step, on the stand-in."""

from __future__ import annotations

import json
import shutil
import sys

import pytest
import yaml
from commands import BIN, ROOT
from conftest import VAULT
from described import AWX, CONFIG
from server import TOKEN, Server

SCRIPT = ROOT / "tests" / "awx" / "real" / "try_bundle.py"
TEMPLATES = ["provision", "provision (check)", "backup", "drift", "revoke (check)", "report", "count doors"]
TEMPLATES += ["rollout failed"]


@pytest.fixture
def folder(tmp_path):
    """A copy of extensions/awx with one rollout and what it needs, as every entry takes its time."""
    copy = shutil.copytree(AWX, tmp_path / "awx")
    names = {f"Akuvox {name}" for name in TEMPLATES}
    rollout = "Akuvox provision rollout"
    chosen = {
        "job_templates": {
            "controller_templates": [each for each in CONFIG["controller_templates"] if each["name"] in names]
        },
        "workflows": {
            "controller_workflows": [each for each in CONFIG["controller_workflows"] if each["name"] == rollout]
        },
        "schedules": {"controller_schedules": []},
        "access": {
            "controller_teams": CONFIG["controller_teams"][:1],
            "controller_roles": [
                {
                    **CONFIG["controller_roles"][0],
                    "job_templates": [
                        "Akuvox provision (check)",
                        "Akuvox backup",
                        "Akuvox drift",
                        "Akuvox revoke (check)",
                    ],
                    "workflows": [],
                }
            ],
        },
    }
    for name, variables in chosen.items():
        (copy / "config" / f"{name}.yml").write_text(yaml.safe_dump(variables, sort_keys=False), encoding="utf-8")
    return copy


def works_unless_canary(job):
    """What an execution node makes of a job: canaries fail, and the last step of a rollout always does."""
    fails = job.playbook == "failed.yml" or (job.template == "Akuvox provision" and job.limit == "canary")
    job.status = "failed" if fails else "successful"


def test_the_script_configures_compares_launches_and_prints_a_table(run, folder, fast_awx_collections):
    server = Server()
    awx = server.awx
    awx.hosts, awx.run = [f"door-{number}" for number in range(1, 8)], works_unless_canary
    given = json.dumps({"vault_akuvox_username": "api", "vault_akuvox_new_username": "api2", **VAULT})
    asked = (
        "--vars",
        given,
        "--limit",
        "door-1",
        "--answer",
        "akuvox_drift_fail=false",
        "--failing-canary",
        "door-2,door-3",
        "--interval",
        "0.1",
        "--timeout",
        "60",
    )

    def tried(code, *more):
        output = run(
            *("python", SCRIPT, "--folder", folder, *more),
            cwd=folder,
            code=code,
            CONTROLLER_HOST=server.url,
            CONTROLLER_OAUTH_TOKEN=TOKEN,
            ANSIBLE_COLLECTIONS_PATH=str(fast_awx_collections),
            ANSIBLE_PYTHON_INTERPRETER=sys.executable,
        )
        assert TOKEN not in output
        # each result as it comes, and then all of them as a table
        said, _table, rows = output.partition("| what | has to be |")
        assert len(said.splitlines()) == len(rows.splitlines()) - 2
        return rows.splitlines()

    try:
        lines = tried(0, *asked)
        assert all(line.endswith("| ok |") for line in lines[2:]), "\n".join(lines)
        for wanted in (
            "| configure.yml, second run | ok, changed=0 | ok, changed=0 | ok |",
            "| launch: Akuvox provision (check) | successful | successful | ok |",
            "| launch: Akuvox backup | successful | successful | ok |",
            "| launch: Akuvox revoke (check) | asks for akuvox_revoke | asks for akuvox_revoke | ok |",
            "| rollout: Akuvox provision rollout | failed | failed | ok |",
            "| rollout: Akuvox provision rollout, waves | not run | not run | ok |",
        ):
            assert wanted in lines
        assert {job.limit for job in awx.done_jobs if job.template == "Akuvox backup"} == {"door-1", ""}
        assert [job.variables["akuvox_drift_fail"] for job in awx.done_jobs if job.template == "Akuvox drift"] == [
            "false"
        ]
        assert {job.variables.get("akuvox_hosts") for job in awx.done_jobs} == {None, "door-2,door-3"}

        # What differs from the files is found, and so is a canary that doesn't fail.
        awx.run = lambda job: setattr(job, "status", "successful")
        awx.change("job_templates", awx.named("job_templates")["Akuvox backup"]["id"], {"forks": 1})
        api_table = tried_without_configure(run, folder, server)
        assert "Akuvox backup.forks: 1 and not 20" in api_table
        assert "| rollout: Akuvox provision rollout | failed | successful | **not ok** |" in api_table
    finally:
        server.stop()


def tried_without_configure(run, folder, server):
    """The steps after the playbook, which would put it right."""
    steps = (
        "import sys; sys.argv = ['x', '--folder', sys.argv[1], '--failing-canary', 'all', '--interval', '0.1'];"
        f"sys.path.insert(0, {str(SCRIPT.parent)!r}); import try_bundle as t; o = t.arguments(); a = t.Api();"
        "c = t.described(o.folder); print(t.table([*t.compare(a, c), *t.launch_rollouts(a, c, o)]))"
    )
    return run(
        *("python", "-c", steps, folder),
        cwd=folder,
        CONTROLLER_HOST=server.url,
        CONTROLLER_OAUTH_TOKEN=TOKEN,
        PATH=str(BIN),
    )
