# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people for the whole fleet by the playbook ``credentials``: what forks and request_interval do to it."""

from __future__ import annotations

import os

import people
from table import megabytes, short, table
from workplace import workplace

LISTED = 50
SECOND_WITH = 5
# Seconds of the main process for a door, which more cores don't divide.
MAIN = 0.02
# doors, cores, forks of what is computed, at this pause
ROLLOUTS = ((100, 2, 20), (1000, 2, 5), (1000, 2, 20), (5000, 2, 20), (5000, 8, 80))
PAUSE = 0.25
# doors, forks, request_interval; ``BENCH_DOORS`` in the environment leaves out those with more doors, for a try
POINTS = [
    point
    for point in ((100, 5, 0.25), (100, 20, 0.25), (100, 50, 0.25), (100, 20, 1.0), (1000, 50, 0.25))
    if point[0] <= int(os.environ.get("BENCH_DOORS", "1000"))
]


def run(rounds: int) -> list[str]:
    """The table of first runs, and of one second run. Below it, what other rollouts take by the formula."""
    listed = [people.person(number) | {"doors": ["akuvox"]} for number in range(LISTED)]
    rows, largest = [], None
    for doors in sorted({point[0] for point in POINTS}):
        with workplace(doors) as place:
            for _doors, forks, interval in (point for point in POINTS if point[0] == doors):
                place.fleet.reset()
                for turn in ("first", "second") if forks == SECOND_WITH else ("first",):
                    place.fleet.forget()
                    place.interval = interval
                    cost = place.play(
                        "doorfleet.akuvox.credentials", forks, variables={"akuvox_people": listed}, memory=True
                    )
                    requests = len(place.fleet.requests(people.DOOR))
                    waited = doors * requests * interval / forks
                    figures = (cost.seconds, waited, cost.cpu / os.cpu_count(), cost.cpu)
                    if turn == "first":
                        largest = (requests, cost.cpu / doors)
                    rows.append([doors, forks, interval, turn, requests, *map(short, figures), megabytes(cost.memory)])
    head = [
        "doors",
        "forks",
        "interval, s",
        "run",
        "requests per door",
        "seconds",
        "waiting, s",
        "processor by cores, s",
        "processor, s",
        "memory",
    ]
    said = f"Computed for a first run with {PAUSE} s between two requests, from the last line: {short(largest[1])} s of"
    return [*table(head, rows), "", f"{said} processor per door.", "", *computed(*largest)]


def computed(requests: int, processor: float) -> list[str]:
    """What rollouts take: the larger one of the two parts. ``processor``: seconds for each door."""
    rows = []
    for doors, cores, forks in ROLLOUTS:
        waiting, working = doors * requests * PAUSE / forks, doors * max(processor / cores, MAIN)
        rows.append([f"{doors:,}", cores, forks, *map(short, (waiting, working, max(waiting, working)))])
    return table(["doors", "cores", "forks", "waiting, s", "processor by cores, s", "takes, s"], rows)
