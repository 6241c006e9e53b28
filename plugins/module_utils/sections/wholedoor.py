# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring all sections of a door to what is wanted: all are read and planned, then written one by one, each read back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..api.snapshot import Snapshot
from ..errors import (
    AkuvoxError,
    AuthFailed,
    DoorBusy,
    InvalidInput,
    OtherUnit,
    Redirected,
    TlsError,
    Unreachable,
)
from ..shortened import shortened
from .registry import SECTIONS
from .wording import Wording

# What says nothing of a section, but of the way to the door.
_OF_THE_DOOR = (Unreachable, TlsError, AuthFailed, Redirected, OtherUnit, DoorBusy)
_NOTHING = "Nothing was changed"
_NAMED = 10


@dataclass
class Step:
    """A section on its way, or what of it comes last. ``plan``: also that of one that was refused."""

    section: Any
    task: Any
    is_last: bool = False
    prepared: Any = None
    refusal: AkuvoxError | None = None
    plan: Any = None
    result: dict | None = None
    diff: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.section.name

    def prepare(self, **more):
        """Read and plan.

        :raises AkuvoxError: what the input or the door forbids; nothing was written.
        """
        task = replace(self.task, **more)
        try:
            self.prepared = (self.section.last if self.is_last else self.section.module.prepare)(task)
        except AkuvoxError as exc:
            # one that is planned again, and has none, still lets in whom the first one would have removed
            self.plan = exc.plan or self.plan
            raise
        self.plan = getattr(self.prepared, "plan", None)

    def keep(self, result):
        """Keep a result; the diff is kept apart."""
        self.diff = result.get("diff") or {}
        self.result = {key: value for key, value in result.items() if key != "diff"}

    def still_let_in(self):
        """Whom the plan would have removed and who is still there, as they are named to the user."""
        target = self.section.target
        if not target.lets_in or self.plan is None:
            return []
        table = target.records.table(self.task.device.profile)
        gone = set((self.result or {}).get("removed") or ())
        return [
            f"{table.introduced(record.values)} ({self.name})"
            for record in self.plan.remove
            if table.shown_key(record.values) not in gone
        ]


def work(task):
    """Plan and set all sections and return the task's result.

    :raises AkuvoxError: naming the section; ``sections`` of its detail says what became of each.
    """
    snapshot = Snapshot(task.device)
    steps = list(_steps(replace(task, device=snapshot)))
    _plan_all(steps, Wording(task.params))
    snapshot.end()
    _finish_all(steps, Wording(task.params))
    return _result(steps)


def _steps(task):
    chosen = task.params["section_params"]
    connection = {name: value for name, value in task.params.items() if name != "section_params"}

    def step(name, is_last=False, **more):
        return Step(SECTIONS[name], replace(task, params={**connection, **chosen[name], **more}), is_last)

    late = [name for name in chosen if SECTIONS[name].last]
    yield from (step(name, purge=False) if name in late else step(name) for name in chosen)
    for name in late:
        purge = task.params.get(SECTIONS[name].purge) or chosen[name]["purge"]
        if purge and chosen[name]["state"] == "present":
            yield step(name, is_last=True)


def _plan_all(steps, words):
    """Plan all steps, and raise one error for all that are refused."""
    to_come = _schedules_to_come(steps)
    planned, refused = {}, []
    for step in steps:
        if step.is_last and any(other.name == step.name for other in refused):
            continue
        try:
            step.prepare(to_come=to_come, planned=planned)
        except _OF_THE_DOOR as exc:
            raise _with_still(exc, exc.message, steps) from None
        except AkuvoxError as exc:
            step.refusal = exc
            refused.append(step)
        else:
            planned.setdefault(step.section.target.name, step.prepared)
    if refused:
        raise _refused(refused, steps, words)
    _refuse_contradictions(steps, words)


def _schedules_to_come(steps):
    """The names that the schedules will have when people are set."""
    rows = [row for step in steps if step.section.target.name == "schedule" for row in step.task.params["schedules"]]
    return tuple(dict.fromkeys(row["name"] for row in rows))


def _refused(refused, steps, words):
    said = "; ".join(dict.fromkeys(words.of_section(step.section, step.refusal.message) for step in refused))
    nothing = "" if _NOTHING in said else f". {_NOTHING}"
    names = list(dict.fromkeys(step.name for step in refused))
    for step in refused:
        step.keep({"changed": False, **step.refusal.detail, "msg": step.refusal.message})
    error = refused[0].refusal if len(refused) == 1 else AkuvoxError("")
    return _with_still(error, f"{said}{nothing}. {way_on(words, names)}", steps, refused_sections=names)


def way_on(words, names):
    """What the user can do to have all other sections set."""
    listed = ",".join(words.section(name) for name in names)
    if words.by_variables:
        return f"To set the rest without {'it' if len(names) == 1 else 'them'}: --skip-tags {listed}"
    return f"To set the rest, leave {listed} out of the option sections"


def _refuse_contradictions(steps, words):
    """Refuse two sections that want other values of one setting: each would undo what the other one does."""
    first = {}
    for step in steps:
        for setting in getattr(step.prepared, "settings", ()):
            other, its = first.setdefault(setting.key, (step, setting))
            if other is not step and its.decode(its.value) != its.decode(setting.value):
                places = [
                    words.of_section(one.section, f"{wanted.place}: x").removesuffix(": x")
                    for one, wanted in ((other, its), (step, setting))
                ]
                raise _with_still(
                    InvalidInput(""),
                    f"{places[0]} and {places[1]} want different values of one setting, {setting.key}. {_NOTHING}. "
                    "Leave one of them out",
                    steps,
                    refused_sections=[other.name, step.name],
                )


def _finish_all(steps, words):
    """Write the steps in their order."""
    for index, step in enumerate(steps):
        left = {other.section.target.name: other.prepared for other in steps[index + 1 :] if not other.is_last}
        before = step.task.device.tally.count
        try:
            if step.prepared.provisional and not step.task.check_mode:
                step.prepare(planned=left)
            step.keep(step.prepared.finish())
        except AkuvoxError as exc:
            changed = step.task.device.tally.count > before
            step.keep({"changed": changed, **exc.detail, "failed": True, "msg": exc.message})
            raise _cut_short(exc, step, steps, words) from None


def _cut_short(exc, step, steps, words):
    """The error of a step that failed once others may have been written."""
    index = steps.index(step)
    done = list(dict.fromkeys(other.name for other in steps[:index]))
    open_ = [other.name for other in steps[index + 1 :] if other.name not in (*done, step.name)]
    parts = [words.of_section(step.section, exc.message)]
    parts += [f"Done before it: {', '.join(map(words.section, done))}"] if done else []
    parts += [f"Not begun: {', '.join(map(words.section, dict.fromkeys(open_)))}"] if open_ else []
    if not isinstance(exc, _OF_THE_DOOR):
        parts.append(way_on(words, [step.name]))
    return _with_still(exc, ". ".join(parts), steps, done=done, not_begun=list(dict.fromkeys(open_)))


def _with_still(exc, message, steps, **more):
    """The error with what became of all sections, and who is let in that should not be."""
    still = [name for step in steps for name in step.still_let_in()]
    if still:
        message = f"{message.rstrip('.')}. Still let in, though to be removed: {shortened(still, _NAMED)}"
    of_door = {key: value for key, value in exc.detail.items() if key not in _OF_A_SECTION}
    return type(exc)(message, **{**of_door, **_result(steps), **more, "still_let_in": still})


# What of an error's detail is of one section alone.
_OF_A_SECTION = frozenset(
    ("changed", "diff", "added", "updated", "removed", "removed_doubles", "refused", "incomplete", "pending", "names")
)


def _result(steps):
    """The result of the steps as far as they have come."""
    sections, diffs = {}, []
    for step in steps:
        known = sections.get(step.name)
        result = step.result if step.result is not None else {"changed": False}
        outcome = {"outcome": _outcome(step)}
        sections[step.name] = {**outcome, **result} if known is None else _together(known, {**outcome, **result})
        if step.diff and (step.diff.get("before") or step.diff.get("after")):
            diffs.append({"section": step.name, **step.diff})
    return {
        "changed": any(result["changed"] for result in sections.values()),
        "sections": sections,
        "diff": diffs,
    }


def _outcome(step):
    if step.result is None:
        return "not_begun"
    if step.refusal is not None:
        return "refused"
    if step.result.get("failed"):
        return "failed"
    return "changed" if step.result["changed"] else "ok"


_ORDER = ("ok", "changed", "not_begun", "refused", "failed")


def _together(first, second):
    """The result of a section whose removals come last."""
    lists = {
        key: [*first.get(key, ()), *second.get(key, ())]
        for key in ("added", "updated", "removed", "removed_doubles", "refused", "incomplete")
        if key in first or key in second
    }
    return {
        **first,
        **{key: value for key, value in second.items() if key not in first or key in ("failed", "msg")},
        **lists,
        "changed": first["changed"] or second["changed"],
        "outcome": max(first["outcome"], second["outcome"], key=_ORDER.index),
    }
