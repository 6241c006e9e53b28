# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of a workflow, as AWX 24.6.1 goes through its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

# A job that was canceled, or that AWX could not run (error), goes on like a failed one.
FAILED = ("failed", "error", "canceled")
LINKS = {"success_nodes": ("successful",), "failure_nodes": FAILED, "always_nodes": ("successful", *FAILED)}


@dataclass
class Step:
    """A step of a run. It is hollow where it has neither a template nor an approval."""

    identifier: str
    template: str = ""
    kind: str = "hollow"
    prompts: dict = field(default_factory=dict)
    converge: bool = False
    timeout: int = 0
    """Seconds that an approval waits, 0 for as long as it takes."""
    links: dict[str, list[str]] = field(default_factory=dict)
    status: str | None = None
    artifacts: dict = field(default_factory=dict)
    job: object = None
    """What it has started."""

    @property
    def leads_on_when_failed(self) -> bool:
        """Whether its failure is handled."""
        return bool(self.links["failure_nodes"] or self.links["always_nodes"])


class Flow:
    """A run. ``start(step, artifacts)`` runs a step's job, and returns it with its ``status`` and ``artifacts``."""

    def __init__(self, steps: list[Step], start: Callable) -> None:
        self.steps = {step.identifier: step for step in steps}
        self.parents = {name: [] for name in self.steps}
        for step in steps:
            for link, children in step.links.items():
                for child in children:
                    self.parents[child].append((step.identifier, link))
        order = TopologicalSorter({name: [parent for parent, _link in of] for name, of in self.parents.items()})
        self._order = list(order.static_order())
        self._start = start
        self.started: list[str] = []

    def advance(self) -> None:
        """Go on as far as no approval is waited for."""
        for name in self._order:
            step, parents = self.steps[name], self.parents[name]
            if step.status is not None or any(
                self.steps[parent].status in (None, "pending") for parent, _link in parents
            ):
                continue
            if parents and not self._is_due(step):
                step.status = "do_not_run"
                continue
            # what jobs before it have left, its parents' ancestors included
            handed_on = {}
            for parent, _link in parents:
                handed_on |= self.steps[parent].artifacts
            step.artifacts = handed_on
            if step.kind == "hollow":
                step.status = "failed"
            elif step.kind == "approval":
                self.started.append(name)
                step.status = "pending"
            else:
                self.started.append(name)
                step.job = self._start(step, handed_on)
                step.status = step.job.status
                step.artifacts = handed_on | step.job.artifacts

    def _is_due(self, step: Step) -> bool:
        met = [
            (self.steps[parent].status, self.steps[parent].status in LINKS[link])
            for parent, link in self.parents[step.identifier]
        ]
        if step.converge:
            # the path of one that was canceled, in error or not run isn't looked at
            counted = [its for status, its in met if status in ("successful", "failed")]
            return bool(counted) and all(counted)
        return any(its for _status, its in met)

    def decide(self, name: str, approved: bool) -> None:
        """Approve or deny a step that waits. One whose time is over counts as denied."""
        assert self.steps[name].status == "pending"
        self.steps[name].status = "successful" if approved else "failed"
        self.advance()

    @property
    def waiting(self) -> list[str]:
        """The approvals that nobody has answered yet."""
        return [name for name, step in self.steps.items() if step.status == "pending"]

    @property
    def status(self) -> str:
        """``running``, or how it has ended: failed where a step failed that leads to nothing then."""
        if self.waiting:
            return "running"
        failed = [step for step in self.steps.values() if step.status in FAILED and not step.leads_on_when_failed]
        return "failed" if failed else "successful"
