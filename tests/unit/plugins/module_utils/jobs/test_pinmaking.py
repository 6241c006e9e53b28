# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New PINs: who gets one, and which."""

from __future__ import annotations

import random

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.handout import read_handout, with_handed_out
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinmaking import make_pins, pin_length, without_pin
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy, weakness

POLICY = pin_policy(None)


def people(*members):
    return [{"index": index, **member} for index, member in enumerate(members)]


def test_who_gets_one():
    listed = people(
        {"user_id": "1001", "pin": "483726"},
        {"user_id": "1002"},
        {"user_id": "1003", "state": "absent"},
        {"user_id": "1004", "valid_until": "2026-01-01"},
        {"user_id": "1005", "valid_until": "2026-01-02"},
        {"user_id": "staff-1", "valid_from": "2027-01-01"},
        # as adopt writes somebody whose PIN the door shows as stars
        {"user_id": "1006", "keep": ["pin"]},
    )
    assert [each["user_id"] for each in without_pin(listed, "2026-01-02", ["*"])] == ["1002", "1005", "staff-1"]
    assert [each["user_id"] for each in without_pin(listed, "2026-01-02", ["staff-*", "1002-1003"])] == [
        "1002",
        "staff-1",
    ]


def test_no_pin_is_weak_or_somebody_elses():
    listed = people(*({"user_id": str(1000 + number)} for number in range(800)), {"user_id": "1", "pin": "4837"})
    draw = random.Random(19).randrange
    made = make_pins(listed, listed[:800], 4, POLICY, draw)
    assert len(set(made.values()) | {"4837"}) == 801
    assert all(len(pin) == 4 and not weakness(pin, listed[index]["user_id"], POLICY) for index, pin in made.items())


def test_a_draw_that_is_taken_or_weak_is_drawn_again():
    listed = people({"user_id": "483", "pin": "000483"}, {"user_id": "004711"})
    # somebody else's, a sequence, the user_id, the same digits over and over
    draws = iter([483, 12345, 4711, 777777, 52])
    assert make_pins(listed, listed[1:], 6, POLICY, lambda limit: next(draws)) == {1: "000052"}


@pytest.mark.parametrize(
    ("given", "policy", "length"), [(None, {}, 6), ("", {"min_length": 8}, 8), ("4", {}, 4), (7, {"min_length": 7}, 7)]
)
def test_how_long(given, policy, length):
    assert pin_length(given, pin_policy(policy)) == length


@pytest.mark.parametrize(
    ("given", "says"), [(9, "must be"), ("x", "must be"), (4, "is 4, and akuvox_pin_policy.min_length is 5")]
)
def test_a_length_that_cannot_be(given, says):
    with pytest.raises(InvalidInput, match=f"akuvox_people_pins_length: {says}"):
        pin_length(given, pin_policy({"min_length": 5}))


def test_too_many_people_for_so_few_digits():
    listed = people(*({"user_id": str(number)} for number in range(1001)))
    with pytest.raises(InvalidInput, match="4 digits are too few for 1001 people"):
        make_pins(listed, listed, 4, POLICY)
    few = pin_policy({"min_length": 2, "forbidden": [f"{number:02}" for number in range(100)]})
    with pytest.raises(InvalidInput, match="leaves too few codes of 2 digits"):
        make_pins(listed[:1], listed[:1], 2, few)


def test_the_hand_out_keeps_others_and_replaces_a_persons_own():
    first = with_handed_out([], [("1001", 'Zoë, "Büro"', "004837", "2026-01-02"), ("1002", "Kim", "51", "2026-01-02")])
    assert first.splitlines()[1] == '1001,"Zoë, ""Büro""",004837,2026-01-02'
    rows = read_handout(first)
    assert [row[0] for row in read_handout(with_handed_out(rows, [("1001", "Zoë", "77", "2026-02-03")]))] == [
        "1002",
        "1001",
    ]
    with pytest.raises(InvalidInput, match="line 1: the header must be user_id,name,pin,since"):
        read_handout("user_id,pin\n")
