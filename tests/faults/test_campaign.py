# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first cases of each kind of the fault campaign, and proof that its judge can find fault."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import campaign
import cases
import files
import scenarios
import undos

# How many of each kind; make faults has them all.
FIRST = {
    "faults": 12, "late writes": 3, "two runs": 2, "two runs, no common lock": 2, "late writes, cure off": 6,
    "swapped units": 6, "cut files": 3, "delegation": 4, "undo": 12,
}  # fmt: skip


@pytest.mark.parametrize("kind", FIRST)
def test_after_one_more_play_each_door_holds_exactly_what_is_wanted(kind):
    report = campaign.run(campaign.SEED, list(range(FIRST[kind])), kind=kind)
    print("\n".join(report.lines()))
    assert report.failures == [], "\n".join(report.failures)
    assert report.cases == FIRST[kind]
    if kind != "delegation":
        assert sum(report.fired.values()) > report.cases / 2, "too little went wrong for this to prove anything"
    assert report.proves() == ""


def test_each_kind_has_its_first_cases_here():
    assert set(FIRST) == set(scenarios.SCENARIOS)
    bulk = scenarios.numbers_of(3000)
    assert all(
        len(bulk[kind]) >= 300 for kind in ("late writes", "two runs", "swapped units", "cut files", "delegation")
    )
    assert all(len(numbers) >= 2 for numbers in scenarios.numbers_of(10).values())


@pytest.mark.parametrize("kind", set(FIRST) - {"faults"})
def test_doors_have_names_that_a_host_may_have(kind):
    case = scenarios.SCENARIOS[kind].make(1, 7)
    assert re.fullmatch(r"[a-z-]+-7|127\.0\.64\.8", case.door)
    assert case.faults or case.way


def test_a_case_is_the_same_each_time():
    assert cases.make(1, 7) == cases.make(1, 7)
    assert cases.make(1, 7) != cases.make(2, 7)


def test_the_judge_sees_what_is_lost_doubled_and_touched():
    case = cases.Case(
        0,
        "manual",
        wanted={"user": {"1001": {"UserID": "1001", "Name": "Robin"}}},
        settings={"akuvox_config": {"K": "1"}},
    )
    empty = {kind.target: [] for kind in cases.KINDS}
    other = {"UserID": "1002", "Name": "Kim", "ScheduleRelay": "1001-1"}
    before = {**empty, "user": [other], "config": {"K": "0", "L": "0"}}
    robin = {"UserID": "1001", "Name": "Robin", **cases.KINDS[0].defaults}
    good = {**empty, "user": [other, robin], "config": {"K": "1", "L": "0"}}
    assert cases.differences(case, before, good) == []
    for wrong, says in (
        ({**good, "user": [other]}, "user 1001: is not there"),
        ({**good, "user": [robin]}, "user 1002: is not there"),
        ({**good, "user": [other, robin, robin]}, "user 1001: there twice"),
        ({**good, "user": [{**other, "Name": "K"}, robin]}, "user 1002: Name is 'K', not 'Kim'"),
        ({**good, "user": [other, robin, {"UserID": "3"}]}, "user 3: is there, and should not be"),
        ({**good, "config": {"K": "1", "L": "1"}}, "L: '1', not '0'"),
        ({**good, "config": {"K": "0", "L": "0"}}, "K: '0', not '1'"),
    ):
        assert cases.differences(case, before, wrong) == [says]


def test_the_judge_sees_a_write_on_the_wrong_unit():
    case = cases.Case(7, "manual", kind="swapped units")
    held = {"user": [], "config": {"K": "0"}}
    swap = {"n": 1, "fault": "swap", "method": "GET", "target": "user", "action": "get", "authorized": True}
    info, add, read = (
        {"n": 2, "fault": None, "authorized": True, "method": method, "target": target, "action": action}
        for method, target, action in (("GET", "system", "info"), ("POST", "user", "add"), ("GET", "user", "get"))
    )
    other_unit = {"host": case.door, "task": "t", "event": "failed", "result": {"reachability": "other_unit"}}
    told, silent = campaign.Run(2, "", [other_unit]), campaign.Run(0, "", [])
    for play, later, after, says in (
        (told, [info], held, None),
        (silent, [], held, None),
        (silent, [read], held, "another unit answered, and the play says: None"),
        (told, [info, add], held, "written on the wrong unit: POST user/add"),
        (told, [info], {**held, "config": {"K": "1"}}, "it holds other config"),
        (silent, [info], held, "another unit answered, and the play says: None"),
    ):
        report = campaign.Report(1, "swapped units")
        campaign._judge_swapped(case, case.door, play, held, after, [swap, *later], report)
        assert [says in text for text in report.failures] == ([] if says is None else [True])


def test_the_judge_counts_as_hidden_only_what_a_door_shows_as_stars():
    key = cases.SIP_KEY
    for family, held, hidden in (("hostile", "0ld", {key}), ("hostile", "", set()), ("manual", "0ld", set())):
        assert undos.hidden(family, {"config": {key: held}}) == hidden


@pytest.mark.parametrize(
    ("now", "proved", "wrong"),
    [
        (b"today", True, []),
        (b"yesterday", False, []),
        (b"tod", True, ["user: said to be whole, and isn't"]),
        (b"yesterday", True, ["user: said to be whole, and isn't"]),
        (b"tod", False, ["user: not proved, and yesterday's is gone"]),
        (None, False, ["user: not proved, and yesterday's is gone"]),
    ],
)
def test_the_judge_sees_half_a_file(now, proved, wrong):
    assert files.differences("user", b"yesterday", now, b"today", proved) == wrong


def test_the_judge_takes_a_piece_only_where_it_is_said_to_be_one():
    for now, wrong in ((b"tod", []), (b"today", []), (b"yes", ["user: noted, and no part of what comes"])):
        assert files.differences("user", b"yesterday", now, b"today", proved=True, noted=True) == wrong


def test_the_judge_knows_a_host_by_each_way_to_say_its_address():
    found = [scenarios.SCENARIOS["delegation"].make(1, number) for number in range(300)]
    assert {case.way for case in found} == set(scenarios.WAYS)
    assert len({case.door for case in found}) == 300
    assert not {case.door for case in found} & set(scenarios.STRANGERS.values())


def test_the_judge_sees_a_stranger_that_was_asked(fake_strangers):
    fleet, before = fake_strangers
    assert campaign.asked_strangers(fleet, before) == []
    fleet.asked["bastion"] = ["user/get"]
    assert campaign.asked_strangers(fleet, before) == ["the stranger bastion was asked: ['user/get']"]
    fleet.states["bastion"] = {"user": [{"UserID": "1"}]}
    assert campaign.asked_strangers(fleet, before) == ["the stranger bastion was changed: ['user/get']"]


@pytest.fixture
def fake_strangers():
    """What a fleet tells of two strangers, which can be changed, and their states before."""

    class Strangers:
        asked = dict.fromkeys(scenarios.STRANGERS, ())
        states = {name: {"user": []} for name in scenarios.STRANGERS}
        state, requests, functions = (staticmethod(d.__getitem__) for d in (states, asked, asked))

    return Strangers, dict(Strangers.states)


def test_a_write_by_what_was_read_before_anothers_is_found():
    def log(*entries):
        return [
            {"n": n, "client": client, "target": "user", "action": action, "applied": action != "get",
             "authorized": True}
            for n, (client, action) in enumerate(entries)
        ]  # fmt: skip

    assert campaign.stale_writes(log(("a", "get"), ("a", "add"), ("b", "get"), ("b", "add"))) == []
    met = log(("a", "get"), ("b", "get"), ("a", "add"), ("b", "add"))
    assert campaign.stale_writes(met) == met[3:]
    assert campaign.stale_writes([*met[:2], {**met[2], "applied": False}, met[3]]) == []
    assert campaign.stale_writes([*met[:2], {**met[2], "target": "group"}, met[3]]) == []
    # what is read back in between is no longer old
    assert campaign.stale_writes(log(("a", "get"), ("b", "get"), ("a", "add"), ("b", "get"), ("b", "add"))) == []


def test_a_kind_in_which_nothing_happens_proves_nothing():
    for kind, what in (
        ("late writes, cure off", "doubled after the first play"),
        ("two runs", "waited"),
        ("two runs, no common lock", "collided"),
    ):
        report = campaign.Report(1, kind)
        assert report.proves().startswith(f"{kind}: no ")
        report.outcomes[what] = 1
        assert report.proves() == ""


def test_the_judge_knows_a_record_by_its_new_name():
    kind = cases.BY_TARGET["group"]
    case = cases.Case(0, "e18", held={"group": [{"ID": "1", "Name": "Old"}]}, renamed={"group": {"Old": "New"}})
    case.wanted = {"group": {"New": {"Name": "New"}, "Other": {"Name": "Other"}}}
    empty = {each.target: [] for each in cases.KINDS} | {"config": {}}
    before = {**empty, "group": case.held["group"]}
    other = {"ID": "2", "Name": "Other"}
    good = {**empty, "group": [{"ID": "1", "Name": "New"}, other]}
    assert cases.differences(case, before, good) == []
    assert cases.touched(case, kind, before["group"], case.expected(kind)) == {"New": "set", "Other": "add"}
    for wrong, says in (
        ([{"ID": "3", "Name": "New"}, other], ["group New: ID is '3', not '1'"]),
        ([{"ID": "1", "Name": "Old"}, other], ["group Old: is there, and should not be", "group New: is not there"]),
        ([*good["group"], {"ID": "4", "Name": "Old"}], ["group Old: is there, and should not be"]),
    ):
        assert cases.differences(case, before, {**empty, "group": wrong}) == says


def test_the_judge_sees_what_is_said_wrongly_of_people_with_codes_and_cards():
    case = cases.Case(0, "manual", keyed=True, renamed={"privatekey": {"1001 Robin": "1001 Kim"}})
    moved = {"ID": "2", "Code": "00C40000"}
    before = {
        "privatekey": [{"ID": "1", "Name": "1001 Robin", "Code": "12345678"}],
        "rfkey": [{**moved, "Name": "1002 Sam"}],
    }
    after = {
        "privatekey": [{"ID": "1", "Name": "1001 Kim", "Code": "12345678"}],
        "rfkey": [{**moved, "Name": "1003 Alex"}],
    }
    true = {"added": ["1003"], "updated": ["1001"], "removed": ["1002"], "changed": True}
    assert cases.untruths(case, cases.CREDENTIALS, true, before, after) == []
    for part, wrong in (("added", []), ("updated", ["1001", "1002"]), ("removed", ["1001"]), ("changed", False)):
        assert len(cases.untruths(case, cases.CREDENTIALS, {**true, part: wrong}, before, after)) == 1


def test_the_judge_sees_what_a_result_says_wrongly():
    case = cases.Case(0, "manual", settings={"akuvox_config": {"K": "1"}})
    robin, kim = ({"UserID": number, "Name": name} for number, name in (("1001", "Robin"), ("1002", "Kim")))
    before, after = {"user": [kim], "config": {"K": "0"}}, {"user": [robin], "config": {"K": "1"}}
    true = {"added": ["1001"], "updated": [], "removed": ["1002"], "changed": True}
    assert cases.untruths(case, "akuvox_user", true, before, after) == []
    assert cases.untruths(case, "akuvox_config", {"changed": True}, before, after) == []
    for part, wrong in (("added", []), ("updated", ["1002"]), ("removed", []), ("changed", False)):
        assert len(cases.untruths(case, "akuvox_user", {**true, part: wrong}, before, after)) == 1
    assert len(cases.untruths(case, "akuvox_config", {"changed": False}, before, after)) == 1


def test_all_ways_to_go_wrong_are_drawn():
    drawn = [cases.make(campaign.SEED, number) for number in range(500)]
    refused = {case.faults[0]["action"] for case in drawn if case.refused}
    assert refused == {"add", "set", "del"}
    assert any(case.dropped for case in drawn)
    assert any(case.harmless for case in drawn)
    assert any(case.keyed for case in drawn)
    assert any(case.renamed.get("group") for case in drawn)
    assert {case.family for case in drawn} == set(cases.FAMILIES)
    tasks = [task for case in drawn for task in case.tasks.items()]
    assert {module for module, options in tasks} == set(campaign.MODULES)
    kept = {module for module, options in tasks if options.get("update_secrets") == "on_create"}
    assert kept == {"akuvox_user", "akuvox_privatekey", cases.CREDENTIALS, "akuvox_sip"}
    assert {option for module, options in tasks for option in options} <= set().union(*campaign.TAKES.values())
