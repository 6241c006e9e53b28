# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How checks of a door are judged and scored. What was read of the door goes in; no secret comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ..errors import InvalidInput
from ..secrets import is_masked
from ..targets.readers import reader_differences

PASS, FAIL, NOT_TESTABLE, NOT_APPLICABLE = "pass", "fail", "not_testable", "not_applicable"
# What a failed check costs, of the sum of all that could be tested.
WEIGHTS = {"critical": 10, "high": 5, "medium": 2, "low": 1}


@dataclass(frozen=True)
class Missing:
    """What could not be read, and why."""

    reason: str


@dataclass(frozen=True)
class Facts:
    """What was read of a door; what could not be is a :class:`Missing`.

    ``config``: the ``Config.*`` keys. ``users``, ``private_codes``: records as the device sends them. ``capturing``:
    whether a packet capture runs. ``http``: the HTTP status of a plain request, None when nothing answers.
    ``certificate``: that of the HTTPS port, None without TLS. ``login``: auth, username and password that got in.
    ``policy``: what ``pinpolicy.pin_policy`` gives. ``now``: the time, with its zone. ``url_hosts``: the hosts to which
    Action URLs may lead, empty where nobody has named any.
    """

    config: Any
    users: Any
    private_codes: Any
    capturing: Any
    http: Any
    certificate: Any
    host: str
    login: tuple
    policy: Mapping
    now: Any
    url_hosts: tuple = ()


@dataclass(frozen=True)
class Finding:
    """A verdict, the evidence for it, and what would mend it: a module's name without prefix -> its options."""

    verdict: str
    evidence: str
    fix: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One check. ``judge`` makes a :class:`Finding` of :class:`Facts`.

    ``fixable``: whether a failed one has a fix. ``advice``: what to do where it has none.
    """

    id: str
    title: str
    severity: str
    judge: Callable[[Facts], Finding]
    advice: str = ""
    fixable: bool = False


def found(failed, evidence, **fix):
    """A failed check with its fix, or a passed one."""
    return Finding(FAIL, evidence, fix) if failed else Finding(PASS, evidence)


def needs(part, *keys):
    """Let a judge have a part of the facts. Without the part, or with a key of it hidden, its check is not testable.

    Without any of the keys it is not applicable.
    """

    def of(judge):
        def judged(facts):
            held = getattr(facts, part)
            if isinstance(held, Missing):
                return Finding(NOT_TESTABLE, held.reason)
            if keys and not any(key in held for key in keys):
                return Finding(NOT_APPLICABLE, f"this model has no {keys[0]}")
            hidden = [key for key in keys if is_masked(held.get(key))]
            if hidden:
                return Finding(NOT_TESTABLE, f"the device shows {hidden[0]} as stars")
            return judge(facts, held)

        return judged

    return of


def assess(checks, facts):
    """Check -> its :class:`Finding`, for all checks."""
    return {check: check.judge(facts) for check in checks}


def scored(findings):
    """What a task returns of findings: score, number of tested and of failed checks, and all checks."""
    rows = [
        {
            "id": check.id,
            "title": check.title,
            "severity": check.severity,
            "verdict": finding.verdict,
            "evidence": finding.evidence,
            "fixable": bool(finding.fix),
            "advice": check.advice if finding.verdict == FAIL and not finding.fix else "",
        }
        for check, finding in findings.items()
    ]
    severities = [row["severity"] for row in rows if row["verdict"] == FAIL]
    assessed = {
        "score": score(rows),
        "tested": sum(row["verdict"] in (PASS, FAIL) for row in rows),
        "failed": {word: severities.count(word) for word in WEIGHTS},
        "checks": rows,
    }
    return {**assessed, "summary": [in_a_line(assessed)]}


def score(rows):
    """0 to 100: what share of the weight of all passed and failed checks has passed, rounded down; None without any."""
    weight = {
        verdict: sum(WEIGHTS[row["severity"]] for row in rows if row["verdict"] == verdict) for verdict in (PASS, FAIL)
    }
    total = sum(weight.values())
    return weight[PASS] * 100 // total if total else None


def in_a_line(assessed):
    """A door's report (of :func:`report`) in one line: its score, and what has failed, worst first."""
    failed = [f"{row['severity']} {row['id']}" for row in assessed["checks"] if row["verdict"] == FAIL]
    if assessed["score"] is None:
        return "no check could be tested"
    shown = f"score {assessed['score']} ({assessed['tested']} of {len(assessed['checks'])} checks tested)"
    return f"{shown}, failed: {', '.join(failed)}" if failed else shown


def mean_score(scores):
    """The score of several doors: the mean, rounded down."""
    return sum(scores) // len(scores)


def fleet_score(reports):
    """The score of a fleet in one line: the mean of its doors', rounded down, and the door that is worst.

    Behind it what the card readers of the doors differ in, which no door can tell by itself.

    :arg reports: door -> its report; doors that have none or no score don't count.
    """
    scores = {door: row["score"] for door, row in reports.items() if row and row.get("score") is not None}
    if not scores:
        return f"fleet score: none, as none of {len(reports)} doors could be tested"
    worst = min(scores, key=lambda door: (scores[door], door))
    mean = mean_score(scores.values())
    differ = reader_differences({door: row.get("readers") for door, row in reports.items() if row})
    cards = f". One card has another number at some doors: {'; '.join(differ)}" if differ else ""
    return f"fleet score {mean} ({len(scores)} of {len(reports)} doors), worst: {worst} with {scores[worst]}{cards}"


def fixes(findings, wanted):
    """Module -> options that mend the failed checks of the ``wanted`` ids; options of one module are put together."""
    merged = {}
    for check, finding in findings.items():
        for module, options in finding.fix.items() if check.id in wanted else ():
            merged.setdefault(module, {})
            for option, value in options.items():
                merged[module][option] = (
                    {**merged[module].get(option, {}), **value} if isinstance(value, Mapping) else value
                )
    return merged


def check_wanted(checks, wanted, option):
    """Refuse ids that are none, or that have no fix.

    :raises InvalidInput: naming the option and what is allowed.
    """
    by_id = {check.id: check for check in checks}
    fixable = [check.id for check in checks if check.fixable]
    for index, name in enumerate(wanted):
        check = by_id.get(name)
        if check is None:
            raise InvalidInput(f"{option}[{index}]: must be one of {', '.join(fixable)}, not '{name}'")
        if not check.fixable:
            raise InvalidInput(f"{option}[{index}]: {name} has no fix of its own: {check.advice}")
