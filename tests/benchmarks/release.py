# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook ``provision`` beside that of the release 0.2.0, in the same run and on the same doors.

Both bring the doors to the state of ``provision.OURS``: four sections. One ``debug`` task on each door is the least
that Ansible takes. Each door has its ``akuvox_mac``, which 0.2.0 didn't look at. ``BENCH_DOORS`` in the environment
takes another number of doors.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tarfile
from pathlib import Path

import noop
import people
import provision
from table import ratio, short, table
from workplace import ROOT, Cost, Workplace, workplace

RELEASE, COMMIT = "0.2.0", "a16e9ff"
DOORS = int(os.environ.get("BENCH_DOORS", "100"))
TLS_DOORS = min(30, DOORS)
PAUSE_SECONDS = 0.25
PEOPLE = 5000
PLAYBOOK = "doorfleet.akuvox.provision"
DEBUG = noop.play("debug")


def run(rounds: int) -> list[str]:
    """The table, of two rounds at most."""
    rounds, rows = min(rounds, 2), []
    with workplace(DOORS) as place:
        old = unpacked(place.folder)
        rows += plain(place, old, rounds)
    with workplace(TLS_DOORS, tls=True) as place:
        tls = {**provision.OURS, "akuvox_use_ssl": True, "akuvox_ca_path": str(place.fleet.ca_file)}
        rows += pair(place, unpacked(place.folder), f"no-op over TLS, {TLS_DOORS} doors", rounds, "cpu", tls)
    with workplace(DOORS, interval=PAUSE_SECONDS) as place:
        what = f"no-op at {PAUSE_SECONDS} s between two requests, {DOORS} doors"
        rows += pair(place, unpacked(place.folder), what, 1, "seconds", provision.OURS)
    with workplace(1) as place:
        many = {"akuvox_users": [people.person(number) for number in range(PEOPLE)]}
        what = f"no-op, {PEOPLE:,} people on one door"
        rows += pair(place, unpacked(place.folder), what, rounds, "cpu", many)
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
            costs["old first" if way == "old" else "first"].append(played(place, collections, provision.OURS))
            place.fleet.forget()
            costs[way].append(played(place, collections, provision.OURS))
            asked[way] = len(place.fleet.requests("door-0001"))
        costs["debug"].append(place.play(DEBUG))
    known = {"akuvox_model": "R29", "akuvox_firmware": "29.30.10.101"}
    place.fleet.forget()
    place.play(PLAYBOOK, doors=1, variables={**provision.OURS, **known})
    asked["known"] = len(place.fleet.requests("door-0001"))
    requests = "{old}; {now}, and {known} without a MAC, with model and firmware known".format(**asked)
    to_debug = ratio(cpu(costs["now"]), cpu(costs["debug"]))
    return [
        row(f"no-op, {DOORS} doors, 4 sections", "cpu", costs["old"], costs["now"], requests, to_debug),
        row(f"first run, {DOORS} doors, 4 sections", "cpu", costs["old first"], costs["first"]),
    ]


def pair(place: Workplace, old: Path, what: str, rounds: int, part: str, variables: dict) -> list:
    """Runs with nothing to do, of both releases in turn."""
    costs: dict[str, list[Cost]] = {"old": [], "now": []}
    played(place, None, variables)
    for _number in range(rounds):
        for way, collections in (("old", old), ("now", None)):
            costs[way].append(played(place, collections, variables))
    return [row(what, part, costs["old"], costs["now"])]


def played(place: Workplace, collections: Path | None, variables: dict) -> Cost:
    """One run of the playbook."""
    return place.play(PLAYBOOK, variables=variables, collections=collections, macs=True)


def cpu(costs: list[Cost]) -> list[float]:
    """The processor seconds of several runs."""
    return [cost.cpu for cost in costs]


def row(what: str, part: str, old: list[Cost], now: list[Cost], requests: str = "", to_debug: str = "") -> list[str]:
    """One line: medians in seconds, and how many times as much the release took."""
    before, after = ([getattr(cost, part) for cost in costs] for costs in (old, now))
    said = "processor, s" if part == "cpu" else "time, s"
    medians = [short(statistics.median(values)) for values in (before, after)]
    return [what, said, *medians, ratio(before, after), requests, to_debug]
