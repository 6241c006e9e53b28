# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugins of Event-Driven Ansible, started by their paths as ansible-rulebook does."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

EDA = Path(__file__).resolve().parents[3] / "extensions" / "eda"
TOKENS = {"lobby": "tokenOfTheDoorLobby-0123", "gate": "tokenOfTheDoorGate--0123"}
MACS = {"lobby": "0C:11:05:00:00:01", "gate": "0C:11:05:00:00:02"}
DOORS = {MACS[name]: {"name": name, "token": TOKENS[name], "address": "127.0.0.1"} for name in TOKENS}


def load(name, path):
    """A plugin as a module, without a package around it."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def action_url():
    """The event source action_url."""
    return load("eda_action_url", EDA / "plugins" / "event_source" / "action_url.py")


@pytest.fixture
def known():
    """Doors, with their names, MACs and tokens."""
    return SimpleNamespace(doors=DOORS, tokens=TOKENS, macs=MACS)


class Clock:
    """Seconds that only pass when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    """A clock that stands."""
    return Clock()


@pytest.fixture
def source(action_url, known, clock):
    """``source(**arguments)``: the source with two doors, without a port."""

    def make(**arguments):
        options = action_url.checked_arguments({"port": 5000, "doors": known.doors, **arguments})
        return action_url.Source(options, action_url.Registry(action_url.given_doors(known.doors)), None, clock)

    return make
