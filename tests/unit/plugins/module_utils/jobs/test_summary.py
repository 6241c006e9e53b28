# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the doors of a job: outcomes, the summary's lines, and reasons."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import door_outcome, failure_reason
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import record
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.summary import summary, wrapped

NOW, BEFORE = "2026-03-01T10:00:00.000001Z", "2026-03-01T09:00:00.000001Z"
OK, CHANGED, SKIPPED = {"changed": False}, {"changed": True}, {"changed": False, "skipped": True}
SILENT = {"changed": False, "unreachable": True, "msg": "no answer\nwithin 10 s"}


def door(**members):
    """The variables of a door that has begun, with those of the job under their short names."""
    return begun(NOW, **{f"job_{name}": value for name, value in members.items()})


def begun(at, **variables):
    return {"site": "north", "akuvox_job_begun": {"job": "job", "started": at}, **variables}


def run_of(check_mode=False, **doors):
    outcomes = {name: door_outcome(variables, "job", NOW) for name, variables in doors.items()}
    return record("job", NOW, None, check_mode, outcomes)


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
        (begun(BEFORE, job_door=OK, job_failure={"msg": "old"}), "not_tried", ""),
        (door(door=OK, result_a={"changed": True, "failed": True, "msg": "no"}), "failed", "no"),
        (
            {**door(door=OK), "akuvox_job_failure": {"job": "job", "started": NOW, "outcome": "failed", "reason": "x"}},
            "failed",
            "x",
        ),
        ({**door(door=OK), "akuvox_job_failure": {"job": "job", "started": BEFORE, "outcome": "failed"}}, "ok", ""),
        (door(resulting=CHANGED, door_count=3), "not_tried", ""),
        ({**door(door=OK), "otherjob_result_a": CHANGED, "my_job_result_b": CHANGED}, "ok", ""),
    ],
)
def test_outcome(variables, outcome, reason):
    found = run_of(north=variables)["doors"]["north"]
    assert (found["outcome"], found["reason"]) == (outcome, reason)


def test_a_report_is_the_fact_or_a_member_of_a_result():
    assert run_of(a=door(door=OK, report={"files": 3}))["doors"]["a"]["report"] == {"files": 3}
    own = {"changed": True, "report": {"files": 4}, "reason": "four"}
    assert run_of(a=door(result_x=own, report={"files": 3}))["doors"]["a"] == {
        "outcome": "changed", "reason": "four", "report": {"files": 4}
    }  # fmt: skip


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


def test_doors_of_which_the_same_is_to_be_said_are_in_one_line():
    """An address in a reason is each door's own; names are said as far as there is room, removed people all."""
    silent = {
        f"d{n:02}": door(door={"unreachable": True, "msg": f"GET http://192.0.2.{n}/api/x: gone"}) for n in range(15)
    }
    drifted = {f"e{n}": door(result_x=CHANGED, report={"summary": ["drifted: relays"]}) for n in range(3)}
    people = {f"e{n}": {"removed": {"1": "Robin"}, "added": {"2": ""}, "updated": {}} for n in range(3)}
    people["e0"]["removed"]["3"] = "Kim"
    lines = summary(run_of(**silent, **drifted), people=people, advice="Again")
    assert lines == [
        "18 doors: 0 ok, 3 changed, 0 failed, 15 unreachable",
        "unreachable 15 doors: GET: gone",
        f"  {', '.join(f'd{n:02}' for n in range(12))} and 3 more",
        "removed from 3 doors: 1 Robin",
        "removed from e0: 3 Kim",
        "added to 3 doors: 2",
        "3 doors: drifted: relays",
        "Again",
    ]


def test_lines_are_those_of_a_terminal():
    assert all(len(line) <= 80 for line in wrapped(["word " * 60, "short"]))
    assert wrapped(["/a/long/path" * 10]) == ["/a/long/path" * 10], "what would be typed is not broken"


def test_summary_of_one_door_in_check_mode():
    assert summary(run_of(a=door(door=CHANGED), check_mode=True)) == [
        "1 door: 0 ok, 1 would change, 0 failed, 0 unreachable",
        "would change a",
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
