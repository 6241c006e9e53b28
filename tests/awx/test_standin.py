# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in does what AWX 24.6.1 was seen to do, as far as the bundle's tests depend on it."""

from __future__ import annotations

import copy
import json

import pytest
import yaml
from flow import Flow, Step
from harness.awxtext import variables_file
from jobs import Job, merged
from operations import Refused
from standin import Awx

NODES = "workflow_job_template_nodes"
SURVEY = [
    {"variable": "s", "type": "text", "required": False, "default": "100%", "min": 1, "max": 10},
    {"variable": "i", "type": "integer", "required": False, "default": 60, "min": 0, "max": 99},
    {"variable": "m", "type": "multiplechoice", "required": False, "default": "true", "choices": ["true", "false"]},
    {"variable": "l", "type": "multiselect", "required": False, "default": "a", "choices": ["a", "b"]},
    {"variable": "broken", "type": "text", "required": False, "default": "", "min": 1, "max": 9},
    {"variable": "r", "type": "text", "required": True, "default": "x", "min": 0, "max": 9},
]


@pytest.fixture
def awx():
    """An AWX with a synced project, seven hosts, and a template that asks for little."""
    made = Awx()
    made.hosts = [f"d{number}" for number in range(7, 0, -1)]
    made.ran = []

    def run(job):
        made.ran.append(job)
        job.status = "failed" if job.limit and job.limit not in job.hosts else "successful"
        job.artifacts = {f"of_{job.hosts[0]}": job.number, "last": job.number}

    made.run = run
    project = made.add("projects", {"name": "P", "scm_type": "git"})
    made.template = made.add(
        "job_templates",
        {"name": "T", "project": project["id"], "playbook": "x.yml", "job_type": "run", "survey_enabled": True,
         "extra_vars": json.dumps({"own": 1, "s": "of the template"})},
    )  # fmt: skip
    made.surveys[made.template["id"]] = {"spec": SURVEY}
    return made


def launched(awx, **data):
    return awx.answer("POST", f"/api/v2/job_templates/{awx.template['id']}/launch/", {}, data)


def test_a_job_gets_text_without_its_quotes():
    text = variables_file({"a": "0123", "b": "no", "c": "it's", "d": ["1", 2], "e": {"no": "2026-01-31"}, "f": True})
    assert text.splitlines()[0] == "!unsafe 'a': !unsafe '0123'"
    assert "!unsafe 'c': !unsafe 'it''s'" in text

    class Loader(yaml.SafeLoader):
        """Keeps text."""

    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    read = yaml.load(text, Loader)
    assert read == {"a": "0123", "b": "no", "c": "it's", "d": ["1", 2], "e": {"no": "2026-01-31"}, "f": True}


def test_what_a_template_does_not_ask_is_ignored_at_a_launch_and_refused_elsewhere(awx):
    status, answer = launched(awx, limit="d1", job_slice_count=5, extra_vars={"r": "x", "zz": 1})
    assert status == 201
    assert answer["ignored_fields"] == {"limit": "d1", "job_slice_count": 5, "extra_vars": {"zz": 1}}
    assert (awx.ran[-1].limit, "zz" in awx.ran[-1].variables) == ("", False)
    workflow = awx.add("workflow_job_templates", {"name": "W"})
    step = {"identifier": "a", "workflow_job_template": workflow["id"], "unified_job_template": awx.template["id"]}
    for more in ({"limit": "d1"}, {"job_slice_count": 5}, {"extra_data": {"zz": 1}}):
        with pytest.raises(Refused) as refused:
            awx.add(NODES, {**step, **more})
        assert refused.value.status == 400
    awx.add(NODES, {**step, "extra_data": {"s": "50%"}})


def test_answers(awx):
    with pytest.raises(Refused, match="'r' value missing"):
        launched(awx)
    for wrong, message in {
        ("s", 5): "expected to be a string",
        ("s", ""): "too small",
        ("i", "60"): "expected to be an integer",
        ("m", True): "expected to be one of",
    }.items():
        with pytest.raises(Refused, match=message):
            launched(awx, extra_vars={"r": "x", wrong[0]: wrong[1]})
    launched(awx, extra_vars={"r": "x"})
    # a default comes before the template's variable; that of a multiselect and one that breaks its rule are left out
    got = {name: value for name, value in awx.ran[-1].variables.items() if not name.startswith("awx_")}
    assert got == {"own": 1, "s": "100%", "i": 60, "m": "true", "r": "x"}
    rule = "DTSTART;TZID=Europe/Berlin:20260101T033000 RRULE:FREQ=DAILY;INTERVAL=1"
    with pytest.raises(Refused, match="'r' value missing"):
        awx.add("schedules", {"name": "S", "unified_job_template": awx.template["id"], "rrule": rule})


def test_slices_are_counted_by_the_inventory_and_not_by_the_limit(awx):
    awx.template |= {"job_slice_count": 5, "ask_limit_on_launch": True}
    job = awx.launch(awx.template, {"limit": "d6"}, {"r": "x"})
    assert [each.hosts for each in job.slices] == [["d1", "d6"], ["d2", "d7"], ["d3"], ["d4"], ["d5"]]
    assert (job.status, [each.status for each in job.slices].count("failed")) == ("failed", 4)
    assert len({each.variables["awx_job_id"] for each in job.slices}) == 5
    awx.hosts = ["d1", "d2"]
    assert len(awx.launch(awx.template, {}, {"r": "x"}).slices) == 2
    assert merged([Job(1, "T", artifacts={"a": 1, "b": 1}), Job(2, "T", artifacts={"b": 2})]) == {"a": 1, "b": 2}


def test_each_slice_sends_the_mail_of_its_template(awx):
    mail = awx.add("notification_templates", {"name": "M"})
    awx.links["job_templates", awx.template["id"], "notification_templates_error"] = [mail["id"]]
    awx.template |= {"job_slice_count": 5}
    awx.launch(awx.template, {"limit": "d1"}, {"r": "x"})
    assert awx.mails == [("error", "T")] * 4


def step(name, kind="job", converge=False, **links):
    """A step with links, as success=["b"]."""
    every = {f"{link}_nodes": links.get(link, []) for link in ("success", "failure", "always")}
    return Step(name, name, kind, converge=converge, links=every)


def flow(*steps, failing=(), how="failed"):
    """A workflow that has gone as far as it goes."""
    made = Flow(
        list(steps),
        lambda each, _got: Job(1, each.identifier, status=("successful", how)[each.identifier in failing]),
    )
    made.advance()
    return made


def test_how_a_workflow_goes():
    # steps that nothing leads to all start, an empty workflow is successful
    assert flow(step("a"), step("b")).started == ["a", "b"]
    assert flow().status == "successful"
    # a failure without a link for it is the workflow's, one with is not
    assert flow(step("a", success=["b"]), step("b"), failing="a").status == "failed"
    handled = flow(step("a", success=["b"], failure=["c"]), step("b"), step("c"), failing="a")
    assert (handled.started, handled.status, handled.steps["b"].status) == (["a", "c"], "successful", "do_not_run")
    # a hollow step starts nothing and counts as failed
    hollow = flow(step("a", "hollow", success=["b"], always=["c"]), step("b"), step("c"))
    assert (hollow.started, hollow.status) == (["c"], "successful")
    assert flow(step("a", "hollow", success=["b"]), step("b")).status == "failed"
    # an approval waits; denied counts as failed
    asked = flow(step("a", "approval", success=["b"], failure=["c"]), step("b"), step("c"))
    assert (asked.status, asked.waiting) == ("running", ["a"])
    asked.decide("a", approved=False)
    assert (asked.status, asked.started) == ("successful", ["a", "c"])


def test_converging():
    def both(converge, failing=()):
        steps = (
            step("a", success=["c"]),
            step("b", success=["c"], failure=["d"]),
            step("c", converge=converge),
            step("d"),
        )
        return "c" in flow(*steps, failing=failing).started

    assert both(converge=True)
    assert not both(converge=True, failing="b")
    assert both(converge=False, failing="b")


@pytest.mark.parametrize("how", ["canceled", "error"])
def test_converging_goes_past_what_was_canceled_or_not_run(how):
    """A parent that has failed must have a path there; of one that was canceled, in error or not run none is asked."""
    steps = (step("a", success=["c"]), step("b", success=["c"], failure=["d"]), step("c", converge=True), step("d"))
    went = flow(*steps, failing="b", how=how)
    assert (went.started, went.status) == (["a", "b", "c", "d"], "successful")
    # without a link for it, it is the workflow's failure
    assert flow(step("a"), failing="a", how=how).status == "failed"
    past = flow(step("a", success=["b"], failure=["c"]), step("b", success=["d"]), step("c", success=["d"]),
                step("d", converge=True))  # fmt: skip
    assert (past.started, past.steps["c"].status) == (["a", "b", "d"], "do_not_run")


def test_links_of_steps(awx):
    workflow = awx.add("workflow_job_templates", {"name": "W"})
    first = awx.add(NODES, {"identifier": "a", "workflow_job_template": workflow["id"]})
    path = f"/api/v2/{NODES}/{first['id']}"
    status, made = awx.answer("POST", f"{path}/success_nodes/", {}, {"identifier": "b"})
    assert (status, made["workflow_job_template"]) == (201, workflow["id"])
    assert awx.answer("POST", f"{path}/always_nodes/", {}, {"id": made["id"]})[0] == 204
    assert awx.answer("GET", f"{path}/", {}, {})[1]["success_nodes"] == [made["id"]]
    approval = awx.answer("POST", f"{path}/create_approval_template/", {}, {"name": "Go on?"})[1]
    with pytest.raises(Refused) as refused:
        awx.answer("GET", f"/api/v2/workflow_approval_templates/{approval['id']}/success_nodes/", {}, {})
    assert refused.value.status == 404


def test_an_approval_that_nobody_answers_in_time_is_denied(awx):
    workflow = awx.add("workflow_job_templates", {"name": "W"})
    mail = awx.add("notification_templates", {"name": "M"})
    for event in ("error", "approvals"):
        awx.links["workflow_job_templates", workflow["id"], f"notification_templates_{event}"] = [mail["id"]]
    step = awx.add(NODES, {"identifier": "a", "workflow_job_template": workflow["id"]})
    path = f"/api/v2/{NODES}/{step['id']}/create_approval_template/"
    awx.answer("POST", path, {}, {"name": "Go on?", "timeout": 60})
    number = awx.launch_workflow(workflow, {})
    flow = awx.flows[number]
    assert (awx.pass_time(59), flow.waiting, flow.status) == ([], ["a"], "running")
    other = awx.launch_workflow(workflow, {})
    assert (awx.pass_time(1), flow.status, awx.flows[other].status) == (["a"], "failed", "running")
    approvals = awx.search("workflow_approvals", {})["results"]
    assert [(each["status"], each["timed_out"]) for each in approvals] == [("failed", True), ("pending", False)]
    assert awx.mails == [("approval", "W"), ("approval", "W"), ("error", "W")]


def test_a_copy_goes_on_by_itself(awx):
    """The tests of the rollouts go on from one canary in several ways."""
    workflow = awx.add("workflow_job_templates", {"name": "W"})
    asked, then = (
        awx.add(NODES, {"identifier": name, "workflow_job_template": workflow["id"], **more})
        for name, more in {"a": {}, "b": {"unified_job_template": awx.template["id"]}}.items()
    )
    awx.answer("POST", f"/api/v2/{NODES}/{asked['id']}/create_approval_template/", {}, {"name": "Go on?"})
    awx.answer("POST", f"/api/v2/{NODES}/{asked['id']}/success_nodes/", {}, {"id": then["id"]})
    number = awx.launch_workflow(workflow, {"r": "x"})
    other = copy.deepcopy(awx)
    other.decide(number, approved=True)
    assert (other.flows[number].started, [job.template for job in other.done_jobs]) == (["a", "b"], ["T"])
    assert (awx.flows[number].waiting, awx.done_jobs) == (["a"], [])
    awx.decide(number, approved=False)
    assert (awx.flows[number].status, other.flows[number].status) == ("failed", "successful")


def test_projects_sources_and_schedules(awx):
    awx.failing_syncs = ["projects"]
    failed = awx.add("projects", {"name": "Q", "scm_type": "git"})
    with pytest.raises(Refused, match="Playbook not found"):
        awx.add("job_templates", {"name": "U", "project": failed["id"], "playbook": "x.yml", "job_type": "run"})
    # nothing syncs it again by itself
    awx.change("projects", failed["id"], {"name": "Q"})
    assert awx.objects["projects"][failed["id"]]["status"] == "failed"
    assert awx.add("inventory_sources", {"name": "I"})["status"] == "never updated"
    for wrong in ("DTSTART:20260101T033000 RRULE:FREQ=DAILY;INTERVAL=1", "DTSTART:20260101T033000Z RRULE:FREQ=DAILY"):
        with pytest.raises(Refused) as refused:
            awx.add("schedules", {"name": "S", "rrule": wrong})
        assert refused.value.status == 400
