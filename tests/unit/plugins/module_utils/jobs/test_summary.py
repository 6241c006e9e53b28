# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the doors of a job: outcomes, the summary's lines, and reasons."""

from __future__ import annotations

import json

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.summary import failure_reason, job_run, summary

NOW, BEFORE = "2026-03-01T10:00:00.000001Z", "2026-03-01T09:00:00.000001Z"
OK, CHANGED, SKIPPED = {"changed": False}, {"changed": True}, {"changed": False, "skipped": True}
SILENT = {"changed": False, "unreachable": True, "msg": "no answer\nwithin 10 s"}


def door(**members):
    """The variables of a door that has begun, with those of the job under their short names."""
    return {"site": "north", "job_started": NOW, **{f"job_{name}": value for name, value in members.items()}}


def run_of(check_mode=False, **doors):
    return job_run(list(doors), doors, "job", NOW, check_mode=check_mode)


@pytest.mark.parametrize(
    ("variables", "outcome", "reason"),
    [
        (door(door=OK, result_config=SKIPPED), "ok", ""),
        (door(result_config=OK, result_users=CHANGED), "changed", ""),
        (door(door=SILENT), "unreachable", "no answer within 10 s"),
        (door(door=OK, result_a=CHANGED, result_b=SILENT), "unreachable", "no answer within 10 s"),
        (door(door={"unreachable": True}), "unreachable", "no answer"),
        (door(result_a=CHANGED, failure={"msg": "Set it:\n refused"}), "failed", "Set it: refused"),
        (door(door=SILENT, failure={"msg": "Set it: refused"}), "failed", "Set it: refused"),
        (door(failure={"changed": False}), "failed", "failed"),
        (door(), "not_tried", ""),
        (door(door=OK, not_tried="in a call"), "not_tried", "in a call"),
        (door(result_a=OK, reason="has it already"), "ok", "has it already"),
        ({"job_door": OK}, "not_tried", ""),
        ({**door(door=OK, failure={"msg": "old"}), "job_started": BEFORE}, "not_tried", ""),
        (door(resulting=CHANGED, door_count=3), "not_tried", ""),
        ({**door(door=OK), "otherjob_result_a": CHANGED, "my_job_result_b": CHANGED}, "ok", ""),
    ],
)
def test_outcome(variables, outcome, reason):
    found = run_of(north=variables)["doors"]["north"]
    assert (found["outcome"], found["reason"]) == (outcome, reason)


def test_a_run_says_what_it_was_and_what_each_door_reports():
    doors = {
        "a": door(door=OK, report={"files": 3}),
        "b": {**door(report={"files": 9}), "job_started": BEFORE},
        "c": door(door=SILENT, report={"files": 1}),
    }
    run = job_run(["a", "b", "c"], doors, "job", NOW, "2026-03-01T10:00:09.5Z", check_mode=True)
    assert {name: run[name] for name in run if name != "doors"} == {
        "format": 1,
        "job": "job",
        "started": NOW,
        "finished": "2026-03-01T10:00:09.5Z",
        "check_mode": True,
    }
    assert {name: entry["report"] for name, entry in run["doors"].items()} == {
        "a": {"files": 3},
        "b": {},
        "c": {"files": 1},
    }


def test_a_run_keeps_what_is_known_of_doors_that_are_not_looked_at():
    before = job_run(["a", "b", "c"], {"a": door(door=CHANGED), "b": {}, "c": {}}, "job", NOW)
    run = job_run(["b"], {"b": door(door=OK)}, "job", NOW, kept=json.dumps(before))
    assert {name: entry["outcome"] for name, entry in run["doors"].items()} == {
        "a": "changed", "b": "ok", "c": "not_tried"
    }  # fmt: skip
    assert list(run["doors"]) == ["a", "b", "c"]


def test_summary_counts_and_names_what_needs_a_look():
    run = run_of(
        a=door(door=OK),
        b=door(door=CHANGED, report={"summary": ["3 people added", "1 person\nremoved"]}),
        c=door(failure={"msg": "Set it: refused"}),
        d=door(door=SILENT),
        e=door(),
        f=door(not_tried="in a call"),
    )
    assert summary(run) == [
        "6 doors: 1 ok, 1 changed, 1 failed, 1 unreachable, 2 not tried",
        "failed c: Set it: refused",
        "unreachable d: no answer within 10 s",
        "not tried f: in a call",
        "b: 3 people added",
        "b: 1 person removed",
    ]


def test_summary_of_one_door_in_check_mode():
    assert summary(run_of(a=door(door=CHANGED), check_mode=True)) == [
        "1 door: 0 ok, 1 would change, 0 failed, 0 unreachable"
    ]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"msg": "refused"}, "Set it: refused"),
        ({"msg": "two\nlines "}, "Set it: two lines"),
        ({"failed": True}, "Set it: failed"),
        (
            {"msg": "Validation failed", "argument_errors": ["a is wrong", "b too"]},
            "Wrong variables: a is wrong; b too",
        ),
        (
            {
                "msg": "One or more items failed",
                "results": [
                    {"msg": "All fine"},
                    {"failed": True, "msg": "full"},
                    {"failed": True, "msg": "full"},
                    {"failed": True},
                    {"unreachable": True, "msg": "gone"},
                ],
            },
            "Set it: full; gone",
        ),
        ({"msg": "One or more items failed", "results": [{"failed": True}]}, "Set it: One or more items failed"),
    ],
)
def test_failure_reason(result, reason):
    assert failure_reason(result, "Set it") == reason
