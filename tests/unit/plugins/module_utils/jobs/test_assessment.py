# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores, reports, fixes, and which of them may be asked for."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.assessment import (
    FAIL,
    NOT_APPLICABLE,
    NOT_TESTABLE,
    PASS,
    Check,
    Finding,
    check_wanted,
    fixes,
    fleet_score,
    scored,
)


def check(name, severity="high", **more):
    return Check(name, name.title(), severity, lambda facts: None, advice=f"see {name}", **more)


ONE, TWO, THREE, FOUR = (
    check("one", "critical"),
    check("two", fixable=True),
    check("three", "low"),
    check("four", "medium"),
)


def test_a_report_has_the_share_of_the_weight_that_has_passed():
    assessed = scored(
        {
            ONE: Finding(PASS, "fine"),
            TWO: Finding(FAIL, "bad", {"akuvox_log": {"level": "info"}}),
            THREE: Finding(FAIL, "bad"),
            FOUR: Finding(NOT_TESTABLE, "hidden"),
        }
    )
    assert (assessed["score"], assessed["tested"]) == (62, 3)
    assert assessed["failed"] == {"critical": 0, "high": 1, "medium": 0, "low": 1}
    assert assessed["summary"] == ["score 62 (3 of 4 checks tested), failed: high two, low three"]
    assert [(row["fixable"], row["advice"]) for row in assessed["checks"]] == [
        (False, ""), (True, ""), (False, "see three"), (False, "")
    ]  # fmt: skip
    assert assessed["checks"][3] == {
        "id": "four", "title": "Four", "severity": "medium", "verdict": NOT_TESTABLE, "evidence": "hidden",
        "fixable": False, "advice": "",
    }  # fmt: skip


@pytest.mark.parametrize(("findings", "score", "line"), [
    ({ONE: PASS, TWO: PASS}, 100, "score 100 (2 of 2 checks tested)"),
    ({ONE: FAIL, THREE: PASS}, 9, "score 9 (2 of 2 checks tested), failed: critical one"),
    ({ONE: NOT_APPLICABLE, TWO: NOT_TESTABLE}, None, "no check could be tested"),
])  # fmt: skip
def test_a_door_in_one_line(findings, score, line):
    assessed = scored({check: Finding(verdict, "") for check, verdict in findings.items()})
    assert (assessed["score"], assessed["summary"]) == (score, [line])


def test_the_score_of_a_fleet_names_its_worst_door():
    reports = {"a": {"score": 71}, "b": {"score": 40}, "c": None, "d": {"score": None}, "e": {"score": 40}}
    assert fleet_score(reports) == "fleet score 50 (3 of 5 doors), worst: b with 40"
    assert fleet_score({"c": None}) == "fleet score: none, as none of 1 doors could be tested"


def test_fixes_of_wanted_checks_are_put_together():
    findings = {
        ONE: Finding(FAIL, "", {"akuvox_config": {"settings": {"a": "0"}}}),
        TWO: Finding(FAIL, "", {"akuvox_config": {"settings": {"b": "0"}}, "akuvox_log": {"level": "info"}}),
        THREE: Finding(FAIL, "", {"akuvox_pcap": {"state": "stopped"}}),
        FOUR: Finding(PASS, ""),
    }
    assert fixes(findings, ["one", "two", "four"]) == {
        "akuvox_config": {"settings": {"a": "0", "b": "0"}},
        "akuvox_log": {"level": "info"},
    }
    assert fixes(findings, []) == {}


@pytest.mark.parametrize(("wanted", "message"), [
    (["two", "tow"], "fix[1]: must be one of two, not 'tow'"),
    (["one"], "fix[0]: one has no fix of its own: see one"),
])  # fmt: skip
def test_what_cannot_be_fixed_is_refused(wanted, message):
    with pytest.raises(InvalidInput) as caught:
        check_wanted((ONE, TWO), wanted, "fix")
    assert caught.value.message == message
