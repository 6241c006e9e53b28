# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kind "undo": a run brings each door to what its case wants, and the playbook undo brings it back to what it was.

In between somebody changes a record by hand on some doors, and things go wrong with the requests of the undo. One more
run of it, without faults, has to make each door exactly what it was, but for those that were changed by hand.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cases
import told
from harness.emulator import PASSWORD, Fleet
from harness.leaks import leaks
from harness.playbook import Player

RUN = "events-20270301T030405.000000Z"
# Seconds: what an answer may take, and what a slow one takes.
TIMEOUT, SLOW = 3, 4.0
STARTED = "2027-03-01T03:04:05.000000Z"
# What is changed by hand, of a record of each list.
BY_HAND = {"user": "Name", "rfkey": "DoorNum", "contact": "Phone", "dialreplace": "Line", "privatekey": "DoorNum"}
VALUES = {"Name": "By hand", "DoorNum": "23", "Phone": "0999", "Line": "1"}
# What a device gives itself (device-facts 5.1, 6), and what it numbers again.
OWN = {"ID", "DisplayID", "Mode", "Week"}
# What a device shows as stars, so that it can neither be compared nor brought back (device-facts 9.4).
HIDDEN = {"hostile": (cases.SIP_KEY,)}


def shown(state: dict, lost: frozenset = frozenset()) -> dict:
    """A door's lists and settings, comparable: without numbers, in any order, and without what is ``lost``."""
    numbers = {record["DisplayID"]: record["Name"] for record in state["schedule"] if record.get("DisplayID")}
    found = {}
    for kind in cases.KINDS:
        rows = ({part: value for part, value in record.items() if part not in OWN} for record in state[kind.target])
        found[kind.target] = sorted(json.dumps(_spelled(row, numbers), sort_keys=True) for row in rows)
    return {**found, "config": {key: value for key, value in state["config"].items() if key not in lost}}


def _spelled(row: dict, numbers: dict) -> dict:
    """A record whose schedules have names, in any order."""
    pairs = sorted(part for part in str(row.get("ScheduleRelay", "")).replace(";", ",").split(",") if part)
    named = [[numbers.get(pair.partition("-")[0], pair.partition("-")[0]), pair.partition("-")[2]] for pair in pairs]
    empty = {part: value for part, value in row.items() if value not in ("", None)}
    return {**empty, "ScheduleRelay": named} if "ScheduleRelay" in row else empty


def hidden(family: str, before: dict) -> frozenset:
    """The keys of settings that a door shows as stars. One that was empty is shown as that (device-facts 9.4)."""
    return frozenset(key for key in HIDDEN.get(family, ()) if before["config"].get(key))


def by_hand(case: cases.Case, before: dict, after: dict) -> tuple[str, list] | None:
    """A list with one record that the run has changed and that somebody changes again; None where there is none."""
    rng = random.Random(f"{case.number}/hand")
    if rng.random() > 0.3:
        return None
    places = []
    for target, part in BY_HAND.items():
        held = {record.get("ID"): record for record in before[target]}
        for number, record in enumerate(after[target]):
            if (
                held.get(record.get("ID")) != record
                and record.get(part) != VALUES[part]
                and not record.get("SourceType")
            ):
                places.append((target, number, part))
    if not places:
        return None
    target, number, part = rng.choice(places)
    records = [dict(record) for record in after[target]]
    records[number][part] = VALUES[part]
    return target, records


def run_batch(batch: list, report, player: Player, fleet: Fleet, folder: Path, plays: Callable) -> None:
    """All plays of some cases, and the judge's word on them. ``plays``: as of the campaign."""
    kept, vault = folder / "kept", player.encrypt("unused", "vault-word")[1]
    begun = {"job": "events", "started": STARTED, "undo": str(kept / RUN), "undo_secrets": True, "stop": ""}
    common = {"akuvox_undo_dir": str(kept), "akuvox_undo_run": RUN, "akuvox_retries": 1, "akuvox_timeout": TIMEOUT}
    hosts, before = {}, {}
    for case in batch:
        door = case.door
        fleet.put(door, **case.held)
        if case.config:
            fleet.put_config(door, **case.config)
        before[door] = fleet.state(door)
        hosts[door] = fleet.host(door, case=case.tasks, **common)
        hosts[door] |= cases.variables_of(case.family)

    def play(book, **more):
        done = player.run(None, hosts, ("--vault-password-file", vault, "--diff", "-vvvv", "--forks", "50",
                                        "-e", "akuvox_hosts=doors"), playbook=book, **more)  # fmt: skip
        hidden = set().union(*(cases.secrets(case) for case in batch), {PASSWORD})
        for found in leaks(done.output, hidden)[:3]:
            report.failures.append(f"a secret in the output of cases from {batch[0].number} on: {found}")
        if "This is a bug of the collection" in done.output or "Traceback" in done.output:
            report.failures.append(f"a bug in cases {batch[0].number} to {batch[-1].number}:\n{done.end}")
        return done

    book = plays(hosts, {case.door: "" for case in batch}, {})
    play([{**each, "vars": {"akuvox_job": "events", "akuvox_job_begun": begun}} for each in book])
    changes = {"akuvox_changes_since": "2027-03-01", "akuvox_changes_until": "2027-03-02"}
    changes["akuvox_changes_dir"] = str(folder / "changes")
    play([{"ansible.builtin.import_playbook": "doorfleet.akuvox.changes", "vars": changes}])
    file = folder / "changes" / "changes.csv"
    named, perhaps = told.said(file), told.said(file, ("perhaps",))
    left, hand = {}, {}
    for case in batch:
        after = fleet.state(case.door)
        expected = told.done(before[case.door], after, hidden(case.family, before[case.door]))
        report.outcomes["changes"] += expected.total()
        its, may_be = (counted.get(case.door, Counter()) for counted in (named, perhaps))
        for text in told.differences(expected, its, may_be):
            report.fail(case, text)
        changed = by_hand(case, before[case.door], after)
        if changed:
            fleet.put(case.door, **dict([changed]))
            hand[case.door] = changed[0]
        left[case.door] = fleet.state(case.door)
        for fault in case.faults:
            # the answer is over when the second play begins: meanwhile, a hostile door lets nobody ask
            fleet.set_fault(case.door, **{**fault, **({"seconds": SLOW} if fault["kind"] == "slow" else {})})
    undo = [{"ansible.builtin.import_playbook": "doorfleet.akuvox.undo"}]
    first = play(undo)
    for case in batch:
        report.fired.update(fault["kind"] for fault in fleet.faults(case.door) if fault["fired"])
        fleet.clear_faults(case.door)
    second = play(undo)
    for case in batch:
        report.cases += 1
        report.families[case.family] += 1
        report.requests += len(fleet.requests(case.door))
        states = (before[case.door], left[case.door], fleet.state(case.door))
        wrong = _judge(case, first, second, *states, case.door in hand, report)
        wrong += _secrets_in(kept / RUN / f"{case.door}.jsonl", case)
        for text in wrong:
            report.fail(case, text)
        report.outcomes["exact after one more"] += not wrong


def _judge(case, first, second, before, left, now, is_by_hand, report) -> list[str]:
    """What is wrong with a door in the end."""
    door, lost = case.door, hidden(case.family, before)
    problem = first.problem(door)
    report.outcomes["failed" if problem else "ok"] += 1
    problem = second.problem(door)
    if is_by_hand:
        report.outcomes["by hand"] += 1
        said = str((problem or {}).get("msg"))
        found = [] if "changed since" in said else [f"changed by hand, and the undo says: {said}"]
        return found + ([] if shown(now) == shown(left) else ["changed by hand, and written all the same"])
    if problem is not None:
        return [f"the undo fails without faults: {problem.get('msg')}"]
    was, holds = shown(before, lost), shown(now, lost)
    report.outcomes["changed by the run"] += shown(left) != shown(before)
    other = [part for part in was if was[part] != holds[part]]
    return [f"{part} is not as before: {_difference(was[part], holds[part])}" for part in other]


def _difference(was, holds) -> str:
    if isinstance(was, dict):
        keys = [key for key in sorted({*was, *holds}) if was.get(key) != holds.get(key)]
        return "; ".join(f"{key} {holds.get(key)!r}, not {was.get(key)!r}" for key in keys)[:500]
    more, missing = [row for row in holds if row not in was], [row for row in was if row not in holds]
    return f"too much: {more[:2]}, missing: {missing[:2]}"


def _secrets_in(path: Path, case) -> list[str]:
    if not path.exists():
        return []
    found = [secret for secret in cases.secrets(case) if len(secret) > 3 and secret in path.read_text(encoding="utf-8")]
    return [f"{len(found)} secrets in {path.name}"] if found else []
