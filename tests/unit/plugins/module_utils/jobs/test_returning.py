# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A set names whom it brings back before it is restored; who was revoked stays out, and isn't among them."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import NOBODY, Entry, Revocations
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.returning import (
    announcement,
    returning,
    staying_out,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.sets import StoredSet
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack

NAMES = ("user", "rfkey", "privatekey")
HELD = {
    "user": [
        {"UserID": "1007", "Name": "Robin Sample", "CardCode": "00B4161D;00B4161E"},
        {"UserID": "1008", "Name": "Kim Example", "CardCode": ""},
        {"UserID": "1009", "Name": "Ada Specimen", "CardCode": "00B40009"},
    ],
    "rfkey": [{"Name": "1010 Sam", "Code": "b4161e"}, {"Name": "1011 Lee", "Code": "00B40011"}],
    "privatekey": [{"Name": "1007 Robin Sample", "Code": "48271530"}, {"Name": "1012 Max", "Code": "59172648"}],
}
STORED = StoredSet("20260101T120000Z", "/srv/sets", {"model": "R29", "firmware": "29.30.10.100"}, HELD)
ROBIN = Entry("1007", "Robin Sample", ("00B4161D", "B4161E"))
BY_CARD = Entry(cards=("B40009",))
LISTED = pack([{"user_id": "1008", "name": "Kim Example"}])


@pytest.mark.parametrize(
    ("entries", "back"),
    [
        ((), ["1007", "1009", "1010", "1011", "1012"]),
        # by id, by a card in another notation, and by the first word of a code's name
        ((ROBIN,), ["1009", "1011", "1012"]),
        ((ROBIN, BY_CARD), ["1011", "1012"]),
    ],
)
def test_who_was_revoked_is_not_among_those_who_come_back(entries, back):
    """The announcement named them all, although no restore writes those who were revoked."""
    out = staying_out(STORED, NAMES, Revocations(entries))
    people = returning(STORED, NAMES, LISTED, ["*"], out)
    assert [person["user_id"] for person in people] == back
    text = announcement(STORED, people, out.values())
    assert f"also {len(back)} who are not in the current list: " in text
    assert ("Robin" in text) is (not entries)


def test_without_a_list_those_who_stay_out_are_named():
    out = staying_out(STORED, NAMES, Revocations((ROBIN,)))
    told = announcement(STORED, None, out.values())
    assert "also whoever has left since, but not those who were revoked: 1007 Robin Sample. Run the playbook" in told
    assert "revoked" not in announcement(STORED, None, staying_out(STORED, NAMES, NOBODY).values())


def test_nothing_is_said_where_nobody_comes_back():
    everybody = Revocations([Entry(number, "") for number in ("1007", "1009", "1010", "1011", "1012")])
    out = staying_out(STORED, NAMES, everybody)
    people = returning(STORED, NAMES, LISTED, ["*"], out)
    assert (people, announcement(STORED, people, out.values())) == ([], "")
