# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much a no-op task costs on many doors, as a ratio to ``ansible.builtin.debug`` in the same run.

The doors are emulated. Both plays run in turn, so that a machine whose speed drifts slows both; the figure is the
median of the ratios, pair by pair. Run it by

    python3 tests/tools/checks.py --exec newest python tests/benchmarks/noop_ratio.py
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "benchmark-Passw0rd"

PLAYS = {
    "debug": {"name": "Say nothing", "ansible.builtin.debug": {"msg": "ok"}},
    "akuvox_relay": {
        "name": "Leave the relays as they are",
        "doorfleet.akuvox.akuvox_relay": {"relays": [{"relay": "A", "hold_delay": 5}]},
    },
    "akuvox_user": {
        "name": "Leave the users as they are",
        "doorfleet.akuvox.akuvox_user": {"users": [{"user_id": "1"}], "state": "absent"},
    },
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--doors", type=int, default=100)
    parser.add_argument("--forks", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--task", choices=[name for name in PLAYS if name != "debug"], default="akuvox_relay")
    parser.add_argument("--most", type=float, help="exit with 1 when the median ratio is above this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="akuvox-bench-") as folder:
        workplace = pathlib.Path(folder)
        emulator = start_fleet(workplace, options.doors)
        try:
            ratio = compare(workplace, options)
        finally:
            emulator.terminate()
            emulator.wait(10)
    return 1 if options.most and ratio > options.most else 0


def start_fleet(workplace, doors):
    """Start the emulated doors and wait until all listen."""
    ready = workplace / "ready.json"
    command = [sys.executable, str(ROOT / "extensions" / "emulator"), "serve", "--count", str(doors)]
    command += ["--password", PASSWORD, "--ready-file", str(ready), "--exit-with-parent-pid", str(os.getpid())]
    emulator = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not ready.exists():
        if emulator.poll() is not None or time.monotonic() > deadline:
            sys.exit("the emulated fleet did not start")
        time.sleep(0.05)
    devices = json.loads(ready.read_text())["devices"]
    hosts = {device["name"]: {"akuvox_port": device["port"]} for device in devices}
    variables = {
        "ansible_host": "127.0.0.1",
        "akuvox_use_ssl": False,
        "akuvox_username": "admin",
        "akuvox_password": PASSWORD,
        "akuvox_request_interval": 0,
    }
    (workplace / "inventory.json").write_text(json.dumps({"akuvox": {"hosts": hosts, "vars": variables}}))
    return emulator


def compare(workplace, options):
    """Run both plays in turn, print the table, and return the median ratio."""
    times = {"debug": [], options.task: []}
    for number in range(options.runs + 1):
        for name in times:
            seconds = run_play(workplace, name, options.forks)
            if number:  # the first round fills caches
                times[name].append(seconds)
    ratios = [task / debug for task, debug in zip(times[options.task], times["debug"], strict=True)]
    print(f"| {options.doors} doors, {options.forks} forks | median s | min | max |\n|---|---|---|---|")
    for name, seconds in times.items():
        print(f"| {name} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | {max(seconds):.2f} |")
    ratio = statistics.median(ratios)
    print(f"| ratio | {ratio:.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")
    return ratio


def run_play(workplace, name, forks):
    """Seconds that a play of one task takes."""
    playbook = workplace / f"{name}.json"
    playbook.write_text(json.dumps([{"hosts": "akuvox", "gather_facts": False, "tasks": [PLAYS[name]]}]))
    inventory = workplace / "inventory.yml"
    inventory.write_text((workplace / "inventory.json").read_text())
    command = [str(pathlib.Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), str(playbook)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AKUVOX_")}
    environment["ANSIBLE_FORKS"] = str(forks)
    start = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
