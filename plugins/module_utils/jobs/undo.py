# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring back exactly what a run has changed on a door, unless somebody has changed it since.

All of it is read and planned before anything is written. What was brought back is kept like any other change, so that
it can be undone in turn.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from ..api.snapshot import Snapshot
from ..errors import AkuvoxError, InvalidInput, PartialFailure
from ..shortened import shortened
from ..targets.registry import TARGETS
from .undoagain import does_it_again
from .undofile import door_file, read_image
from .undolist import ListBack
from .undorefs import staying
from .undoruns import chosen_runs
from .undosettings import SettingsBack

LEAVE_CHANGED = "akuvox_undo_leave_changed"
_NAMED = 5
# Lists that others refer to: what the run has added to them goes last.
_REFERRED = frozenset(name for target in TARGETS.values() for name in target.refers_to) | {"group"}
_ORDER = {name: number for number, name in enumerate(TARGETS)}
_CHANGES = ("added", "updated", "removed")


@dataclass
class Findings:
    """What the planning of a door has found out.

    ``changed``: what somebody has changed since, as lines. ``gone``: the numbers of schedules that somebody has removed
    since. ``lost``: what can't be brought back. ``people``: whom it is about, as :class:`undoagain.Person`.
    ``schedules``: number -> name, as the door has them, where that matters.
    """

    changed: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    people: list = field(default_factory=list)
    schedules: dict = field(default_factory=dict)
    gone: set = field(default_factory=set)


def undo(task):
    """Undo a run on a door and return the task's result.

    :raises InvalidInput: naming what was changed since; nothing was written.
    :raises PartialFailure: naming what the door has not taken back; everything else was.
    """
    params, device = task.params, task.device
    runs = chosen_runs(params["run"], params["dir"])
    run = ",".join(runs)
    paths = (door_file(os.path.join(params["dir"], each), params["door"]) for each in runs)
    images = [image for image in (read_image(path, task.vault) for path in paths) if image and image.steps]
    if not images:
        return _result(run, {}, Findings(), [f"nothing is kept of {run} here, so there is nothing to undo"])
    image = replace(
        images[-1],
        steps=[step for each in images for step in each.steps],
        has_secrets=all(each.has_secrets for each in images),
    )
    snapshot, found = Snapshot(device), Findings()
    parts = _parts(replace(task, device=snapshot), image, found)
    for part in parts:
        part.prepare()
    snapshot.end()
    if found.changed and not params["leave_changed"]:
        raise InvalidInput(
            f"changed since {run}: {_some(found.changed)}. Nothing was undone on this door. To leave that as it is and "
            f"undo the rest: -e {LEAVE_CHANGED}=true",
            **_result(run, {}, found, []),
        )
    if params["plan"]:
        _say(task, found, image)
    found.people.sort(key=lambda person: person.user_id)
    results = _finish(parts, task, run, found)
    result = _result(run, results, found, does_it_again(found.people, image, params, found.schedules), found.people)
    # the task that follows it counts as what changes
    return {**result, "changed": False} if params["plan"] else result


def _parts(task, image, found):
    """What is to be brought back, in the order in which it is written."""
    lists, settings = {}, {}
    for step in image.steps:
        (lists if step.kind == "records" else settings).setdefault(step.target, []).extend(step.changes)
    planned, last = {}, []
    before = {name: [change.before for change in changes if change.before] for name, changes in lists.items()}
    for name in sorted(settings, key=_order):
        planned[name] = SettingsBack(task, name, settings[name], before, found)
    for name in sorted(lists, key=_order):
        goes_last = name in _REFERRED
        planned[name] = ListBack(task, name, lists[name], before, found, removes=not goes_last)
        if goes_last:
            # what can't be said twice is said once
            again = Findings(lost=found.lost)
            stays = staying(task.device, name, planned)
            last.insert(0, ListBack(task, name, lists[name], before, again, adds=False, stays=stays))
    return [*(planned[name] for name in sorted(planned, key=_order)), *last]


def _order(name):
    # first what others refer to by numbers
    return name != "schedule", _ORDER.get(name, len(_ORDER))


def _say(task, found, image):
    """Say what can't be brought back, before anything is written."""
    door = task.params["door"]
    for line in dict.fromkeys(found.lost):
        task.warn(f"{door}: undo can't bring back: {line}")
    for line in dict.fromkeys(found.changed):
        task.warn(f"{door}: undo leaves as it is, since it was changed after the run: {line}")
    if not image.has_secrets and found.people:
        task.warn(
            f"{image.run} had no vault password, so no PINs were kept: undo without PINs, but for those of the list of "
            "people, where akuvox_people_file is given"
        )


def _finish(parts, task, run, found):
    """Write all parts; the results by what they are of."""
    results, failures = {}, []
    for part in parts:
        try:
            if part.rests_on(results) and not task.check_mode:
                part.prepare()
            result = part.finish()
        except PartialFailure as exc:
            failures.append(f"{part.name}: {exc.message}")
            result = exc.detail
        except AkuvoxError as exc:
            results[part] = exc.detail
            done = (
                ", ".join(dict.fromkeys(each.name for each, its in results.items() if its.get("changed"))) or "nothing"
            )
            raise exc.restated(
                f"{part.name}: {exc.message}. Brought back so far: {done}. Run again, it continues from there",
                **_result(run, results, found, []),
            ) from None
        results[part] = result
    if failures:
        raise PartialFailure(
            f"not everything was brought back: {'; '.join(failures)}", **_result(run, results, found, [])
        )
    return results


def _result(run, results, found, again, people=()):
    parts, diff = {}, {"before": {}, "after": {}}
    for part, result in results.items():
        its = parts.setdefault(part.name, {})
        for kind in _CHANGES:
            if result.get(kind):
                its[kind] = [*its.get(kind, ()), *result[kind]]
        for side, rows in (result.get("diff") or {}).items():
            if rows:
                diff[side].setdefault(part.name, {}).update(rows)
    parts = {name: its for name, its in parts.items() if its}
    lost, left = (list(dict.fromkeys(lines)) for lines in (found.lost, found.changed))
    summary = [f"not brought back: {_some(lost)}"] if lost else []
    summary += [f"left as it is, since it was changed after the run: {_some(left)}"] if left else []
    changes = {kind: sorted(person.user_id for person in people if person.change == kind) for kind in _CHANGES}
    return {
        "changed": bool(parts),
        "run": run,
        "parts": parts,
        "lost": lost,
        "left": left,
        **changes,
        "names": {person.user_id: person.name for person in people if person.name},
        "report": {"run": run, "parts": parts, "lost": lost, "left": left, "summary": [*summary, *again]},
        "diff": diff,
    }


def _some(lines):
    return shortened(list(dict.fromkeys(lines)), _NAMED, "; ")
