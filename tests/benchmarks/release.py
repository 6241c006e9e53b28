# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook ``provision`` beside that of the release 0.2.0, in the same run and on the same doors.

Both bring the doors to the state of ``provision.OURS``: four sections. One ``debug`` task on each door is the least
that Ansible takes. ``BENCH_DOORS`` in the environment takes another number of doors.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tarfile
from pathlib import Path

import noop
import provision
from table import ratio, short, table
from workplace import ROOT, Cost, Workplace, workplace

RELEASE, COMMIT = "0.2.0", "a16e9ff"
DOORS = int(os.environ.get("BENCH_DOORS", "100"))
TLS_DOORS = min(30, DOORS)
PAUSE_SECONDS = 0.25
PLAYBOOK = "doorfleet.akuvox.provision"
DEBUG = noop.play("debug")


def run(rounds: int) -> list[str]:
    """The table."""
    rows = []
    with workplace(DOORS) as place:
        old = unpacked(place.folder)
        rows += plain(place, old, min(rounds, 2))
    with workplace(TLS_DOORS, tls=True) as place:
        old, tls = unpacked(place.folder), {"akuvox_use_ssl": True, "akuvox_ca_path": str(place.fleet.ca_file)}
        rows += pair(place, old, f"no-op over TLS, {TLS_DOORS} doors", min(rounds, 2), "cpu", tls)
    with workplace(DOORS, interval=PAUSE_SECONDS) as place:
        old = unpacked(place.folder)
        rows += pair(place, old, f"no-op at {PAUSE_SECONDS} s between two requests, {DOORS} doors", 1, "seconds")
    return table(["what", "measured", RELEASE, "now", "less", "requests per door", "now to `debug`"], rows)


def unpacked(folder: Path) -> Path:
    """A folder for ``ANSIBLE_COLLECTIONS_PATH`` with the release, made of the clone's history."""
    tree = folder / "release" / "ansible_collections" / "doorfleet" / "akuvox"
    tree.mkdir(parents=True)
    packed = folder / "release.tar"
    subprocess.run(["git", "-C", str(ROOT), "archive", "--output", str(packed), COMMIT], check=True)
    with tarfile.open(packed) as archive:
        archive.extractall(tree, filter="data")
    return folder / "release"


def plain(place: Workplace, old: Path, rounds: int) -> list[list[str]]:
    """First runs and such with nothing to do, in turn, and what one door is asked then."""
    place.play(DEBUG)
    costs: dict[str, list[Cost]] = {name: [] for name in ("old first", "old", "first", "now", "debug")}
    asked = {}
    for _number in range(rounds):
        for way, collections in (("old", old), ("now", None)):
            place.fleet.reset()
            costs["old first" if way == "old" else "first"].append(played(place, collections))
            place.fleet.forget()
            costs[way].append(played(place, collections))
            asked[way] = len(place.fleet.requests("door-0001"))
        costs["debug"].append(place.play(DEBUG))
    known = {"akuvox_model": "R29", "akuvox_firmware": "29.30.10.101"}
    for name, more in (("known", {}), ("with a MAC", {"akuvox_mac": place.fleet.macs["door-0001"]})):
        place.fleet.forget()
        place.play(PLAYBOOK, doors=1, variables={**provision.OURS, **known, **more})
        asked[name] = len(place.fleet.requests("door-0001"))
    counts = [asked[way] for way in ("old", "now", "known", "with a MAC")]
    requests = "{}; {}, {} with model and firmware known, {} with a MAC too".format(*counts)
    to_debug = ratio(cpu(costs["now"]), cpu(costs["debug"]))
    return [
        row(f"no-op, {DOORS} doors, 4 sections", "cpu", costs["old"], costs["now"], requests, to_debug),
        row(f"first run, {DOORS} doors, 4 sections", "cpu", costs["old first"], costs["first"]),
    ]


def pair(place: Workplace, old: Path, what: str, rounds: int, part: str, more: dict | None = None) -> list:
    """Runs with nothing to do, of both releases in turn."""
    costs: dict[str, list[Cost]] = {"old": [], "now": []}
    played(place, None, more)
    for _number in range(rounds):
        for way, collections in (("old", old), ("now", None)):
            costs[way].append(played(place, collections, more))
    return [row(what, part, costs["old"], costs["now"])]


def played(place: Workplace, collections: Path | None, more: dict | None = None) -> Cost:
    """One run of the playbook."""
    return place.play(PLAYBOOK, variables={**provision.OURS, **(more or {})}, collections=collections)


def cpu(costs: list[Cost]) -> list[float]:
    """The processor seconds of several runs."""
    return [cost.cpu for cost in costs]


def row(what: str, part: str, old: list[Cost], now: list[Cost], requests: str = "", to_debug: str = "") -> list[str]:
    """One line: medians in seconds, and how many times as much the release took."""
    before, after = ([getattr(cost, part) for cost in costs] for costs in (old, now))
    said = "processor, s" if part == "cpu" else "time, s"
    medians = [short(statistics.median(values)) for values in (before, after)]
    return [what, said, *medians, ratio(before, after), requests, to_debug]
