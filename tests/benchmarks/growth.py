# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How processor time and memory of the controller grow with the doors of a play, and with the people on a door."""

from __future__ import annotations

import os

import people
import provision
from noop import play as noop_play
from table import megabytes, short, table
from workplace import Cost, workplace

DOORS = tuple(size for size in (10, 100, 1000) if size <= int(os.environ.get("BENCH_DOORS", "1000")))
PEOPLE = (100, 1000, 5000)


def run(rounds: int) -> list[str]:
    """Two tables; the processor's time hardly varies, so one round does."""
    return [*of_doors(), "", *of_people()]


def of_doors() -> list[str]:
    """Runs that find nothing to do, on more and more doors, beside one ``debug`` task."""
    plays = {
        "`debug`": (noop_play("debug"), {}),
        "`akuvox_relay`": (noop_play("akuvox_relay"), {}),
        "`provision`": ("doorfleet.akuvox.provision", provision.OURS),
    }
    costs: dict[str, dict[int, Cost]] = {name: {} for name in plays}
    with workplace(max(DOORS)) as place:
        place.play("doorfleet.akuvox.provision", variables=provision.OURS)
        for doors in DOORS:
            for name, (play, variables) in plays.items():
                costs[name][doors] = place.play(play, doors=doors, variables=variables, memory=True, macs=True)
    rows = []
    for name, found in costs.items():
        for row, times in zip(growth(found), grown(found, costs["`debug`"]), strict=True):
            rows.append([name, *row, *times])
    head = ["run", "doors", "processor, s", "more per door, ms", "memory", "more per door, kB"]
    return table([*head, "processor grows, to `debug`", "memory grows, to `debug`"], rows)


def grown(found: dict[int, Cost], least: dict[int, Cost]) -> list[list[str]]:
    """For each size, how many times what the size before took, to how many times that is for the least there is."""
    rows, before = [], None
    for size in found:
        times = ["", ""]
        if before is not None:
            own, base = (costs[size].cpu / costs[before].cpu for costs in (found, least))
            own_memory, base_memory = (costs[size].memory / costs[before].memory for costs in (found, least))
            times = [f"{short(own / base)}x", f"{short(own_memory / base_memory)}x"]
        rows.append(times)
        before = size
    return rows


def of_people() -> list[str]:
    """A list of people on one door, first and second run."""
    turns: dict[str, dict] = {"first": {}, "second": {}}
    with workplace(1) as place:
        for size in PEOPLE:
            place.fleet.reset()
            for costs in turns.values():
                costs[size] = place.play(people.play(size), memory=True)
    rows = [[row[0], turn, *row[1:]] for turn, costs in turns.items() for row in growth(costs)]
    return table(["people", "run", "processor, s", "more per person, ms", "memory", "more per person, kB"], rows)


def growth(costs: dict[int, Cost]) -> list[list[str]]:
    """A row for each size; what it takes more than the size before, per one of what there is more."""
    rows, before = [], None
    for size, cost in costs.items():
        more = ["", ""]
        if before is not None:
            count, smaller = size - before[0], before[1]
            more = [short((cost.cpu - smaller.cpu) / count * 1e3), short((cost.memory - smaller.memory) / count / 1024)]
        rows.append([f"{size:,}", short(cost.cpu), more[0], megabytes(cost.memory), more[1]])
        before = size, cost
    return rows
