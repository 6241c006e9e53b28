# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One list of people: what is wrong with it, who belongs where, PINs that are too easy, and files."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import (
    doors_of,
    in_sets,
    listed_person,
    people_on,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import CODECS, Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy, weakness
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack, unpack

TODAY = "2026-05-15"
GROUPS = {"all": ["n1", "n2", "s1"], "north": ["n1", "n2"], "south": ["s1"]}
KIM = {"user_id": "1001", "name": "Kim", "pin": "04837261", "cards": ["00AB0001"], "doors": ["all"]}
ROBIN = {"user_id": "1002", "name": "Robin", "pin": "59172648", "doors": ["north"]}


def check(*rows, today=TODAY, known=(), **policy):
    rules = Rules(frozenset([*GROUPS, *GROUPS["all"]]), pin_policy(policy), today, known)
    return check_people(list(rows), lambda index, field: f"[{index}]{'.' if field else ''}{field}", rules)


def problems(*rows, **more):
    return check(*rows, **more)[1]


def test_doors_may_be_text_with_commas():
    people, wrong = check({**KIM, "doors": "north, south"})
    assert wrong == []
    assert people[0]["doors"] == ["north", "south"]


def test_a_list_without_mistakes_has_none():
    people, wrong = check(KIM, ROBIN, {"user_id": "1003", "state": "absent"})
    assert wrong == []
    assert people[0]["user_id"] == "1001"


@pytest.mark.parametrize(("change", "message"), [
    ({"pin": 4837261}, "[1].pin (user_id 1002): must be 2 to 8 digits in quotes, not a number: YAML drops the leading "
                       "zeros of an unquoted one"),
    ({"cards": "00AB"}, "[1].cards (user_id 1002): must be a list"),
    ({"cards": ["00AB0002"] * 6}, "[1].cards (user_id 1002): must be at most 5 cards, not 6"),
    ({"cards": ["AB 1"]}, "[1].cards[0] (user_id 1002): must be 1 to 32 hex digits, not 'AB 1'"),
    ({"user_id": "10 02"}, "[1].user_id: must be without spaces"),
    ({"cards": ["1.2E+10"]}, "[1].cards[0] (user_id 1002): must be 1 to 32 hex digits; a spreadsheet has shortened it"),
    ({"user_id": "1E+05"}, "[1].user_id: must be the id as it is: a spreadsheet has shortened it"),
    ({"name": {"pin": "4091, 7283': x"}}, "[1].name (user_id 1002): must be text"),
    ({"user_id": ""}, "[1].user_id: is missing"),
    ({"name": None}, "[1].name (user_id 1002): is missing"),
    ({"doors": []}, "[1].doors (user_id 1002): is missing"),
    ({"doors": ["attic"]}, "[1].doors (user_id 1002): 'attic' is no group or host of the inventory"),
    ({"doors": ["nroth"]}, "[1].doors (user_id 1002): 'nroth' is no group or host of the inventory; did you mean n"),
    ({"state": "gone"}, "[1].state (user_id 1002): must be one of present, absent, not 'gone'"),
    ({"valid_until": "31.12.2026"}, "[1].valid_until (user_id 1002): must be a date such as '"),
    ({"valid_from": "2026-06-01", "valid_until": "2026-05-31"}, "[1].valid_until (user_id 1002): is before valid_from"),
    ({"schedule": [{"when": "always"}]}, "[1].schedule[0] (user_id 1002): must be a mapping with schedule and relays"),
    ({"valid_untl": "2026-05-31"}, "[1] (user_id 1002): has a field 'valid_untl'; did you mean valid_until?"),
    ({"pin": "1111"}, "[1].pin (user_id 1002): is the same one or two digits over and over (akuvox_pin_policy)"),
    ({"pin": KIM["pin"]}, "[1].pin (user_id 1002): user_id 1001 has the same PIN at the same time"),
    ({"cards": ["ab0001"]}, "[1].cards (user_id 1002): user_id 1001 has the same card ab0001 at the same time"),
    ({"user_id": "1001"}, "[1].user_id (user_id 1001): is in the list already; each person may be listed once"),
])  # fmt: skip
def test_a_mistake_is_named_with_its_place(change, message):
    found = problems(KIM, {**ROBIN, **change})
    assert len(found) == 1
    assert found[0].startswith(message)


def test_a_row_that_is_none_and_all_mistakes_at_once():
    assert problems("Kim", {"user_id": "1"}) == [
        "[0]: must be a mapping of a person's fields",
        "[1].name (user_id 1): is missing",
        "[1].doors (user_id 1): is missing",
    ]


@pytest.mark.parametrize("field", [name for name in CODECS if name not in ("user_id", "cards", "schedule", "pin")])
@pytest.mark.parametrize("value", ["59172648", 59172648, {"pin": "59172648"}, ["59172648"]])
def test_a_pin_in_the_wrong_field_is_not_repeated(field, value):
    assert "59172648" not in " ".join(problems({**KIM, field: value}))


@pytest.mark.parametrize(("first", "second", "shared"), [
    ({}, {}, True),
    ({"valid_until": "2026-05-31"}, {"valid_from": "2026-06-01"}, False),
    ({"valid_until": "2026-06-01"}, {"valid_from": "2026-06-01"}, True),
    ({"state": "absent"}, {}, False),
    # over in each time zone
    ({"valid_until": "2026-05-13"}, {}, False),
    ({"valid_until": "2026-05-14"}, {}, True),
])  # fmt: skip
def test_a_card_goes_to_somebody_else_when_the_time_of_the_first_is_over(first, second, shared):
    card = {"cards": ["00AB0001"]}
    for rows in (({**KIM, **first}, {**ROBIN, **card, **second}), ({**ROBIN, **card, **second}, {**KIM, **first})):
        assert bool(problems(*rows)) is shared


def test_names_that_the_inventory_lacks_may_be_known():
    row = {**KIM, "doors": ["east-gate", "north"]}
    assert problems(row, known=("east-*",)) == []
    assert problems(row, known=("west-*",)) == [
        "[0].doors (user_id 1001): 'east-gate' is no group or host of the inventory"
    ]


def test_each_door_gets_the_people_of_its_names():
    people = [KIM, ROBIN, {**ROBIN, "doors": ["s1", "elsewhere"]}, {**ROBIN, "doors": ["south", "north"]}]
    assert doors_of(people, GROUPS, ["n1", "s1"]) == {"n1": [0, 1, 3], "s1": [0, 2, 3]}
    assert doors_of([], GROUPS, ["n1"]) == {"n1": []}


def test_doors_with_the_same_people_share_one_list():
    doors = doors_of([KIM, ROBIN], GROUPS, ["n1", "n2", "s1"])
    assert doors["n1"] is doors["n2"]
    assert in_sets({"a": [0, 2], "b": [], "c": [0, 2]}) == {"sets": [[0, 2], []], "doors": {"a": 0, "b": 1, "c": 0}}
    everywhere = [{"user_id": str(number), "doors": ["all"]} for number in range(5000)]
    whole = in_sets(doors_of(everywhere, {}, [f"door-{number}" for number in range(5000)]))
    assert len(pack(whole)) < 100_000


def test_what_is_not_said_of_a_person_is_nothing():
    fields = ("pin", "cards", "schedule")
    assert listed_person({"user_id": "1", "name": "N"}, fields) == {
        **{"user_id": "1", "name": "N", "pin": "", "cards": []},
        "schedules": [{"schedule": "always", "relays": ["A"]}],
    }
    assert listed_person({"user_id": "1", "name": "N", "pin": "2"}, ("cards",)) == {
        "user_id": "1",
        "name": "N",
        "cards": [],
    }


def test_first_and_last_day_are_both_included():
    person = {"user_id": "1", "valid_from": "2026-05-01", "valid_until": "2026-05-15"}
    listed = {"people": [person], **in_sets({"n1": [0], "s1": []}), "absent": ["9"]}
    absent, over = {"user_id": "9", "state": "absent"}, {"user_id": "1", "state": "absent"}
    for day, expected in (
        ("2026-04-30", [absent]),
        ("2026-05-01", [{"user_id": "1"}, absent]),
        ("2026-05-15", [{"user_id": "1"}, absent]),
        ("2026-05-16", [absent, over]),
    ):
        assert people_on(listed, "n1", day) == expected
        # a person whose time is over is taken away by name from doors too that the list no longer gives them
        assert people_on(listed, "s1", day) == [entry for entry in expected if "state" in entry]
    with pytest.raises(InvalidInput, match="the list was not made for n2"):
        people_on(listed, "n2", TODAY)


@pytest.mark.parametrize(("schedule", "entries"), [
    ("always", [{"schedule": "always", "relays": ["A"]}]),
    (1003, [{"schedule": "1003", "relays": ["A"]}]),
    (["1003", {"schedule": "Office", "relays": ["B", "A"]}],
     [{"schedule": "1003", "relays": ["A"]}, {"schedule": "Office", "relays": ["A", "B"]}]),
])  # fmt: skip
def test_a_schedule_is_a_name_or_a_list(schedule, entries):
    assert check({**KIM, "schedule": schedule})[0][0]["schedule"] == entries


# -- PINs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pin", "reason"), [
    ("123", "has less than 4 digits"),
    ("0000", "is the same one or two digits over and over"),
    ("121212", "is the same one or two digits over and over"),
    ("4567", "counts up or down"),
    ("8901", "counts up or down"),
    ("3210", "counts up or down"),
    ("7391", "is the user_id"),
    ("2580", "is a code that everybody tries first"),
    ("78965412", "is a code that everybody tries first"),
    ("4711", "is one of those that are forbidden"),
    ("1357", ""),
    ("1223", ""),
    ("04711", ""),
])  # fmt: skip
def test_pins_that_are_too_easy(pin, reason):
    assert weakness(pin, "7391", pin_policy({"forbidden": ["4711"]})) == reason


def test_the_policy_can_be_relaxed():
    policy = pin_policy({"min_length": 2, "allow_repeated": True, "allow_sequences": True, "allow_user_id": True})
    assert [weakness(pin, "7391", policy) for pin in ("44", "12", "1111", "4567", "7391")] == [""] * 5


@pytest.mark.parametrize(("policy", "message"), [
    ([], "akuvox_pin_policy: must be a mapping"),
    ({"min": 4}, "akuvox_pin_policy.min: is not a part of it; there are min_length"),
    ({"min_length": 9}, "akuvox_pin_policy.min_length: must be 2 to 8, not 9"),
    ({"forbidden": [4711]}, "akuvox_pin_policy.forbidden: must be a list of codes in quotes"),
])  # fmt: skip
def test_a_wrong_policy_is_named(policy, message):
    with pytest.raises(InvalidInput) as caught:
        pin_policy(policy)
    assert caught.value.message.startswith(message)


# -- packed --------------------------------------------------------------------------------------------------------


def test_a_list_is_packed_and_unpacked():
    value = {"people": [{"name": "Zoë", "pin": "0042"}], "doors": {"n1": [0]}}
    assert unpack(pack(value), "packed") == value
    for text in ("", "0042", "eJw=", "ä"):
        with pytest.raises(InvalidInput, match="packed: must be a text that the filter people_of_door has made"):
            unpack(text, "packed")
