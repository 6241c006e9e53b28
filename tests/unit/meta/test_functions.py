# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every function of the manual has a module and a test, and docs/functions.md says so.

That the named modules and tests really reach them is a matter of the integration tests, which ask the emulated doors.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
CONTRACT = ROOT / "tests" / "contract"
# without those that run in the controller alone
MODULES = {
    path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if "\nMODULE = " in path.read_text("utf-8")
}


def load(name):
    return yaml.load((CONTRACT / name).read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


FUNCTIONS = {f"{entry['target']}/{entry['action']}": entry for entry in load("api-catalogue.yaml")["functions"]}
COVERAGE = load("coverage.yaml")["functions"]
BEYOND = load("coverage.yaml")["beyond_the_manual"]
USABLE = sorted(name for name, function in FUNCTIONS.items() if function["documented"])


def names_in(path):
    """The names of the tests in a file, without those of their parameters."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_the_functions_are_those_of_the_manual_and_nothing_else():
    assert len(FUNCTIONS) == 85
    assert len(USABLE) == 84
    assert list(COVERAGE) == list(FUNCTIONS), "the same, in the manual's order"


@pytest.mark.parametrize("name", USABLE)
def test_a_function_has_a_module_and_a_test(name):
    assert set(COVERAGE[name]) == {"module", "test"}
    assert COVERAGE[name]["module"] in MODULES
    assert COVERAGE[name]["module"] != "akuvox_request", "it reaches everything, and knows nothing of it"
    path, test = COVERAGE[name]["test"].split("::")
    assert path.startswith("tests/integration/")
    assert test.partition("[")[0] in names_in(path)


def test_what_has_no_module_is_unusable_by_the_manual_and_says_why():
    without = {name: entry for name, entry in COVERAGE.items() if "module" not in entry}
    assert set(without) == set(FUNCTIONS) - set(USABLE) == {"user/edit"}
    assert without["user/edit"]["unusable"]


def test_every_module_has_a_function():
    named = {entry["module"] for entry in COVERAGE.values() if "module" in entry}
    assert named | set(BEYOND) == MODULES
    assert not named & set(BEYOND)


def test_the_page_is_up_to_date():
    command = [sys.executable, str(ROOT / "tests" / "tools" / "function_table.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
