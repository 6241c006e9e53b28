# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopted doors as one list of people, and which of their values move up to groups."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import bare, secret
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedlosses import end_of_adopt, grouped
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedpeople import (
    covered,
    fitting,
    one_list,
    place,
    still_held,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedvalues import moved_up, unfit_groups
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import people_on
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy

ALWAYS = [{"schedule": "always", "relays": ["A"]}]
MEMBERS = {"all": ["a", "b", "c"], "site": ["a", "b"], "big": ["a", "b", "c", "away"]}


def person(user_id="1", name="Robin", pin="59172648", keep=(), **more):
    its = {"pin": secret(pin)} if pin else {}
    return {"user_id": user_id, "name": name, **its, "schedule": ALWAYS, "keep": list(keep), **more}


def test_a_person_on_several_doors_is_one_row_with_groups_that_fit_exactly():
    rows, notes = one_list({"a": [person()], "b": [person()], "c": [person("2"), person("10")]}, MEMBERS)
    assert [(row["user_id"], row["doors"]) for row in rows] == [("1", ["site"]), ("2", ["c"]), ("10", ["c"])]
    assert notes == []
    assert rows[0]["pin"] == secret("59172648")
    assert "keep" not in rows[0]


def test_a_group_with_a_host_that_was_not_read_is_not_named():
    rows, _notes = one_list({"a": [person()], "b": [person()]}, {"big": MEMBERS["big"]})
    assert rows[0]["doors"] == ["a", "b"]


@pytest.mark.parametrize(
    ("doors", "expected"),
    [
        (["a", "b", "c"], ["all"]),
        (["b", "a"], ["site"]),
        (["a", "c"], ["a", "c"]),
        (["a"], ["a"]),
    ],
)
def test_doors_as_groups(doors, expected):
    assert covered(doors, {name: MEMBERS[name] for name in ("all", "site")}) == expected


def test_what_doors_disagree_on_stays_with_each_of_them():
    rows, notes = one_list({"a": [person(cards=["00AB0001"])], "b": [person(pin="40713395", cards=["ab0001"])]})
    assert rows[0]["keep"] == ["pin"]
    assert "pin" not in rows[0]
    assert rows[0]["cards"] == ["00AB0001"]
    assert notes == ["user_id 1: the doors disagree on the PIN, so each keeps its own (keep: pin)"]
    assert "59172648" not in str(notes)


def test_a_pin_that_one_door_hides_is_known_from_another_and_kept():
    """The door that hides it keeps its own; a door where the person is new gets the one that is known."""
    rows, notes = one_list({"a": [person()], "b": [person(pin="", keep=["pin"])]})
    assert (rows[0]["pin"], rows[0]["keep"], notes) == (secret("59172648"), ["pin"], [])


def test_a_hidden_pin_is_never_no_pin():
    rows, _notes = one_list({"a": [person(pin="", keep=["pin"])]})
    assert "pin" not in rows[0]
    assert rows[0]["keep"] == ["pin"]


def test_of_two_names_the_more_common_counts_and_the_other_doors_are_named():
    rows, notes = one_list({"a": [person()], "b": [person()], "c": [person(name="R. Sample")]})
    assert rows[0]["name"] == "Robin"
    assert notes == ["user_id 1: has another name on c, and the list has 'Robin'"]


def test_an_earlier_list_counts_for_doors_that_were_not_read():
    rows = [{"user_id": "1", "name": "Robin", "pin": secret("59172648"), "doors": ["all"]}]
    held = still_held(rows, ["c", "away"], MEMBERS)
    assert held["c"][0] == {"user_id": "1", "name": "Robin", "pin": secret("59172648"), "keep": []}
    # all doors of the inventory were meant
    assert list(held) == ["c", "away"]


def check(rows):
    rules = Rules(names=frozenset(["a", "b"]), policy=pin_policy({}), today="2026-05-15")
    return check_people(bare(rows), place, rules)[1]


def test_what_a_list_refuses_stays_at_the_door_and_a_person_whom_it_refuses_is_named():
    doors = {"a": [person(pin="1234"), person("2", pin="71930482"), person("3", pin="71930482"), person("4\u200b")]}
    rows, notes = fitting(one_list(doors)[0], check)
    assert check(rows) == []
    assert [(row["user_id"], row.get("keep"), "pin" in row) for row in rows] == [
        ("1", ["pin"], False), ("2", None, True), ("3", ["pin"], False),
    ]  # fmt: skip
    assert [note.partition(":")[0] for note in notes] == ["user_id 1", "user_id 4\u200b", "user_id 3"]
    assert not [pin for pin in ("1234", "71930482") if pin in str(notes)]


def test_a_kept_field_is_in_no_doors_part_unless_the_list_has_it():
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import FIELDS, listed_person

    kept = {"user_id": "1", "name": "Robin", "keep": ["pin", "schedule"], "schedule": ALWAYS}
    listed = {"people": [listed_person(kept, FIELDS)], "sets": [[0]], "doors": {"a": 0}, "absent": []}
    assert people_on(listed, "a", "2026-05-15") == [
        {"user_id": "1", "name": "Robin", "cards": [], "schedules": ALWAYS, "keep": ["pin", "schedule"]}
    ]


# -- values ------------------------------------------------------------------------------------------------------------


def test_a_value_moves_up_to_the_first_group_whose_hosts_all_have_it():
    doors = {"a": {"x": 1, "y": [1], "z": 3}, "b": {"x": 1, "y": [1]}, "c": {"x": 1, "y": [2]}}
    groups, own = moved_up(doors, ["all", "site"], MEMBERS)
    assert groups == {"all": {"x": 1}, "site": {"y": [1]}}
    assert own == {"a": {"z": 3}, "b": {}, "c": {"y": [2]}}


def test_the_file_of_a_group_with_unread_hosts_stays_and_its_doors_say_only_what_differs():
    doors = {"a": {"x": 1, "y": 2}, "b": {"x": 2}}
    groups, own = moved_up(doors, ["big"], MEMBERS, {"big": {"x": 1}})
    assert groups == {}
    assert own == {"a": {"y": 2}, "b": {"x": 2}}
    assert unfit_groups(["big", "site"], MEMBERS, doors) == {"big": ["c", "away"]}


NO_VAULT, NO_FIELD = "left out, as there is no vault password", "a list of people has no field for lift_floors"


@pytest.mark.parametrize(
    ("lost", "says"),
    [
        # each code has had a line of its own
        (
            {
                door: [
                    *(f"akuvox_publiccode.codes[{n}]: {NO_VAULT}" for n in range(3)),
                    *(f"akuvox_dtmf.codes[{n}]: {NO_VAULT}" for n in range(2)),
                    f"akuvox_sip[0].outbound_proxy.password: {NO_VAULT}",
                ]
                for door in "abcd"
            },
            ["4 doors: akuvox_publiccode.codes (12), akuvox_dtmf.codes (8), akuvox_sip.outbound_proxy.password (4): "
             + NO_VAULT],
        ),
        (
            {"a": [f"user_id {n}: {NO_FIELD}" for n in range(1, 8)], "b": [f"user_id 1: {NO_FIELD}"]},
            [f"a, b: 7 people (1, 2, 3, 4, 5 and 2 more): {NO_FIELD}"],
        ),
        (
            {"a": ["user_id 1: the door hides the PIN (keep: pin)"], "b": []},
            ["a: user_id 1: the door hides the PIN (keep: pin)"],
        ),
        (
            {"a": ["2 people who were revoked"], "b": ["3 people who were revoked", "PINs of 4 people are left out"]},
            ["a, b: 5 people who were revoked", "b: PINs of 4 people are left out"],
        ),
        (
            {door: [f"akuvox_inputs (input {each}).relay: inputs[0].relay (input {each}): must be one of A"
                    for each in "AB"] for door in "abc"},
            ["a, b, c: akuvox_inputs.relay (6): must be one of A"],
        ),
        ({"": ["user_id 1: the doors disagree", "user_id 2: the doors disagree", "a was not read"]},
         ["2 people (1, 2): the doors disagree", "a was not read"]),
        ({"a": []}, []),
    ],
)  # fmt: skip
def test_what_is_left_out_for_one_reason_is_one_line(lost, says):
    assert grouped(lost) == says


def test_the_end_of_a_run_has_not_more_lines_than_a_screen():
    run = {"doors": {"a": {"report": {"lost": [f"akuvox_x{n}: reason {n}" for n in range(30)]}}, "b": {"report": {}}}}
    lines = end_of_adopt(run)
    assert (lines[0], lines[20]) == ("not adopted: a: akuvox_x0: reason 0", "not adopted: 10 more kinds")
    assert len(lines) == 22
    assert end_of_adopt({"doors": {"b": {"report": {}}}}) == []
