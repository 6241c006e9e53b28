# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator as a process of its own, for unit tests that no play is needed for."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


@contextlib.contextmanager
def started(folder, fleet):
    """What the ready file of a fleet says, for as long as the block runs. ``fleet``: the content of a fleet file."""
    (folder / "fleet.json").write_text(json.dumps(fleet), encoding="utf-8")
    command = [sys.executable, str(ROOT / "extensions" / "emulator"), "serve", "--fleet", str(folder / "fleet.json"),
               "--ready-file", str(folder / "ready.json"), "--exit-with-parent-pid", str(os.getpid())]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 60
        while not (folder / "ready.json").exists():
            assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield json.loads((folder / "ready.json").read_text(encoding="utf-8"))
    finally:
        process.terminate()
        process.wait(30)
