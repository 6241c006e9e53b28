# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML of jobs holds no logic that belongs in Python, and their variables are known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import INVENTORY_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.variables import (
    KNOWN,
    unknown_variables,
    warnings_of,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import role_variables

ROOT = Path(__file__).resolve().parents[3]
JOBS = sorted(path for folder in ("roles", "playbooks") for path in (ROOT / folder).rglob("*.yml"))
# Text that holds no expression of ours.
EXPRESSION = re.compile(r"{{.*?}}", re.DOTALL)


@pytest.mark.parametrize("path", JOBS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_expression_is_over_two_lines_long(path):
    long = [found for found in EXPRESSION.findall(path.read_text(encoding="utf-8")) if found.count("\n") > 1]
    assert not long, "logic of more than two lines belongs in an action"


@pytest.mark.parametrize(
    "path", [path for path in JOBS if "import_role" in path.read_text("utf-8")], ids=lambda path: path.stem
)
def test_no_playbook_prints_the_specification_of_a_role(path):
    """Ansible's own check of a role's variables does, at length. Ours, before or in the role's task, is a line."""
    imported = path.read_text("utf-8").split("import_role:")[1:]
    assert [text for text in imported if "tasks_from: " not in text and "rolespec_validate: false" not in text] == []


def test_all_variables_that_playbooks_and_the_inventory_speak_of_are_known():
    places = [*ROOT.glob("playbooks/**/*.yml"), *ROOT.glob("plugins/plugin_utils/job*.py")]
    places += [ROOT / "plugins" / "plugin_utils" / "rollout.py", ROOT / "plugins" / "lookup" / "job_doors.py"]
    known = KNOWN | role_variables()
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    named = {name for path in places for name in re.findall(r"\bakuvox_[a-z_]+[a-z]\b", path.read_text("utf-8"))}
    strange = {name for name in named - known - modules if not name.startswith(("akuvox_job_", "akuvox_run_of"))}
    assert strange == set()


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "roles").iterdir()))
def test_every_role_has_its_playbook(name):
    (ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8")


def test_an_unknown_variable_is_named_with_the_one_that_is_meant():
    variables = {
        "akuvox_relay": [],
        "akuvox_relays": "{{ akuvox_common_relays }}",
        "akuvox_common_relays": [],
        "akuvox_registered": {},
        "akuvox_xyzzy": 1,
        "akuvox_run_of_backup_1": "{}",
        "other": 1,
    }
    assert unknown_variables(variables, KNOWN, {"akuvox_registered"}) == ["akuvox_relay", "akuvox_xyzzy"]
    # what the inventory plugin says of a host
    assert unknown_variables(dict.fromkeys(INVENTORY_VARIABLES, "x"), KNOWN) == []
    assert warnings_of({"akuvox_relay": ["a", "b"], "akuvox_xyzzy": ["a"]}, KNOWN) == [
        "Unknown variable akuvox_relay (2 doors): did you mean akuvox_relays?",
        "Unknown variable akuvox_xyzzy (1 door): the collection has none of this name",
    ]
