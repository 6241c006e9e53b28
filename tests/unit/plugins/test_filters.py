# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters cost the tasks that don't use them nothing, and only those that users call are public."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = "ansible_collections.doorfleet.akuvox.plugins"
FILTERS = sorted(file.stem for file in (Path(__file__).resolve().parents[3] / "plugins" / "filter").glob("*.py"))
# In a process of its own, as in a worker of Ansible: what the filters have brought in once all of them are loaded.
LOOK = f"""
import importlib, json, sys
sys.path[:0] = json.loads(sys.argv[1])
for name in json.loads(sys.argv[2]):
    names = importlib.import_module("{PLUGINS}.filter." + name).FilterModule().filters()
    assert set(names) == {{name}}, name
print(json.dumps([name for name in sys.modules if name.startswith("{PLUGINS}.")]))
"""


def test_all_filters_together_import_nothing_of_the_collection_but_themselves():
    arguments = [json.dumps(sys.path), json.dumps(FILTERS)]
    run = subprocess.run([sys.executable, "-c", LOOK, *arguments], capture_output=True, check=True, text=True)
    assert set(json.loads(run.stdout)) == {f"{PLUGINS}.filter", *(f"{PLUGINS}.filter.{name}" for name in FILTERS)}


def test_public_filters_are_few():
    assert FILTERS == [
        "batches",
        "failure_reason",
        "firmware_compliance",
        "job_summary",
        "people_of_door",
        "reader_differences",
        "text_answer",
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("failure_reason", ({"msg": "no\nanswer"}, "Set"), "Set: no answer"),
        ("firmware_compliance", ({"model": "R29", "firmware": "29.1.1.1"}, {}), {"state": "unknown_model"}),
        ("text_answer", (None, "akuvox_hosts"), ""),
        ("job_summary", ({"doors": {}, "check_mode": False},), ["0 doors: 0 ok, 0 changed, 0 failed, 0 unreachable"]),
    ],
)
def test_a_filter_is_its_function(name, arguments, expected):
    function = importlib.import_module(f"{PLUGINS}.filter.{name}").FilterModule().filters()[name]
    found = function(*arguments)
    assert expected.items() <= found.items() if isinstance(expected, dict) else found == expected
