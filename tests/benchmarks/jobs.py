# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the playbooks cost on doors with nothing to do, against one ``debug`` task and against an earlier release."""

from __future__ import annotations

from pathlib import Path

import people
import provision
from noop import play as debug
from release import DOORS, RELEASE, unpacked
from table import ratio, short, span, table
from workplace import Workplace, workplace

LISTED = [people.person(number) | {"doors": ["akuvox"]} for number in range(50)]
JOBS = ("drift", "credentials", "backup", "hardening")


def run(rounds: int) -> list[str]:
    """The table; the runs that are compared take turns."""
    rows = []
    with workplace(DOORS) as place:
        earlier = unpacked(place.folder)
        for job in JOBS:
            costs = measured(place, job, earlier, min(rounds, 2))
            for name, found in costs.items():
                cpu = [cost.cpu for cost, _requests in found]
                base, ours = ([cost.cpu for cost, _requests in costs[key]] for key in ("`debug`", f"`{job}`"))
                times = [short(found[0][1]), span(cpu), ratio(cpu, base), ratio(cpu, ours)]
                rows.append([job, name, span([cost.seconds for cost, _requests in found]), *times])
    head = ["job", "run", "seconds", "requests per door", "processor, s", "to `debug`", "to the job"]
    return table(head, rows)


def measured(place: Workplace, job: str, earlier: Path, rounds: int) -> dict[str, list]:
    """The costs and requests of each run, once the doors are as the job wants them."""
    variables = {
        "drift": provision.OURS,
        "credentials": {"akuvox_people": LISTED},
        "backup": {"akuvox_backup_dir": str(place.folder / "sets")},
    }.get(job, {})
    place.fleet.reset()
    place.play(f"doorfleet.akuvox.{'provision' if job == 'drift' else job}", variables=variables)
    runs = {
        "`debug`": (debug("debug"), None),
        f"`{job}`": (f"doorfleet.akuvox.{job}", None),
        f"`{job}`, {RELEASE}": (f"doorfleet.akuvox.{job}", earlier),
    }
    costs: dict[str, list] = {name: [] for name in runs}
    for _number in range(rounds):
        for name, (playbook, collections) in runs.items():
            place.fleet.forget()
            cost = place.play(playbook, variables=variables, collections=collections, macs=True)
            costs[name].append((cost, place.fleet.count_requests() / DOORS))
    return costs
