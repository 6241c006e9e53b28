# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports point one way: the pure parts know nothing of the device, and nothing but the adapter knows of Ansible."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
MODULE_UTILS = PLUGINS / "module_utils"
COLLECTION = "ansible_collections.doorfleet.akuvox.plugins."

# What a part may not reach, not even by way of another. Parts that are not listed here may import what they like.
PURE = ("errors", "codecs", "fields", "plan", "secrets", "outcome", "profiles", "envelope", "statuses", "options",
        "inventory.addresses", "inventory.doorscsv", "inventory.hosts", "inventory.sweep")  # fmt: skip
TALKS = ("device", "transport", "tls", "pacing")
ENGINES = ("records", "settings", "writer")
TARGETS = tuple(sorted(f"targets.{path.stem}" for path in (MODULE_UTILS / "targets").glob("*.py")))


def part_name(path):
    return ".".join(path.relative_to(MODULE_UTILS).with_suffix("").parts)


def imported(path):
    """The modules that a file imports, anywhere in it, as dotted names; those of module_utils relative to it."""
    package = list(path.relative_to(PLUGINS).parts[1:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - (node.level - 1)] + (node.module.split(".") if node.module else [])
            # "from .targets import user" imports a module, "from .codecs import Text" a name of one
            for alias in node.names:
                member = [*base, alias.name]
                is_module = MODULE_UTILS.joinpath(*member).with_suffix(".py").is_file()
                yield "module_utils." + ".".join(member if is_module else base)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.removeprefix(COLLECTION)


PARTS = {part_name(path): path for path in sorted(MODULE_UTILS.rglob("*.py"))}
GRAPH = {
    part: {name.removeprefix("module_utils.") for name in imported(path) if name.startswith("module_utils.")}
    for part, path in PARTS.items()
}


def reached(part):
    """All that a part imports, directly or by way of another."""
    found, left = set(), [part]
    while left:
        new = GRAPH[left.pop()] - found
        found |= new
        left += new
    return found


def test_the_walk_sees_the_imports():
    assert "errors" in GRAPH["codecs"] | GRAPH["fields"]
    assert {"codecs", "fields"} <= GRAPH["targets.user"]
    assert "transport" in reached("module"), "by way of the device"
    assert set().union(*GRAPH.values()) <= set(GRAPH), "every import is one of a part that there is"


def test_no_part_imports_itself_by_way_of_others():
    assert [part for part in GRAPH if part in reached(part)] == []


@pytest.mark.parametrize("part", PURE)
def test_the_pure_parts_reach_neither_engine_nor_target_nor_network(part):
    assert not reached(part) & {*TALKS, *ENGINES, *TARGETS, "module"}


@pytest.mark.parametrize("part", TARGETS)
def test_targets_are_data_and_never_reach_the_network(part):
    assert not reached(part) & {*TALKS, "module"}


@pytest.mark.parametrize("part", ENGINES)
def test_the_engines_are_given_their_device(part):
    assert not reached(part) & {*TALKS, *TARGETS, "module"}


@pytest.mark.parametrize("part", [part for part in TALKS if part != "device"])
def test_the_conversation_knows_nothing_of_records(part):
    assert not reached(part) & {*ENGINES, *TARGETS, "fields", "plan", "envelope", "module"}


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("errors", "codecs"), ("codecs", "fields"), ("fields", "plan"), ("plan", "writer"), ("writer", "records"),
     ("errors", "transport"), ("transport", "device"), ("device", "module")],
)  # fmt: skip
def test_the_layers_are_in_order(lower, higher):
    assert higher not in reached(lower)


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"module"}))
def test_only_the_adapter_knows_ansible(part):
    assert [name for name in imported(PARTS[part]) if name.split(".")[0] == "ansible"] == []


@pytest.mark.parametrize("path", sorted((PLUGINS / "modules").glob("*.py")), ids=lambda path: path.stem)
def test_a_module_imports_the_collection_only(path):
    names = set(imported(path))
    assert not [name for name in names if name.split(".")[0] in ("ansible", "requests")]
    assert not [name for name in names if name in ("module_utils.transport", "module_utils.device")], (
        "it is given its device"
    )


def test_requests_is_imported_where_its_absence_is_noticed():
    users = {
        part for part, path in PARTS.items() if {"requests", "urllib3"} & {n.split(".")[0] for n in imported(path)}
    }
    assert users == {"deadline", "digest", "tls", "transport"}
