# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a run can keep what it changes, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import undofolder
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables

STARTED = "2026-01-02T03:04:05.000000Z"
CAN_NOT = "This run can't be undone: set akuvox_run_dir or akuvox_undo_dir to a folder"
CAN_NOT_IN_AWX = "This run can't be undone: set akuvox_undo_dir to a folder on a volume"
NOTHING = {"undo": "", "undo_secrets": False}


def begin(job="credentials", check_mode=False, password=True, **variables):
    known = DoorVariables(variables, lambda value: value)
    return undofolder.begin(known, job, STARTED, check_mode, SimpleNamespace(has_password=password))


def test_of_runs_that_keep_nothing(tmp_path):
    runs = {"akuvox_run_dir": str(tmp_path)}
    assert begin() == (NOTHING, [CAN_NOT])
    assert begin(awx_job_id=7, **runs) == (NOTHING, [CAN_NOT_IN_AWX])
    assert begin(awx_job_id=7, akuvox_undo_dir="/runner/project/undo") == (NOTHING, [CAN_NOT_IN_AWX])
    assert begin(check_mode=True, **runs) == begin("backup", **runs) == (NOTHING, [])
    state, (line,) = begin("api_credentials", **runs)
    assert (state, line.partition(":")[0]) == (NOTHING, "A new login of the HTTP API can't be undone")
    assert not (tmp_path / "undo").exists()
    assert undofolder.keeper_of({"akuvox_job_begun": {"undo": ""}}, None) is None


def test_of_runs_that_do(tmp_path):
    folder = tmp_path / "kept"
    state, lines = begin(akuvox_run_dir=str(tmp_path))
    name = "credentials-20260102T030405.000000Z"
    assert (state, lines) == ({"undo": str(tmp_path / "undo" / name), "undo_secrets": True}, [])
    state, _lines = begin(awx_job_id=7, password=False, akuvox_undo_dir=str(folder), akuvox_undo_keep_runs="1")
    assert state == {"undo": str(folder / name), "undo_secrets": False}
    # nothing was changed
    assert undofolder.end(state) == []
    (folder / name).mkdir()
    (folder / name / "gate.jsonl").touch()
    without = ", without PINs and other secrets, as it had no vault password"
    assert undofolder.end(state) == [
        f"To undo this run{without}: ansible-playbook -i ... doorfleet.akuvox.undo",
        f"  -e akuvox_undo_run={name}",
    ]
    with pytest.raises(InvalidInput, match="akuvox_undo_keep_runs: must be a whole number"):
        begin(akuvox_undo_dir=str(folder), akuvox_undo_keep_runs="none")
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="akuvox_undo_dir: can't write to the folder"):
        begin(akuvox_undo_dir=str(tmp_path / "file"))
