# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people for the whole fleet by the playbook ``credentials``: what forks and request_interval do to it."""

from __future__ import annotations

import people
from table import megabytes, short, table
from workplace import workplace

LISTED = 50
# doors, forks, request_interval
SECOND_WITH = 5
POINTS = ((100, 5, 0.25), (100, 20, 0.25), (100, 50, 0.25), (100, 20, 1.0), (1000, 50, 0.25))


def run(rounds: int) -> list[str]:
    """The table of first runs, and of one second run."""
    listed = [people.person(number) | {"doors": ["akuvox"]} for number in range(LISTED)]
    rows = []
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
                    figures = (cost.seconds, waited, cost.cpu)
                    rows.append([doors, forks, interval, turn, requests, *map(short, figures), megabytes(cost.memory)])
    head = [
        "doors",
        "forks",
        "interval, s",
        "run",
        "requests per door",
        "seconds",
        "of it waiting",
        "processor, s",
        "memory",
    ]
    return table(head, rows)
