# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the commands of this venv are, and several of them as a pipe; the names of the doors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DOORS = [f"door-{number:02d}" for number in range(1, 61)]


def pipe(*commands, cwd, environment):
    """Run commands, each with the output of the one before as its input; return what the last one printed."""
    processes, last = [], subprocess.DEVNULL
    for words in commands:
        process = subprocess.Popen(
            [str(BIN / words[0]), *map(str, words[1:])],
            cwd=cwd,
            env=environment,
            stdin=last,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        if processes:
            last.close()
        processes.append(process)
        last = process.stdout
    try:
        output = processes[-1].communicate(timeout=300)[0].decode()
        problems = [process.stderr.read().decode() for process in processes[:-1]]
        codes = [process.wait(30) for process in processes]
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, 9)
    return codes, output, problems
