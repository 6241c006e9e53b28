# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that puts extensions/awx into AWX, played against a stand-in of its API."""

from __future__ import annotations

import json
import sys

import pytest
from described import AWX, CONFIG, LINKS, WORKFLOWS
from standin import PASSWORD, USER, Server

SECRETS = {
    "vault_akuvox_password": "d0or/pass+word",
    "vault_akuvox_new_password": "n3w/pass+word",
    "vault_akuvox_vault_password": "v4ult/pass+word",
}
# With a limit, with variables, an approval, and the end.
SOME_STEPS = ("canary", "approval", "report")
VALUES = {"vault_akuvox_username": "api", "vault_akuvox_new_username": "api2", **SECRETS}


@pytest.fixture
def configure(run, awx_collections):
    """``configure(url, code=0, **variables)``: run the playbook as README.md says."""

    def play(url, code=0, **variables):
        output = run(
            *("ansible-playbook", "configure.yml", "-e", json.dumps({**VALUES, **variables})),
            cwd=AWX,
            code=code,
            CONTROLLER_HOST=url,
            CONTROLLER_USERNAME=USER,
            CONTROLLER_PASSWORD=PASSWORD,
            ANSIBLE_COLLECTIONS_PATH=str(awx_collections),
            ANSIBLE_PYTHON_INTERPRETER=sys.executable,
            ANSIBLE_PIPELINING="true",
        )
        assert not [secret for secret in {*SECRETS.values(), PASSWORD} if secret in output]
        return output

    return play


def test_awx_holds_what_is_described_and_a_second_run_changes_nothing(configure):
    server = Server()
    try:
        configure(server.url)
        awx = server.awx
        for variable, kind in {
            "controller_credential_types": "credential_types",
            "controller_projects": "projects",
            "controller_inventory_sources": "inventory_sources",
            "controller_notifications": "notification_templates",
            "controller_templates": "job_templates",
            "controller_workflows": "workflow_job_templates",
        }.items():
            assert {entry["name"] for entry in CONFIG[variable]} <= set(awx.named(kind))

        types = awx.named("credential_types")
        assert types["Akuvox HTTP API"]["injectors"]["env"]["AKUVOX_PASSWORD"] == "{{ password }}"
        login = awx.named("credentials")["Akuvox HTTP API"]
        assert awx.secrets[login["id"]] == {"username": "api", "password": SECRETS["vault_akuvox_password"]}

        for each in CONFIG["controller_templates"]:
            held = awx.named("job_templates")[each["name"]]
            assert (held["playbook"], held["job_type"]) == (each["playbook"], each["job_type"])
            assert json.loads(held.get("extra_vars", "{}")) == each.get("extra_vars", {})
            assert awx.surveys[held["id"]] == each["survey_spec"]
            credentials = {found["name"] for found in awx.linked("job_templates", held["id"], "credentials")}
            assert credentials == set(each["credentials"])

        for workflow in WORKFLOWS:
            number = awx.named("workflow_job_templates")[workflow["name"]]["id"]
            nodes = "workflow_job_template_nodes"
            steps = {
                each["identifier"]: each
                for each in awx.objects[nodes].values()
                if each["workflow_job_template"] == number
            }
            assert {
                name: {link: [found["identifier"] for found in awx.linked(nodes, each["id"], link)] for link in LINKS}
                for name, each in steps.items()
            } == {
                step["identifier"]: {link: step.get(link, []) for link in LINKS}
                for step in workflow["simplified_workflow_nodes"]
            }
            approvals = {name for name, each in steps.items() if each["unified_job_template"] in
                         awx.objects["workflow_approval_templates"]}  # fmt: skip
            assert approvals == {"precheck_failed", "backup_failed", "approval"}

        # something of each kind, as each entry takes its time
        awx.writes.clear()
        steps = [step for step in WORKFLOWS[0]["simplified_workflow_nodes"] if step["identifier"] in SOME_STEPS]
        output = configure(
            server.url,
            controller_templates=CONFIG["controller_templates"][:1],
            controller_workflows=[{**WORKFLOWS[0], "simplified_workflow_nodes": steps}],
        )
        assert "changed=0" in output
        assert [write for write in awx.writes if "/tokens/" not in write] == []
    finally:
        server.stop()


def test_without_an_awx_it_is_the_connection_that_fails(configure):
    assert "Connection refused" in configure("http://127.0.0.1:1", code=2)
