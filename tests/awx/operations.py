# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX does when it is asked to: sync, launch, approve."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from asked import answer_errors, defaults, questions, refused_fields, refused_variables
from flow import LINKS as STEP_LINKS
from flow import Flow, Step
from jobs import Job, hosts_of_slice, merged, slice_count
from relations import RUNNABLE

NODES = "workflow_job_template_nodes"


class Refused(Exception):
    """An answer other than success: its status, and what is wrong."""

    def __init__(self, status: int, detail: object) -> None:
        super().__init__(str(detail))
        self.status, self.detail = status, detail


class Operations:
    """The part of the stand-in that starts something. ``run`` runs one job: it sets status, artifacts and output."""

    run: Callable[[Job], None]
    nodes = 2
    """How many slices run side by side."""

    def prepare(self) -> None:
        """Begin with nothing done."""
        self.mails: list[tuple[str, str]] = []
        """What was sent: the event, and of what."""
        self.flows: dict[int, Flow] = {}
        self.done_jobs: list[Job] = []

    def operation(self, kind: str, number: int, link: str, method: str, data: dict) -> tuple[int, object] | None:
        """The answer to a path below an object, None where it is no such path."""
        if link == "update" and method == "POST":
            return 202, self.sync(kind, number)
        if link == "launch" and kind == "job_templates":
            return self._launch_answer(kind, number, method, data)
        if link == "launch" and kind == "workflow_job_templates":
            return self._launch_answer(kind, number, method, data)
        if link == "workflow_nodes" and kind == "workflow_job_templates":
            return 200, self.search(NODES, {"workflow_job_template": str(number)})
        if link == "workflow_nodes" and kind == "workflow_jobs":
            return 200, {"count": 1, "next": None, "results": self._shown_steps(number)}
        if link in ("approve", "deny") and kind == "workflow_approvals":
            flow, name = self.objects[kind][number]["of"], self.objects[kind][number]["step"]
            self._decide(flow, name, link == "approve")
            return 204, None
        return None

    # ---- launches

    def _launch_answer(self, kind: str, number: int, method: str, data: dict) -> tuple[int, object]:
        template = self.find(kind, number)
        asked = questions(template, self.surveys.get(number, {}))
        missing = [q["variable"] for q in asked if q["required"] and q.get("default") in (None, "")]
        if method == "GET":
            return 200, {"variables_needed_to_start": missing, "can_start_without_user_input": not missing}
        prompts = {name: value for name, value in data.items() if name != "extra_vars"}
        answers = data.get("extra_vars") or {}
        answers = json.loads(answers) if isinstance(answers, str) else answers
        ignored = {name: prompts.pop(name) for name in refused_fields(template, prompts)}
        dropped = refused_variables(template, self.surveys.get(number, {}), answers)
        if dropped:
            ignored["extra_vars"] = {name: answers.pop(name) for name in dropped}
        wrong = self.survey_refusal(template, answers)
        if wrong:
            raise Refused(400, wrong)
        if kind == "job_templates":
            job = self.launch(template, prompts, answers)
            shown = self._shown_job(job)
        else:
            shown = self._shown_flow(self.launch_workflow(template, answers))
        return 201, {**shown, "ignored_fields": ignored}

    def survey_refusal(self, template: dict, answers: dict, missing: bool = True) -> dict:
        """What a launch, a schedule or a step is refused with for its answers."""
        asked = questions(template, self.surveys.get(template["id"], {}))
        errors = answer_errors(asked, answers, missing)
        return {"variables_needed_to_start": errors} if errors else {}

    def launch(self, template: dict, prompts: dict, answers: dict, more: dict | None = None) -> Job:
        """Run a job template. ``more``: variables that come whatever the template asks, as a workflow's do."""
        asked = questions(template, self.surveys.get(template["id"], {}))
        variables = {**_loaded(template.get("extra_vars")), **defaults(asked), **answers, **(more or {})}
        count = slice_count(prompts.get("job_slice_count") or template.get("job_slice_count", 1), self.hosts)
        whole = self._made_job(template, prompts, variables, self.hosts, (1, 1))
        if count == 1:
            self._run(whole, template)
            return whole
        for number in range(1, count + 1):
            hosts = hosts_of_slice(self.hosts, number, count)
            whole.slices.append(self._made_job(template, prompts, variables, hosts, (number, count)))
        with ThreadPoolExecutor(max_workers=self.nodes) as pool:
            list(pool.map(self.run, whole.slices))
        for part in whole.slices:
            self._note(part, template)
        whole.status = "failed" if any(each.failed for each in whole.slices) else "successful"
        whole.artifacts = merged(whole.slices)
        return whole

    def _made_job(self, template: dict, prompts: dict, variables: dict, hosts: list[str], part: tuple[int, int]) -> Job:
        number, self._next = self._next, self._next + 1
        limit = prompts.get("limit") or template.get("limit", "")
        awx = {"awx_job_id": number, "awx_job_template_name": template["name"]}
        return Job(
            number,
            template["name"],
            template["playbook"],
            template["job_type"],
            limit,
            hosts,
            part,
            {**variables, **awx},
        )

    def _run(self, job: Job, template: dict) -> None:
        self.run(job)
        self._note(job, template)

    def _note(self, job: Job, template: dict) -> None:
        self.done_jobs.append(job)
        self._notify("job_templates", template, job.status)

    def _notify(self, kind: str, template: dict, status: str) -> None:
        event = "success" if status == "successful" else "error"
        self._mail(event, event, kind, template)

    def _mail(self, link: str, event: str, kind: str, template: dict) -> None:
        linked = self.linked(kind, template["id"], f"notification_templates_{link}")
        self.mails += [(event, template["name"])] * len(linked)

    # ---- workflows

    def graph(self, number: int, start: Callable) -> Flow:
        """The steps of a workflow as they are now."""
        held = {n: each for n, each in self.objects[NODES].items() if each["workflow_job_template"] == number}
        steps = []
        for node, each in held.items():
            template = each.get("unified_job_template")
            approval = template in self.objects["workflow_approval_templates"]
            links = {
                link: [held[child]["identifier"] for child in self.links.get((NODES, node, link), [])]
                for link in STEP_LINKS
            }
            steps.append(
                Step(
                    each["identifier"],
                    self.find_any(RUNNABLE, template)["name"] if template else "",
                    "approval" if approval else "job" if template else "hollow",
                    {name: each.get(name) for name in ("limit", "job_slice_count", "extra_data")},
                    bool(each.get("all_parents_must_converge")),
                    self.find("workflow_approval_templates", template).get("timeout", 0) if approval else 0,
                    links,
                )
            )
        return Flow(steps, start)

    def launch_workflow(self, template: dict, answers: dict) -> int:
        """Run a workflow as far as it goes without an approval; its number."""
        asked = questions(template, self.surveys.get(template["id"], {}))
        own = {**_loaded(template.get("extra_vars")), **defaults(asked), **answers}

        number, self._next = self._next, self._next + 1
        flow = self.flows[number] = self.graph(template["id"], partial(self._start, own))
        self.objects["workflow_jobs"][number] = {"id": number, "template": template}
        flow.advance()
        self._after(number)
        return number

    def _start(self, own: dict, step: Step, artifacts: dict) -> Job:
        runs = self.named("job_templates")[step.template]
        # later wins: the step's answers, what jobs before it have handed on, the workflow's variables
        return self.launch(runs, step.prompts, step.prompts.get("extra_data") or {}, {**artifacts, **own})

    def pass_time(self, seconds: int) -> list[str]:
        """Let time go by; the approvals whose time is over then."""
        over = []
        for each in self.objects["workflow_approvals"].values():
            if each["status"] == "pending":
                each["waited"] += seconds
                if 0 < each["timeout"] <= each["waited"]:
                    over.append(each)
        for each in over:
            each["timed_out"] = True
            self._decide(each["of"], each["step"], approved=False)
        return [each["step"] for each in over]

    def _decide(self, number: int, name: str, approved: bool) -> None:
        self.flows[number].decide(name, approved)
        self._after(number)

    def decide(self, number: int, approved: bool) -> str:
        """Answer the approval that a workflow waits for; which one it was."""
        (name,) = self.flows[number].waiting
        self._decide(number, name, approved)
        return name

    def _after(self, number: int) -> None:
        flow, template = self.flows[number], self.objects["workflow_jobs"][number]["template"]
        for name in flow.waiting:
            if flow.steps[name].job is None:
                made, self._next = self._next, self._next + 1
                self.objects["workflow_approvals"][made] = {
                    "id": made, "of": number, "step": name, "status": "pending", "timed_out": False, "waited": 0,
                    "timeout": flow.steps[name].timeout,
                }  # fmt: skip
                flow.steps[name].job = made
                self._mail("approvals", "approval", "workflow_job_templates", template)
        for each in self.objects["workflow_approvals"].values():
            if each["of"] == number and each["step"] not in flow.waiting:
                each["status"] = flow.steps[each["step"]].status
        if flow.status != "running":
            self._notify("workflow_job_templates", template, flow.status)

    # ---- what the API shows

    def _shown_job(self, job: Job) -> dict:
        finished = "2026-01-01T00:00:00Z"
        shown = {
            "id": job.number, "status": job.status, "failed": job.failed, "finished": finished, "elapsed": 1,
            "event_processing_finished": True, "name": job.template, "artifacts": job.artifacts, "limit": job.limit,
        }  # fmt: skip
        kind = "workflow_jobs" if job.slices else "jobs"
        self.objects[kind][job.number] = {**shown, "url": f"/api/v2/{kind}/{job.number}/", "type": kind[:-1]}
        return self.objects[kind][job.number]

    def _shown_flow(self, number: int) -> dict:
        held, flow = self.objects["workflow_jobs"][number], self.flows[number]
        held.update(
            {
                "url": f"/api/v2/workflow_jobs/{number}/",
                "type": "workflow_job",
                "status": flow.status,
                "failed": flow.status == "failed",
                "finished": None if flow.waiting else "2026-01-01T00:00:00Z",
                "name": held["template"]["name"],
            }
        )
        return {name: value for name, value in held.items() if name != "template"}

    def shown(self, kind: str, number: int) -> dict:
        """An object as a request sees it."""
        if kind == "workflow_jobs" and number in self.flows:
            return self._shown_flow(number)
        found = self.find(kind, number)
        if kind != NODES:
            return found
        return {**found, **{link: list(self.links.get((kind, number, link), [])) for link in STEP_LINKS}}

    def _shown_steps(self, number: int) -> list[dict]:
        return [
            {
                "identifier": step.identifier,
                "do_not_run": step.status == "do_not_run",
                "summary_fields": {"job": {
                    "id": step.job if isinstance(step.job, int) else step.job.number, "status": step.status,
                    "type": "workflow_approval" if step.kind == "approval" else "job",
                }} if step.job is not None else {},
            }
            for step in self.flows[number].steps.values()
        ]  # fmt: skip


def _loaded(variables: str | None) -> dict:
    return json.loads(variables) if variables else {}
