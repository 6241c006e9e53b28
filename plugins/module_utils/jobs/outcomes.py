# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the doors of a job, from what its tasks registered for each of them.

A job leaves variables for each door, whose names begin with its own. ``JOB_door``, ``JOB_result`` and ``JOB_result_*``
are results of tasks; one of them may have a ``report`` and a ``reason``. ``JOB_report`` is a dictionary without
secrets, and ``JOB_reason`` and ``JOB_not_tried`` are text. The job's playbook registers ``akuvox_job_begun`` and
``akuvox_job_failure``, see ``plugin_utils/jobstages.py``.
"""

from __future__ import annotations

import re

from .report import door_facts

BEGUN, FAILURE = "akuvox_job_begun", "akuvox_job_failure"
# How the names of those that are results of a door's own tasks go on behind the job's, and of all that it leaves.
_RESULTS = "door|result|result_.*"
_LEFT = f"{_RESULTS}|report|reason|not_tried|failure"
OUTCOMES = ("ok", "changed", "failed", "unreachable", "unknown", "not_tried")
# What is still to be done: the doors that akuvox_retry takes.
OPEN = ("failed", "unreachable", "unknown", "not_tried")
WRONG = "Wrong variables: "
# These make a run fail.
FAILING = ("failed", "unreachable")


def door_outcome(variables, job, started):
    """``outcome``, ``reason`` and ``report`` of one door; a reason is one line, empty where there is none.

    :param variables: the variables of the door.
    :param started: when the run began, as ``akuvox_job_begun`` has it.
    """
    begun = variables.get(BEGUN) or {}
    # what an earlier run in the same process has left there is not of this one
    if (begun.get("job"), begun.get("started")) != (job, started) or begun.get("stop"):
        return not_tried("")
    names = re.compile(f"{re.escape(job)}_({_RESULTS})")
    results = [variables[name] for name in variables if names.fullmatch(name) and variables[name]]
    outcome, reason = _outcome_of_tasks(variables, results, job, started)
    reports = [found for found in (_report(result) for result in results) if found]
    report = reports[-1] if reports else variables.get(f"{job}_report") or {}
    if report.get("unchecked") and outcome == "failed":
        reason = f"could not be checked: {'; '.join(map(str, report['unchecked'].values()))}"
    if job == "report":
        report = door_facts(variables.get("report_door"))
    return {"outcome": outcome, "reason": one_line(reason), "report": report}


def is_left(job):
    """A function of a name: whether it is a variable that a job leaves for each door.

    What its tasks have registered of the whole fleet is none. To read that for each door takes the square of the doors.
    """
    return re.compile(f"{re.escape(job)}_({_LEFT})").fullmatch


def _report(result):
    """The report that a task's result has; that of a module that has another name for it as well."""
    return result.get("report") or result.get("hardening")


def not_tried(reason):
    """A door that the run has not begun with."""
    return {"outcome": "not_tried", "reason": reason, "report": {}}


def unfinished(began):
    """A door that the run has begun with, as long as nothing else is known of it."""
    return {"outcome": "unknown", "reason": f"was started at {began} and not finished; run again", "report": {}}


def _outcome_of_tasks(variables, results, job, started):
    failure = variables.get(FAILURE) or {}
    if failure.get("started") == started and failure.get("job") == job:
        return failure["outcome"], failure["reason"]
    failure = variables.get(f"{job}_failure")
    if failure:
        return "failed", failure.get("msg") or "failed"
    silent = next((result for result in results if result.get("unreachable")), None)
    if silent:
        return "unreachable", messages(silent) or "no answer"
    wrong = next((result for result in results if result.get("failed")), None)
    if wrong:
        return "failed", messages(wrong) or "failed"
    if variables.get(f"{job}_not_tried") or not results:
        return "not_tried", variables.get(f"{job}_not_tried") or ""
    changed = any(result.get("changed") for result in results)
    reasons = [result["reason"] for result in results if isinstance(result.get("reason"), str)]
    return "changed" if changed else "ok", variables.get(f"{job}_reason") or (reasons[-1] if reasons else "")


def failure_outcome(result):
    """The outcome of a door, by the result of the task that failed."""
    if result.get("not_tried"):
        return "not_tried"
    return "unreachable" if result.get("unreachable") else "failed"


def failure_reason(result, task):
    """Why a door failed, in one line, from the result of the task that failed.

    Which variable is wrong is said without the task's name, which would be Ansible's own check.
    """
    wrong = result.get("argument_errors")
    if wrong:
        return one_line(f"{WRONG}{'; '.join(wrong)}")
    if isinstance(result.get("reason"), str):
        return one_line(result["reason"])
    if result.get("not_tried"):
        return one_line(messages(result))
    said = one_line(messages(result) or "failed")
    return said if said.startswith(WRONG) else f"{task}: {said}"


def messages(result):
    """What a result says; of a loop, what its failed items say."""
    items = [item for item in result.get("results") or () if item.get("failed") or item.get("unreachable")]
    said = [str(item["msg"]) for item in items if item.get("msg")]
    return "; ".join(dict.fromkeys(said)) or str(result.get("msg") or "")


def one_line(text):
    """Text without line breaks."""
    return " ".join(str(text).split())
