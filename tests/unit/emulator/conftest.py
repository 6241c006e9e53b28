# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: fleets that run in a thread, and a small HTTP client of the tests' own."""

from __future__ import annotations

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
for folder in (ROOT / "extensions" / "emulator", pathlib.Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


@pytest.fixture
def make_rig():
    """Return a function that starts a fleet of given specs; all are stopped afterwards."""
    from emulator_rig import Rig

    rigs = []

    def make(*specs, **changes):
        rigs.append(Rig(*specs, **changes))
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.stop()


@pytest.fixture(scope="module")
def open_rig():
    """One device without login, shared by a module's tests; reset before each use by ``open_device``."""
    from emulator_rig import Rig

    rig = Rig(auth="none")
    yield rig
    rig.stop()


@pytest.fixture
def open_device(open_rig):
    """The shared device, in its initial state, and a client for it."""
    open_rig.admin("POST", "/devices/door-001/reset")
    client = open_rig.client()
    yield open_rig, client
    client.close()
