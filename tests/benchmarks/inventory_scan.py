# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long ``ansible-inventory`` takes to find many doors, and how many requests each of them gets.

The doors are emulated, on the same processors. Run it by

    python3 tests/tools/checks.py --exec newest python tests/benchmarks/inventory_scan.py
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

from workplace import PASSWORD, USERNAME, Fleet


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--doors", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tls", action="store_true", help="the doors speak HTTPS")
    parser.add_argument("--most", type=float, help="exit with 1 when the median is above this, in seconds")
    options = parser.parse_args()
    found = run(options.doors, options.runs, options.tls)
    print(f"| {options.doors} doors | median s | min | max | requests per door |\n|---|---|---|---|---|")
    times = found["seconds"]
    print(
        f"| ansible-inventory | {found['median']:.2f} | {min(times):.2f} | {max(times):.2f} | {found['requests']:.2f} |"
    )
    return 1 if options.most and found["median"] > options.most else 0


def run(doors=1000, runs=3, tls=False):
    """Find the doors of a fleet ``runs`` times: ``seconds`` of each, their ``median``, and ``requests`` per door."""
    with tempfile.TemporaryDirectory(prefix="akuvox-bench-") as folder:
        workplace = pathlib.Path(folder)
        fleet = Fleet(workplace, doors, tls=tls)
        try:
            write_source(workplace, fleet)
            seconds = [scan(workplace, doors) for _number in range(runs)]
            return {
                "seconds": seconds,
                "median": statistics.median(seconds),
                "requests": fleet.count_requests() / doors / runs,
            }
        finally:
            fleet.stop()


def write_source(workplace, fleet):
    """The inventory source that names all doors, as a source of a fleet behind one router would."""
    source = {
        "plugin": "doorfleet.akuvox.akuvox",
        "addresses": [f"127.0.0.1:{port}" for port in fleet.ports.values()],
        "username": USERNAME,
        "password": PASSWORD,
        **({"ca_path": fleet.ca_file} if fleet.ca_file else {}),
    }
    (workplace / "doors.akuvox.yml").write_text(json.dumps(source))


def scan(workplace, doors):
    """Seconds that a search takes in which every door is found."""
    command = [str(pathlib.Path(sys.executable).with_name("ansible-inventory")), "-i", "doors.akuvox.yml", "--list"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AKUVOX_")}
    start = time.monotonic()
    done = subprocess.run(command, env=environment, cwd=workplace, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    hosts = json.loads(done.stdout)["_meta"]["hostvars"] if done.returncode == 0 else {}
    found = [host for host in hosts.values() if host["akuvox_reachability"] == "ok" and "akuvox_mac_found" in host]
    if len(found) != doors:
        sys.exit(f"{len(found)} of {doors} doors were found\n{done.stderr[-2000:]}{done.stdout[:1500]}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
