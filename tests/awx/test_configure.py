# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that puts extensions/awx into AWX, played against a stand-in that does what AWX does."""

from __future__ import annotations

import json
from types import SimpleNamespace

from described import CONFIG, LINKS, WORKFLOWS
from server import Server

GOOD = SimpleNamespace(status="successful", artifacts={})

NODES = "workflow_job_template_nodes"
# Something of each kind, as each entry takes its time.
SOME = {
    "controller_templates": [
        each for each in CONFIG["controller_templates"]
        if each["name"] in ("Akuvox count doors", "Akuvox backup", "Akuvox drift")
    ],
    "controller_workflows": [
        each for each in WORKFLOWS
        if each["name"] in ("Akuvox fleet backup", "Akuvox fleet drift")
    ],
    "controller_roles": [{"team": "Akuvox checkers", "role": "execute", "job_templates": ["Akuvox drift"]}],
}  # fmt: skip


def steps_of(awx, workflow):
    """The steps that AWX has of a workflow, by identifier."""
    number = awx.named("workflow_job_templates")[workflow]["id"]
    return {each["identifier"]: each for each in awx.objects[NODES].values() if each["workflow_job_template"] == number}


def links_of(awx, step):
    """The links of a step, by kind."""
    return {link: sorted(each["identifier"] for each in awx.linked(NODES, step["id"], link)) for link in LINKS}


def test_awx_holds_what_is_described(configured):
    awx = configured.awx
    for variable, kind in {
        "controller_credential_types": "credential_types",
        "controller_projects": "projects",
        "controller_inventory_sources": "inventory_sources",
        "controller_notifications": "notification_templates",
        "controller_templates": "job_templates",
        "controller_workflows": "workflow_job_templates",
        "controller_schedules": "schedules",
        "controller_teams": "teams",
    }.items():
        assert {entry["name"] for entry in CONFIG[variable]} <= set(awx.named(kind))
    assert awx.settings["AWX_ISOLATION_SHOW_PATHS"] == [
        "/etc/pki/ca-trust:/etc/pki/ca-trust:O",
        "/srv/doors:/srv/doors",
    ]
    assert {awx.named(kind)["Akuvox doors"]["status"] for kind in ("projects", "inventory_sources")} == {"successful"}

    types = awx.named("credential_types")
    assert types["Akuvox HTTP API"]["injectors"]["env"]["AKUVOX_PASSWORD"] == "{{ password }}"
    login = awx.named("credentials")["Akuvox HTTP API"]
    assert awx.secrets[login["id"]] == {"username": "api", "password": configured.secrets["vault_akuvox_password"]}

    for each in CONFIG["controller_templates"]:
        held = awx.named("job_templates")[each["name"]]
        assert (held["playbook"], held["job_type"]) == (each["playbook"], each["job_type"])
        assert json.loads(held.get("extra_vars", "{}")) == each.get("extra_vars", {})
        assert awx.surveys[held["id"]] == each["survey_spec"]
        credentials = {found["name"] for found in awx.linked("job_templates", held["id"], "credentials")}
        assert credentials == set(each["credentials"])

    for workflow in WORKFLOWS:
        held = steps_of(awx, workflow["name"])
        assert {name: links_of(awx, each) for name, each in held.items()} == {
            step["identifier"]: {link: sorted(step.get(link, [])) for link in LINKS}
            for step in workflow["simplified_workflow_nodes"]
        }
        for step in workflow["simplified_workflow_nodes"]:
            does = held[step["identifier"]]
            wanted = step.get("unified_job_template") or step["approval_node"]["name"]
            assert (
                does["summary_fields"]["unified_job_template"]["name"] == wanted
                if "approval_node" not in step
                else True
            )
            for field in ("limit", "extra_data", "job_slice_count"):
                assert does.get(field) == step.get(field), (workflow["name"], step["identifier"], field)


def test_a_private_project_and_registry_have_their_credentials(configured):
    """They are made where the vault has their secrets, as it has here."""
    awx = configured.awx
    names = awx.named("credentials")
    assert awx.named("projects")["Akuvox doors"]["credential"] == names["Akuvox project"]["id"]
    assert awx.named("execution_environments")["Akuvox"]["credential"] == names["Akuvox registry"]["id"]
    assert awx.secrets[names["Akuvox project"]["id"]] == {
        "ssh_key_data": configured.secrets["vault_akuvox_project_ssh_key"]
    }


def test_who_may_do_what(configured):
    awx = configured.awx
    teams = {each["id"]: name for name, each in awx.named("teams").items()}
    held = set()
    for (kind, number, link), members in awx.links.items():
        if (kind, link) == ("roles", "teams"):
            role = awx.objects["roles"][number]
            held |= {(teams[one], role["name"], awx.objects[role["of"][0]][role["of"][1]]["name"]) for one in members}
    assert held == {
        (entry["team"], entry["role"], name)
        for entry in CONFIG["controller_roles"]
        for name in entry.get("job_templates", []) + entry.get("workflows", [])
    }


def test_launched_in_the_middle_no_workflow_starts_anything(configured):
    """What was seen on a real AWX: between its steps and their links, the waves of a rollout ran at once."""
    assert configured.half_made > 50
    assert configured.started_half_made == []


# What is there already, for runs that are about something else.
NOTHING_OF = {f"controller_{kind}": [] for kind in ("credential_types", "credentials", "teams", "roles")}


def test_a_second_run_changes_nothing_and_a_failed_sync_is_repaired(configure):
    server = Server()
    awx = server.awx
    try:
        # of the project twice, as it is synced when it is made
        awx.failing_syncs = ["projects", "projects"]
        assert "Sync the project" in configure(server.url, code=2, **SOME)
        assert awx.named("projects")["Akuvox doors"]["status"] == "failed"
        configure(server.url, **SOME)
        assert awx.named("projects")["Akuvox doors"]["status"] == "successful"
        assert awx.named("inventory_sources")["Akuvox doors"]["status"] == "successful"

        awx.writes.clear()
        assert "changed=0" in configure(server.url, **SOME)
        # the project is synced each time, which changes nothing while its revision is the same
        project = awx.named("projects")["Akuvox doors"]["id"]
        assert awx.writes == [f"POST /api/v2/projects/{project}/update/"]

        assert_changes_are_safe(awx, lambda **changed: configure(server.url, **{**SOME, **NOTHING_OF, **changed}))
    finally:
        server.stop()


def assert_changes_are_safe(awx, again):
    """A step comes between two others, and leaves the files again, with a field of another and all of a workflow."""
    name = SOME["controller_workflows"][0]["name"]
    runs = set()

    def launch():
        flow = awx.graph(awx.named("workflow_job_templates")[name]["id"], lambda _step, _artifacts: GOOD)
        flow.advance()
        runs.add(" ".join(flow.started))

    awx.after_write = launch
    workflow = json.loads(json.dumps(SOME["controller_workflows"][0]))
    start, doors = workflow["simplified_workflow_nodes"]
    check = {
        "identifier": "check",
        "unified_job_template": "Akuvox drift",
        "job_slice_count": 2,
        "success_nodes": ["doors"],
    }
    start["success_nodes"] = ["check"]
    workflow["simplified_workflow_nodes"] = [start, check, doors]
    schedules = [each for each in CONFIG["controller_schedules"] if "backup" in each["name"]]
    left = {"controller_workflows": [workflow], "controller_schedules": schedules}
    output = again(**left)
    assert "AWX still has what the files have no longer: Akuvox nightly drift, Akuvox fleet drift" in output
    assert links_of(awx, steps_of(awx, name)["check"])["success_nodes"] == ["doors"]
    assert steps_of(awx, name)["doors"]["job_slice_count"] == 5
    # whenever it was launched: as it was, as it is to be, or nothing
    assert runs == {"count doors", "count check doors", ""}

    runs.clear()
    del doors["job_slice_count"]
    start["success_nodes"] = ["doors"]
    workflow["simplified_workflow_nodes"] = [start, doors]
    again(**left, akuvox_awx_remove=True)
    assert runs == {"count doors", "count check doors", ""}
    held = steps_of(awx, name)
    assert set(held) == {"count", "doors"}
    assert held["doors"]["job_slice_count"] is None
    assert set(awx.named("schedules")) == {"Akuvox nightly backup"}
    assert set(awx.named("workflow_job_templates")) == {name}
    assert set(awx.named("teams")) == {each["name"] for each in CONFIG["controller_teams"]}


def test_without_an_awx_it_is_the_connection_that_fails(configure):
    assert "Connection refused" in configure("http://127.0.0.1:1", code=2, token=False, fast=False)
