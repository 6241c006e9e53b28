# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the collection that have to be there together, and what every file has."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = ROOT / "plugins"
SKIPPED_FOLDERS = {".git", ".cache", ".ansible", ".hypothesis", ".pytest_cache", ".ruff_cache", "__pycache__", "dist",
                   "output", "collections"}  # fmt: skip


def names(folder):
    return sorted(path.stem for path in (PLUGINS / folder).glob("*.py"))


def own_files():
    """All files of the repository, without what tools leave behind."""
    for folder, folders, files in os.walk(ROOT):
        # In place, so that the ten thousands of files of a virtual environment are not looked at.
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for path in (Path(folder, name) for name in sorted(files)):
            if path.is_file() and path.name not in SKIPPED_FOLDERS:
                yield path


# What runs in the controller alone has documentation for a module.
CONTROLLER = {path.stem for path in (PLUGINS / "action").glob("*.py") if "ControllerAction" in path.read_text("utf-8")}


def relative(path):
    return str(path.relative_to(ROOT))


PYTHON_FILES = [path for path in own_files() if path.suffix == ".py"]


BOOLEANS = {
    (path.parents[1].name, name)
    for path in ROOT.glob("roles/*/meta/argument_specs.yml")
    for spec in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values()
    for name, option in spec["options"].items()
    if option["type"] == "bool"
}


@pytest.mark.parametrize(("role", "name"), sorted(BOOLEANS))
def test_a_role_decides_by_no_text(role, name):
    """A survey of AWX and ``-e`` give texts, and "false" is one that is true. A module's option sees to that itself."""
    option = re.compile(rf'(?!{name}:)\w+: "{{{{ {name} }}}}"')
    for path in sorted((ROOT / "roles" / role / "tasks").glob("*.yml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for use in re.finditer(rf"\b{name}\b(?!:)", line):
                rest = line[use.end() :]
                assert option.fullmatch(line.strip()) or re.match(r"( \| default\([^)]*\))? \| bool\b", rest), (
                    f"{relative(path)}:{number}: {name} wants the filter bool"
                )


def test_every_module_has_its_action_and_is_reached_by_module_defaults():
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    modules = names("modules")
    assert modules, "there are modules to speak of"
    assert modules == names("action")
    # those of the controller alone have no connection options to be given
    reached = [name for name in modules if name not in CONTROLLER]
    assert reached == sorted(groups["akuvox"])


@pytest.mark.parametrize("path", PYTHON_FILES, ids=relative)
def test_every_file_says_whose_it_is_and_under_which_licence(path):
    text = path.read_text(encoding="utf-8")
    if not text:
        assert path.name == "__init__.py"
        return
    head = text.splitlines()[:5]
    assert "# Copyright (c) 2026 The doorfleet.akuvox authors" in head
    assert "# SPDX-License-Identifier: GPL-3.0-or-later" in head


@pytest.mark.parametrize("path", sorted(PLUGINS.rglob("*.py")), ids=relative)
def test_one_job_fits_in_one_file(path):
    """Documentation doesn't count, which a module or an inventory plugin has along with its few lines of code."""
    text = path.read_text(encoding="utf-8")
    for name in ("DOCUMENTATION", "EXAMPLES", "RETURN"):
        text = re.sub(rf'^{name} = r?""".*?^"""$', "", text, flags=re.MULTILINE | re.DOTALL)
    assert len(text.splitlines()) <= 300


def bodies(path):
    """What each function of a file does, without its name and docstring, and where it is."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            # what is as short as "return self.value" says nothing of where it should be
            if sum(1 for part in body for _node in ast.walk(part)) > 10:
                yield ast.dump(ast.Module([node.args, *body], [])), f"{relative(path)}: {node.name}"


def test_no_function_of_the_plugins_is_written_twice():
    places = {}
    for path in sorted(PLUGINS.rglob("*.py")):
        # what runs as main is the same few lines in each module
        for body, place in bodies(path) if path.parent.name != "modules" else ():
            places.setdefault(body, []).append(place)
    assert len(places) > 1000
    assert [found for found in places.values() if len(found) > 1] == []


# A path of somebody's machine: of a home folder other than the examples' "me", or of a folder that no system has.
MACHINE_PATH = re.compile(r"(?<![\w.}/:-])/(home/(?!me/)[a-z]|Users/[A-Za-z]|root/|work/|workspace/|mnt/[a-z])")


def test_the_pattern_for_machine_paths_finds_them():
    for path in ("/ho" + "me/robin/x", "(/wo" + "rk/x", '"/ro' + "ot/.ansible"):
        assert MACHINE_PATH.search(path)
    for text in ("https://example.net/home/x", "a/work/b", "{{ base }}/work/x", "/etc/ansible/ansible.cfg"):
        assert not MACHINE_PATH.search(text)


def test_no_file_names_a_path_of_somebodys_machine():
    found = []
    for path in own_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{relative(path)}: {hit.group()}" for hit in MACHINE_PATH.finditer(text)]
    assert found == []


def test_nothing_is_excused_from_the_sanity_tests():
    assert [relative(path) for path in (ROOT / "tests" / "sanity").glob("ignore*")] == []
