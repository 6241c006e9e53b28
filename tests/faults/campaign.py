# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run cases of the fault campaign: real plays on emulated doors, each door a case.

The first play runs with the faults, the second without, and the third shows that nothing is left to do.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "integration")]

import cases  # noqa: E402
import files  # noqa: E402
import scenarios  # noqa: E402
import undos  # noqa: E402
from harness.commands import Commands  # noqa: E402
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet, linked_collection  # noqa: E402
from harness.leaks import leaks  # noqa: E402
from harness.playbook import Player, Run  # noqa: E402

SEED = 20270301
# Doors in one play.
BATCH = 200
MODULES = [*(kind.module for kind in cases.KINDS), cases.CREDENTIALS, *cases.SETTINGS]
# What each module takes of them.
TAKES = {
    **{kind.module: {kind.option, "state", "purge", "purge_limit"} for kind in cases.KINDS},
    cases.CREDENTIALS: {"people", "store", "managed", "purge_limit", "update_secrets"},
    **{module: set(settings.takes) for module, settings in cases.SETTINGS.items()},
}
for kind in cases.KINDS:
    if kind.secret:
        TAKES[kind.module].add("update_secrets")
_CAMPAIGN = "python3 tests/tools/checks.py --exec newest python tests/faults/campaign.py"
REPLAY = f"{_CAMPAIGN} --seed {{seed}} --kind '{{kind}}' --case {{number}}"
WRITES = ("add", "set", "del", "clear")
# What the doors of late writes may take to do the last one, beside its own time.
LATE_SECONDS = 60


@dataclass
class Report:
    """What became of the cases of one kind."""

    seed: int
    kind: str = "faults"
    cases: int = 0
    requests: int = 0
    seconds: float = 0.0
    fired: Counter = field(default_factory=Counter)
    outcomes: Counter = field(default_factory=Counter)
    families: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def fail(self, case, text: str) -> None:
        """Note what is wrong with a case, and how to run it again."""
        again = REPLAY.format(seed=self.seed, kind=case.kind, number=case.number)
        self.failures.append(f"case {case.number} ({case.family}): {text}\n  {again}")

    def lines(self) -> list[str]:
        """The figures as they are shown."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.fired.items()))
        families = ", ".join(f"{name} {count}" for name, count in sorted(self.families.items()))
        doubled, removed = (self.outcomes[f"double{end} the first play"] for end in ("d after", "s removed by"))
        return [
            f"{self.kind}: {self.cases} cases with seed {self.seed} on {families}",
            f"{sum(self.fired.values())} faults struck: {kinds}",
            f"first play: {self.outcomes['ok']} ok and exact, {self.outcomes['failed']} failed, "
            f"of which {self.outcomes['failed and exact']} were exact already",
            *([f"doubled after the first play: {doubled}"] if self.kind != "faults" else []),
            *([f"doubles that the first play removed: {removed}"] if removed else []),
            *([f"changes named by the playbook changes: {self.outcomes['changes']}"] if self.kind == "undo" else []),
            *self._meetings(),
            f"second play: {self.outcomes['exact after one more']} exact, {len(self.failures)} with something wrong",
            f"{self.requests / max(self.cases, 1):.1f} requests for each door in all plays, {self.seconds:.0f} s",
        ]

    def _meetings(self) -> list[str]:
        """Of kinds with two runs: on how many doors they met."""
        if scenarios.SCENARIOS[self.kind].runs == 1:
            return []
        return [
            f"one run waited for the other: {self.outcomes['waited']} doors",
            f"one wrote after the other had, by what it had read before: {self.outcomes['collided']} doors",
        ]

    def proves(self) -> str:
        """Why a kind proves nothing, as what it is about didn't happen; empty where it did."""
        scenario = scenarios.SCENARIOS[self.kind]
        if not scenario.cure and not self.outcomes["doubled after the first play"]:
            return f"{self.kind}: no doubles without the cure"
        if self.kind == "undo" and not (self.outcomes["by hand"] and self.outcomes["changed by the run"]):
            return f"{self.kind}: nothing was changed by hand, or nothing by the run"
        if scenario.runs > 1 and scenario.apart and not self.outcomes["collided"]:
            return f"{self.kind}: no two runs collided"
        if scenario.runs > 1 and not scenario.apart and not self.outcomes["waited"]:
            return f"{self.kind}: no run had to wait for the other"
        return ""


def plays(hosts: dict, ways: dict, keywords: dict) -> list[dict]:
    """A play of each module for the doors whose case has it: a skipped task costs as much as a short one that runs.

    ``ways``: to whom the tasks of each door are delegated; empty for those that aren't. ``keywords``: of all tasks.
    """
    return [
        {
            "name": module,
            "hosts": ",".join(doors),
            "gather_facts": False,
            "tasks": [
                {"name": module, **keywords, **_action(module, way)},
            ],
        }
        for module in MODULES
        for way in dict.fromkeys(ways.values())
        if (doors := [door for door, each in hosts.items() if module in each["case"] and ways[door] == way])
    ]


def _action(module: str, way: str) -> dict:
    """A module with the options of the door's case, in the form of a way to delegate."""
    name = f"doorfleet.akuvox.{module}"
    options = {option: f"{{{{ case['{module}']['{option}'] | default(omit) }}}}" for option in sorted(TAKES[module])}
    if way == scenarios.LOCAL_ACTION:
        return {"local_action": {"module": name, **options}}
    return {**({"delegate_to": way} if way else {}), name: options}


def fleet_of(batch: list) -> dict:
    """The fleet file: a door for each case, and who answers where tasks are delegated to."""
    devices = []
    with socket.socket() as free:
        # only their addresses tell apart who has it
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for case in batch:
        overrides = cases.OVERRIDES.get(case.family)
        device = {"name": case.door, "tls": False, "reboot_seconds": 0.3, "reboot_grace": 0.0}
        device["profile"] = "manual" if overrides else case.family
        if case.family in cases.INTERVALS:
            device["request_interval"] = cases.INTERVALS[case.family] / 2
        device |= {"host": case.address, "port": port} if case.address else {}
        devices.append({**device, **({"profile_overrides": overrides} if overrides else {})})
    if batch[0].way:
        devices += [{"name": name, "host": host, "port": port} for name, host in scenarios.STRANGERS.items()]
    return {"defaults": {"username": USERNAME, "password": PASSWORD}, "devices": devices}


# Kinds whose plays are others.
OTHER_PLAYS = {"cut files": files.run_batch, "undo": functools.partial(undos.run_batch, plays=plays)}


def run_batch(batch: list, report: Report, players: list[Player], folder: Path) -> None:
    """All plays of some cases; each player is a run of the first one."""
    emulator = Emulator(folder, fleet_of(batch))
    try:
        if report.kind in OTHER_PLAYS:
            OTHER_PLAYS[report.kind](batch, report, players[0], Fleet(emulator), folder)
        else:
            _run_batch(batch, report, players, Fleet(emulator))
    finally:
        emulator.stop()


def _run_batch(batch: list, report: Report, players: list[Player], fleet: Fleet) -> None:
    before, hosts, scenario, player = {}, {}, scenarios.SCENARIOS[report.kind], players[0]
    for case in batch:
        door = case.door
        fleet.put(door, **case.held)
        if case.config:
            fleet.put_config(door, **case.config)
        before[door] = fleet.state(door)
        for fault in case.faults:
            fleet.set_fault(door, **fault)
        hosts[door] = fleet.host(door, case=case.tasks, **{"akuvox_timeout": 3, **scenario.variables})
        if case.address:
            del hosts[door]["ansible_host"]
            hosts[door] |= _found_by(case)
        if scenario.identity:
            hosts[door]["akuvox_mac"] = [fleet.summary(door)["mac"]]
        hosts[door] |= cases.variables_of(case.family)
    strangers = {name: fleet.state(name) for name in fleet.devices if name not in hosts}
    with concurrent.futures.ThreadPoolExecutor() as threads:
        runs = [threads.submit(_play, each, hosts, batch, report) for each in players]
        firsts = [run.result() for run in runs]
    _wait_for_late_writes(fleet)
    after = {door: fleet.state(door) for door in hosts}
    failed = []
    for case in batch:
        door = case.door
        report.cases += 1
        report.families[case.family] += 1
        fired = [fault for fault in fleet.faults(door) if fault["fired"]]
        report.fired.update(fault["kind"] for fault in fired)
        if scenario.identity and fired:
            failed.append(case)
            _judge_swapped(case, door, firsts[0], before[door], after[door], fleet.requests(door), report)
            hosts[door]["akuvox_mac"].append(fleet.summary(door)["mac"])
            continue
        if len(firsts) > 1:
            _judge_meeting(case, door, firsts, fleet.requests(door), report)
        else:
            _judge_truth(case, door, firsts[0], before[door], after[door], report)
        if report.kind == "faults":
            bad = _judge_first(case, door, firsts[0], before[door], after[door], bool(fired), report)
        else:
            bad = _judge_scenario(case, door, firsts, before[door], after[door], report)
        if bad:
            failed.append(case)
    for door in hosts:
        fleet.clear_faults(door)
        report.requests += len(fleet.requests(door))
        fleet.forget_requests(door)
    second = _play(player, hosts, batch, report)
    third = None
    if failed:
        third = _play(player, {case.door: hosts[case.door] for case in failed}, failed, report)
    for case in batch:
        door = case.door
        report.requests += len(fleet.requests(door))
        now = fleet.state(door)
        _judge_truth(case, door, second, after[door], now, report)
        _judge_last(case, door, second, third if case in failed else second, before[door], now, report)
    report.failures += asked_strangers(fleet, strangers)


def asked_strangers(fleet: Fleet, strangers: dict) -> list[str]:
    """Which of the strangers, by name with the state that they had, were written to, or only asked something."""
    return [
        f"the stranger {name} was {'asked' if fleet.state(name) == state else 'changed'}: {fleet.functions(name)[:5]}"
        for name, state in strangers.items()
        if fleet.state(name) != state or fleet.requests(name)
    ]


def _found_by(case: cases.Case) -> dict:
    """How the host of a case with an address says it, in turn: by its name alone, and by each of the variables."""
    return (
        {},
        {"ansible_host": case.address},
        {"akuvox_host": "{{ inventory_hostname }}"},
        {"ansible_host": "{{ place }}", "place": case.address},
    )[case.number % 4]


def _wait_for_late_writes(fleet: Fleet) -> None:
    """Return when all doors have done what they were asked for."""
    deadline = time.monotonic() + scenarios.LATEST + LATE_SECONDS
    while any(entry["late_writes"] for entry in fleet.summaries()):
        if time.monotonic() > deadline:
            raise TimeoutError("the emulator has not done its late writes")
        time.sleep(0.1)


def _play(player: Player, hosts: dict, batch: list, report: Report) -> Run:
    # with another unit at its address a door fails for good, and a later task has to find that out by itself
    on = scenarios.SCENARIOS[report.kind].identity
    keywords = {"ignore_errors": True, "ignore_unreachable": True} if on else {}
    book = plays(hosts, {case.door: case.way for case in batch}, keywords)
    others = scenarios.DELEGATES if any(case.way for case in batch) else None
    done = player.run(None, hosts, ("--diff", "-vvvv", "--forks", "50"), playbook=book, others=others)
    hidden = set().union(*(cases.secrets(case) for case in batch), {PASSWORD})
    for found in leaks(done.output, hidden)[:3]:
        report.failures.append(f"a secret in the output of cases {batch[0].number} to {batch[-1].number}: {found}")
    if "This is a bug of the collection" in done.output or "Traceback" in done.output:
        report.failures.append(f"a bug in cases {batch[0].number} to {batch[-1].number}:\n{done.end}")
    return done


def _names(problem: dict, key: str) -> bool:
    """Whether a message names a record; of many it names some, and says how many more there are."""
    return re.search(rf"{re.escape(key)}| and \d+ more", str(problem.get("msg"))) is not None


def _judge_truth(case, door, play, before, after, report) -> None:
    """What the tasks that are ok say that they did is what was done."""
    for outcome in play.results(door):
        if outcome["event"] == "ok":
            for text in cases.untruths(case, outcome["task"], outcome, before, after):
                report.fail(case, text)


def _judge_first(case, door, first, before, after, fired, report) -> bool:
    """Judge the play with the faults; say whether it failed on the door."""
    problem = first.problem(door)
    wrong = cases.differences(case, before, after)
    if problem is None:
        if wrong:
            report.fail(case, f"ok, and the door didn't take it: {'; '.join(wrong[:3])}")
        report.outcomes["ok"] += not wrong
        if (case.refused or case.dropped) and fired:
            report.fail(case, "a record was refused or not taken, and the play is ok")
        return False
    if case.harmless:
        report.fail(case, f"failed, and only reads went wrong: {problem.get('msg')}")
    if not fired:
        report.fail(case, f"failed without a fault: {problem.get('msg')}")
    report.outcomes["failed"] += 1
    report.outcomes["failed and exact"] += not wrong
    if case.refused and fired:
        module, key = case.refused
        refused = [entry["key"] for entry in problem.get("refused", ())]
        if key not in [str(entry) for entry in refused]:
            report.fail(case, f"{module} does not name {key} as refused: {problem.get('msg')}")
    if (
        case.dropped
        and fired
        and not re.search(rf"{re.escape(case.dropped[1])}| and \d+ more", str(problem.get("msg")))
    ):
        report.fail(case, f"{case.dropped[0]} does not name {case.dropped[1]} as not taken: {problem.get('msg')}")
    return True


def _judge_scenario(case, door, firsts, before, after, report) -> bool:
    """Judge the first play of a kind in which a door is asked by two, or is late; say whether it needs another one."""
    problems = [problem for first in firsts if (problem := first.problem(door))]
    wrong = cases.differences(case, before, after)
    for outcome in (outcome for first in firsts for outcome in first.outcomes(door)):
        report.outcomes["doubles removed by the first play"] += len(outcome.get("removed_doubles") or ())
    report.outcomes["failed"] += bool(problems)
    report.outcomes["ok"] += not (problems or wrong)
    report.outcomes["failed and exact"] += bool(problems) and not wrong
    report.outcomes["doubled after the first play"] += any("there twice" in text for text in wrong)
    if scenarios.SCENARIOS[report.kind].in_time(case):
        for text in [*wrong[:3], *(str(problem.get("msg")) for problem in problems)]:
            report.fail(case, f"not right after the first play: {text}")
    return bool(problems or wrong)


def stale_writes(requests: list[dict]) -> list[dict]:
    """The writes that rest on a read from before another connection's write to the same target, by a door's log.

    A connection is of one run only. What a run writes on another one than it has read on isn't counted.
    """
    read, written, found = {}, {}, []
    for entry in requests:
        who, target = entry["client"], entry["target"]
        if not entry["authorized"]:
            continue
        if entry["action"] == "get":
            read[who, target] = entry["n"]
        elif entry["action"] in WRITES:
            since = read.get((who, target), entry["n"])
            others = [number for number, other in written.get(target, ()) if other != who]
            found += [entry] if any(number > since for number in others) else []
            if entry["applied"]:
                written.setdefault(target, []).append((entry["n"], who))
    return found


def _judge_meeting(case, door, firsts, requests, report) -> None:
    """Judge whether two runs met on a door, and what kept them apart."""
    stale, waiting = stale_writes(requests), f"<{door}> another run is writing to this door"
    report.outcomes["collided"] += bool(stale)
    report.outcomes["waited"] += any(waiting in first.output for first in firsts)
    if stale and not scenarios.SCENARIOS[report.kind].apart:
        text = ", ".join(f"{entry['target']}/{entry['action']}" for entry in stale)
        report.fail(case, f"one run has written by what it had read before the other one wrote: {text}")


def _judge_swapped(case, door, first, before, after, requests, report) -> None:
    """Judge the play in which another unit took the address: that one is what it was, and no later task is ok."""
    later = [entry for entry in requests if entry["n"] > next(e["n"] for e in requests if e["fault"] == "swap")]
    asked = [f"{entry['method']} {entry['target']}/{entry['action']}" for entry in later if entry["authorized"]]
    written = [text for text in asked if not text.startswith("GET") or text.endswith("/set")]
    touched = [part for part in before if part in (*cases.BY_TARGET, "config") and before[part] != after[part]]
    if written or touched:
        report.fail(case, f"written on the wrong unit: {', '.join(written)}; it holds other {', '.join(touched)}")
    problem = first.problem(door)
    report.outcomes["failed"] += problem is not None
    report.outcomes["ended before anything else was asked"] += not asked
    report.outcomes["on the wrong unit"] += bool(written or touched)
    if asked and (problem or {}).get("reachability") != "other_unit":
        report.fail(case, f"another unit answered, and the play says: {(problem or {}).get('msg')}")


def _judge_last(case, door, second, last, before, after, report) -> None:
    """After the faults are gone: the door holds exactly what is wanted, and a further play changes nothing."""
    problem = second.problem(door)
    wrong = cases.differences(case, before, after)
    if problem is not None:
        report.fail(case, f"fails without faults: {problem.get('msg')}")
    elif wrong:
        report.fail(case, f"not as wanted after one more play: {'; '.join(wrong[:3])}")
    elif any(outcome.get("changed") for outcome in last.outcomes(door)):
        report.fail(case, "changes something in a play with nothing left to do")
    else:
        report.outcomes["exact after one more"] += 1


def run(seed: int, numbers: list[int], say=lambda text: None, kind: str = "faults") -> Report:
    """Run the cases of a kind with these numbers."""
    report, began, scenario = Report(seed, kind), time.monotonic(), scenarios.SCENARIOS[kind]
    # a socket of ansible-core is below it, and a socket's path ends at some 100 characters
    with tempfile.TemporaryDirectory(prefix="akuvox-") as name:
        folder = Path(name)
        linked_collection(folder / "collections")
        (folder / "play").mkdir()
        players = [Player(folder / "play", folder / "collections", folder)]
        for number in range(1, scenario.runs):
            place, temporary = folder / f"play-{number}", folder / f"tmp-{number}" if scenario.apart else folder
            place.mkdir()
            temporary.mkdir(exist_ok=True)
            players.append(Player(place, folder / "collections", temporary, starter=Commands()))
        for start in range(0, len(numbers), BATCH):
            batch = [scenario.make(seed, number) for number in numbers[start : start + BATCH]]
            place = folder / f"fleet-{start}"
            place.mkdir()
            run_batch(batch, report, players, place)
            report.seconds = time.monotonic() - began
            say(f"{kind}: {report.cases} of {len(numbers)} cases, {len(report.failures)} with something wrong")
    return report


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="campaign.py", description=__doc__)
    parser.add_argument("--cases", type=int, default=3000, help="how many cases with faults (3000); of others a share")
    parser.add_argument("--kind", choices=scenarios.SCENARIOS, help="only this kind; without it, all of them")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what all is drawn from ({SEED})")
    parser.add_argument("--case", type=int, help="run this one only")
    given = parser.parse_args()
    if given.case is not None:
        chosen = {given.kind or "faults": [given.case]}
    else:
        chosen = scenarios.numbers_of(given.cases)
        chosen = {given.kind: chosen[given.kind]} if given.kind else chosen
    wrong = 0
    for kind, numbers in chosen.items():
        report = run(given.seed, numbers, lambda text: print(text, file=sys.stderr, flush=True), kind)
        print("\n".join([*report.failures, *report.lines(), report.proves(), ""]), flush=True)
        wrong += len(report.failures) + bool(report.proves())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
