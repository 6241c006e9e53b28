# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which doors an earlier run has left open: by its file, by the job's name, and by what AWX hands on."""

from __future__ import annotations

import datetime
import json

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import OUTCOMES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import (
    artifact_name,
    open_doors,
    record,
    run_path,
    write_run,
)

NOW = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone.utc)
DOORS = [f"door-{outcome}" for outcome in OUTCOMES]


def run(hour, job="provision", check_mode=False, day=31, **outcomes):
    doors = {f"door-{name}": {"outcome": outcome, "reason": "", "report": {}} for name, outcome in outcomes.items()}
    return record(job, f"2026-01-{day:02d}T{hour:02d}:00:00.000000Z", None, check_mode, doors)


def stored(folder, *runs):
    for each in runs:
        write_run(run_path(str(folder), each["job"], each["started"]), each)


def handed(*runs):
    return {artifact_name(each["job"], each["started"]): json.dumps(each) for each in runs}


def left(retry, folder=None, variables=None):
    return open_doors(retry, DOORS, folder and str(folder), variables or {}, NOW)


EACH = run(1, **{outcome: outcome for outcome in OUTCOMES})
OPEN_ONES = ["door-failed", "door-unreachable", "door-unknown", "door-not_tried"]


def test_a_file_a_job_and_what_is_handed_on_say_the_same(tmp_path):
    stored(tmp_path, EACH)
    (file,) = tmp_path.iterdir()
    assert left(str(file)) == left("provision", tmp_path) == left("provision", None, handed(EACH)) == OPEN_ONES


@pytest.mark.parametrize("way", ["files", "handed on", "both"])
def test_the_newest_word_on_each_door_counts(tmp_path, way):
    runs = [run(2, failed="ok"), EACH, run(3, ok="failed"), run(0, failed="failed")]
    of_files = {"files": runs, "handed on": [], "both": runs[1::2]}[way]
    stored(tmp_path, *of_files)
    variables = handed(*(each for each in runs if each not in of_files))
    assert left("provision", tmp_path, variables) == ["door-ok", *OPEN_ONES[1:]]


def test_what_a_run_in_check_mode_foresaw_is_not_done(tmp_path):
    stored(tmp_path, EACH, run(2, check_mode=True, failed="changed", ok="failed"))
    assert left("provision", tmp_path) == OPEN_ONES
    # a drift is always in check mode
    stored(tmp_path, run(1, job="drift", check_mode=True, failed="failed"))
    assert left("drift", tmp_path) == ["door-failed"]


def test_a_run_of_the_future_and_a_broken_file_are_not_trusted(tmp_path):
    stored(tmp_path, EACH, run(13, failed="ok"))
    tmp_path.joinpath("provision-20260131T020000.000000Z.json").write_text("{", encoding="utf-8")
    assert left("provision", tmp_path) == OPEN_ONES


@pytest.mark.parametrize(
    ("retry", "content", "variables", "says"),
    [
        ("provision", None, {}, "akuvox_retry: there is no run of provision to go on from; .* has none"),
        ("provision", "{", {}, "akuvox_retry: there is no run of provision .* can't be used"),
        ("./nothing.json", None, {}, "akuvox_retry: there is no run file /.*nothing.json"),
        ("FILE", "{", {}, "akuvox_retry: .* is not JSON, or was cut off"),
        ("FILE", '{"format": 1, "kind": "report"}', {}, "akuvox_retry: .* is a report; give the file of a run"),
        ("provision", None, {"akuvox_run_of_provision_1": "x"}, "akuvox_run_of_provision_1: is not the text of a run"),
        (
            "provision",
            None,
            {"akuvox_run_of_provision_1": '{"format": 9}'},
            "akuvox_run_of_provision_1: is of format 9",
        ),
    ],
)
def test_what_is_no_run_is_named(tmp_path, retry, content, variables, says):
    file = tmp_path / "provision-20260131T010000.000000Z.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=says):
        left(str(file) if retry == "FILE" else retry, tmp_path, variables)
