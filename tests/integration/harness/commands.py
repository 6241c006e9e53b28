# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands as processes, started quickly by starter.py."""

from __future__ import annotations

import atexit
import functools
import json
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

STARTER = Path(__file__).resolve().with_name("starter.py")
START_SECONDS = 60
# Python takes it from the environment it is started with.
LOCALE = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


class Started:
    """A command that runs; the end of its output is the end of all that it has started."""

    def __init__(self, connection: socket.socket, output: int) -> None:
        self._connection = connection
        self._answers = b""
        self._output = output
        self.pid = self._answer(START_SECONDS)["pid"]

    def _answer(self, seconds: float) -> dict:
        """The starter's next answer."""
        self._connection.settimeout(seconds)
        while b"\n" not in self._answers:
            more = self._connection.recv(4096)
            if not more:
                raise RuntimeError("the process that starts Ansible's commands has ended")
            self._answers += more
        line, _newline, self._answers = self._answers.partition(b"\n")
        return json.loads(line)

    def ended(self) -> bool:
        """Whether the command has ended."""
        return b"\n" in self._answers or bool(select.select([self._connection], [], [], 0)[0])

    def finish(self, seconds: float) -> tuple[int, str]:
        """Exit code and output, once there is nobody left who could write to it.

        :raises TimeoutError: when that takes longer; it can be called again.
        """
        deadline, output = time.monotonic() + seconds, []
        while True:
            if not select.select([self._output], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"the command has not ended within {seconds} seconds")
            chunk = os.read(self._output, 1 << 16)
            if not chunk:
                break
            output.append(chunk)
        os.close(self._output)
        code = self._answer(max(1, deadline - time.monotonic()))["code"]
        # as a file in text mode has it
        text = b"".join(output).decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        return code, text


class Commands:
    """Starts commands, one after the other, through a process that has their libraries in memory."""

    def __init__(self) -> None:
        self._connection, other = socket.socketpair()
        with other:
            # it ends as soon as this side of the connection is closed
            self._process = subprocess.Popen(
                [sys.executable, str(STARTER), str(other.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                env={name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PATH") if name in os.environ} | LOCALE,
                start_new_session=True,
            )
        # Waited for, so that its time of the processor counts as the session's.
        atexit.register(self.close)

    def close(self) -> None:
        """End the process; it does so as soon as nobody talks to it."""
        self._connection.close()
        self._process.wait(START_SECONDS)

    def start(self, argv: list[str], folder: Path, environment: dict[str, str]) -> Started:
        """Run a Python script with its arguments in a folder, in a session of its own."""
        reading, writing = os.pipe()
        order = json.dumps({"argv": argv, "cwd": str(folder), "env": environment}).encode() + b"\n"
        try:
            sent = socket.send_fds(self._connection, [order], [writing])
            self._connection.sendall(order[sent:])
        finally:
            os.close(writing)
        return Started(self._connection, reading)


@functools.cache
def commands() -> Commands:
    """The one of this process."""
    return Commands()
