# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kill real plays of the jobs by SIGKILL at random moments, and show that one more run makes every door right.

Each door of a round has a run of its own that is killed. The number of requests after which it is killed is drawn, and
so is the part of the time that the door takes to answer the last one. A further door, whose turn has not come, is in
each of these runs. The run file that is left has to be honest about both. Then one run over all doors of the round has
to bring each to where it should be, a door's firmware by one flash alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "integration")]

from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet, linked_collection  # noqa: E402
from harness.playbook import Player  # noqa: E402

SEED = 20270302
# Kills of each job; at least LEAST of them have to leave work.
KILLS, LEAST = 50, 30
# Doors in a round, each killed once.
ROUND = 10
# Seconds that a door takes to answer, so that a moment between two answers can be hit.
ANSWER = 0.15
READS = ("get", "info", "status", "export", None)
OLD_VERSION, NEW_VERSION = "29.30.10.100", "29.30.10.200"
NEW_USERNAME, NEW_PASSWORD = "operator", "n3w/api+pass%word"
API = "Config.DoorSetting.APIFCGI."
# One record in each request, so that there are many moments at which a part is done.
VARIABLES = {"akuvox_profile": {"base": "manual", "batch_size": 1}, "akuvox_timeout": 10}


def _user(number: int, name: str) -> dict:
    return {"UserID": str(number), "Name": name, "PrivatePIN": f"482715{number % 100:02d}", "CardCode": ""}


def _people(fleet: Fleet, door: str) -> dict:
    return {row["UserID"]: (row["Name"], row["PrivatePIN"]) for row in fleet.state(door)["user"]}


class Job:
    """What is killed. ``wanted`` of a door is what :meth:`holds` has to give in the end."""

    name = ""
    variables: dict = {}
    # what lets one door be begun after the other
    one_by_one = {"akuvox_serial": 1}
    # whether only the doors of the batch are asked anything
    asks_in_turn = True

    def prepare(self, fleet: Fleet, doors: list[str], player: Player, folder: Path) -> None:
        """Bring the doors to where the job has something to do."""

    def holds(self, fleet: Fleet, door: str) -> object:
        """What the job changes of a door."""
        raise NotImplementedError

    def wanted(self, door: str) -> object:
        """What the door has to hold in the end."""
        raise NotImplementedError


class Credentials(Job):
    """Two people go, three change, three are new."""

    name = "credentials"

    def __init__(self) -> None:
        listed = {number: f"Person {number}" for number in (1003, 1004, 1005, 1006, 1007, 1008)}
        self._wanted = {str(number): (name, _user(number, name)["PrivatePIN"]) for number, name in listed.items()}
        people = [
            {"user_id": str(number), "name": name, "pin": _user(number, name)["PrivatePIN"], "doors": ["all"]}
            for number, name in listed.items()
        ]
        self.variables = {"akuvox_people": [*people, {"user_id": "1001", "state": "absent"}]}

    def prepare(self, fleet, doors, player, folder):
        for door in doors:
            fleet.put(door, user=[{"ID": str(number), **_user(1000 + number, "Old")} for number in range(1, 6)])

    def holds(self, fleet, door):
        users = fleet.state(door)["user"]
        return _people(fleet, door) if len(users) == len(_people(fleet, door)) else users

    def wanted(self, door):
        return self._wanted


class ApiCredentials(Job):
    """Another user, another password."""

    name = "api_credentials"
    variables = {"akuvox_api_new_username": NEW_USERNAME, "akuvox_api_new_password": NEW_PASSWORD}

    def holds(self, fleet, door):
        config = fleet.state(door)["config"]
        return config[API + "UserName"], config[API + "Password"]

    def wanted(self, door):
        return NEW_USERNAME, NEW_PASSWORD


class Restore(Job):
    """People, contacts and settings of a set, on a door that holds others."""

    name = "restore"
    _setting = "Config.DoorSetting.RELAY.NameA"

    def __init__(self) -> None:
        self._wanted: dict = {}

    def prepare(self, fleet, doors, player, folder):
        self.variables = {"akuvox_backup_dir": f"{folder}/sets", "akuvox_restore_confirm": True}
        for door in doors:
            fleet.put(
                door,
                user=[{"ID": str(number), **_user(1000 + number, f"Person {number}")} for number in range(1, 5)],
                contact=[{"ID": "1", "Name": "Kim", "Phone": "100", "Group": "Default"}],
            )
            fleet.put_config(door, **{self._setting: "Main gate"})
            self._wanted[door] = self.holds(fleet, door)
        role = {"name": "doorfleet.akuvox.backup"}
        options = {**VARIABLES, **self.variables, "akuvox_backup_exports": False}
        done = player.run([{"ansible.builtin.import_role": role}], fleet.hosts(*doors), variables=options)
        assert done.code == 0, done.end
        for door in doors:
            fleet.put(door, user=[{"ID": "7", **_user(1001, "Old")}, {"ID": "8", **_user(1009, "New")}], contact=[])
            fleet.put_config(door, **{self._setting: "Side gate"})
            fleet.forget_requests(door)

    def holds(self, fleet, door):
        state = fleet.state(door)
        contacts = sorted((row["Name"], row["Phone"]) for row in state["contact"])
        users = sorted((row["UserID"], row["Name"], row["PrivatePIN"]) for row in state["user"])
        return users, contacts, state["config"][self._setting]

    def wanted(self, door):
        return self._wanted[door]


class Firmware(Job):
    """A version, by one flash alone: the number of upgrades counts as well."""

    name = "firmware"
    one_by_one = {"akuvox_wave": 1}
    # all doors are compared with the baseline first
    asks_in_turn = False

    def prepare(self, fleet, doors, player, folder):
        file = folder / "R29.rom"
        file.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model=R29 version={NEW_VERSION}\n".encode() + bytes(20_000))
        entry = {
            "version": NEW_VERSION,
            "file": str(file),
            "md5": hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest(),
        }
        self.variables = {
            "akuvox_firmware_baseline": {"R29": entry}, "akuvox_backup_dir": f"{folder}/sets", "akuvox_wave": "100%",
            "akuvox_canary": 0, "akuvox_soak": 0, "akuvox_firmware_wait_timeout": 30,
            "akuvox_firmware_settle_timeout": 5,
        }  # fmt: skip
        (folder / "sets").mkdir(exist_ok=True)

    def holds(self, fleet, door):
        firmware = fleet.state(door)["firmware"]
        return firmware["version"], firmware["upgrades"]

    def wanted(self, door):
        return NEW_VERSION, 1


JOBS = (Credentials, ApiCredentials, Restore, Firmware)


@dataclass
class Report:
    """What became of the kills, counted by job."""

    seed: int
    kills: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)
    unwritten: Counter = field(default_factory=Counter)
    dishonest: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self) -> list[str]:
        """The figures as they are shown."""
        rows = [
            f"{name}: {count} kills, {self.left[name]} with work left, {self.unwritten[name]} before the first write, "
            f"{self.dishonest[name]} run files not honest"
            for name, count in self.kills.items()
        ]
        total = f"{sum(self.kills.values())} kills with seed {self.seed} in {self.seconds:.0f} s"
        return [*rows, f"{total}; after one more run {len(self.failures)} doors not right"]


def judge(job: Job, fleet: Fleet, door: str) -> str:
    """What is wrong with a door after the run that nobody killed; empty where it is right."""
    holds, wanted = job.holds(fleet, door), job.wanted(door)
    return "" if holds == wanted else f"{job.name} {door}: holds {holds!r}, not {wanted!r}"


def dishonest(run: dict, begun: dict[str, bool], right: dict[str, bool]) -> list[str]:
    """What the file of a killed run says of its doors that isn't true.

    ``begun``: door -> whether the run had begun with it; ``right``: door -> whether it holds what is wanted.
    """
    found = [] if run["finished"] is None else [f"finished at {run['finished']}"]
    for door, is_begun in begun.items():
        said = run["doors"][door]["outcome"]
        allowed = {"unknown"} if is_begun else {"unknown", "not_tried"}
        allowed |= {"ok", "changed"} if right[door] else set()
        if said not in allowed:
            found.append(f"{door} is {said}, and was {'begun' if is_begun else 'not begun'}")
    return found


def _play(job: Job, player: Player, fleet: Fleet, doors: list[str], runs: Path, kill_when=None):
    runs.mkdir(exist_ok=True)
    variables = {**VARIABLES, **job.variables, "akuvox_run_dir": str(runs)}
    return player.run(
        None,
        fleet.hosts(*doors),
        # the hosts of a playbook are known by the command line only
        ("-e", "akuvox_hosts=doors"),
        variables={**variables, **(job.one_by_one if kill_when else {})},
        playbook=[{"ansible.builtin.import_playbook": f"doorfleet.akuvox.{job.name}"}],
        kill_when=kill_when,
    )


def run_file(runs: Path) -> dict:
    """What the only run file of a folder says."""
    (path,) = runs.glob("*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def _measure(job: Job, player: Player, fleet: Fleet, door: str, runs: Path) -> tuple[int, int]:
    """The numbers of the first and of the last request of a run that writes."""
    done = _play(job, player, fleet, [door], runs)
    assert done.code == 0, done.end
    log = fleet.requests(door)
    assert judge(job, fleet, door) == "", judge(job, fleet, door)
    writes = [number for number, entry in enumerate(log, 1) if entry["action"] not in READS]
    return writes[0], writes[-1]


def draw_moment(draw: random.Random, number: int, first: int, last: int) -> float:
    """How many requests have been answered when a run is killed, and which part of the next answer's time is over.

    Each fourth of the kills is from the first write on, and may be after the last one, when the door is at it or
    restarts. The others are anywhere until the last write is answered.
    """
    return draw.uniform(first - 1, last + 0.9) if number % 4 == 0 else draw.uniform(0, last - 0.7)


def _reached(fleet: Fleet, door: str, moment: float):
    """A function that says, asked often, whether the door is at a moment: requests, and a part of the next answer."""

    def kill_when() -> bool:
        until = time.monotonic() + 0.2
        while time.monotonic() < until:
            if len(fleet.requests(door)) > int(moment):
                time.sleep(moment % 1 * ANSWER)
                return True
            time.sleep(0.002)
        return False

    return kill_when


def run_round(job: Job, fleet: Fleet, player: Player, folder: Path, count: int, draw: random.Random, report) -> None:
    """Kill ``count`` plays, each on a door of its own, and bring all of these doors home by one run."""
    fleet.reset()
    spare, *doors = list(fleet.devices)[: count + 1]
    job.prepare(fleet, [spare, *doors], player, folder)
    span = _measure(job, player, fleet, spare, folder / "measured")
    for number, door in enumerate(doors, 1):
        fleet.forget_requests(spare)
        fleet.forget_requests(door)
        fleet.set_fault(door, "slow", seconds=ANSWER, times=-1, authorized_only=False)
        runs = folder / door
        _play(job, player, fleet, [door, spare], runs, _reached(fleet, door, draw_moment(draw, number, *span)))
        report.kills[job.name] += 1
        left = job.holds(fleet, door) != job.wanted(door)
        report.left[job.name] += left
        written = any(entry["applied"] for entry in fleet.requests(door))
        report.unwritten[job.name] += left and not written
        lies = _lies(job, fleet, (door, spare), runs)
        report.dishonest[job.name] += bool(lies)
        report.failures += [f"{job.name}: the run file isn't honest: {text}" for text in lies]
        fleet.clear_faults(door)
    done = _play(job, player, fleet, doors, folder / "last")
    wrong = [text for text in (judge(job, fleet, door) for door in doors) if text]
    report.failures += wrong
    if done.code:
        report.failures.append(f"{job.name}: the run after the kills failed:\n{done.end}")
    said = {door: entry["outcome"] for door, entry in run_file(folder / "last")["doors"].items()}
    if set(said) != set(doors) or not set(said.values()) <= {"ok", "changed"}:
        report.failures.append(f"{job.name}: the file of the run after the kills says {said}")


def _lies(job: Job, fleet: Fleet, doors: tuple[str, str], runs: Path) -> list[str]:
    begun = {}
    for door in doors:
        asked = [entry for entry in fleet.requests(door) if entry["authorized"]]
        begun[door] = any(job.asks_in_turn or entry["action"] not in READS for entry in asked)
    return dishonest(run_file(runs), begun, {door: not judge(job, fleet, door) for door in doors})


def run(seed: int, kills: int, jobs=JOBS, say=lambda text: None) -> Report:
    """Kill each of the jobs so many times."""
    report, began, draw = Report(seed), time.monotonic(), random.Random(seed)
    # a socket of ansible-core is below it, and a socket's path ends at some 100 characters
    with tempfile.TemporaryDirectory(prefix="akuvox-") as name:
        folder = Path(name)
        linked_collection(folder / "collections")
        (folder / "play").mkdir()
        player = Player(folder / "play", folder / "collections", folder)
        devices = [
            {"name": f"door-{number}", "reboot_seconds": 0.3, "reboot_grace": 0.0, "firmware": OLD_VERSION}
            for number in range(min(ROUND, kills) + 1)
        ]
        emulator = Emulator(folder, {"defaults": {"username": USERNAME, "password": PASSWORD}, "devices": devices})
        try:
            fleet = Fleet(emulator)
            for kind in jobs:
                for start in range(0, kills, ROUND):
                    place = folder / f"{kind.name}-{start}"
                    place.mkdir()
                    run_round(kind(), fleet, player, place, min(ROUND, kills - start), draw, report)
                    report.seconds = time.monotonic() - began
                    say(f"{kind.name}: {report.kills[kind.name]} kills, {len(report.failures)} doors not right")
        finally:
            emulator.stop()
    return report


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="kills.py", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help=f"how many kills of each of the four jobs ({KILLS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what the moments are drawn from ({SEED})")
    names = [kind.name for kind in JOBS]
    parser.add_argument("--job", choices=names, action="append", help="this job only; may be given several times")
    given = parser.parse_args()
    jobs = [kind for kind in JOBS if kind.name in (given.job or names)]
    report = run(given.seed, given.kills, jobs, lambda text: print(text, file=sys.stderr, flush=True))
    for text in (*report.failures, *report.lines()):
        print(text)
    few = [kind.name for kind in jobs if report.left[kind.name] < min(LEAST, given.kills * LEAST / KILLS)]
    if few:
        print(f"too few kills with work left: {', '.join(few)}")
    return 1 if report.failures or few else 0


if __name__ == "__main__":
    sys.exit(main())
