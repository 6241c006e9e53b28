# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout in waves: who goes when, and when nobody does any more."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.waves import (
    make_plan,
    plan_lines,
    stop_reason,
    wave_errors,
)

GROUPS = {"all": ["a", "b", "c", "d", "e", "elsewhere"], "north": ["d", "e"], "ungrouped": []}


def fleet(**states):
    """Reports of five R29 that are behind, but for those given; None is a door that does not answer."""
    reports = {door: {"model": "R29", "state": "behind"} for door in "abcde"}
    for door, state in states.items():
        reports[door] = {**reports[door], "state": state} if state else {}
    return reports


def plan(reports=None, canary=1, wave=2, budget=0, forks=50):
    return make_plan(reports or fleet(), GROUPS, canary, wave, budget, forks)


def waves(*arguments, **options):
    """The plan as a list of the waves' doors."""
    made = plan(*arguments, **options)
    found = ["".join(door for door, its in made["waves"].items() if its == number + 1) for number in range(5)]
    found = [doors for doors in found if doors]
    assert made["sizes"] == [len(doors) for doors in found]
    return found


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["a", "bc", "de"]),
        ({"canary": 0}, ["ab", "cd", "e"]),
        ({"canary": "2", "wave": "100%"}, ["ab", "cde"]),
        ({"canary": 9}, ["abcde"]),
        ({"canary": 3, "forks": 2}, ["ab", "c", "de"]),
        ({"wave": "40%"}, ["a", "bc", "de"]),
        ({"wave": "1%"}, ["a", "b", "c", "d", "e"]),
        ({"wave": 20, "forks": 3}, ["a", "bcd", "e"]),
        ({"canary": "north"}, ["de", "ab", "c"]),
        ({"canary": ["e", "a"]}, ["ae", "bc", "d"]),
        ({"canary": "e, north"}, ["de", "ab", "c"]),
        ({"canary": []}, ["ab", "cd", "e"]),
    ],
)
def test_who_goes_when(options, expected):
    assert waves(**options) == expected


def test_only_who_is_behind_goes():
    assert waves(fleet(a="compliant", b=None, c="ahead")) == ["d", "e"]
    assert waves(fleet(**dict.fromkeys("abcde", "compliant"))) == []


def test_nobody_to_upgrade_needs_no_plan():
    assert plan(fleet(**dict.fromkeys("abcde")), canary="lobbby", wave="many", budget="none")["sizes"] == []


def test_canaries_are_of_as_many_models_as_possible():
    reports = fleet()
    reports["d"]["model"] = reports["e"]["model"] = "X916"
    assert waves(reports, canary=2)[0] == "ad"
    assert waves(reports, canary=3)[0] == "abd"


@pytest.mark.parametrize(("budget", "allowed"), [(0, 0), ("2", 2), ("20%", 1), ("39%", 1), ("10%", 0), ("100%", 5)])
def test_the_budget_is_of_those_to_upgrade_and_rounded_down(budget, allowed):
    assert plan(budget=budget)["budget"] == allowed
    assert plan(fleet(a="compliant"), budget="20%")["budget"] == 0


def outcomes(**ends):
    return {door: {"outcome": end} for door, end in ends.items()}


@pytest.mark.parametrize(
    ("budget", "failed", "stops"),
    [(0, "", False), (0, "b", True), (1, "b", False), (1, "bc", True), ("40%", "bc", False), ("40%", "bcd", True)],
)
def test_the_budget_is_for_the_whole_run(budget, failed, stops):
    reports = {**fleet(), **outcomes(a="upgraded", **dict.fromkeys(failed, "failed"))}
    reason = stop_reason(plan(budget=budget), reports, 3)
    assert bool(reason) is stops
    if stops:
        assert f"{', '.join(failed)} failed, and akuvox_failure_budget allows {plan(budget=budget)['budget']}" in reason


def test_a_reason_names_a_few_doors():
    many = {f"d{number}": {"outcome": "failed"} for number in range(8)}
    assert "d0, d1, d2, d3, d4 and 3 more failed" in stop_reason(plan(), many, 2)


@pytest.mark.parametrize("end", ["failed", "not_started"])
def test_without_a_canary_that_came_through_nobody_follows(end):
    canaries = plan(canary=2, budget=5)
    assert stop_reason(canaries, fleet(), 1) == ""
    assert stop_reason(canaries, {**fleet(), **outcomes(a=end, b=end)}, 2) == (
        "no canary came through (a, b), so nothing is known of the firmware"
    )
    assert stop_reason(canaries, {**fleet(), **outcomes(a=end, b="upgraded")}, 2) == ""


def test_a_canary_that_has_the_firmware_already_has_come_through():
    again = plan(fleet(a="compliant"), canary="a")
    assert (again["canary_waves"], again["proven"]) == (0, True)
    assert stop_reason(again, fleet(a="compliant"), 1) == ""


@pytest.mark.parametrize("state", [None, "ahead", "unknown_model"])
def test_named_canaries_that_cannot_be_upgraded_stop_the_run(state):
    stuck = plan(fleet(a=state), canary="a")
    assert stop_reason(stuck, fleet(a=state), 1).startswith("no canary came through (a)")


def test_canaries_outside_of_the_run_are_none():
    limited = plan(canary="elsewhere")
    assert limited["canaries"] == []
    assert stop_reason(limited, fleet(), 1) == ""
    assert plan_lines(limited, 2, 50, "elsewhere")[-2] == (
        "no canary: this run has none of akuvox_canary (elsewhere), see --limit"
    )


@pytest.mark.parametrize("canary", [0, "0", 1, [], "a"])
def test_nothing_is_told_of_canaries_that_are_there_or_not_wanted(canary):
    assert not any("no canary" in line for line in plan_lines(plan(canary=canary), 2, 50, canary))


def test_the_plan_in_words():
    assert plan_lines(plan(), 2, 50) == [
        "5 doors to upgrade in 3 waves",
        "wave 1 (canary): a",
        "wave 2: b, c",
        "wave 3: d, e",
        "no further door is started once 1 of them has failed",
    ]
    assert plan_lines(plan(fleet(**dict.fromkeys("bcde")), budget=1), 2, 50) == [
        "1 door to upgrade in 1 wave",
        "wave 1 (canary): a",
        "no further door is started once 2 of them have failed",
    ]
    assert "no more than 3 doors start together" in plan_lines(plan(wave=4, forks=3), 4, 3)[-2]
    assert plan_lines(plan(fleet(**dict.fromkeys("abcde"))), 2, 50) == ["no door is to be upgraded"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((1, 10, 0), None),
        (("2", "10%", "5%"), None),
        ((["a", "north"], 1, "0%"), None),
        (("a,north", 1, 0), None),
        ((1, 0, 0), "akuvox_wave: must be 1 or more, not 0"),
        ((1, "0%", 0), "akuvox_wave: must be 1 or more, not '0%'"),
        ((1, "many", 0), "akuvox_wave: must be a number of doors or a percentage like '50%', not 'many'"),
        ((1, 1, -1), "akuvox_failure_budget: must be a number of doors or a percentage like '50%', not '-1'"),
        ((1, 1, "101%"), "akuvox_failure_budget: must be a number of doors"),
        (("lobbby", 1, 0), "akuvox_canary: 'lobbby' is no host or group of the inventory"),
        ((-1, 1, 0), "akuvox_canary: '-1' is no host"),
        ((None, 1, 0), "akuvox_canary: 'None' is no host"),
        ((True, 1, 0), "akuvox_canary: 'True' is no host"),
    ],
)
def test_wrong_values_are_named(values, told):
    errors = wave_errors(*values, GROUPS)
    assert [error[: len(told)] for error in errors] == [told] if told else errors == []
