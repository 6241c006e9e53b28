# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of cases: what is drawn for each, with which variables and in how many runs at once it is played.

A further kind is a further entry of :data:`SCENARIOS`. What each case holds and wants is drawn as in ``cases``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import cases

# Seconds that a door gets in the cases with late writes, and how much earlier than that is surely in time: the emulator
# of a loaded machine is late itself.
SETTLE, SURE = 2.0, 0.85
LATEST = 3 * SETTLE


def _faults(seed: int, number: int) -> cases.Case:
    return cases.make(seed, number)


def _undisturbed(seed: int, number: int, kind: str) -> cases.Case:
    """A case of its own numbering, in which nothing goes wrong yet."""
    case = cases.make(f"{seed}/{kind}", number)
    case.faults, case.refused, case.dropped, case.harmless = [], None, None, False
    case.number, case.kind = number, kind
    if not cases.removable(case.family, "group"):
        # nothing but the web interface, or emptying the whole list, ends a double there
        case.tasks.pop("akuvox_group", None)
        for part in (case.held, case.wanted, case.gone, case.renamed):
            part.pop("group", None)
    return case


def _late(seed: int, number: int) -> cases.Case:
    """One or two writes are done between 0.1 and 3 times of what the door is given."""
    case = _undisturbed(seed, number, "late writes")
    rng = random.Random(f"{seed}/late/{number}")
    for place in range(rng.randrange(1, 3)):
        fault = {"kind": "late", "method": "POST", "seconds": round(rng.uniform(0.1, 3) * SETTLE, 2)}
        # an add is what is there twice
        fault |= {"action": "add"} if rng.random() < 0.6 else {}
        case.faults.append({**fault, "nth": 1 if rng.random() < 0.6 else place + 2})
    return case


def _two(seed: int, number: int, kind: str) -> cases.Case:
    """Both runs have read before one of them writes, unless something keeps them apart."""
    case = _undisturbed(seed, number, kind)
    case.faults = [{"kind": "slow", "method": "GET", "seconds": 0.5, "nth": 2, "times": 2}]
    return case


@dataclass(frozen=True)
class Scenario:
    """One kind. ``share``: how many of its cases go with 100 of the old ones.

    ``runs``: how many at once the first play is; ``apart``: with a temporary folder each, so that no lock is shared.
    ``cure``: whether late writes are waited for; without it, doubles are expected after the first play.
    """

    make: Callable[[int, int], cases.Case]
    share: int = 10
    variables: dict = field(default_factory=dict)
    runs: int = 1
    apart: bool = False
    cure: bool = True

    def in_time(self, case: cases.Case) -> bool:
        """Whether the first play has to be ok and exact."""
        if not self.cure or self.apart:
            return False
        return all(fault["seconds"] <= SURE * SETTLE for fault in case.faults if fault["kind"] == "late")


SCENARIOS = {
    "faults": Scenario(_faults, share=100),
    "late writes": Scenario(_late, variables={"akuvox_settle": SETTLE}),
    "two runs": Scenario(lambda seed, number: _two(seed, number, "two runs"), runs=2),
    "two runs, no common lock": Scenario(
        lambda seed, number: _two(seed, number, "two runs, no common lock"), runs=2, apart=True, share=5
    ),
    "late writes, cure off": Scenario(_late, variables={"akuvox_settle": 0}, cure=False, share=2),
}


def numbers_of(count: int) -> dict[str, list[int]]:
    """The cases that go with so many old ones, by kind; of each kind some."""
    return {name: list(range(max(2, count * kind.share // 100))) for name, kind in SCENARIOS.items()}
