# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real event source as a process of its own, without the rules engine: its events go to a file, one a line."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "action_url.py"
START_SECONDS = 60


async def _run(arguments: dict, events: Path) -> None:
    """Start it by its path, as ansible-rulebook does, and write down what it puts into the queue."""
    spec = importlib.util.spec_from_file_location("action_url", SOURCE)
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up
    sys.modules["action_url"] = module
    spec.loader.exec_module(module)
    queue: asyncio.Queue = asyncio.Queue(1)
    source = asyncio.create_task(module.main(queue, arguments))
    parent = os.getppid()
    with events.open("a", encoding="utf-8", buffering=1) as stream:
        while os.getppid() == parent:
            with contextlib.suppress(asyncio.TimeoutError):
                stream.write(json.dumps(await asyncio.wait_for(queue.get(), 1)) + "\n")
            if source.done():
                source.result()


class EventSource:
    """One process of it."""

    def __init__(self, folder: Path, doors_file: Path, **arguments: object) -> None:
        """Start it on a free port, with a doors file. Its arguments are those of a rulebook."""
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self._events, self._log = folder / "events.jsonl", folder / "source.log"
        given = {"port": self.port, "doors_file": str(doors_file), **arguments}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", __file__, json.dumps(given), str(self._events)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"the event source did not start:\n{self.output}")
            time.sleep(0.05)

    @property
    def url(self) -> str:
        """Where doors reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def events(self) -> list[dict]:
        """What it has said so far."""
        lines = self._events.read_text(encoding="utf-8").splitlines() if self._events.exists() else []
        return [json.loads(line)["akuvox"] for line in lines]

    def call(self, path: str) -> int:
        """Call as a door does; returns the status."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: events\r\nConnection: close\r\n\r\n".encode())
            return int(connection.makefile("rb").readline().split()[1])

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


if __name__ == "__main__":
    asyncio.run(_run(json.loads(sys.argv[1]), Path(sys.argv[2])))
