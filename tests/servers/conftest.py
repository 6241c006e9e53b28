# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""lighttpd and Apache with a site for each set-up, a relay behind each site, and an emulated door behind each relay."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "integration")]

from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet, linked_collection  # noqa: E402
from harness.playbook import Player  # noqa: E402


@pytest.fixture(scope="session")
def folder():
    """A folder that the user of Apache's workers can read too, when all this runs as root."""
    with tempfile.TemporaryDirectory(prefix="akuvox-servers-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="session")
def stack():
    """What is to be ended at the end."""
    with contextlib.ExitStack() as held:
        yield held


@pytest.fixture(scope="session")
def player(tmp_path_factory):
    """Runs ansible-playbook on the clone, whatever folder it is in."""
    tree = linked_collection(tmp_path_factory.mktemp("collections"))
    with tempfile.TemporaryDirectory(prefix="akuvox-") as temporary:
        yield Player(tmp_path_factory.mktemp("plays"), tree, Path(temporary))


@pytest.fixture(scope="session")
def rows():
    """The rows of the page; at the end they are written where run.py looks for them."""
    found = []
    yield found
    if os.environ.get("SERVERS_ROWS"):
        Path(os.environ["SERVERS_ROWS"]).write_text(json.dumps(found), encoding="utf-8")


@pytest.fixture(scope="session")
def serve(stack, folder):
    """``serve(server, sites)``: a running server of a class with a port for each site."""

    def start(server, sites):
        place = folder / f"{server.name}-{len(list(folder.iterdir()))}"
        place.mkdir()
        # as root, Apache works as a user who has to write here
        place.chmod(0o777)
        running = server(place, sites, (USERNAME, PASSWORD))
        stack.callback(running.stop)
        return running

    return start


@pytest.fixture(scope="session")
def script_for(folder):
    """``script_for(port)``: the program that answers by CGI with what a door says."""

    def copied(port):
        place = folder / "cgi" / str(port)
        place.mkdir(parents=True)
        program = place / "door.cgi"
        program.write_text("#!/usr/bin/perl\n" + (HERE / "door.pl").read_text("utf-8"), "utf-8")
        program.chmod(0o755)
        return str(program)

    return copied


@pytest.fixture(scope="session")
def emulate(stack, tmp_path_factory):
    """``emulate(devices)``: emulated doors."""

    def start(devices):
        fleet = {"defaults": {"username": USERNAME, "password": PASSWORD}, "devices": devices}
        running = Emulator(tmp_path_factory.mktemp("emulator"), fleet)
        stack.callback(running.stop)
        return Fleet(running)

    return start
