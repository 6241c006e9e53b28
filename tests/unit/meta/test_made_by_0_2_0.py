# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 0.2.0 promised by name is there, or the guide on porting says what came after it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
NAMES = json.loads((ROOT / "tests/integration/made_by_0_2_0/names.json").read_text("utf-8"))
GUIDE = (ROOT / "docs/docsite/rst/guide_porting.rst").read_text("utf-8")


class _Loader(yaml.SafeLoader):
    """Reads what the bundle for AWX marks as unsafe."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def lost(names, now):
    """The names that are gone, and that the guide doesn't have."""
    return [name for name in names if name not in now and f"``{name}``" not in GUIDE]


@pytest.mark.parametrize("role", NAMES["role_variables"])
def test_a_variable_of_a_role_is_still_taken(role):
    entries = yaml.safe_load((ROOT / f"roles/{role}/meta/argument_specs.yml").read_text("utf-8"))["argument_specs"]
    now = {option for entry in entries.values() for option in entry.get("options", {})}
    assert lost(NAMES["role_variables"][role], now) == []


@pytest.mark.parametrize("module", NAMES["module_options"])
def test_options_and_results_of_a_module_are_still_there(module):
    namespace = {}
    exec((ROOT / f"plugins/modules/{module}.py").read_text("utf-8").partition("\nfrom ansible")[0], namespace)
    documented = yaml.safe_load(namespace["DOCUMENTATION"])["options"]
    assert lost(NAMES["module_options"][module], documented) == []
    assert lost(NAMES["module_results"][module], yaml.safe_load(namespace.get("RETURN") or "") or {}) == []


def test_playbooks_are_still_there():
    assert [name for name in NAMES["playbooks"] if not (ROOT / f"playbooks/{name}.yml").exists()] == []


def test_nothing_in_an_awx_of_then_becomes_an_orphan():
    """What is called as it was is changed in place, its steps too; what isn't would stay."""
    now = {}
    for path in (ROOT / "extensions/awx/config").glob("*.yml"):
        now |= yaml.load(path.read_text("utf-8"), _Loader)
    now["controller_credentials"] = now["akuvox_awx_credentials"]
    for kind, names in NAMES["awx"].items():
        assert [name for name in names if name not in {entry["name"] for entry in now[kind]}] == [], kind
