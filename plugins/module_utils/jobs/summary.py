# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the doors of a job: from what each door registered to the summary and the run file.

A job's playbook registers for each door, under names that begin with its own: ``JOB_started`` (when the run began),
``JOB_door`` and ``JOB_result_*`` (results of modules), ``JOB_failure`` (why the door failed). It may also leave
``JOB_report`` (a dictionary without secrets), ``JOB_reason`` and ``JOB_not_tried`` (text).
"""

from __future__ import annotations

import json
import re

FORMAT = 1
OUTCOMES = ("ok", "changed", "failed", "unreachable", "not_tried")


def job_run(doors, hostvars, job, started, finished=None, check_mode=False, kept=None):
    """The record of a job's run, as the run file holds it.

    :param doors: names of the doors that the run is for, reached or not.
    :param hostvars: the variables of each door by its name.
    :param started: when the run began, the text that the doors have as ``JOB_started``.
    :param finished: when it ended, None while it lasts.
    :param kept: the text of the run file so far, to keep what it says of other doors.
    """
    others = json.loads(kept)["doors"] if kept else {}
    return {
        "format": FORMAT,
        "job": job,
        "started": started,
        "finished": finished,
        "check_mode": bool(check_mode),
        "doors": {**others, **{door: door_outcome(hostvars[door], job, started) for door in doors}},
    }


def door_outcome(variables, job, started):
    """``outcome``, ``reason`` and ``report`` of one door; a reason is one line, empty where there is none."""
    # what an earlier run in the same process has left there is not of this one
    if variables.get(f"{job}_started") != started:
        return {"outcome": "not_tried", "reason": "", "report": {}}
    outcome, reason = _verdict(variables, job)
    return {"outcome": outcome, "reason": one_line(reason), "report": variables.get(f"{job}_report") or {}}


def _verdict(variables, job):
    failure = variables.get(f"{job}_failure")
    if failure:
        return "failed", failure.get("msg") or "failed"
    names = re.compile(f"{re.escape(job)}_(door|result_.*)")
    results = [variables[name] for name in variables if names.fullmatch(name)]
    silent = next((result for result in results if result.get("unreachable")), None)
    if silent:
        return "unreachable", _messages(silent) or "no answer"
    if variables.get(f"{job}_not_tried") or not results:
        return "not_tried", variables.get(f"{job}_not_tried") or ""
    changed = any(result.get("changed") for result in results)
    return "changed" if changed else "ok", variables.get(f"{job}_reason") or ""


def summary(run):
    """A run as lines to be read: how many doors came to which end, then a line for each that needs a look.

    Last come the lines that jobs have in ``summary`` of their report.
    """
    doors = run["doors"]
    having = {outcome: [name for name in doors if doors[name]["outcome"] == outcome] for outcome in OUTCOMES}
    counts = [
        f"{len(having['ok'])} ok",
        f"{len(having['changed'])} {'would change' if run['check_mode'] else 'changed'}",
        f"{len(having['failed'])} failed",
        f"{len(having['unreachable'])} unreachable",
    ]
    if having["not_tried"]:
        counts.append(f"{len(having['not_tried'])} not tried")
    lines = [f"{len(doors)} door{'' if len(doors) == 1 else 's'}: {', '.join(counts)}"]
    for outcome in ("failed", "unreachable"):
        lines += [f"{outcome} {name}: {doors[name]['reason']}" for name in having[outcome]]
    lines += [f"not tried {name}: {doors[name]['reason']}" for name in having["not_tried"] if doors[name]["reason"]]
    for name, door in doors.items():
        lines += [f"{name}: {one_line(line)}" for line in door["report"].get("summary") or ()]
    return lines


def failure_reason(result, task):
    """Why a door failed, in one line, from the result of the task that failed.

    Which variable is wrong is said without the task's name, which would be Ansible's own check.
    """
    wrong = result.get("argument_errors")
    if wrong:
        return one_line(f"Wrong variables: {'; '.join(wrong)}")
    return one_line(f"{task}: {_messages(result) or 'failed'}")


def _messages(result):
    """What a result says; of a loop, what its failed items say."""
    items = [item for item in result.get("results") or () if item.get("failed") or item.get("unreachable")]
    told = [str(item["msg"]) for item in items if item.get("msg")]
    return "; ".join(dict.fromkeys(told)) or str(result.get("msg") or "")


def one_line(text):
    """Text without line breaks."""
    return " ".join(str(text).split())
