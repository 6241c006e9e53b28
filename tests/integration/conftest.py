# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: an emulated fleet, set back before each test, and a player that runs ansible-playbook against it."""

from __future__ import annotations

import contextlib
import socket
import sys
import tempfile
from pathlib import Path

import pytest

# The harness and the targets' test data are no part of the collection, so they have no name to be imported by.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness.coverage import promised
from harness.emulator import PASSWORD, Emulator, Fleet, linked_collection
from harness.leaks import leaks
from harness.playbook import Player
from harness.secrets import held_secrets
from harness.session import ledger, pytest_sessionfinish  # noqa: F401, pylint: disable=unused-import
from harness.warned import warned


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    """The emulator process of this test worker."""
    running = Emulator(tmp_path_factory.mktemp("emulator"))
    yield running
    running.stop()


@pytest.fixture
def fleet(emulator, request, ledger):  # noqa: F811
    """The devices, all as at their first start. A test that docs/functions.md names has to reach its functions."""
    devices = Fleet(emulator)
    devices.reset()
    yield devices
    # also what is gone by now, such as a PIN that was changed
    ledger.add_secrets(devices.given_secrets)
    ledger.add_secrets(set().union(*(held_secrets(state) for state in devices.states().values())))
    functions = promised(request.node.nodeid)
    if functions:
        assert functions <= devices.reached(), "tests/contract/coverage.yaml names this test for all of them"


@pytest.fixture(scope="session")
def collections_tree(tmp_path_factory):
    """A collections path with this clone in it, whatever folder the clone is in."""
    return linked_collection(tmp_path_factory.mktemp("collections"))


@pytest.fixture
def player(tmp_path, collections_tree, ledger):  # noqa: F811
    """Runs ansible-playbook; tests use `play`, which also looks for leaks."""
    # ansible-core keeps a socket in its temporary folder, and the path of a socket ends at some 100 characters
    with tempfile.TemporaryDirectory(prefix="akuvox-") as temporary:
        yield Player(tmp_path, collections_tree, Path(temporary), ledger)


@pytest.fixture
def play(player):
    """``play(tasks, hosts, *arguments, secrets=..., expect=0, **more)``: run, search the output for secrets, return it.

    ``expect`` is the exit code of ansible-playbook: 0, 2 for a failed and 4 for an unreachable host, None for any.
    """

    def run(tasks, hosts, *arguments, secrets=(), expect=0, **more):
        done = player.run(tasks, hosts, arguments, **more)
        player.ledger.add_secrets({PASSWORD, *secrets})
        found = leaks(done.output, {PASSWORD, *secrets})
        assert not found, f"{len(found)} secrets in the output, the first: {found[0]}"
        assert "This is a bug of the collection" not in done.output, done.end
        assert "Traceback" not in done.output, done.end
        assert warned(done.printed) == []
        assert expect is None or done.code == expect, f"exit code {done.code}, not {expect}:\n{done.end}"
        return done

    return run


@pytest.fixture
def closed_port():
    """A port of this machine on which nothing listens: it is taken, so that nobody else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def mute_port():
    """A port that takes connections and never says a word."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield listener.getsockname()[1]
