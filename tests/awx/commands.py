# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the commands of this venv are, and several of them as a pipe; the names of the doors."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DOORS = [f"door-{number:02d}" for number in range(1, 13)]


def pipe(*commands, cwd, environment):
    """Run commands, each with the output of the one before as its input.

    Returns their exit codes, what the last one printed, and the errors of each.
    """
    processes, last = [], subprocess.DEVNULL
    with contextlib.ExitStack() as stack:
        logs = [stack.enter_context(tempfile.TemporaryFile()) for _command in commands]
        for words, log in zip(commands, logs, strict=True):
            process = subprocess.Popen(
                [str(BIN / words[0]), *map(str, words[1:])],
                cwd=cwd,
                env=environment,
                stdin=last,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
            if processes:
                last.close()
            processes.append(process)
            last = process.stdout
        try:
            output = processes[-1].communicate(timeout=600)[0].decode()
            codes = [process.wait(30) for process in processes]
        finally:
            for process in processes:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        for log in logs:
            log.seek(0)
        return codes, output, [log.read().decode() for log in logs]
