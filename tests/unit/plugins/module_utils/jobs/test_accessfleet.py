# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom an id, a name or a card means, where one text is more than one of them."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import (
    Row,
    answer_at,
    doubts_of_person,
    lines_of_person,
    of_person,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.access import HAS_PIN, HIDDEN_PIN

RIGHT = {"openings": [[{"kind": "always"}, ["A"]]], "limit": "", "text": "always (A)"}
ROWS = {
    "gate": [Row("gate", "1007", "Robin Sample", "user", RIGHT), Row("gate", "1008", "1007", "user", RIGHT)],
    "lobby": [
        Row("lobby", "1009", "Ada", "user", RIGHT, ("001007",)),
        Row("lobby", "", "Spare", "rfkey", RIGHT, ("1007",)),
    ],
    "yard": None,
}


@pytest.mark.parametrize(
    ("kind", "ids", "found"),
    [
        ("", ["1007"], {"gate": ["1007"], "lobby": [], "yard": None}),
        ("id", ["1007"], {"gate": ["1007"], "lobby": [], "yard": None}),
        ("name", ["1008"], {"gate": ["1008"], "lobby": [], "yard": None}),
        # the record without an id is theirs by the card
        ("card", ["1009"], {"gate": [], "lobby": ["1009", ""], "yard": None}),
    ],
)
def test_a_text_with_its_kind_is_nothing_else(kind, ids, found):
    """card:1007 was answered for the user_id 1007."""
    rows, meant = of_person("1007", list(ROWS), ROWS, kind=kind)
    assert meant == ids
    assert {door: its and [row.user_id for row in its] for door, its in rows.items()} == found


@pytest.mark.parametrize(
    ("text", "kind", "heading"),
    [
        ("1007", "id", "id 1007: Robin Sample"),
        ("robin sample", "", "id 1007: robin sample"),
    ],
)
def test_who_was_asked_for_by_id_is_called_by_name(text, kind, heading):
    assert lines_of_person(text, *of_person(text, list(ROWS), ROWS, kind=kind))[0] == heading
    assert lines_of_person("1007", {"yard": None}, ["1007"])[0] == "id 1007"


NIGHT = datetime.datetime(2026, 12, 24, 22, 0)
SHARED = {
    "gate": [Row("gate", "1007", "Robin Sample", "user", RIGHT, ("00B4161D", "0"), "h1", HAS_PIN)],
    # a card and a PIN of theirs that others have as well, beside what is the others' own
    "lobby": [
        Row("lobby", "1008", "Kim", "user", RIGHT, ("b4161d", "77"), "h2", HAS_PIN),
        Row("lobby", "1009", "Ada", "user", RIGHT, ("0",), "h3", HAS_PIN),
        Row("lobby", "", "Cleaning", "privatekey", RIGHT, (), "h1", HAS_PIN),
    ],
    # the private code of somebody else of the same name, and one without an id
    "yard": [Row("yard", "1031", "Robin Sample", "privatekey", RIGHT, (), "h4", HAS_PIN)],
    "shed": [
        Row("shed", "", "robin  sample", "privatekey", RIGHT, (), "h5", HAS_PIN),
        Row("shed", "", "Post", "privatekey", RIGHT, (), "", HAS_PIN | HIDDEN_PIN),
        Row("shed", "1031", "Robin Sample", "privatekey", RIGHT, (), "", HAS_PIN | HIDDEN_PIN),
    ],
    "away": None,
}


def test_others_records_count_as_far_as_a_card_or_pin_of_theirs_opens_by_them():
    """A door was "no" where their card was on somebody else's record, and "yes" by the code of a namesake."""
    found, ids = of_person("1007", list(SHARED), SHARED)
    assert lines_of_person("1007", found, ids) == [
        "id 1007: Robin Sample",
        "away   unknown     the door didn't answer",
        "gate   always (A)  card 00B4161D, card 0, PIN",
        "lobby  always (A)  card b4161d (of 1008 Kim)",
        "lobby  always (A)  private code (of Cleaning)",
        "shed   always (A)  private code",
        "yard   no",
    ]
    answers = {door: answer_at(rows, NIGHT) for door, rows in found.items()}
    assert answers == {"gate": "yes", "lobby": "yes", "yard": "no", "shed": "yes", "away": "unknown"}
    assert doubts_of_person(found, SHARED, ["gate"]) == [
        "public codes are on, and whoever knows one gets in: gate",
        "shed: private codes that the door doesn't show may be theirs: Post",
    ]


def test_a_card_that_opens_together_with_a_pin_is_no_yes_with_the_card_alone():
    rows = {
        "gate": [Row("gate", "1007", "Robin", "user", RIGHT, ("B4",))],
        "lobby": [Row("lobby", "1008", "Kim", "user", {**RIGHT, "limit": "card and PIN"}, ("B4",), "h2", HAS_PIN)],
    }
    found, _ids = of_person("1007", list(rows), rows)
    assert answer_at(found["lobby"], NIGHT) == "unknown"


@pytest.mark.parametrize(
    ("text", "heading"),
    [("cleaning", "without a user_id: cleaning"), ("nobody", "no door that answers has this id, name or card: nobody")],
)
def test_who_has_no_id_is_not_called_nobody_of_that_id(text, heading):
    assert lines_of_person(text, *of_person(text, list(SHARED), SHARED))[0] == heading
