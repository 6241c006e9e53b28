# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom an id, a name or a card means, where one text is more than one of them."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import Row, lines_of_person, of_person

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
