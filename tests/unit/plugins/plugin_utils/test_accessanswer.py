# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong questions about who gets in are refused before a door is asked; parts, batches, the revoked, a large fleet."""

from __future__ import annotations

import json
import time

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.accessanswer import AccessAnswer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables

DOORS = ["gate", "lobby"]


def begin(**given):
    task_vars = {"ansible_play_hosts_all": DOORS, "groups": {"all": [*DOORS, "yard"]}, **given}
    return AccessAnswer(DoorVariables(task_vars, lambda value: value), None, True, print).begin()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"akuvox_access_on": "tomorrow"}, "akuvox_access_on: must be like 2026-12-24T22:00, a time of the doors'"),
        # it ended in an exception, or was taken for a time of the doors
        ({"akuvox_access_on": "2026-12-24T22:00+01:00"}, "without a zone, not '2026-12-24T22:00+01:00'"),
        # it was answered without the moment
        ({"akuvox_access_on": "2026-12-24T22:00"}, "so it needs akuvox_access_person or akuvox_access_door"),
        # nobody has such a card, so the answer was "nobody"
        ({"akuvox_access_person": "card:1007-x"}, "akuvox_access_person: card:1007-x must have 1 to 32 hex digits"),
        ({"akuvox_access_door": "yard"}, "akuvox_access_door: there is no door yard in this run"),
        ({"akuvox_access_fail": "severe"}, "akuvox_access_fail: must be none, high, medium, low, not 'severe'"),
        ({"akuvox_twins": ["gate"]}, "akuvox_twins: must be a list of lists"),
        # they were compared with nothing, and agreed
        ({"akuvox_twins": [DOORS, ["gate", "loby"]]}, "akuvox_twins[1]: there is no door loby in the inventory"),
    ],
)
def test_a_wrong_question_names_its_variable(given, says):
    with pytest.raises(InvalidInput) as caught:
        begin(**given)
    assert says in caught.value.message


def test_each_run_has_a_key_of_its_own_and_twins_may_be_outside_of_the_run():
    keys = {
        begin(akuvox_twins=[["gate", "yard"]], akuvox_access_on="2026-12-24T22:00", akuvox_access_door="gate")["key"]
        for _run in range(2)
    }
    assert len(keys) == 2


@pytest.mark.parametrize(("typed", "known"), [(1007, True), (83, False)])
def test_a_number_is_the_id_of_the_list_that_alone_reads_as_it(typed, known):
    """AWX hands text on without its quotes, and revoke took it."""
    people = [{"user_id": "1007", "name": "Robin Sample"}, {"user_id": "0123"}, {"user_id": "83"}]
    if known:
        assert begin(akuvox_access_person=typed, akuvox_people=people)["key"]
        return
    with pytest.raises(InvalidInput, match="akuvox_access_person: is a number and must be text"):
        begin(akuvox_access_person=typed, akuvox_people=people)


RIGHTS = [{"openings": [[{"kind": "always"}, ["A"]]], "limit": "", "text": "always (A)"}]


def told(*people):
    """What a door has told, as its task registers it: people as user_id, name and cards."""
    rows = [[user_id, name, "user", 0, cards, "", 0] for user_id, name, cards in people]
    return {"packed": pack({"people": rows, "rights": RIGHTS, "missing": [], "public": False, "readers": {}})}


class HostVars(dict):
    """As Ansible's."""

    raw_get = dict.__getitem__


def answer(doors, people=None, **given):
    """The result and the lines of an answer; ``doors`` is door -> what it has told, None where it hasn't."""
    groups = {"all": [*doors], "akuvox": [*doors], **given.pop("groups", {})}
    own = HostVars({door: {"access_door": its} if its else {} for door, its in doors.items()}, localhost={})
    task_vars = {"ansible_play_hosts_all": [*doors], "groups": groups, "hostvars": own, **given}
    if people is not None:
        task_vars["akuvox_people"] = people
    lines = []
    variables = DoorVariables(task_vars, lambda value: value)
    return AccessAnswer(variables, None, False, lines.append).answer(), lines


ROBIN, KIM = ("1007", "Robin Sample", ["00B4161D"]), ("1008", "Kim Example", [])
PART = "This is a part: 2 of 3 doors of the inventory"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, ""),
        # a limit; a slice has no other doors in its groups
        ({"groups": {"akuvox": ["gate", "lobby", "yard"]}}, PART),
        ({"groups": {"all": ["gate", "lobby", "yard"]}}, ""),
        ({"awx_workflow_job_id": 7}, "This may be a part: a slice of a job knows its own 2 doors only"),
    ],
)
def test_a_part_says_that_it_is_one(given, says, tmp_path):
    for question in ({}, {"akuvox_access_person": "1007"}, {"akuvox_access_door": "gate"}):
        found, lines = answer({"gate": told(ROBIN), "lobby": None}, **given, **question)
        assert found["part"] == says
        assert (lines[-1] == says) if says else not any("a part" in line for line in lines)
    found, _lines = answer({"gate": told(ROBIN), "lobby": None}, **given, akuvox_access_dir=str(tmp_path))
    assert json.loads((tmp_path / "access.json").read_text(encoding="utf-8"))["part"] == says


def test_what_cannot_be_compared_is_a_finding_and_closes_the_gate(tmp_path):
    """It was a line on the screen alone, so that the gate was open where nobody could know who was revoked."""
    file = tmp_path / "revoked.csv"
    file.write_text("door\n", encoding="utf-8")
    given = {"akuvox_revoked_file": str(file), "akuvox_people_file": str(tmp_path / "none.csv")}
    found, lines = answer({"gate": told(ROBIN)}, **given, akuvox_access_fail="high")
    texts = [one["text"] for one in found["findings"]]
    assert [text.partition(":")[0] for text in texts] == [
        "nothing is compared with the file of revoked people",
        "nothing is compared with the list of people",
    ]
    assert found["failing"] == {"gate": "findings: not_compared"}
    assert [line for line in lines if "not_compared" in line] == [f"high not_compared: {text}" for text in texts]
    _found, lines = answer({"gate": told(ROBIN)}, **given, akuvox_access_person="1007")
    assert set(lines[-2:]) == set(texts)


def test_the_card_of_somebody_who_was_revoked_is_asked_for_as_well(tmp_path):
    file = tmp_path / "revoked.csv"
    file.write_text("user_id,name,cards\n1007,Robin Sample,B4161D\n", encoding="utf-8")
    doors = {"gate": told(("1008", "Kim Example", ["00B4161D"]))}
    _found, lines = answer(doors, akuvox_revoked_file=str(file), akuvox_access_person="1007")
    assert lines == ["id 1007", "gate  always (A)  card 00B4161D (of 1008 Kim Example)"]


def test_doors_of_later_batches_are_not_called_silent():
    """They were "unknown: the door didn't answer", and a finding of no single door failed one that was over."""
    doors = {"gate": told(ROBIN), "lobby": None, "yard": None}
    first = {"akuvox_job": "access", "akuvox_job_begun": {"batch": ["gate"]}, "ansible_play_batch": ["gate"]}
    found, lines = answer(doors, **first, akuvox_access_person="1007")
    assert lines == [
        "id 1007: Robin Sample",
        "gate  always (A)  card 00B4161D",
        "This is a part: 1 of 3 doors of the inventory",
    ]
    assert [one["id"] for one in found["findings"]] == []
    assert answer(doors, **first, akuvox_access_door="yard")[1][0].startswith("yard: is in a later batch")
    # the last batch; one of its doors doesn't answer
    last = {**first, "akuvox_job_begun": {"batch": ["lobby", "yard"]}, "ansible_play_batch": ["lobby", "yard"]}
    reader = {"Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode": "3"}
    for number, door in enumerate(("gate", "lobby")):
        its = {"people": [], "rights": RIGHTS, "missing": [], "public": False,
               "readers": {key: f"{value}{number}" for key, value in reader.items()}}  # fmt: skip
        doors[door] = {"packed": pack(its)}
    found, lines = answer(doors, **last, akuvox_access_fail="low")
    assert {one["id"]: one["doors"] for one in found["findings"]} == {"display_mode": [], "no_answer": ["yard"]}
    assert found["failing"] == {"lobby": "findings: display_mode", "yard": "findings: no_answer"}
    assert not any("a part" in line for line in lines)
    # what an earlier job of the same run has left says nothing of a role in a play of one's own
    found, lines = answer(doors, **{**first, "akuvox_job": None}, akuvox_access_person="1007")
    assert [line.split()[:2] for line in lines[1:]] == [["gate", "no"], ["lobby", "no"], ["yard", "unknown"]]


def test_whoever_was_revoked_is_found_and_not_missed(tmp_path):
    """They were missing on all doors until the list had state: absent, and were nothing to speak of where they were."""
    file = tmp_path / "revoked.csv"
    file.write_text("user_id,name,cards,since,reason\n1007,Robin Sample,00B4161D,,\n", encoding="utf-8")
    people = [{"user_id": user_id, "name": name, "doors": ["all"]} for user_id, name, _cards in (ROBIN, KIM)]
    doors = {"gate": told(ROBIN, KIM), "lobby": told(KIM)}
    found, lines = answer(doors, people, akuvox_revoked_file=str(file))
    assert [(one["id"], one["doors"]) for one in found["findings"]] == [("revoked", ["gate"])]
    found, lines = answer(doors, people, akuvox_revoked_file=str(tmp_path / "none" / "revoked.csv"))
    start = "high not_compared: nothing is compared with the file of revoked people: akuvox_revoked_file: there is no"
    assert [line for line in lines if line.startswith(start)]
    assert [(one["id"], one["doors"]) for one in found["findings"]] == [("not_compared", []), ("missing", ["lobby"])]


@pytest.mark.one_core
def test_500_doors_and_2000_people_take_less_than_ten_seconds(tmp_path):
    """Processor beyond reading the doors: the list, all findings, and the three files (issue 19)."""
    people = [
        {"user_id": str(1000 + number), "name": f"Person {number}", "doors": ["all"]} for number in range(2, 2001)
    ]
    rights = [{**RIGHTS[0], "text": f"always ({relays})"} for relays in "AB"]
    kinds = []
    for kind in range(2):
        rows = [
            [str(1000 + number), f"Person {number}", "user", (number + kind) % 2, [f"00B4{number:04X}"],
             f"{max(number, 2):016x}", 1]
            for number in range(1, 2001)
        ]  # fmt: skip
        its = {"people": rows, "rights": rights, "missing": [], "public": False, "readers": {}}
        kinds.append({"packed": pack(its)})
    doors = {f"door-{door:04d}": kinds[door % 2] for door in range(500)}
    file = tmp_path / "revoked.csv"
    file.write_text("user_id,name,cards,since,reason\n1003,Person 3,,,\n", encoding="utf-8")
    began = time.process_time()
    found, _lines = answer(doors, people, akuvox_revoked_file=str(file), akuvox_access_dir=str(tmp_path / "access"))
    took = time.process_time() - began
    assert [one["id"] for one in found["findings"]] == ["not_listed", "pin_shared", "revoked"]
    assert (tmp_path / "access" / "access.html").stat().st_size < 8_000_000
    assert (tmp_path / "access" / "access.csv").read_text(encoding="utf-8").count("\n") == 1 + 2 * 500 * 2000
    assert took < 10, took
