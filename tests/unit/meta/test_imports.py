# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports point one way, in no circle: pure parts know nothing of the device, only the adapter knows Ansible."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = ROOT / "plugins"
EMULATOR = ROOT / "extensions" / "emulator" / "akuvox_emulator"
MODULE_UTILS = PLUGINS / "module_utils"
COLLECTION = "ansible_collections.doorfleet.akuvox.plugins."

# The rooms of module_utils, lowest floor first. A room may import what is on a lower floor, and nothing else.
FLOORS = (
    {"errors", "shortened"},
    {"secrets", "packed"},
    {"http", "fields", "files"},
    {"api"},
    {"converge"},
    {"targets"},
    {"operations", "probing"},
    {"jobs", "inventory", "module"},
    {"listmodule"},
    {"sections"},
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

FOLDERS = {folder.name for folder in PLUGINS.iterdir() if folder.is_dir()}

# What a part may not reach, not even by way of another: these talk to the door.
TALKS = ("api.device", "api.link", "http.transport", "http.tls", "http.pacing")
# Neither of these is in a room that talks, and so the floors alone don't keep them away from the network.
PURE = ("api.profiles", "api.models", "api.envelope", "http.statuses", "converge.plan", "converge.outcome",
        "inventory.addresses", "inventory.doorscsv", "inventory.hosts", "inventory.sweep")  # fmt: skip


def part_name(path, folder=MODULE_UTILS):
    return ".".join(path.relative_to(folder).with_suffix("").parts)


def imported(path, above=PLUGINS):
    """What a file imports, anywhere in it and for types too, as dotted names; own modules relative to ``above``."""
    package = list(path.relative_to(above).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - (node.level - 1)] + (node.module.split(".") if node.module else [])
            # "from .targets import user" imports a module, "from .codecs import Text" a name of one
            for alias in node.names:
                member = [*base, alias.name]
                is_module = above.joinpath(*member).with_suffix(".py").is_file()
                name = member if is_module else base
                yield ".".join(name if above.joinpath(*name).with_suffix(".py").is_file() else [*name, "__init__"])
        elif isinstance(node, ast.ImportFrom):
            yield node.module.removeprefix(COLLECTION)


PARTS = {part_name(path): path for path in sorted(MODULE_UTILS.rglob("*.py"))}
GRAPH = {
    part: {name.removeprefix("module_utils.") for name in imported(path) if name.startswith("module_utils.")}
    for part, path in PARTS.items()
}
EMULATOR_GRAPH = {
    part_name(path, EMULATOR): {
        name.removeprefix("akuvox_emulator.")
        for name in imported(path, EMULATOR.parent)
        if name.startswith("akuvox_emulator.")
    }
    for path in sorted(EMULATOR.rglob("*.py"))
}
# All files of the plugins, those outside module_utils too.
PLUGIN_GRAPH = {
    part_name(path, PLUGINS): {name for name in imported(path) if name.split(".")[0] in FOLDERS}
    for path in sorted(PLUGINS.rglob("*.py"))
}


def reached(part, graph=GRAPH):
    """All that a part imports, directly or by way of another."""
    found, left = set(), [part]
    while left:
        new = graph.get(left.pop(), set()) - found
        found |= new
        left += new
    return found


def room_of(part):
    return part.partition(".")[0]


def test_the_walk_sees_the_imports():
    assert "errors" in GRAPH["fields.codecs"] | GRAPH["fields.tables"]
    assert {"fields.codecs", "fields.tables"} <= GRAPH["targets.user"]
    assert "http.transport" in reached("module"), "by way of the device"
    assert set().union(*GRAPH.values()) <= set(GRAPH), "every import is one of a part that there is"


@pytest.mark.parametrize("graph", [PLUGIN_GRAPH, EMULATOR_GRAPH], ids=["plugins", "emulator"])
def test_no_part_imports_itself_by_way_of_others(graph):
    assert len(graph) > 30
    assert sum(map(len, graph.values())) > len(graph), "the walk sees the imports"
    assert [part for part in graph if part in reached(part, graph)] == []


def test_every_room_has_its_floor():
    assert {room_of(part) for part in GRAPH} == set(FLOOR_OF)


@pytest.mark.parametrize("part", sorted(GRAPH))
def test_imports_point_downwards(part):
    room = room_of(part)
    wrong = [name for name in GRAPH[part] if room_of(name) != room and FLOOR_OF[room_of(name)] >= FLOOR_OF[room]]
    assert wrong == [], f"{room} may import what stands on a lower floor: {FLOORS}"


@pytest.mark.parametrize("part", [*PURE, *sorted(part for part in GRAPH if room_of(part) in ("fields", "targets"))])
def test_pure_parts_do_not_reach_the_network(part):
    assert not reached(part) & set(TALKS)


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"module"}))
def test_only_the_adapter_knows_ansible(part):
    assert [name for name in imported(PARTS[part]) if name.split(".")[0] == "ansible"] == []


@pytest.mark.parametrize("path", sorted((PLUGINS / "modules").glob("*.py")), ids=lambda path: path.stem)
def test_a_module_imports_the_collection_only(path):
    names = set(imported(path))
    assert not [name for name in names if name.split(".")[0] in ("ansible", "requests")]
    assert not [name for name in names if name in ("module_utils.http.transport", "module_utils.api.device")], (
        "it is given its device"
    )


def test_requests_is_imported_where_its_absence_is_noticed():
    users = {
        part for part, path in PARTS.items() if {"requests", "urllib3"} & {n.split(".")[0] for n in imported(path)}
    }
    assert users == {"http.deadline", "http.digest", "http.line", "http.tls", "http.transport"}
