# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a fleet as data: a row for each door, from what it answered and from run files.

Only members that are known to be fit for showing are taken out of reports, so that nothing else can get in.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from ..errors import printable
from ..http.diagnosis import OFFLINE, OK
from .assessment import FAIL, WEIGHTS, mean_score

KIND, FORMAT = "report", 1
JOB = "report"
# Worst first. "unknown" is a door that was begun with and not finished, or of which nobody has said anything.
STATES = ("unreachable", "failed", "unknown", "not_tried", "changed", "ok")
# Worst first: what a door's SIP state is when its accounts are in several.
SIP_STATES = ("registration_failed", "registering", "unknown", "registered", "disabled")
# The jobs that bring a door back to what is described.
_MENDING = ("provision", "credentials", "restore")
NO_SITE = "no site"
_LONGEST = 2000


def door_facts(result):
    """What is kept of the answer of ``akuvox_info``, also in the run file: empty when the door was not asked."""
    if not result or result.get("skipped"):
        return {}
    if result.get("failed") or result.get("unreachable"):
        silent = bool(result.get("unreachable"))
        return {
            "outcome": "unreachable" if silent else "failed",
            "verdict": result.get("reachability") or (OFFLINE if silent else OK),
            "reason": result.get("msg") or "no answer",
        }
    system = result["akuvox"]["system"]
    return {
        "outcome": "ok",
        "verdict": OK,
        "reason": "",
        **{key: system.get(key) for key in ("model", "firmware", "mac")},
        "accounts": [{key: row[key] for key in ("account", "status")} for row in system["accounts"]],
        "users": result["akuvox"].get("user_count"),
    }


def site_of(variables, everywhere):
    """A door's site: its variable ``akuvox_site``, else its groups without those ``everywhere``."""
    if variables.get("akuvox_site") not in (None, ""):
        return _text(variables["akuvox_site"])
    return ", ".join(name for name in variables.get("group_names") or () if name not in everywhere) or NO_SITE


def fleet(doors, merged, generated, title):
    """The report.

    :param doors: door -> its ``site`` and ``facts``, those of :func:`door_facts`.
    :param merged: what run files say of them, a :class:`runfiles.Merged`.
    :param generated: the time now.
    """
    rows, used = [], {}
    for door in sorted(doors):
        row, runs = _row(door, doors[door], merged, generated)
        rows.append(row)
        used.update({run.file: run for run in runs})
    report = {
        "summary": _summary(rows),
        "doors": rows,
        "runs": [_run(run) for run in sorted(used.values(), key=lambda run: run.order, reverse=True)],
        "problems": sorted(merged.problems, key=lambda problem: problem["file"]),
        "older_files": merged.older,
        "other_doors": sorted(merged.others),
    }
    # of all but the time, so that a report which says the same as the one before has the same digest
    said = json.dumps([title, report], sort_keys=True).replace(generated, "now")
    digest = hashlib.sha256(said.encode()).hexdigest()
    return {"kind": KIND, "format": FORMAT, "digest": digest, "title": title, "generated": generated, **report}


def _run(run):
    members = {key: getattr(run, key) for key in ("file", "job", "started", "finished", "check_mode")}
    return {**members, "doors": len(run.doors)}


def _row(door, given, merged, generated):
    """The row of a door, and the runs that it is made from."""
    said = merged.said.get(door, {})
    runs = []

    def reported(job, newest=merged.reports):
        """The newest report of a job, with its time."""
        run = newest.get(door, {}).get(job)
        if run is None:
            return {}, None
        runs.append(run)
        return run.doors[door]["report"], run.started

    answer, asked = (given["facts"], generated) if given["facts"] else reported(JOB)
    known, known_at = (answer, asked) if answer.get("model") else reported(JOB, merged.models)
    compliance, compared = reported("firmware")
    if not known.get("model"):
        known, known_at = {"model": compliance.get("model"), "firmware": compliance.get("version")}, compared
    accounts = [
        {"account": row.get("account"), "status": _text(row.get("status")) or "unknown"}
        for row in _members(known.get("accounts"))
    ]
    jobs = {job: said[job] for job in sorted(said) if job != JOB}
    runs += jobs.values()
    stated = {job: _stated(run, door) for job, run in jobs.items()}
    row = {
        "door": door,
        "site": given["site"],
        **{key: _text(known.get(key)) for key in ("model", "firmware", "mac")},
        "firmware_state": _text(compliance.get("state")),
        "accounts": accounts,
        "sip": next((state for state in SIP_STATES if any(row["status"] == state for row in accounts)), ""),
        "users": _number(known.get("users")),
        "known_at": known_at if known.get("model") else None,
        "answer": {**{key: _text(answer.get(key)) for key in ("outcome", "verdict", "reason")}, "at": asked}
        if answer.get("outcome")
        else None,
        "hardening": _hardening(*reported("hardening")),
        "drift": _drift(*reported("drift"), stated),
        "jobs": stated,
    }
    return {**row, "state": _state(row)}, runs


def _stated(run, door):
    stated = run.doors[door]
    return {
        "outcome": stated["outcome"],
        "reason": _text(stated["reason"]),
        "at": run.started,
        "check_mode": run.check_mode,
    }


def _hardening(report, at):
    checks = _members(report.get("checks"))
    if not checks:
        return None
    failed = [
        {"id": _text(row.get("id")), "severity": _text(row.get("severity"))}
        for row in checks
        if row.get("verdict") == FAIL
    ]
    return {
        "score": _number(report.get("score")),
        "tested": _number(report.get("tested")),
        "checks": len(checks),
        "failed": sorted(failed, key=lambda row: (rank(row["severity"], list(WEIGHTS)), row["id"])),
        "at": at,
    }


def _drift(report, at, jobs):
    """Whether a door drifted: None where a part could not be checked and the rest is as it should be.

    ``after`` has the jobs that may have mended it since it was seen.
    """
    if "drifted" not in report:
        return None
    sections, unchecked = (
        sorted(map(_text, report[key])) if isinstance(report.get(key), dict) else []
        for key in ("sections", "unchecked")
    )
    drifted = True if sections else None if unchecked else False
    after = [
        {"job": job, "outcome": said["outcome"], "at": said["at"]}
        for job, said in jobs.items()
        if job in _MENDING and said["at"] > at and said["outcome"] in ("ok", "changed") and not said["check_mode"]
    ]
    return {"drifted": drifted, "sections": sections, "unchecked": unchecked, "at": at, "after": after}


def _state(row):
    """The worst of what the door answered and of the last run of each job."""
    outcomes = [job["outcome"] for job in row["jobs"].values()]
    if row["answer"]:
        outcomes.append(row["answer"]["outcome"])
    return min(outcomes, key=lambda outcome: rank(outcome, STATES), default="unknown")


def _summary(rows):
    """The figures of a fleet, and of each site."""
    sites = {}
    for row in rows:
        sites.setdefault(row["site"], []).append(row)
    return {
        **_figures(rows),
        "states": _counted(rows, lambda row: row["state"], STATES),
        "models": _counted(rows, lambda row: row["model"] or "unknown"),
        "firmwares": _counted(rows, lambda row: f"{row['model']} {row['firmware']}".strip() or "unknown"),
        "sites": {site: _figures(members) for site, members in sorted(sites.items())},
    }


def _figures(rows):
    scores = [row["hardening"]["score"] for row in rows if row["hardening"] and row["hardening"]["score"] is not None]
    # where something came after it, nobody has looked since
    drifts = [row["drift"]["drifted"] for row in rows if row["drift"] and not row["drift"]["after"]]
    sips = [row["sip"] for row in rows if row["sip"] not in ("", "disabled")]
    users = [row["users"] for row in rows if row["users"] is not None]
    return {
        "doors": len(rows),
        "answered": sum(bool(row["answer"]) and row["answer"]["outcome"] == "ok" for row in rows),
        "asked": sum(bool(row["answer"]) for row in rows),
        "sip_registered": sips.count("registered"),
        "sip_used": len(sips),
        "users": sum(users) if users else None,
        "score": mean_score(scores) if scores else None,
        "scored": len(scores),
        "drifted": drifts.count(True),
        "drift_checked": len(drifts) - drifts.count(None),
        "failed": sum(map(needs_look, rows)),
    }


def needs_look(row):
    """Whether a door failed or did not answer, or a job was begun with it and not finished."""
    cut_off = any(job["outcome"] == "unknown" for job in row["jobs"].values())
    return cut_off or row["state"] in ("failed", "unreachable")


def still_drifted(drift):
    """Whether a door has drifted as far as is known: nothing that may have mended it came after."""
    return bool(drift) and drift["drifted"] is True and not drift["after"]


def _counted(rows, of, order=()):
    """Value -> number of rows with it: in ``order``, then the most frequent first."""
    counts = Counter(map(of, rows))
    return {
        value: counts[value] for value in sorted(counts, key=lambda value: (rank(value, order), -counts[value], value))
    }


def rank(value, order):
    """The place of a value in an order; one that isn't in it comes last."""
    return order.index(value) if value in order else len(order)


def _members(value):
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _number(value):
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value):
    """A text in one line without control characters, whatever there is in a file or a variable."""
    return "" if value is None else printable(value, _LONGEST)
