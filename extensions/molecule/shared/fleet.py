# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and stop the doors of a scenario's fleet.yml; ``start`` also writes the inventory with the group akuvox.

One program, as each module that Ansible starts takes longer than all that is to be done here.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

USERNAME, PASSWORD = "molecule", "Vx7/molecule"
FOLDER = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
SCENARIO = Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"])
EMULATOR = Path(os.environ["MOLECULE_PROJECT_DIRECTORY"], "extensions", "emulator")
READY = FOLDER / "ready.json"
START_SECONDS, STOP_SECONDS = 60, 30
# The fleet ends by itself then.
LIFETIME = "900"
# What a door holds, asked each time it is used.
DOOR_STATE = (
    "{{ lookup('ansible.builtin.url', emulator_admin ~ '/devices/' ~ inventory_hostname ~ '/state', split_lines=false)"
    " | from_json }}"
)


def running() -> dict | None:
    """Return what the fleet has said of itself when it was ready, if it still runs."""
    try:
        ready = json.loads(READY.read_text(encoding="utf-8"))
        build_opener(ProxyHandler({})).open(ready["admin"] + "/health", timeout=10).close()
    except (OSError, ValueError):
        return None
    return ready


def start() -> None:
    """Start the fleet, wait until it listens, and write the inventory."""
    if running():
        return
    READY.unlink(missing_ok=True)
    log = FOLDER / "emulator.log"
    words = [sys.executable, EMULATOR, "serve", "--fleet", SCENARIO / "fleet.yml", "--ready-file", READY]
    words += ["--username", USERNAME, "--password", PASSWORD, "--lifetime", LIFETIME, "--log-level", "warning"]
    with log.open("wb") as output:
        # It has no terminal and no pipe of this play, so that it lives on when the play ends.
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    deadline = time.monotonic() + START_SECONDS
    while not READY.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            sys.exit(f"the fleet does not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
        time.sleep(0.05)
    folder = FOLDER / "inventory"
    folder.mkdir(mode=0o700, exist_ok=True)
    # JSON is YAML too.
    text = json.dumps(inventory(json.loads(READY.read_text(encoding="utf-8"))), indent=1)
    (folder / "doors.yml").write_text(text, encoding="utf-8")
    shutil.copyfile(SCENARIO / "inventory.yml", folder / "scenario.yml")
    print(f"started {process.pid}")


def inventory(ready: dict) -> dict:
    """Return the doors of the fleet as Ansible's inventory."""
    login = {"akuvox_username": USERNAME, "akuvox_password": PASSWORD, "akuvox_request_interval": 0}
    # For what the scenarios do besides: lookups and modules run on this machine.
    own = {
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "emulator_admin": ready["admin"],
        "door_state": DOOR_STATE,
    }
    doors = {
        device["name"]: {
            "ansible_host": device["host"],
            "akuvox_port": device["port"],
            "akuvox_use_ssl": device["scheme"] == "https",
            **({"akuvox_ssl_fingerprint": device["fingerprint"]} if device.get("fingerprint") else {}),
        }
        for device in ready["devices"]
    }
    return {"all": {"vars": own}, "akuvox": {"hosts": doors, "vars": login}}


def stop() -> None:
    """End the fleet. Its process id counts only while its admin port answers: else the id may be another's."""
    ready = running()
    if ready:
        os.kill(ready["pid"], signal.SIGTERM)
        # It removes the file itself when it ends.
        deadline = time.monotonic() + STOP_SECONDS
        while READY.exists():
            if time.monotonic() > deadline:
                sys.exit(f"process {ready['pid']} does not end")
            time.sleep(0.05)
        print(f"stopped {ready['pid']}")
    READY.unlink(missing_ok=True)


if __name__ == "__main__":
    {"start": start, "stop": stop}[sys.argv[1]]()
