# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the collection in AWX: its tarball, where that is installed, and a fleet large enough to be sliced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# By their names: what these tests share, and what the integration tests run plays with.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from commands import BIN, DOORS, ROOT
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """``run(*command, cwd=..., code=0, **environment)``: run a command of this venv, and return what it printed."""
    home = tmp_path_factory.mktemp("home")

    def command(*words, cwd, code=0, **environment):
        done = subprocess.run(
            [str(BIN / words[0]), *map(str, words[1:])],
            cwd=cwd,
            env={"PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == code, f"{words[0]} ended with {done.returncode}:\n{done.stdout[-6000:]}"
        return done.stdout

    return command


@pytest.fixture(scope="session")
def tarball(run, tmp_path_factory):
    """The collection as it is published."""
    folder = tmp_path_factory.mktemp("dist")
    run("ansible-galaxy", "collection", "build", "--output-path", folder, cwd=ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def installed(run, tarball, tmp_path_factory):
    """A collections path with nothing but the collection, installed from the tarball."""
    folder = tmp_path_factory.mktemp("collections")
    run("ansible-galaxy", "collection", "install", tarball, "-p", folder, "--offline", cwd=folder)
    return folder


@pytest.fixture(scope="session")
def awx_collections():
    """The collections path that has awx.awx."""
    folder = Path(sys.prefix, "parts")
    assert (folder / "ansible_collections" / "awx" / "awx").is_dir(), "see venvs.AWX in tests/tools/testdriver"
    return folder


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """Sixty emulated doors."""
    running = Emulator(
        tmp_path_factory.mktemp("emulator"),
        {
            "defaults": {"username": USERNAME, "password": PASSWORD, "reboot_seconds": 0.2},
            "devices": [{"name": name} for name in DOORS],
        },
    )
    yield Fleet(running)
    running.stop()
