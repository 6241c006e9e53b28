# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the next run of credentials does again after an undo: what the list decides, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undoagain import Person, does_it_again

ALWAYS = [{"schedule": "always", "relays": ["A"]}]
DAY, BY_NUMBER = [{"schedule": "Day", "relays": ["A"]}], [{"schedule": "1004", "relays": ["A"]}]
# as the list gives them, and as the door is to hold them
LISTED = {"user_id": "1001", "name": "Kim", "pin": "048372", "cards": ["00AB0001"], "schedules": ALWAYS}
THEN = {"name": "Kim", "pin": "048372", "cards": ["ab0001"], "schedules": ALWAYS}
KEPT = ("pin", "cards", "schedule")
CODE, CARD = {"code": "048372", "doors": ["A"]}, {"code": "00AB0001", "doors": ["A"]}


def person(then, store="user"):
    return Person("1001", "Kim", store, "updated", then, "00AB0001" if store == "rfkey" else "")


def again(of, entry, job="credentials", **params):
    listed = None if entry is None else [entry] if entry else []
    params = {"listed": listed, "managed": ["*"], **params}
    return does_it_again([of], SimpleNamespace(job=job), params, {"1004": "Day"})


@pytest.mark.parametrize(
    ("of", "listed", "says"),
    [
        (person(THEN), LISTED, None),
        (person(THEN), {}, "lacks 1001 Kim"),
        (person(THEN), {**LISTED, "state": "absent"}, "lacks 1001 Kim"),
        (person(None), LISTED, "has 1001 Kim"),
        (person(None), {}, None),
        (person(THEN), {**LISTED, "name": "Kimm"}, "calls 1001 Kimm"),
        (person(THEN), {**LISTED, "cards": []}, "has other cards of 1001 Kim"),
        (person(THEN), {**LISTED, "pin": ""}, "has another PIN of 1001 Kim"),
        (person({**THEN, "pin": "****"}), {**LISTED, "pin": ""}, None),
        # a wrong list may be wrong about the schedule alone
        (person(THEN), {**LISTED, "schedules": DAY}, "has another schedule of 1001 Kim"),
        (person({**THEN, "schedules": DAY}), {**LISTED, "schedules": DAY}, None),
        (person({**THEN, "schedules": DAY}), {**LISTED, "schedules": BY_NUMBER}, None),
        (person({**THEN, "schedules": "1001/"}), LISTED, None),
        # what somebody keeps at each door is not the list's, whatever it has for new ones
        (person(THEN), {**LISTED, "pin": "1", "cards": [], "schedules": DAY, "keep": [*KEPT]}, None),
        (person(THEN), {"user_id": "1001", "name": "Kim", "keep": [*KEPT]}, None),
        (person(None), {**LISTED, "keep": ["pin"]}, "has 1001 Kim"),
        # akuvox_people_fields
        (person(THEN), {"user_id": "1001", "cards": ["00AB0001"]}, None),
        # cards and codes
        (person(CARD, "rfkey"), LISTED, None),
        (person(CARD, "rfkey"), {}, "lacks the card 00AB0001 of 1001 Kim"),
        (person(None, "rfkey"), LISTED, "has the card 00AB0001 of 1001 Kim"),
        (person(None, "rfkey"), {**LISTED, "keep": ["cards"]}, None),
        (person(CARD, "rfkey"), {"user_id": "1001", "pin": ""}, None),
        (person({**CARD, "doors": ["A", "B"]}, "rfkey"), LISTED, "has another schedule of 1001 Kim"),
        (person({**CARD, "doors": ["A", "B"]}, "rfkey"), {**LISTED, "keep": ["schedule"]}, None),
        (person(CODE, "privatekey"), LISTED, None),
        (person(CODE, "privatekey"), {**LISTED, "pin": "1"}, "has another PIN of 1001 Kim"),
        (person(CODE, "privatekey"), {**LISTED, "pin": ""}, "lacks a PIN of 1001 Kim"),
        (person(CODE, "privatekey"), {**LISTED, "pin": "1", "keep": ["pin"]}, None),
    ],
)  # fmt: skip
def test_of_one_person(of, listed, says):
    assert again(of, listed) == ([f"the list still {says}; the next credentials run does it again"] if says else [])


def test_without_a_list_and_of_other_jobs():
    assert again(person(THEN), None) == [
        "the next credentials run does it again, unless the list of people is corrected"
    ]
    assert again(person(THEN), {}, job="revoke") == []
    assert again(person(THEN), {}, managed=["2*"]) == []
    assert again(person(THEN), LISTED, job="provision") == [
        "the next provision run does it again, unless the doors' variables are corrected"
    ]
