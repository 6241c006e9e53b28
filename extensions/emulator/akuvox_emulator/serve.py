# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a fleet until it gets a signal to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from .admin import application
from .device import Spec
from .fleet import Fleet, write_ready_file
from .listener import PortTakenError

LOG = logging.getLogger("akuvox_emulator")


@dataclass
class Run:
    """What to serve and for how long; ``lifetime`` in seconds, ``parent`` a process ID."""

    specs: list[Spec]
    host: str = "127.0.0.1"
    admin_port: int = 0
    ready_file: Path | None = None
    parent: int | None = None
    lifetime: float | None = None


def alive(pid: int) -> bool:
    """Whether a process exists; one that has ended but was not collected yet counts as gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return fields[0] != "Z"
    return True


async def _end(run: Run, stop: asyncio.Event) -> None:
    """Set ``stop`` when the parent process is gone or the lifetime is over."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + run.lifetime if run.lifetime is not None else None
    while deadline is None or loop.time() < deadline:
        if run.parent is not None and not alive(run.parent):
            LOG.info("process %d is gone, stopping", run.parent)
            break
        pause = 1.0 if deadline is None else min(1.0, max(0.0, deadline - loop.time()))
        await asyncio.sleep(pause)
    stop.set()


def _more_files() -> None:
    """Each device takes two sockets and its connections: use as many descriptors as the system lets this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve(run: Run) -> None:
    """Open everything, write the ready file, and wait for SIGTERM, SIGINT, the parent's end or the lifetime."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    _more_files()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    fleet = Fleet(run.specs)
    await fleet.start()
    runner = web.AppRunner(application(fleet), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    watcher = None
    try:
        try:
            site = web.TCPSite(runner, run.host, run.admin_port)
            await site.start()
        except OSError as error:
            raise PortTakenError(
                f"cannot listen on {run.host} port {run.admin_port} (admin): {error.strerror}"
            ) from None
        host = f"[{run.host}]" if ":" in run.host else run.host
        admin = f"http://{host}:{runner.addresses[0][1]}"
        if run.ready_file is not None:
            write_ready_file(run.ready_file, fleet.ready(admin))
        LOG.info("%d devices, admin port at %s", len(fleet.devices), admin)
        for device in fleet.devices.values():
            listener = device.listeners[0]
            LOG.info("%s: %s://%s:%d", device.name, listener.scheme, listener.host, listener.port)
        if run.parent is not None or run.lifetime is not None:
            watcher = loop.create_task(_end(run, stop))
        await stop.wait()
    finally:
        if watcher is not None:
            watcher.cancel()
        await runner.cleanup()
        await fleet.stop()
        if run.ready_file is not None:
            run.ready_file.unlink(missing_ok=True)
