# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation says of the options is what the argument specs say."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.records import RECORD_OPTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.sets import FOLDER_OPTIONS

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = "ansible_collections.doorfleet.akuvox.plugins"
DOCUMENTED = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
# Those that run in the controller alone are actions.
CONTROLLER = [
    name
    for name in DOCUMENTED
    if "ControllerAction" in (ROOT / "plugins" / "action" / f"{name}.py").read_text(encoding="utf-8")
]
MODULES = [name for name in DOCUMENTED if name not in CONTROLLER]


def documentation(name):
    """DOCUMENTATION with its fragments, EXAMPLES and RETURN, as ansible-doc reads them."""
    path = str(ROOT / "plugins" / "modules" / f"{name}.py")
    doc, examples, returns = get_docstring(path, fragment_loader, collection_name="doorfleet.akuvox")[:3]
    return doc, examples, yaml.safe_load(returns) if isinstance(returns, str) else returns


def inventory_plugin():
    """The options and the examples of the inventory plugin."""
    path = str(ROOT / "plugins" / "inventory" / "akuvox.py")
    doc, examples = get_docstring(path, fragment_loader, collection_name="doorfleet.akuvox", plugin_type="inventory")[
        :2
    ]
    return doc["options"], list(yaml.safe_load_all(examples))


def argument_spec(name):
    return importlib.import_module(f"{PACKAGE}.modules.{name}").MODULE.argument_spec()


def fragment(name):
    return yaml.safe_load(importlib.import_module(f"{PACKAGE}.doc_fragments.{name}").ModuleDocFragment.DOCUMENTATION)


def from_docs(options, place=""):
    """Option by place -> what is said of it."""
    said = {}
    for name, option in (options or {}).items():
        said[place + name] = {
            "type": option["type"],
            "elements": option.get("elements"),
            "choices": option.get("choices"),
            "default": option.get("default"),
            "required": option.get("required", False),
        }
        said |= from_docs(option.get("suboptions"), f"{place}{name}.")
    return said


def from_spec(options, place=""):
    """The same from an argument spec."""
    said = {}
    for name, option in options.items():
        said[place + name] = {
            "type": option["type"],
            "elements": option.get("elements"),
            "choices": option.get("choices"),
            "default": option.get("default"),
            "required": option.get("required", False),
        }
        said |= from_spec(option.get("options", {}), f"{place}{name}.")
    return said


@pytest.mark.parametrize("name", MODULES)
def test_the_documented_options_are_those_of_the_argument_spec(name):
    assert from_docs(documentation(name)[0]["options"]) == from_spec(argument_spec(name))


@pytest.mark.parametrize("name", CONTROLLER)
def test_the_documented_options_of_an_action_are_those_that_it_takes(name):
    doc, examples, returns = documentation(name)
    action = importlib.import_module(f"{PACKAGE}.action.{name}").ActionModule
    assert from_docs(doc["options"]) == from_spec(action.spec)
    assert doc["version_added"]
    assert returns
    assert any(f"doorfleet.akuvox.{name}" in task for task in yaml.safe_load(examples))


def test_the_fragments_say_what_the_shared_options_are():
    assert from_docs(fragment("connection")["options"]) == from_spec(CONNECTION_SPEC)
    assert from_docs(fragment("records")["options"]) == from_spec(RECORD_OPTIONS)
    assert from_docs(fragment("folder")["options"]) == from_spec(FOLDER_OPTIONS)


def test_every_connection_option_can_come_from_the_environment():
    spec = argument_spec(MODULES[0])
    for option in CONNECTION_SPEC:
        assert spec[option]["fallback"][1] == [f"AKUVOX_{option.upper()}"]


@pytest.mark.parametrize("name", MODULES)
def test_every_option_is_described(name):
    undescribed = []

    def walk(options, place):
        for option, entry in (options or {}).items():
            if not entry.get("description"):
                undescribed.append(place + option)
            walk(entry.get("suboptions"), f"{place}{option}.")

    walk(documentation(name)[0]["options"], "")
    assert undescribed == []


@pytest.mark.parametrize("name", MODULES)
def test_a_modules_documentation_is_complete(name):
    doc, examples, returns = documentation(name)
    assert doc["module"] == name
    assert doc["version_added"]
    assert returns, "what it returns is documented"
    assert {"check_mode", "diff_mode", "idempotent", "action_group"} <= set(doc["attributes"])
    tasks = yaml.safe_load(examples)
    assert all(task["name"] for task in tasks)
    assert any(f"doorfleet.akuvox.{name}" in task for task in tasks)


@pytest.mark.parametrize("name", MODULES)
def test_examples_use_options_that_there_are(name):
    spec = argument_spec(name)
    for task in yaml.safe_load(documentation(name)[1]):
        options = task.get(f"doorfleet.akuvox.{name}") or {}
        assert set(options) <= set(spec)
        for option, rows in options.items():
            known = set(spec[option].get("options", ()))
            for row in rows if known and isinstance(rows, list) else ():
                assert set(row) <= known


def test_the_inventory_plugin_takes_connection_options_as_the_modules_do():
    options = inventory_plugin()[0]
    shared = set(CONNECTION_SPEC) & set(options)
    assert {"username", "password", "auth", "validate_certs", "ca_path", "ssl_fingerprint", "legacy_tls"} <= shared
    said, meant = from_docs({name: options[name] for name in shared}), from_spec(CONNECTION_SPEC)
    # which is found out where it isn't set
    assert said.pop("use_ssl")["type"] == meant.pop("use_ssl")["type"]
    assert said == {name: meant[name] for name in said}
    assert {name: options[name]["env"] for name in shared} == {
        name: [{"name": f"AKUVOX_{name.upper()}"}] for name in shared
    }


def test_the_inventory_plugins_documentation_is_complete():
    options, examples = inventory_plugin()
    assert [name for name, option in options.items() if not option.get("description")] == []
    assert examples
    assert all(set(example) <= set(options) for example in examples)


def test_pages_have_a_folder_of_variables_for_each_group_and_host():
    """Ansible doesn't read group_vars/akuvox.yml beside a folder akuvox: whoever follows two pages would lose it."""
    pages = [*ROOT.glob("docs/docsite/rst/*.rst"), *ROOT.glob("roles/*/README.md"), ROOT / "README.md"]
    named = [
        (page.name, found)
        for page in pages
        for found in re.findall(
            r"(?m)^(?: *:caption: |# |<!-- ).*(?:group|host)_vars/[\w-]+\.yml.*", page.read_text("utf-8")
        )
    ]
    assert named == []
    assert list(ROOT.glob("extensions/awx/project/*_vars/*.yml")) == []
