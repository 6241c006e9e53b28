# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines of Event-Driven Ansible, each in a folder of its own, and emulated doors for what the rules start."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

# By their names: what these tests share, and the emulated fleet of the integration tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine import Engine
from harness.emulator import PASSWORD, ROOT, USERNAME, Emulator, Fleet


@pytest.fixture(scope="session")
def collections(tmp_path_factory):
    """A collections path with this clone in it, whatever folder the clone is in."""
    tree = tmp_path_factory.mktemp("collections")
    link = tree / "ansible_collections" / "doorfleet" / "akuvox"
    link.parent.mkdir(parents=True)
    link.symlink_to(ROOT)
    return tree


@pytest.fixture
def engine(tmp_path, collections):
    """``engine()``: a new engine, which is ended with the test."""
    made = []
    numbers = itertools.count(1)

    def make():
        made.append(Engine(tmp_path / f"engine-{next(numbers)}", collections))
        return made[-1]

    yield make
    for each in made:
        each.kill()


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    """The emulator process."""
    running = Emulator(tmp_path_factory.mktemp("emulator"))
    yield running
    running.stop()


@pytest.fixture
def fleet(emulator):
    """The devices, all as at their first start."""
    devices = Fleet(emulator)
    devices.reset()
    return devices


@pytest.fixture(scope="session")
def login():
    """Variables with which the playbooks reach the emulated doors."""
    return {
        "akuvox_username": USERNAME,
        "akuvox_password": PASSWORD,
        "akuvox_use_ssl": False,
        "akuvox_request_interval": 0,
    }
