# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of identities, and what becomes of doors that differ from it."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.identities import compare, expected_of

ONE, TWO, SPARE, NEW = (f"0C:11:05:00:00:0{digit}" for digit in (1, 2, 8, 9))
FILE = f"door,mac,model,since\neast,{ONE},R29,2026-01-02\nwest,{TWO}; {SPARE},,2026-01-02\n"


def asked(**doors):
    """What doors have answered, by the MAC that they tell; None for one that didn't answer."""
    return {
        door: {"akuvox": {"system": {"mac": mac, "model": "R29"}}} if mac is not None else None
        for door, mac in doors.items()
    }


@pytest.mark.parametrize(
    ("doors", "accept", "expected"),
    [
        ({"east": ONE, "west": SPARE}, [], {"east": "same", "west": "same"}),
        ({"east": None, "west": TWO.lower()}, [], {"west": "same"}),
        ({"east": NEW}, [], {"east": "differs"}),
        ({"east": NEW}, ["east"], {"east": "accepted"}),
        ({"north": NEW}, [], {"north": "new"}),
        ({"north": ""}, [], {"north": "unknown"}),
        # one unit under two names, and two that have changed places
        ({"north": NEW, "south": NEW}, ["north"], {"north": "differs", "south": "differs"}),
        ({"east": TWO, "west": ONE}, [], {"east": "differs", "west": "differs"}),
        ({"east": TWO, "west": ONE}, ["east", "west"], {"east": "accepted", "west": "accepted"}),
        ({"east": TWO}, ["east"], {"east": "differs"}),
        ({"north": ONE}, [], {"north": "differs"}),
    ],
)
def test_what_becomes_of_each_door(doors, accept, expected):
    content, found = compare(asked(**doors), FILE, accept, "2026-03-04")
    assert {door: its["state"] for door, its in found.items()} == expected
    assert all(bool(its["says"]) is (its["state"] != "same") for its in found.values())
    written = set(content.splitlines()) - set(FILE.splitlines())
    noted = [door for door, state in expected.items() if state in ("new", "accepted")]
    assert written == {f"{door},{doors[door]},R29,2026-03-04" for door in noted}
    if not noted:
        assert content == FILE


def test_first_use_and_the_next():
    first, _doors = compare(asked(b=TWO, a=ONE), "", [], "2026-03-04")
    assert first == f"door,mac,model,since\na,{ONE},R29,2026-03-04\nb,{TWO},R29,2026-03-04\n"
    assert compare(asked(b=TWO, a=ONE), first, [], "2027-01-01")[0] == first


def test_what_a_door_is_expected_to_be():
    assert expected_of(FILE, "west", "file") == f"{TWO}, {SPARE}"
    assert expected_of(FILE, "north", "file") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,mac\n", "line 1: the header must be door, mac, model, since, not name, mac"),
        ("door,mac\na,0c11\n", "line 2, column mac: must be a MAC address"),
        (f"door,mac\na,{ONE}\na,{TWO}\n", "line 3, column door: 'a' is there already"),
        (f"door,mac\na,{ONE}\nb,{ONE}\n", f"line 3, column mac: {ONE} is that of 'a' already"),
        (f"door,mac\n,{ONE}\n", "line 2, column door: is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_place(text, says):
    with pytest.raises(InvalidInput) as caught:
        compare({}, text, [], "")
    assert caught.value.message.startswith(says)
    with pytest.raises(InvalidInput) as caught:
        expected_of(text, "a", "/srv/identities.csv")
    assert caught.value.message.startswith(f"akuvox_identities: /srv/identities.csv {says}")
