# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of revoked people, and whom of a door's records it means."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.records import prepare
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import (
    Entry,
    Revocations,
    entries_of,
    entries_text,
    merged,
    read_entries,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import credentials
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import FakeDevice, FakeTask

ROBIN = Entry("1007", "Robin Sample", ("00B4161D", "B4161E"), "2026-01-02T03:04:05Z", "left; =1+1")
KIM = Entry("", "Kim Example", ("04A1B2C3D4E5F6",))
CARD = Entry(cards=("B40009",))


def test_the_file_gives_back_what_was_written_and_is_sorted():
    names = ["'t Hart", "'s Jong", "=Ada", "-Ada", "'"]
    entries = [CARD, KIM, Entry("1100"), ROBIN, Entry("staff-7", "Ada, the first")]
    entries += [Entry(f"12{number}", name) for number, name in enumerate(names)]
    text = entries_text(entries)
    assert text.splitlines()[0] == "user_id,name,cards,since,reason"
    assert sorted(read_entries(text), key=lambda entry: entry.order) == sorted(entries, key=lambda entry: entry.order)
    assert entries_text(read_entries(text)) == text
    assert read_entries("") == read_entries("user_id,name\n") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("door,mac\n", "line 1: the header must be user_id, name"),
        ("user_id,cards\n1007,xyz\n", "line 2, column cards: must be 1 to 32 hex digits"),
        ("user_id,reason\n,lost\n", "line 2: must have a user_id, a name or a card"),
        ("user_id,cards\n1007,0000\n", "line 2, column cards: must be a card, not zeros only"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, says, tmp_path):
    path = tmp_path / "revoked.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="akuvox_revoked_file") as refused:
        entries_of(str(path))
    assert says in refused.value.message


def test_a_folder_that_is_not_there_is_no_empty_file(tmp_path):
    assert entries_of(str(tmp_path / "revoked.csv")) == []
    for path in (str(tmp_path / "none" / "revoked.csv"), "revoked.csv"):
        with pytest.raises(InvalidInput):
            entries_of(path)


@pytest.mark.parametrize(
    ("store", "values", "who"),
    [
        ("user", {"user_id": "1007", "name": "Somebody Else"}, ROBIN),
        ("user", {"user_id": "10070", "name": "Robin Sample"}, None),
        # a card of somebody with an id means nobody else's record
        ("user", {"user_id": "1009", "name": "Ada", "cards": ["B4161D"]}, None),
        ("user", {"user_id": "1009", "name": "Ada", "cards": ["00b40009"]}, CARD),
        # as a backup set has them
        ("user", {"user_id": "1009", "name": "Ada", "cards": "00B40008;00b40009"}, CARD),
        ("user", {"user_id": "1009", "name": "Ada", "cards": ""}, None),
        ("user", {"user_id": "1010", "name": "kim  EXAMPLE"}, KIM),
        # a record without an id is theirs as in the key stores, but a card in one of another name is shared
        ("user", {"user_id": "", "name": "robin sample"}, ROBIN),
        ("user", {"user_id": "(without user_id)", "name": "Robin Sample"}, ROBIN),
        ("user", {"cards": ["B4161D"]}, ROBIN),
        ("user", {"user_id": "", "name": "Ada", "cards": ["B4161D"]}, None),
        ("rfkey", {"code": "b4161d", "name": "Spare"}, ROBIN),
        ("rfkey", {"code": "77", "name": "1007 R. Sample"}, ROBIN),
        ("rfkey", {"code": "77", "name": "robin sample"}, ROBIN),
        ("rfkey", {"code": "77", "name": "Robin"}, None),
        ("privatekey", {"code": "1234", "name": "1007"}, ROBIN),
        ("privatekey", {"code": "b4161d", "name": "Cleaning"}, None),
        ("privatekey", {"code": "1234", "name": "10071 Ada"}, None),
        ("privatekey", {"code": "1234"}, None),
    ],
)
def test_whom_a_record_lets_in(store, values, who):
    assert Revocations([ROBIN, KIM, CARD]).meant(store, values) == who


@pytest.mark.parametrize(
    ("store", "values", "says"),
    [
        ("user", {"user_id": "1007", "name": "Sam New"}, "user_id 1007 is Sam New now, and was revoked as Robin"),
        ("user", {"user_id": "1007", "name": "ROBIN sample"}, ""),
        ("user", {"user_id": "1007"}, ""),
        ("user", {"user_id": "1010", "name": "Sam", "cards": ["b4161e"]}, "1010 Sam has the card b4161e of 1007 Robin"),
        ("user", {"user_id": "1010", "name": "Sam", "cards": "77;b4161e"}, "1010 Sam has the card b4161e of 1007"),
        ("rfkey", {"code": "77", "name": "1007 Sam New"}, "user_id 1007 is Sam New now"),
        ("rfkey", {"code": "B4161D", "name": "Spare"}, ""),
        ("privatekey", {"code": "1234", "name": "Robin Sample"}, ""),
    ],
)
def test_what_is_refused_until_somebody_is_readmitted(store, values, says):
    said = Revocations([ROBIN, KIM, CARD]).reused(store, values)
    assert said.startswith(says) if says else said == ""


def test_entries_of_one_person_become_one():
    more = Entry("1007", "", ("b4161d", "77"), "2026-09-09T00:00:00Z", "again")
    assert merged([ROBIN, more, CARD, CARD]) == [
        Entry("1007", "Robin Sample", ("00B4161D", "B4161E", "77"), ROBIN.since, ROBIN.reason),
        CARD,
    ]


PEOPLE = [
    {"ID": "1", "UserID": "1007", "Name": "Robin Sample"},
    {"ID": "2", "UserID": "1008", "Name": "Kim"},
    {"ID": "3", "UserID": "1009", "Name": "Ada"},
]


def plan(tmp_path, held, wanted, managed=("*",), **params):
    file = tmp_path / "revoked.csv"
    file.write_text(entries_text([ROBIN]), encoding="utf-8")
    device = FakeDevice(held)
    device.revoked_file = str(file)
    params = {"state": "present", "purge": True, "purge_limit": "0", **params}
    planned = prepare(device, credentials.user_target(list(managed)), wanted, FakeTask(device=device, **params)).plan
    return planned, device


def test_a_plan_takes_them_out_past_range_fence_and_list(tmp_path):
    rows = [{"user_id": person["UserID"], "name": person["Name"]} for person in PEOPLE]
    planned, device = plan(tmp_path, PEOPLE, rows, managed=["1008-1099"])
    assert [held.values["user_id"] for held in planned.remove] == ["1007"]
    assert not planned.add
    # listed with something else to change
    planned, device = plan(tmp_path, PEOPLE, [{**row, "pin": "7413"} for row in rows])
    assert [held.values["user_id"] for held in planned.remove] == ["1007"]
    assert [update.values["user_id"] for update in planned.update] == ["1008", "1009"]
    assert device.warned == [
        "1007 Robin Sample was revoked on 2026-01-02 and stays out. The list still has them: set state: absent there. "
        "To let them in again, run the playbook readmit"
    ]
    # no longer listed: the fence of 0 counts the others only
    planned, device = plan(tmp_path, PEOPLE, rows[1:])
    assert [held.values["user_id"] for held in planned.remove] == ["1007"]
    assert device.warned == []
    # a list that doesn't purge, and a door that lacks them
    planned, device = plan(tmp_path, PEOPLE[1:], rows[:1], purge=False)
    assert not planned


def test_a_clouds_person_is_left_where_they_are(tmp_path):
    planned, _device = plan(tmp_path, [{**PEOPLE[0], "SourceType": "2"}], [])
    assert not planned


def test_another_name_under_the_id_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InvalidInput, match="first run the playbook readmit"):
        plan(tmp_path, PEOPLE[1:], [{"user_id": "1007", "name": "Sam New"}], purge=False)
