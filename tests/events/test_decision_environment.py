# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The decision environment, as far as it goes without a container engine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from engine import BIN
from harness.emulator import ROOT

FOLDER = ROOT / "extensions" / "eda"
# Where the tests' own versions are pinned.
sys.path.insert(0, str(ROOT / "tests" / "tools"))


def test_the_context_is_made_with_the_tested_versions_and_in_order_ends(tmp_path):
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "doorfleet-akuvox.tar.gz").write_bytes(b"")
    copy = tmp_path / "extensions" / "eda"
    copy.mkdir(parents=True)
    shutil.copy(FOLDER / "de.yml", copy)
    command = [BIN / "ansible-builder", "create", "-c", tmp_path / "context", "--output-filename", "Containerfile"]
    done = subprocess.run(
        [*map(str, command), "-f", str(copy / "de.yml")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    steps = (tmp_path / "context" / "Containerfile").read_text(encoding="utf-8")
    assert "JAVA_TOOL_OPTIONS=-Xrs" in steps
    assert (tmp_path / "context" / "_build" / "collections" / "doorfleet-akuvox.tar.gz").exists()
    assert "java-17" in (tmp_path / "context" / "_build" / "bindep.txt").read_text(encoding="utf-8")

    from testdriver.venvs import EVENTS

    pinned = set((tmp_path / "context" / "_build" / "requirements.txt").read_text(encoding="utf-8").split())
    assert pinned
    assert pinned < set(EVENTS)
    runner = yaml.safe_load((FOLDER / "de.yml").read_text(encoding="utf-8"))["dependencies"]["ansible_runner"]
    assert runner["package_pip"] in EVENTS


def test_the_container_of_the_forwarder_copies_what_is_there():
    folder = Path(FOLDER)
    lines = (folder / "akuvox_forwarder" / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ")]
    assert copied
    assert all((folder / name).is_dir() for name in copied)
