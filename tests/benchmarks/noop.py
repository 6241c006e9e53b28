# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that finds nothing to do, on many doors: against ``debug``, the least that Ansible takes, and ``uri``."""

from __future__ import annotations

import sys

from table import ratio, span, table
from workplace import Cost, workplace

TASKS = {
    "debug": {"ansible.builtin.debug": {"msg": "ok"}},
    "akuvox_relay": {"doorfleet.akuvox.akuvox_relay": {"relays": [{"relay": "A", "hold_delay": 5}]}},
    "uri": {
        "ansible.builtin.uri": {
            "url": "http://{{ ansible_host }}:{{ akuvox_port }}/api/relay/get",
            "url_username": "{{ akuvox_username }}",
            "url_password": "{{ akuvox_password }}",
        },
    },
}
LOCAL = {"connection": "local", "vars": {"ansible_python_interpreter": sys.executable}}
# Doors, rounds at most, and those of them with uri, which takes minutes on the large fleet.
SIZES = ((100, 3, 3), (1000, 2, 1))


def run(rounds: int) -> list[str]:
    """The table, from as many rounds in which the plays take turns."""
    rows = []
    for doors, most, uri_rounds in SIZES:
        costs = measure(doors, min(rounds, most), min(rounds, uri_rounds))
        for name, found in costs.items():
            seconds, cpu = ([getattr(cost, part) for cost in found] for part in ("seconds", "cpu"))
            base_seconds, base_cpu = ([getattr(cost, part) for cost in costs["debug"]] for part in ("seconds", "cpu"))
            own = [cost.seconds for cost in costs["akuvox_relay"]]
            rows.append(
                [
                    doors,
                    f"`{name}`",
                    span(seconds),
                    ratio(seconds, base_seconds),
                    ratio(cpu, base_cpu),
                    ratio(seconds, own),
                ]
            )
    head = ["doors", "task", "seconds", "time to `debug`", "processor to `debug`", "time to `akuvox_relay`"]
    return table(head, rows)


def measure(doors: int, rounds: int, uri_rounds: int) -> dict[str, list[Cost]]:
    """The costs of each play; one round before the others fills caches."""
    costs: dict[str, list[Cost]] = {name: [] for name in TASKS}
    with workplace(doors) as place:
        place.play(play("akuvox_relay"), doors=10)
        for number in range(rounds):
            for name, found in costs.items():
                if name != "uri" or number < uri_rounds:
                    found.append(place.play(play(name)))
    return costs


def play(name: str) -> list[dict]:
    """A play of one task."""
    more = LOCAL if name == "uri" else {}
    return [{"name": name, "hosts": "akuvox", "gather_facts": False, **more, "tasks": [{"name": name, **TASKS[name]}]}]
