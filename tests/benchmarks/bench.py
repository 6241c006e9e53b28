# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the collection on emulated doors, as ratios to what one would run instead, and write docs/benchmarks.md.

Plays that are compared take turns, so that a machine whose speed drifts slows both.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import time

from table import put
from workplace import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
# What ``--only`` takes and the document has a place for, and the module with its ``run(rounds)``.
BENCHMARKS = {
    "noop": "noop",
    "provision": "provision",
    "jobs": "jobs",
    "release": "release",
    "fleet_read": "fleet_read",
    "people": "people",
    "growth": "growth",
    "planner": "planner",
    "rollout": "rollout",
    "inventory": "inventory",
    "revoke": "revoke",
}
ROUNDS, QUICK_ROUNDS = 3, 1


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS), metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="one round of each; prints the figures and keeps none")
    options = parser.parse_args()
    for name in options.only:
        began = time.monotonic()
        lines = importlib.import_module(BENCHMARKS[name]).run(QUICK_ROUNDS if options.quick else ROUNDS)
        print(f"\n{name}, {time.monotonic() - began:.0f} s\n", *lines, sep="\n", flush=True)
        if not options.quick:
            put(DOCUMENT, name, lines)
            put(DOCUMENT, f"{name} on", [f"Measured on {machine()}."])


def machine() -> str:
    """What the figures were measured on."""
    release = importlib.import_module("ansible.release").__version__
    versions = f"ansible-core {release}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}, {versions}"


if __name__ == "__main__":
    main()
