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
# Where runs without a common lock meet, and for how many seconds one waits for the other there.
MET, MEETING = (*cases.BY_TARGET, "config", "relay", "input", "publiccode", "sip"), 10.0
# The lists that a door gives as a file, beside its settings (manual: export).
EXPORTED = ("user", "rfkey", "privatekey", "contact", "config")
# Whom tasks are delegated to, how often; a bastion runs each as a process of its own, which takes long.
LOCAL_ACTION = "local_action"
WAYS = {"localhost": 4, LOCAL_ACTION: 4, "controller-2": 3, "controller-3": 3, "bastion-1": 1}
# Who answers at the delegates' addresses, as a door does and with the login of all doors.
STRANGERS = {"controller": "127.0.0.1", "bastion": "127.0.63.9"}
DELEGATES = {
    "controller-2": {"ansible_connection": "local", "ansible_host": STRANGERS["controller"]},
    # it is used for doors too, and has what its own are reached with
    "controller-3": {
        "ansible_connection": "local",
        "ansible_host": STRANGERS["controller"],
        "akuvox_host": STRANGERS["controller"],
        "akuvox_username": "another",
        "akuvox_password": "an0ther/password",
        "akuvox_mac": "00:00:5E:00:53:01",
        "akuvox_scheme": "https",
        "akuvox_port": 9,
    },
    "bastion-1": {"ansible_connection": "elsewhere", "ansible_host": STRANGERS["bastion"]},
}


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
    """The reads take so long that both runs have read before one of them writes, unless something keeps them apart."""
    case = _undisturbed(seed, number, kind)
    case.faults = [{"kind": "slow", "method": "GET", "action": "get", "seconds": 3.0, "times": 4}]
    return case


def _met(seed: int, number: int, kind: str) -> cases.Case:
    """Of each target, the answers to the first read of both runs come together: nothing keeps these apart."""
    case = _undisturbed(seed, number, kind)
    case.faults = [
        {"kind": "meet", "method": "GET", "action": "get", "target": target, "seconds": MEETING} for target in MET
    ]
    return case


def _swapped(seed: int, number: int) -> cases.Case:
    """Another unit gets the address after one of the requests; it holds what the door held at first."""
    case = _undisturbed(seed, number, "swapped units")
    rng = random.Random(f"{seed}/swapped/{number}")
    swap = {"kind": "swap", "nth": rng.randrange(1, 16), "state": {**case.held, "config": case.config}}
    if rng.random() < 0.3:
        # between what is planned and what is written
        swap |= {"action": rng.choice(["info", "get", "add", "set"]), "nth": rng.randrange(1, 4)}
    case.faults = [swap]
    return case


def _cut_files(seed: int, number: int) -> cases.Case:
    """Some of the files end early, each in one of the ways to frame it."""
    case = _undisturbed(seed, number, "cut files")
    rng = random.Random(f"{seed}/cut/{number}")
    for target in rng.sample(EXPORTED, rng.randrange(1, 4)):
        case.faults.append({
            "kind": "cut-file", "target": target, "action": "export", "share": round(rng.uniform(0.02, 0.98), 2),
            "framing": rng.choice(["close", "close", "length", "chunked"]), "times": rng.choice([1, 2, -1]),
        })  # fmt: skip
    return case


def _delegated(seed: int, number: int) -> cases.Case:
    """The door has an address of its own, and a stranger with the same port is where the task is delegated to."""
    case = _undisturbed(seed, number, "delegation")
    rng = random.Random(f"{seed}/delegated/{number}")
    case.address = f"127.0.{64 + number // 250}.{number % 250 + 1}"
    case.way = rng.choices(list(WAYS), WAYS.values())[0]
    return case


def _undone(seed: int, number: int) -> cases.Case:
    """Nothing goes wrong with the run, and things go wrong with the undo."""
    case = _undisturbed(seed, number, "undo")
    rng = random.Random(f"{seed}/undone/{number}")
    case.faults = [cases.fault(rng) for _count in range(rng.randrange(1, 3))]
    return case


@dataclass(frozen=True)
class Scenario:
    """One kind. ``share``: how many of its cases go with 100 of the old ones.

    ``runs``: how many at once the first play is; ``apart``: with a temporary folder each, so that no lock is shared.
    ``cure``: whether late writes are waited for; without it, doubles are expected after the first play.
    ``identity``: whether the MAC of each door is expected.
    """

    make: Callable[[int, int], cases.Case]
    share: int = 10
    variables: dict = field(default_factory=dict)
    runs: int = 1
    apart: bool = False
    cure: bool = True
    identity: bool = False

    def in_time(self, case: cases.Case) -> bool:
        """Whether the first play has to be ok and exact."""
        if not self.cure or self.apart:
            return False
        return all(fault["seconds"] <= SURE * SETTLE for fault in case.faults if fault["kind"] == "late")


SCENARIOS = {
    "faults": Scenario(_faults, share=100),
    "late writes": Scenario(_late, variables={"akuvox_settle": SETTLE}),
    "two runs": Scenario(lambda seed, number: _two(seed, number, "two runs"), variables={"akuvox_timeout": 20}, runs=2),
    "two runs, no common lock": Scenario(
        lambda seed, number: _met(seed, number, "two runs, no common lock"),
        variables={"akuvox_timeout": 20},
        runs=2,
        apart=True,
        share=5,
    ),
    "late writes, cure off": Scenario(_late, variables={"akuvox_settle": 0}, cure=False, share=2),
    "swapped units": Scenario(_swapped, identity=True),
    "cut files": Scenario(_cut_files, variables={"akuvox_retries": 1}),
    "delegation": Scenario(_delegated),
    # 200 with 3,000 old ones
    "undo": Scenario(_undone, share=7),
}


def numbers_of(count: int) -> dict[str, list[int]]:
    """The cases that go with so many old ones, by kind; of each kind some."""
    return {name: list(range(max(2, count * kind.share // 100))) for name, kind in SCENARIOS.items()}
