# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A target that can be set is in all that it has to be in: info, backup, restore, drift, provision, the counts."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.compare import VIEWS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import drift_sections
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import CONFIG, LISTS, NAMES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.info import SUBSETS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.door import MODULE as DOOR
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.door import SHARED
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.registry import SECTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.registry import TARGETS

ROOT = Path(__file__).resolve().parents[3]
CONTRACT = ROOT / "tests" / "contract"
PROVISION = ROOT / "roles" / "provision"
EMULATOR = ROOT / "extensions" / "emulator" / "akuvox_emulator"
# What release 0.2.0 had by name.
BEFORE = json.loads((ROOT / "tests/integration/made_by_0_2_0/names.json").read_text("utf-8"))
MODULE_CODE = "ansible_collections.doorfleet.akuvox.plugins.modules."


def load(path):
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def settable():
    """The targets with add or set, by the manual and by what the emulator knows beyond it."""
    functions = load(CONTRACT / "api-catalogue.yaml")["functions"]
    found = {function["target"] for function in functions if function["action"] in ("add", "set")}
    beyond = (EMULATOR / "recordkinds.py").read_text(encoding="utf-8")
    kinds = re.findall(r'RecordKind\(\s*"(\w+)"', beyond)
    assert len(kinds) > 8
    return sorted(found | set(kinds) - {"calllog", "doorlog"})


SETTABLE = settable()
SPEC = load(PROVISION / "meta" / "argument_specs.yml")["argument_specs"]["main"]["options"]
MAIN = load(PROVISION / "tasks" / "main.yml")
each_target = pytest.mark.parametrize("name", SETTABLE)


def module_spec(target):
    return importlib.import_module(MODULE_CODE + target.module).MODULE.argument_spec()


def test_there_are_targets_to_speak_of():
    assert {"relay", "schedule", "user"} <= set(SETTABLE)
    assert set(TARGETS) == set(SETTABLE), "targets/registry.py has all that can be set"


@each_target
def test_info_reads_it(name):
    subset = SUBSETS[name]
    assert (subset.target, subset.action) == (name, "get")
    assert subset.records is bool(TARGETS[name].records)


@each_target
def test_a_backup_holds_it_and_a_restore_puts_it_back(name):
    target = TARGETS[name]
    if target.records:
        assert LISTS[name].target is target.records
        assert name in NAMES
        keys = {key for field in LISTS[name].table(Manual, ()).fields for key in field.keys}
        assert target.key in keys
    else:
        assert CONFIG in NAMES, "its keys are a part of the configuration"
        assert name == CONFIG or name in VIEWS


@pytest.mark.parametrize("role", ["backup", "restore"])
def test_the_roles_name_all_parts(role):
    option = load(ROOT / "roles" / role / "meta" / "argument_specs.yml")["argument_specs"]["main"]["options"]
    said = str(option[f"akuvox_{role}_parts"])
    assert [name for name in NAMES if not re.search(rf"\b{name}\b", said)] == []


@each_target
def test_provision_sets_it_and_drift_tells_of_it(name):
    """Each target is a section of akuvox_door, with an option for each of its variables, and a tag of the role."""
    target = TARGETS[name]
    section = SECTIONS[target.section]
    assert (section.target, section.module) == (target, importlib.import_module(MODULE_CODE + target.module).MODULE)
    assert [f"akuvox_{option}" for option in section.options] == list(target.variables)
    assert set(section.options) <= set(DOOR.argument_spec())
    assert section.module.prepare is not None, "what is planned apart from being written"
    variable = next(iter(target.variables))
    assert variable in MAIN[1]["tags"]
    assert MAIN[0]["tags"] == ["always"], "a tag of a section would have --skip-tags skip all"
    if variable in BEFORE["role_variables"]["provision"]:
        # what a play of then includes by tasks_from
        (entry,) = load(PROVISION / "tasks" / f"{target.section}.yml")
        assert entry["doorfleet.akuvox.akuvox_door"] == {"from_variables": True, "sections": [target.section]}
        assert entry["tags"] == [variable]
    would = {"sections": {target.section: {"changed": True, "added": ["1"]}}}
    assert drift_sections({"drift_result_sections": would}) == {variable: {"added": ["1"]}}


def test_what_refers_to_a_target_is_set_after_it():
    order = [section.target.name for section in SECTIONS.values()]
    assert set(order) == set(SETTABLE)
    for name in order:
        assert all(order.index(other) < order.index(name) for other in TARGETS[name].refers_to)


def test_the_role_and_the_module_for_a_door_have_the_same_options():
    defaults = load(PROVISION / "defaults" / "main.yml")
    shared = {f"akuvox_{name}" for name in SHARED}
    variables = {variable for target in TARGETS.values() for variable in target.variables}
    assert set(SPEC) == {*variables, *shared}
    # how cards are written has no default, since a warning asks for it
    assert set(defaults) == {name for name in shared if not name.startswith("akuvox_card_")}
    readme = (PROVISION / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*variables, *defaults) if f"| `{name}` |" not in readme] == []


@each_target
def test_the_number_of_its_requests_is_held(name):
    assert set(load(CONTRACT / "requests.yaml")["modules"][TARGETS[name].module]) == {"first", "again", "with_mac"}


def members(options):
    """Suboptions of an argument spec by their place, as far as role and module have to say the same."""
    found = {}
    for name, entry in (options or {}).items():
        found[name] = {key: entry.get(key) for key in ("type", "elements", "choices")}
        found[name]["required"] = bool(entry.get("required"))
        found |= {f"{name}.{inner}": said for inner, said in members(entry.get("options")).items()}
    return found


@each_target
def test_the_roles_variables_take_what_the_modules_options_take(name):
    target = TARGETS[name]
    spec = module_spec(target)
    for variable, option in target.variables.items():
        # a variable without an option of its own is a mapping of the module's
        own = {key: entry for key, entry in spec.items() if key in SPEC[variable].get("options", ())}
        wanted = members(spec[option].get("options") if option else own)
        assert members(SPEC[variable].get("options")) == wanted, variable
        if option and "choices" in SPEC[variable]:
            assert SPEC[variable]["choices"] == spec[option]["choices"]


def test_what_is_derived_is_up_to_date(capsys, monkeypatch):
    tools = importlib.util.spec_from_file_location("derived_files", ROOT / "tests" / "tools" / "derived_files.py")
    derived = importlib.util.module_from_spec(tools)
    tools.loader.exec_module(derived)
    monkeypatch.setattr(sys, "argv", ["derived_files.py", "--check"])
    assert derived.main() == 0, capsys.readouterr().err


class Manual:
    """As much of a profile as field tables ask for."""

    schedule_keys, schedule_list_key, schedule_separator, schedule_end = ("ScheduleRelay",), "", ";", ""
    card_limit = 0
