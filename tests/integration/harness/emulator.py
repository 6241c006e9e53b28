# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated fleet as a process of its own, and its admin port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import yaml

from . import newer
from .secrets import held_secrets

ROOT = Path(__file__).resolve().parents[3]
USERNAME = "fleetapi"
# Characters that a URL or a shell would write differently, so that a leak in such a form is a different string.
PASSWORD = "Vx7/fleet+pass%w0rd"

# Functions that newer firmware has beyond the manual (device-facts 3.2, 6).
NEWER = ["group/del", *newer.FUNCTIONS]

DOORS = [f"door-{number:02d}" for number in range(1, 13)]
PAGE_SIZE = 20

# What some firmware doesn't show as it is (device-facts 9.4), or not at all (C28).
SECRET_KEYS = [
    *(f"Config.Account{number}.GENERAL.Pwd" for number in (1, 2)),
    *(f"Config.DoorSetting.PASSWORD.PublicKey{number}" for number in (1, 2, 3)),
]
CALL_KEYS = [f"Config.DoorSetting.Action.Call{part}" for part in ("Num", "Name")]
# Shipping devices that depart from the manual: the emulator's profiles (device-facts 13.3), a door of each.
FAMILIES = ["e18", "x916", "x915s", "x912", "e16c", "s532", "a08s", "it83", "hostile"]

FLEET = {
    "defaults": {"username": USERNAME, "password": PASSWORD},
    "devices": [
        *({"name": name} for name in DOORS),
        {"name": "tls-1", "tls": True},
        {"name": "tls-2", "tls": True},
        {"name": "forced-1", "https_only": True},
        {"name": "paged-1", "profile_overrides": {"page_size": PAGE_SIZE}},
        {"name": "newer-1", "profile_overrides": {"extensions": NEWER, "open_door": "result"}},
        {
            "name": "masking-1",
            "profile_overrides": {
                "masked_keys": SECRET_KEYS,
                "unread_keys": CALL_KEYS,
                "masked_fields": {"privatekey": ["Code"]},
            },
        },
        {"name": "encoding-1", "profile_overrides": {"encoded_keys": SECRET_KEYS}},
        *({"name": f"{family}-1", "profile": family} for family in FAMILIES),
    ],
}

# What its model doesn't say: an R29 that has all of it.
VARIABLES = {"newer-1": {"akuvox_profile": {"base": "manual", "missing": []}}}

# A slow machine may take long to start a process; nobody waits that long where it works.
START_SECONDS = 60
STOP_SECONDS = 15


def linked_collection(tree: Path) -> Path:
    """Make a folder a collections path with this clone in it, whatever folder the clone is in."""
    link = tree / "ansible_collections" / "doorfleet" / "akuvox"
    link.parent.mkdir(parents=True)
    link.symlink_to(ROOT)
    return tree


class Emulator:
    """One emulator process, by default with the fleet that every test of a worker uses."""

    def __init__(self, folder: Path, fleet: dict | None = None, start_seconds: float = START_SECONDS) -> None:
        fleet_file, ready_file = folder / "fleet.yml", folder / "ready.json"
        fleet_file.write_text(yaml.safe_dump(fleet or FLEET), encoding="utf-8")
        self._log = folder / "emulator.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    str(ROOT / "extensions" / "emulator"),
                    "serve",
                    "--fleet",
                    str(fleet_file),
                    "--ready-file",
                    str(ready_file),
                    "--exit-with-parent-pid",
                    str(os.getpid()),
                    "--log-level",
                    "warning",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._ready = self._wait_for(ready_file, start_seconds)
        self.devices = {entry["name"]: entry for entry in self._ready["devices"]}
        self.ca_file = self._ready["ca_file"]
        self.admin_url = self._ready["admin"]
        # The admin port is on this machine; a proxy of the environment has no place in between.
        self._opener = build_opener(ProxyHandler({}))

    def _wait_for(self, ready_file: Path, seconds: float) -> dict:
        deadline = time.monotonic() + seconds
        while not ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the emulator did not start:\n{self._log.read_text(errors='replace')}")
            time.sleep(0.05)
        return json.loads(ready_file.read_text(encoding="utf-8"))

    def stop(self) -> None:
        """End the process, by force where it doesn't go by itself."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def admin(self, method: str, path: str, body: object = None) -> object:
        """One request to the admin port; its errors are raised with what it says."""
        request = Request(
            self.admin_url + path, method=method, data=None if body is None else json.dumps(body).encode()
        )
        with self._opener.open(request, timeout=60) as answer:
            return json.load(answer)


class Fleet:
    """The emulated devices as a test sees them."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self.devices = emulator.devices
        self.ca_file = emulator.ca_file
        self.admin_url = emulator.admin_url
        # target/action of what was granted and is no longer in a log
        self._forgotten: set[str] = set()
        # secrets that were put on a device, whatever has become of them
        self.given_secrets: set[str] = set()

    def reset(self) -> None:
        """All devices back to the state of their first start."""
        self._emulator.admin("POST", "/devices/*/reset")

    def state(self, name: str) -> dict:
        """Everything that a device holds, unmasked."""
        return self._emulator.admin("GET", f"/devices/{name}/state")

    def states(self) -> dict[str, dict]:
        """:meth:`state` of all devices, by name."""
        return self._emulator.admin("GET", "/devices/*/state")

    def put(self, name: str, **parts: object) -> None:
        """Replace parts of a device's state."""
        self.given_secrets |= held_secrets(parts)
        self._emulator.admin("PUT", f"/devices/{name}/state", parts)

    def put_config(self, name: str, **keys: str) -> None:
        """Change single config keys."""
        self.given_secrets |= held_secrets({"config": keys})
        self._emulator.admin("PATCH", f"/devices/{name}/config", keys)

    def patch(self, name: str, **members: object) -> None:
        """Change how a device behaves: auth, password, online, model ..."""
        self._emulator.admin("PATCH", f"/devices/{name}", members)

    def set_fault(self, name: str, kind: str, **members: object) -> dict:
        """Plan a fault; returns it with its id."""
        return self._emulator.admin("POST", f"/devices/{name}/faults", {"kind": kind, **members})

    def swap(self, name: str, **members: object) -> dict:
        """Let another unit take a device's address now; returns its MAC and model."""
        return self._emulator.admin("POST", f"/devices/{name}/swap", members)

    def happen(self, name: str, kind: str, **members: object) -> dict:
        """Let something happen at a door, or at all of them (``*``), whose Action URLs are called then."""
        return self._emulator.admin("POST", f"/devices/{name}/happenings", {"kind": kind, **members})

    def calls(self, name: str) -> dict:
        """The Action URLs that a door has called, how many calls wait, and how many were lost."""
        return self._emulator.admin("GET", f"/devices/{name}/calls")

    def forget_calls(self, name: str) -> None:
        """Start the list of calls over."""
        self._emulator.admin("DELETE", f"/devices/{name}/calls")

    def faults(self, name: str) -> list[dict]:
        """The planned faults with their counters."""
        return self._emulator.admin("GET", f"/devices/{name}/faults")

    def clear_faults(self, name: str) -> None:
        """Forget what was to go wrong."""
        self._emulator.admin("DELETE", f"/devices/{name}/faults")

    def requests(self, name: str) -> list[dict]:
        """What was asked of a device since the last reset or forget."""
        return self._emulator.admin("GET", f"/devices/{name}/requests")

    def forget_requests(self, name: str) -> None:
        """Start the request log over."""
        self._forgotten |= self._granted(self.requests(name))
        self._emulator.admin("DELETE", f"/devices/{name}/requests")

    @staticmethod
    def _granted(entries: list[dict]) -> set[str]:
        return {f"{entry['target']}/{entry['action']}" for entry in entries if entry["authorized"]}

    def reached(self) -> set[str]:
        """Every target/action that any device was asked for in this test."""
        return self._forgotten.union(*(self._granted(self.requests(name)) for name in self.devices))

    def summary(self, name: str) -> dict:
        """What a device is and how it is, with its counters."""
        return self._emulator.admin("GET", f"/devices/{name}")

    def summaries(self) -> list[dict]:
        """:meth:`summary` of all devices."""
        return self._emulator.admin("GET", "/devices")

    def functions(self, name: str) -> list[str]:
        """The accepted requests as ``METHOD target/action``."""
        return [
            f"{entry['method']} {entry['target']}/{entry['action']}"
            for entry in self.requests(name)
            if entry["authorized"]
        ]

    def writes(self, name: str) -> list[dict]:
        """The requests that are not reads, whatever became of them."""
        return [entry for entry in self.requests(name) if entry["action"] not in ("get", "info", "status")]

    def wait_until_up(self, name: str, seconds: float = START_SECONDS) -> None:
        """Return when the device takes connections: after a restart that no play has waited for."""
        device, deadline = self.devices[name], time.monotonic() + seconds
        while True:
            try:
                socket.create_connection((device["host"], device["port"]), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def host(self, name: str, **variables: object) -> dict:
        """The inventory variables by which a device is reached."""
        device = self.devices[name]
        return {
            "ansible_host": device["host"],
            "akuvox_port": device["port"],
            "akuvox_use_ssl": device["scheme"] == "https",
            **VARIABLES.get(name, {}),
            **variables,
        }

    def hosts(self, *names: str, **variables: object) -> dict:
        """:meth:`host` for several devices."""
        return {name: self.host(name, **variables) for name in names}
