# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AWX that the bundle of 0.2.0 has configured is, after configure.yml, as one that never had it.

``awx.json`` is what the playbook of 0.2.0 makes in the stand-in. Its run ends as failed, on a real AWX too, at the
links of approvals, and has made all steps and links by then.
"""

from __future__ import annotations

import json

from commands import ROOT
from described import CONFIG
from relations import FOREIGN, KINDS
from server import Server

MADE = json.loads((ROOT / "tests/integration/made_by_0_2_0/awx.json").read_text("utf-8"))
STEPS = "workflow_job_template_nodes"
# Numbers and states, which say nothing of what AWX is to do.
OWN = {"id", "url", "related", "summary_fields", "status", "scm_revision"}
# One of the two workflows that were there then, with what its steps run; each entry takes its time.
WORKFLOW, OTHER = "Akuvox firmware rollout", "Akuvox provision rollout"
WORKFLOWS = [each for each in CONFIG["controller_workflows"] if each["name"] == WORKFLOW]
RUN = {step.get("unified_job_template") for each in WORKFLOWS for step in each["simplified_workflow_nodes"]}
SOME = {
    "controller_templates": [each for each in CONFIG["controller_templates"] if each["name"] in RUN],
    "controller_workflows": WORKFLOWS,
    **{f"controller_{kind}": [] for kind in ("schedules", "teams", "roles")},
}


def left_by_0_2_0():
    """A stand-in with the objects of the file."""
    server = Server()
    awx = server.awx
    for kind, objects in MADE["objects"].items():
        awx.objects[kind] = {int(number): dict(each) for number, each in objects.items()}
    awx.links = {(kind, number, link): list(linked) for kind, number, link, linked in MADE["links"]}
    for part in ("surveys", "secrets"):
        getattr(awx, part).update({int(number): each for number, each in MADE[part].items()})
    awx._next = 1 + max(number for objects in awx.objects.values() for number in objects)
    awx.remove("workflow_job_templates", awx.named("workflow_job_templates")[OTHER]["id"])
    return server


def described(awx):
    """All that an AWX holds, (kind, name) -> its fields, links and survey, with names in place of numbers."""

    def name(kinds, number):
        (kind,) = [one for one in ((kinds,) if isinstance(kinds, str) else kinds) if number in awx.objects[one]]
        each = awx.objects[kind][number]
        return (
            each["name"]
            if kind != STEPS
            else f"{name('workflow_job_templates', each['workflow_job_template'])}: {each['identifier']}"
        )

    found = {}
    for kind in set(KINDS) - {"roles", "updates"}:
        leads = KINDS[kind] | FOREIGN.get(kind, {})
        for number, each in awx.objects[kind].items():
            fields = {
                field: name(leads[field], value) if field in leads and value is not None else value
                for field, value in each.items()
                if field not in OWN
            }
            for of, at, link in awx.links:
                if (of, at) == (kind, number):
                    linked = sorted(one.get("name") or one["identifier"] for one in awx.linked(kind, number, link))
                    fields |= {link: linked} if linked else {}
            # A step of the same name may be there twice, an approval too.
            found.setdefault((kind, name(kind, number)), []).append(fields | {"survey": awx.surveys.get(number)})
    return found


def test_nothing_of_0_2_0_is_left(configure, configured):
    server = left_by_0_2_0()
    try:
        configure(server.url, **SOME)
        server.awx.writes.clear()
        assert "changed=0" in configure(server.url, **SOME)
        assert [each for each in server.awx.writes if "/projects/" not in each] == []

        new, now = described(configured.awx), described(server.awx)
        # no kind has anything that the files don't have, as they are as a whole
        assert sorted(set(now) - set(new)) == []
        # and nothing is there twice
        assert {key: len(each) for key, each in now.items() if len(each) > 1} == {}
        # the other AWX has a private project and registry
        left_out = {"projects", "execution_environments"}
        same = {key for key in now if key[0] not in left_out and (key[0] != "job_templates" or key[1] in RUN)}
        assert len(same) > 25
        assert {key: now[key][0] for key in same} == {key: new[key][0] for key in same}
    finally:
        server.stop()
