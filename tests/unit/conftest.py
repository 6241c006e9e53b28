# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ansible_collections.doorfleet.akuvox importable from a clone of any name."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# The same cases on each run, however busy the machine is: a check that fails by chance proves nothing.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

CLONE = Path(__file__).resolve().parents[2]


def _collection_is_importable() -> bool:
    try:
        return importlib.util.find_spec("ansible_collections.doorfleet.akuvox.plugins") is not None
    except ModuleNotFoundError:
        return False


def _link_clone_into_collections_tree() -> tempfile.TemporaryDirectory[str]:
    # Imported only here: under ansible-test, which brings its own tree, the loader must stay untouched.
    from ansible.plugins.loader import init_plugin_loader

    tree = tempfile.TemporaryDirectory(prefix="akuvox-collections-")
    namespace = Path(tree.name, "ansible_collections", "doorfleet")
    namespace.mkdir(parents=True)
    namespace.joinpath("akuvox").symlink_to(CLONE)
    init_plugin_loader([tree.name])
    sys.path.insert(0, tree.name)
    return tree


if not _collection_is_importable():
    # Bound to a name that lives as long as the test run: the folder goes away with it.
    COLLECTIONS_TREE = _link_clone_into_collections_tree()

# The emulator, the event sources, the project's files and the driver of the checks have no ansible-core in them.
WITHOUT_ANSIBLE = ("eda", "emulator", "meta", "tools")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what one ansible-core is enough for by its folder."""
    folders = [Path(__file__).resolve().parent / name for name in WITHOUT_ANSIBLE]
    for item in items:
        if any(folder in item.path.parents for folder in folders):
            item.add_marker(pytest.mark.one_core)
