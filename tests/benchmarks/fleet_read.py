# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook ``drift`` with all doors in one process, against a worker process for each, and against release 0.2.0.

``BENCH_DOORS`` in the environment takes another number of doors for the comparison, ``BENCH_PAUSED_DOORS`` for the run
at the default pause.
"""

from __future__ import annotations

import os
from pathlib import Path

import provision
from release import RELEASE, unpacked
from table import megabytes, ratio, short, span, table
from workplace import Cost, Workplace, workplace

DOORS = int(os.environ.get("BENCH_DOORS", "100"))
PAUSED_DOORS = int(os.environ.get("BENCH_PAUSED_DOORS", "1000"))
THREADS, PAUSE_SECONDS = 32, 0.25
PLAYBOOK = "doorfleet.akuvox.drift"
TOGETHER, ALONE = "one process", "a process for each door"


def run(rounds: int) -> list[str]:
    """The table; the runs that are compared take turns."""
    with workplace(DOORS) as place:
        place.play("doorfleet.akuvox.provision", variables=provision.OURS)
        ways = {RELEASE: unpacked(place.folder), ALONE: None, TOGETHER: None}
        found: dict[str, list[tuple[Cost, float]]] = {way: [] for way in ways}
        for _number in range(min(rounds, 2)):
            for way, collections in ways.items():
                found[way].append(played(place, way == TOGETHER, collections))
        rows = [row(way, found) for way in ways]
    with workplace(PAUSED_DOORS, interval=PAUSE_SECONDS) as place:
        # brought there without the pause, which is not what is measured
        place.interval = 0
        place.play("doorfleet.akuvox.provision", variables=provision.OURS)
        place.interval = PAUSE_SECONDS
        cost, asked = played(place, True)
    pauses = PAUSED_DOORS * asked * PAUSE_SECONDS / THREADS
    alone = f"{short(pauses)} s, {cost.seconds / pauses:.2f}x"
    way = f"{TOGETHER}, {PAUSE_SECONDS} s between requests"
    figures = [short(asked), short(cost.seconds), short(cost.cpu), "", megabytes(cost.memory), alone]
    rows.append([PAUSED_DOORS, way, *figures])
    head = ["doors", "way", "requests per door", "seconds", "processor, s", f"less than {RELEASE}", "memory"]
    return table([*head, "pauses alone"], rows)


def played(place: Workplace, together: bool, collections: Path | None = None) -> tuple[Cost, float]:
    """The cost of one run, and how many requests a door got."""
    place.fleet.forget()
    own = {"akuvox_fleet_read": True, "akuvox_fleet_read_threads": THREADS} if together else {}
    cost = place.play(PLAYBOOK, variables={**provision.OURS, **own}, memory=True, collections=collections)
    return cost, place.fleet.count_requests() / len(place.fleet.ports)


def row(way: str, found: dict[str, list[tuple[Cost, float]]]) -> list:
    """One line of the comparison."""
    costs = [cost for cost, _asked in found[way]]
    before, now = ([cost.cpu for cost, _asked in found[its]] for its in (RELEASE, way))
    times = [span([cost.seconds for cost in costs]), span(now), ratio(before, now)]
    return [DOORS, way, short(found[way][0][1]), *times, megabytes(max(cost.memory for cost in costs)), ""]
