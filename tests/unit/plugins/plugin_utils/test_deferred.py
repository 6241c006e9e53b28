# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters cost the tasks that don't use them nothing."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred

PLUGINS = "ansible_collections.doorfleet.akuvox.plugins"
FILTERS = sorted(file.stem for file in (Path(__file__).resolve().parents[4] / "plugins" / "filter").glob("*.py"))
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
    own = {f"{PLUGINS}.filter", *(f"{PLUGINS}.filter.{name}" for name in FILTERS)}
    assert set(json.loads(run.stdout)) - own == {f"{PLUGINS}.plugin_utils", f"{PLUGINS}.plugin_utils.deferred"}
    assert len(FILTERS) >= 18


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_its_function(name):
    """Called without arguments, the function itself says which ones it misses."""
    function = importlib.import_module(f"{PLUGINS}.filter.{name}").FilterModule().filters()[name]
    with pytest.raises(TypeError, match=r"missing .* required positional argument"):
        function()


def test_arguments_and_result_are_those_of_the_function():
    reason = deferred("module_utils.jobs.summary", "failure_reason")
    assert reason({"msg": "no\nanswer"}, task="Set") == "Set: no answer"
