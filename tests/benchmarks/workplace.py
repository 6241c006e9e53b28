# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated fleet, and plays on it that are measured: time, processor, memory, requests."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "integration"))

from harness.emulator import Emulator  # noqa: E402

USERNAME = "admin"
PASSWORD = "benchmark-Passw0rd"
# A fleet of 1,000 opens as many ports.
START_SECONDS = 120
PLAY_SECONDS = 900
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Cost:
    """What a play took. ``cpu``: seconds of the controller's processes together, without the emulator's.

    ``memory``: bytes of all of them at the peak, shared pages counted once; 0 where it wasn't asked for.
    """

    seconds: float
    cpu: float
    memory: int = 0


class Fleet:
    """Emulated doors of one process, all of one of the emulator's profiles; the emulator is that of the tests."""

    def __init__(self, folder: Path, count: int, profile: str = "manual", tls: bool = False) -> None:
        names = [f"door-{number:04}" for number in range(1, count + 1)]
        defaults = {"username": USERNAME, "password": PASSWORD, "profile": profile, "tls": tls}
        fleet = {"defaults": defaults, "devices": [{"name": name} for name in names]}
        self._emulator = Emulator(folder, fleet, START_SECONDS)
        self.ports = {name: device["port"] for name, device in self._emulator.devices.items()}
        self.macs = {name: device["mac"] for name, device in self._emulator.devices.items()}
        self.ca_file = self._emulator.ca_file
        self.stop = self._emulator.stop

    def reset(self) -> None:
        """All doors as at their first start, with empty request logs."""
        self._emulator.admin("POST", "/devices/*/reset")

    def forget(self) -> None:
        """Start the request logs over."""
        self._emulator.admin("DELETE", "/devices/*/requests")

    def requests(self, name: str) -> list[dict]:
        """The log of a door's requests, those that a login was asked for included."""
        return self._emulator.admin("GET", f"/devices/{name}/requests")

    def count_requests(self) -> int:
        """How many requests all doors have got."""
        return sum(map(len, self._emulator.admin("GET", "/devices/*/requests").values()))

    def state(self, name: str) -> dict:
        """What a door holds."""
        return self._emulator.admin("GET", f"/devices/{name}/state")

    def states(self) -> dict[str, dict]:
        """What each door holds."""
        return self._emulator.admin("GET", "/devices/*/state")

    def put(self, name: str, **lists: list[dict]) -> None:
        """Give a door these records, in the place of those of the same lists."""
        self._emulator.admin("PUT", f"/devices/{name}/state", lists)

    def switch(self, names: list[str], online: bool) -> None:
        """Take doors off the network, or bring them back."""
        for name in names:
            self._emulator.admin("PATCH", f"/devices/{name}", {"online": online})


class Workplace:
    """A folder with an inventory of the fleet's doors, in which plays run."""

    def __init__(self, folder: Path, fleet: Fleet, interval: float = 0) -> None:
        self.folder = folder
        self.fleet = fleet
        self.interval = interval

    def play(
        self,
        play: list[dict] | Path | str,
        forks: int = 20,
        doors: int | None = None,
        variables: dict | None = None,
        memory: bool = False,
        port: int | None = None,
        collections: Path | None = None,
        macs: bool = False,
        expect: int = 0,
    ) -> Cost:
        """Run a playbook, given as its content, its file or its name, on the first ``doors`` of the fleet.

        A ``port`` takes the place of the doors' own. ``collections``: where another release of the collection is.
        ``macs``: whether each door has its ``akuvox_mac``, so that no other unit is taken for it. ``expect``: the exit
        status; another one ends the benchmark with the end of the output. A line on standard error says what the run
        took, and how busy the machine was.
        """
        shown = play[0]["name"] if isinstance(play, list) else str(play)
        if isinstance(play, list):
            (self.folder / "site.json").write_text(json.dumps(play))
            play = self.folder / "site.json"
        inventory = self.folder / "inventory.yml"
        inventory.write_text(json.dumps(self._inventory(doors, variables or {}, port, macs)))
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), str(play)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AKUVOX_")}
        environment["ANSIBLE_FORKS"] = str(forks)
        if collections is not None:
            environment["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
        with (self.folder / "play.log").open("w+b") as log:
            cost = self._measured(command, environment, log, memory, expect)
        where = f" of {collections.name}" if collections else ""
        took = f"{cost.cpu:.2f} s of processor in {cost.seconds:.1f} s, load {os.getloadavg()[0]:.1f}"
        print(f"{shown}{where}, {doors or len(self.fleet.ports)} doors: {took}", file=sys.stderr, flush=True)
        return cost

    def _inventory(self, doors: int | None, variables: dict, port: int | None, macs: bool) -> dict:
        hosts = {
            name: {"akuvox_port": port or own, **({"akuvox_mac": self.fleet.macs[name]} if macs else {})}
            for name, own in list(self.fleet.ports.items())[:doors]
        }
        common = {
            "ansible_host": "127.0.0.1",
            "akuvox_use_ssl": False,
            "akuvox_username": USERNAME,
            "akuvox_password": PASSWORD,
            "akuvox_request_interval": self.interval,
        }
        return {"akuvox": {"hosts": hosts, "vars": {**common, **variables}}}

    @staticmethod
    def _measured(command: list[str], environment: dict, log, memory: bool, expect: int) -> Cost:
        start = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        watch = _MemoryWatch(process.pid) if memory else contextlib.nullcontext()
        timer = threading.Timer(PLAY_SECONDS, process.kill)
        timer.start()
        try:
            with watch:
                status, usage = os.wait4(process.pid, 0)[1:]
        except BaseException:
            process.kill()
            raise
        finally:
            timer.cancel()
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != expect:
            log.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n" + log.read().decode()[-4000:])
        return Cost(seconds, usage.ru_utime + usage.ru_stime, watch.peak if memory else 0)


class _MemoryWatch:
    """Looks at a process and all that it has started, again and again, and keeps the largest sum."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(map(_own_memory, _family(self._pid))))


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # the name before may have anything in it, also brackets
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for member in found:
        found += children.get(member, ())
    return found


def _own_memory(pid: int) -> int:
    """Bytes of a process, pages that several share divided between them."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


@contextlib.contextmanager
def workplace(doors: int, interval: float = 0, profile: str = "manual", tls: bool = False) -> Iterator[Workplace]:
    """A fleet that is there for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="akuvox-bench-"))
    fleet = None
    try:
        fleet = Fleet(folder, doors, profile, tls)
        yield Workplace(folder, fleet, interval)
    finally:
        if fleet is not None:
            fleet.stop()
        shutil.rmtree(folder, ignore_errors=True)
