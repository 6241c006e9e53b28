# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People as private codes and cards, and whom a list manages."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, Misfit
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import DAYS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import credentials, user

ALWAYS = [{"schedule": "always", "relays": ["A", "C"]}, {"schedule": "never", "relays": ["B"]}]
KIM = {"user_id": "1001", "name": "Kim Example", "pin": "0042", "cards": ["00AB", "00CD"], "schedules": ALWAYS}
OPEN = {"doors": ["A", "C"], "days": list(DAYS), "time_start": "00:00", "time_end": "00:00"}


def test_a_person_is_one_code_and_a_record_for_each_card():
    assert credentials.privatekey_rows([KIM]) == [
        {"user_id": "1001", "name": "1001 Kim Example", "code": "0042", **OPEN}
    ]
    assert credentials.rfkey_rows([KIM]) == [
        {"name": "1001 Kim Example", "code": code, "access": "allowed", **OPEN} for code in ("00AB", "00CD")
    ]


def test_nobody_without_pin_or_who_never_comes_in():
    for person in ({**KIM, "pin": ""}, {**KIM, "schedules": ALWAYS[1:]}, {"user_id": "1"}):
        assert credentials.privatekey_rows([person]) == []
    assert credentials.rfkey_rows([{**KIM, "schedules": ALWAYS[1:]}]) == []


def test_what_the_list_does_not_say_is_left_out():
    person = {"user_id": "1001", "pin": "0042"}
    assert credentials.privatekey_rows([person]) == [{"user_id": "1001", "name": "1001", "code": "0042"}]


def test_what_the_list_does_not_say_is_as_the_device_has_it():
    code = {"user_id": "1001", "name": "1001 Kim Example", "code": "0042"}
    cards = [{"name": "1001 Kim Example", "code": number} for number in ("00AB", "00CD")]
    kim, robin = {"user_id": "1001", "schedules": ALWAYS}, {"user_id": "1002", "name": "Robin", "cards": ["cd"]}
    assert [credentials.is_unsaid(person) for person in (kim, robin, KIM)] == [True, False, False]
    found = credentials.completed([kim, robin], [code], cards)
    # a card that the list has for somebody else is theirs
    assert found == [{**kim, "name": "Kim Example", "own_cards": ["00AB"], "pin": None}, robin]
    assert credentials.privatekey_rows(found) == [{"user_id": "1001", "name": "1001 Kim Example", **OPEN}]
    (nobody,) = credentials.completed([kim], [], [])
    assert (nobody["pin"], nobody["own_cards"]) == ("", [])
    # what was forbidden at the door stays so
    assert credentials.rfkey_rows(found)[0] == {"name": "1001 Kim Example", "code": "00AB", **OPEN}
    assert credentials.rfkey_rows(found)[1]["access"] == "allowed"


def test_a_long_name_fits():
    assert len(credentials.privatekey_rows([{**KIM, "name": "N" * 63}])[0]["name"]) == 63


@pytest.mark.parametrize(("schedules", "words"), [
    ([{"schedule": "1003", "relays": ["A"]}], "only always and never are possible, not '1003'"),
    ([{"schedule": "always", "relays": ["D"]}], "open relays A, B, C, not D"),
])  # fmt: skip
def test_what_these_records_cannot_say_is_refused(schedules, words):
    with pytest.raises(Misfit, match=words) as caught:
        credentials.rfkey_rows([{**KIM, "schedules": schedules}])
    assert caught.value.message.startswith("people[0].schedules (user_id 1001): ")
    assert caught.value.detail == {"misfit": True}


@pytest.mark.parametrize(("user_id", "patterns", "managed"), [
    ("1500", ["1000-1999"], True),
    ("2000", ["1000-1999"], False),
    ("0042", ["1-100"], True),
    ("staff-1", ["1000-1999", "staff-*"], True),
    ("x1500", ["1000-1999"], False),
    (credentials.UNNAMED, ["*"], True),
    (credentials.UNNAMED, ["1000-1999"], False),
    ("1", [], False),
])  # fmt: skip
def test_ranges_and_patterns(user_id, patterns, managed):
    assert credentials.is_managed(user_id, patterns) is managed


@pytest.mark.parametrize(("patterns", "reason"), [
    (["2-1"], "2 is more than 1"),
    (["1000-1999 2000-2999"], "without spaces"),
    (["1000..1999"], "one hyphen"),
    (["^10.*"], "no regular expression"),
    (["staff-.*$"], "no regular expression"),
    (["1000\u20131999"], "one hyphen"),
    (["1000-1999999999999999999999"], "up to 18 digits"),
    (["staff\u200b-*"], "ZERO WIDTH SPACE"),
    (["s" * 33 + "*"], "at most 32 characters"),
])  # fmt: skip
def test_patterns_that_cannot_be_meant(patterns, reason):
    with pytest.raises(BadValue, match=rf"^must be a range .*{reason}") as caught:
        credentials.Managed().check(patterns)
    assert caught.value.path == f"[{len(patterns) - 1}]"


@pytest.mark.parametrize("pattern", ["*", "1000-1999", "staff-*", "[ab]?-*", "1001", "a.b", "x" * 32 + "*"])
def test_patterns_that_can_fit(pattern):
    assert credentials.Managed().check(f" {pattern} , x") == [pattern, "x"]


def test_nobody_at_all_is_no_choice_of_people():
    with pytest.raises(BadValue, match="everybody"):
        credentials.Managed().check([" "])


def test_a_card_belongs_to_one_person():
    user.check_cards_differ("people", [KIM, {"user_id": "2", "cards": ["00EF"]}])
    with pytest.raises(InvalidInput, match=r"people\[1\].cards \(user_id 2\): ab is already a card of people\[0\]"):
        user.check_cards_differ("people", [KIM, {"user_id": "2", "cards": ["ab"]}])


@pytest.mark.parametrize(("name", "owner"), [
    ("1001 Kim Example", "1001"),
    ("  Cleaning", "Cleaning"),
    ("", credentials.UNNAMED),
    (None, credentials.UNNAMED),
])  # fmt: skip
def test_whose_a_record_is(name, owner):
    assert credentials.owner_of({"name": name}) == owner
