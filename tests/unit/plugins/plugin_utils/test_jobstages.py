# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of a job, as far as plays don't show it."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import doorvars
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import STATE, DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.jobstages import Stages


class Hosts:
    """The variables of all doors."""

    def __init__(self, doors):
        begun = {"job": "backup", "started": "now", "stop": "", "batch": doors}
        self._door = {"akuvox_job_begun": begun, "backup_result_set": {"changed": False, "report": {"set": "last"}}}
        self._state = {"ansible_facts": {STATE: {"doors": doors, "failing": [], "started": "now", "stop": ""}}}

    def raw_get(self, name):
        return self._state if name == "localhost" else self._door


def values_looked_at(monkeypatch, count):
    """How many values the end of a batch of so many doors makes plain."""
    seen, plain = [], doorvars.plain
    monkeypatch.setattr(doorvars, "plain", lambda value: seen.append(len(str(value))) or plain(value))
    doors = [f"door-{number:04}" for number in range(count)]
    begun = {"job": "backup", "started": "now", "batch": doors}
    task_vars = {"akuvox_job": "backup", "akuvox_job_begun": begun, "hostvars": Hosts(doors)}
    state = Stages(DoorVariables(task_vars, lambda value: value), False, print).batch_end()["ansible_facts"][STATE]
    assert state["fine"] == doors[0]
    monkeypatch.undo()
    return sum(seen)


def test_the_end_of_a_batch_takes_no_longer_for_each_door_of_a_longer_one(monkeypatch):
    few, many = (values_looked_at(monkeypatch, count) / count for count in (10, 200))
    assert many == pytest.approx(few, rel=0.3)
