# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases with cut files: each door is backed up and exported on three days, and on the second one files are cut.

What is whole is known by what the door gives when nothing goes wrong, and by the record that is new on that day.
"""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import cases
import scenarios
from harness.emulator import Fleet
from harness.playbook import Player

NEW = "New of today"
# Families whose exports are all known (manual); the others are backed up, with what they have.
EXPORTING = ("manual", "paged", "newer")
# What can be backed up where the answer about one list is empty.
PARTS = {"hostile": ["config", "contact", "group", "privatekey", "rfkey", "schedule", "user"]}
# A record of each list, which it doesn't hold yesterday.
RECORDS = {
    "user": {"UserID": "9950", **cases.BY_TARGET["user"].defaults, "Name": NEW},
    "rfkey": {"Code": "00FF00FF", **cases.BY_TARGET["rfkey"].defaults, "Name": NEW},
    "privatekey": {"Code": "90909090", **cases.BY_TARGET["privatekey"].defaults, "Name": NEW},
    "contact": {"Phone": "100", "Name": NEW},
}


def tasks(folder: Path) -> list[dict]:
    """A backup, and an export of each target."""
    place = {"dir": f"{folder}/sets", "door": "{{ inventory_hostname }}"}
    back_up = {"doorfleet.akuvox.akuvox_backup": {**place, "parts": "{{ parts | default(omit) }}"}}
    going_on = {"ignore_errors": True, "ignore_unreachable": True}
    exports = [
        {
            "name": target,
            "doorfleet.akuvox.akuvox_export": {
                "target": target,
                "dest": f"{folder}/files/{{{{ inventory_hostname }}}}/{target}",
            },
            "when": "exporting",
            **going_on,
        }
        for target in scenarios.EXPORTED
    ]
    return [{"name": "backup", **back_up, **going_on}, *exports]


def contents(folder: Path, door: str) -> tuple[dict[str, bytes], list[tuple[dict, dict[str, bytes]]]]:
    """The exported files of a door by name, and its sets, the oldest first, each as its manifest and its files."""
    exported = {path.name: path.read_bytes() for path in (folder / "files" / door).iterdir()}
    sets = []
    places = (folder / "sets" / door).iterdir() if (folder / "sets" / door).exists() else ()
    for place in sorted(path for path in places if (path / "manifest.json").exists()):
        found = {path.name: path.read_bytes() for path in place.iterdir()}
        sets.append((json.loads(found.pop("manifest.json")), found))
    return exported, sets


def is_todays(content: bytes) -> bool:
    """Whether a whole file has the new record."""
    if content.startswith(b"\x1f\x8b"):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            members = [archive.extractfile(member) for member in archive if member.isfile()]
            content = b"".join(member.read() for member in members if member)
    return NEW.encode() in content


def differences(
    name: str, was: bytes | None, now: bytes | None, whole: bytes | None, proved: bool, noted: bool = False
) -> list[str]:
    """What is wrong with a file after the day on which files were cut.

    ``was``: yesterday's; ``whole``: what comes when nothing goes wrong; ``proved``: whether it is said to be that.
    ``noted``: whether it is said to have another number of records than the list, as it has when it was cut each time
    between the same two.
    """
    if noted and now != whole:
        return [] if now and whole and whole.startswith(now) else [f"{name}: noted, and no part of what comes"]
    if proved and now != whole:
        return [f"{name}: said to be whole, and isn't"]
    if not proved and now != was:
        return [f"{name}: not proved, and yesterday's is gone"]
    return []


def run_batch(batch: list, report, player: Player, fleet: Fleet, folder: Path) -> None:
    """All plays of some cases, and the judge's word on them."""
    hosts = {}
    for case in batch:
        fleet.put(case.door, **case.held)
        (folder / "files" / case.door).mkdir(parents=True)
        variables = scenarios.SCENARIOS[report.kind].variables
        hosts[case.door] = fleet.host(case.door, exporting=case.family in EXPORTING, akuvox_timeout=5, **variables)
        hosts[case.door] |= cases.variables_of(case.family)
        if case.family in PARTS:
            hosts[case.door]["parts"] = PARTS[case.family]

    def play():
        done = player.run(tasks(folder), hosts, ("--forks", "50"))
        if "This is a bug of the collection" in done.output or "Traceback" in done.output:
            report.failures.append(f"a bug in cases {batch[0].number} to {batch[-1].number}:\n{done.end}")
        return done, {case.door: contents(folder, case.door) for case in batch}

    _done, yesterday = play()
    for case in batch:
        now = fleet.state(case.door)
        lists = [target for target in RECORDS if cases.has(case.family, target)]
        fleet.put(case.door, **{target: [*now[target], {"ID": "950", **RECORDS[target]}] for target in lists})
        for fault in case.faults:
            fleet.set_fault(case.door, **fault)
    first, cut = play()
    for case in batch:
        report.cases += 1
        report.families[case.family] += 1
        report.fired.update(fault["kind"] for fault in fleet.faults(case.door) if fault["fired"])
        fleet.clear_faults(case.door)
    second, whole = play()
    third, _same = play()
    for case in batch:
        door, wrong = case.door, []
        report.requests += len(fleet.requests(door))
        exported = _judge_exports(door, first, yesterday[door][0], cut[door][0], whole[door][0])
        backed = _judge_sets(first.outcome(door, "backup"), yesterday[door][1], cut[door][1], whole[door][1])
        problems = [each for each in first.outcomes(door) if each["event"] in ("failed", "unreachable")]
        report.outcomes["failed" if problems or first.outcome(door, "backup").get("unproved") else "ok"] += 1
        for text in (*exported, *backed):
            report.fail(case, text)
        for each in second.outcomes(door):
            if each["event"] in ("failed", "unreachable"):
                wrong.append(f"fails without faults: {each.get('msg')}")
        wrong += [f"{name} is left" for name in whole[door][0] if name not in scenarios.EXPORTED]
        wrong += [f"{name} is not today's" for name, content in _with_records(*whole[door]) if not is_todays(content)]
        if any(each.get("changed") for each in third.outcomes(door)):
            wrong.append("changes something on a day with nothing new")
        for text in wrong:
            report.fail(case, text)
        report.outcomes["exact after one more"] += not wrong


def _judge_exports(door, first, was, now, whole):
    found = []
    for name in scenarios.EXPORTED if was else ():
        outcome = first.outcome(door, name)
        proved, noted = outcome["event"] == "ok", "note" in outcome
        found += differences(name, was.get(name), now.get(name), whole.get(name), proved, noted)
        if (f"{name}.unproved" in now) != ("unproved" in outcome and outcome["event"] != "ok"):
            found.append(f"{name}: the unproved file is not where the task says")
    return found + [f"{name} is left" for name in now if name.startswith(".")]


def _judge_sets(outcome, was, now, whole):
    if outcome["event"] != "ok":
        return [] if now == was else ["the backup failed, and there is another set"]
    if not was or not now or not whole:
        return ["there is no set"]
    (_old, old), (manifest, files), (last, full) = was[-1], now[-1], whole[-1]
    still = [*last["unproved_exports"], *last["noted_exports"]]
    found = [f"{name}: still unproved after one more run" for name in still]
    for name in full:
        target, _dot, kind = name.partition(".")
        if kind in ("xml", "csv", "tgz"):
            proved = target not in manifest["unproved_exports"]
            noted = target in manifest["noted_exports"]
            found += differences(f"set's {name}", old.get(name), files.get(name), full[name], proved, noted)
    return found


def _with_records(exported, sets):
    """The files of lists that have a new record."""
    named = [*exported.items(), *(sets[-1][1].items() if sets else ())]
    return [(name, content) for name, content in named if name.partition(".")[0] in RECORDS]
