# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines of Event-Driven Ansible, each in a folder of its own, and emulated doors for what the rules start."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

import pytest

# By their names: what these tests share, and the emulated fleet of the integration tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine import MAC, Engine, write_telling
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet, linked_collection


@pytest.fixture(scope="session")
def collections(tmp_path_factory):
    """A collections path with this clone in it, whatever folder the clone is in."""
    return linked_collection(tmp_path_factory.mktemp("collections"))


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


@pytest.fixture(scope="session", autouse=True)
def silent(tmp_path_factory, collections, login):
    """The rulebook for silent doors with a door that is offline; what is said of it goes to a folder."""
    folder, name = tmp_path_factory.mktemp("silent"), "quiet"
    (folder / "fleet").mkdir()
    device = {"name": name, "username": USERNAME, "password": PASSWORD}
    emulated = Emulator(folder / "fleet", {"devices": [device]})
    fleet, kept = Fleet(emulated), folder / "kept"
    kept.mkdir()
    address = fleet.devices[name]
    fleet.patch(name, online=False)
    password = folder / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    password.chmod(0o600)
    door = {"name": name, "address": address["host"], "tokens": [{"token": "tokenOfTheQuietDoor-0123"}]}
    doors_file = folder / "doors.json"
    doors_file.write_text(json.dumps({"version": 1, "doors": {MAC.format(9): door}}), encoding="utf-8")
    doors_file.chmod(0o600)
    variables = {
        "akuvox_events_doors_file": str(doors_file),
        "akuvox_events_dir": str(kept),
        "akuvox_events_interval": 60,
        "akuvox_events_username": USERNAME,
        "akuvox_events_password_file": str(password),
        "akuvox_events_door_port": address["port"],
        "akuvox_events_use_ssl": False,
    }
    started = Engine(folder / "engine", collections).start(
        "doorfleet.akuvox.silent",
        fleet.hosts(name),
        variables,
        group_variables={**login, "akuvox_notify_tasks": str(write_telling(folder, kept))},
    )
    yield started, fleet, kept, name
    started.kill()
    emulated.stop()
