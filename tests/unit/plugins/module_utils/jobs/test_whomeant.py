# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is meant by an id, a name or a card; and the file that keeps it, whoever writes at the same time."""

from __future__ import annotations

import fcntl
import os
import stat
import threading

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import Entry, merged, read_entries
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import revokedfile
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.revokedfile import change_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.whomeant import (
    Said,
    directly,
    enriched,
    in_list,
    on_doors,
    said,
)

ROBIN = Entry("1007", "Robin Sample", ("00B4161D",))
TWIN = Entry("1031", "robin sample")
KIM = Entry("1008", "Kim Example", ("1007AB",))
STAFF = Entry("staff-7", "Ada")
LIST = [ROBIN, KIM, STAFF]
# digits that are somebody's id, and somebody else's card
LONG, HOLDER = Entry("12345678", "Alex Specimen"), Entry("1040", "Lee Tester", ("0012345678",))


def test_what_was_typed():
    typed = ["1007", " id:1007 ", "name: Robin  Sample", "card:B4161D", "Robin Sample", "", "1007"]
    assert said(typed, "akuvox_revoke") == [
        Said("1007"), Said("1007", "id"), Said("Robin Sample", "name"), Said("B4161D", "card"), Said("Robin Sample"),
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="card:B41-61D must have 1 to 32 hex digits"):
        said(["card:B41-61D"], "akuvox_revoke")
    assert said(["name:Gate: spare", "Gate 2: spare"], "akuvox_revoke") == [
        Said("Gate: spare", "name"), Said("Gate 2: spare"),
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["crad:00B4161D", "Card:00B4161D", "user_id:1007", "id:"])
def test_a_prefix_that_was_mistyped_is_no_name(typed):
    with pytest.raises(InvalidInput, match=f"akuvox_revoke: '{typed}' must begin with id:, name: or card:"):
        said([typed], "akuvox_revoke")


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("1007", ROBIN),
        ("robin  SAMPLE", ROBIN),
        ("b4161d", ROBIN),
        ("card:1007", None),
        ("name:1007", None),
        ("card:001007ab", KIM),
        ("id:Kim Example", None),
        ("STAFF-7", STAFF),
        ("id:STAFF-7", None),
        ("Nobody", None),
    ],
)
def test_the_list_says_who_it_is(typed, who):
    (one,) = said([typed], "akuvox_revoke")
    assert in_list(one, LIST, "akuvox_revoke") == who


def test_a_name_of_two_people_is_asked_back():
    with pytest.raises(InvalidInput, match="means 1007 Robin Sample and 1031 robin sample in the list"):
        in_list(Said("Robin Sample"), [*LIST, TWIN], "akuvox_revoke")


def test_digits_that_are_an_id_and_a_card_are_asked_back():
    both = [LONG, HOLDER]
    with pytest.raises(InvalidInput) as refused:
        in_list(Said("12345678"), both, "akuvox_revoke")
    assert "means 12345678 Alex Specimen and 1040 Lee Tester (by card) in the list" in refused.value.message
    assert refused.value.message.endswith("Say which one: id:12345678 or card:12345678")
    assert in_list(Said("12345678", "id"), both, "akuvox_revoke") == LONG
    assert in_list(Said("12345678", "card"), both, "akuvox_revoke") == HOLDER
    # somebody's card that is their own id
    own = Entry("87654321", "Ada", ("87654321",))
    assert in_list(Said("87654321"), [*both, own], "akuvox_revoke") == own


def test_two_entries_of_the_file_without_an_id_are_two_people():
    one, other = Entry("", "Robin Sample", ("77AB12",)), Entry("", "robin  sample", ("88AB12",))
    with pytest.raises(InvalidInput, match="Say which one: card:77AB12 or card:88AB12"):
        in_list(Said("Robin Sample"), [one, other], "akuvox_readmit")
    assert in_list(Said("88AB12", "card"), [one, other], "akuvox_readmit") == other


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("1007", [Entry("1007")]),
        ("id:staff-7", [Entry("staff-7")]),
        ("card:77", [Entry(cards=("77",))]),
        ("00B4161D", [Entry(cards=("00B4161D",))]),
        # as long as a card, and as good as an id
        ("2712847316", []),
        ("id:2712847316", [Entry("2712847316")]),
        ("card:2712847316", [Entry(cards=("2712847316",))]),
        ("Robin", []),
        ("staff-7", []),
        ("name:1007", []),
        ("facade", []),
    ],
)
def test_what_each_door_can_find_by_itself(typed, entries):
    (one,) = said([typed], "akuvox_revoke")
    assert directly(one) == entries


ASKED = Said("robin sample")


def test_a_name_that_the_doors_were_asked_for():
    key = Entry("", "Robin Sample", ("77",))
    found = {"lobby": [ROBIN], "gate": [key], "north": []}
    assert on_doors(ASKED, found, [], "akuvox_revoke") == Entry("1007", "Robin Sample", ("00B4161D", "77"))
    assert on_doors(ASKED, {"gate": [key]}, [], "akuvox_revoke") == key
    with pytest.raises(InvalidInput, match=r"means 1007 Robin Sample \(on lobby\) and 1031 robin sample \(on gate\)"):
        on_doors(ASKED, {"lobby": [ROBIN], "gate": [TWIN]}, [], "akuvox_revoke")
    with pytest.raises(InvalidInput, match="1 doors didn't answer: gate"):
        on_doors(Said("Nobody"), {"lobby": []}, ["gate"], "akuvox_revoke")
    # what is said to be a name is nobody's id
    with pytest.raises(InvalidInput, match="no door that answers has somebody"):
        on_doors(Said("1007", "name"), {"lobby": [ROBIN]}, [], "akuvox_revoke")


@pytest.mark.parametrize(
    ("other", "who"),
    [(HOLDER, "1040 Lee Tester"), (Entry("", "Spare", ("12345678",)), "Spare"), (Entry(cards=("12345678",)), "holder")],
)
def test_digits_that_the_doors_were_asked_for(other, who):
    digits = Said("12345678")
    with pytest.raises(InvalidInput) as refused:
        on_doors(digits, {"lobby": [LONG], "gate": [other]}, ["north"], "akuvox_revoke")
    assert "means 12345678 Alex Specimen (on lobby) and " in refused.value.message
    assert who in refused.value.message
    assert "(by card) (on gate). 1 doors didn't answer: north" in refused.value.message
    assert "Say which one: id:12345678 or card:12345678" in refused.value.message
    assert on_doors(digits, {"lobby": [LONG]}, [], "akuvox_revoke") == LONG
    assert on_doors(digits, {"lobby": [other]}, [], "akuvox_revoke").numbers == {"12345678"}


def test_one_person_by_both():
    key, own = Entry("", "Spare", ("12345678",)), Entry("12345678", "Ada", ("12345678",))
    assert on_doors(Said("12345678"), {"lobby": [HOLDER], "gate": [key]}, [], "akuvox_revoke").user_id == "1040"
    assert on_doors(Said("12345678"), {"lobby": [own], "gate": [key]}, [], "akuvox_revoke") == own


def test_what_doors_know_is_added():
    known = [Entry("1007", "Robin Sample", ("B4161D", "77"))]
    assert enriched([Entry("1007", since="2026")], known) == [Entry("1007", "Robin Sample", ("B4161D", "77"), "2026")]
    # a card becomes the person who had it
    assert enriched([Entry(cards=("00b4161d",), since="2026")], known) == [
        Entry("1007", "Robin Sample", ("00b4161d", "77"), "2026")
    ]
    assert enriched([KIM], known) == [KIM]


def test_the_file_has_what_all_wrote_at_the_same_time(tmp_path):
    path = str(tmp_path / "revoked.csv")
    writers = [
        threading.Thread(
            target=change_file, args=(path, lambda held, number=number: merged([*held, Entry(str(number))]))
        )
        for number in range(20)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with open(path, encoding="utf-8") as stream:
        assert {entry.user_id for entry in read_entries(stream.read())} == set(map(str, range(20)))
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == ["revoked.csv", "revoked.csv.lock"]


def test_another_job_that_writes_is_waited_for_and_a_run_without_news_needs_no_lock(tmp_path, monkeypatch):
    monkeypatch.setattr(revokedfile, "_LOCK_SECONDS", 0.1)
    path = str(tmp_path / "revoked.csv")
    change_file(path, lambda held: [ROBIN])
    with open(f"{path}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InvalidInput, match="another job has been writing"):
            change_file(path, lambda held: [*held, KIM])
        assert change_file(path, lambda held: [ROBIN]) == ([ROBIN], False)
    assert change_file(path, lambda held: [*held, KIM]) == ([ROBIN, KIM], True)


def test_it_is_on_the_disk_before_anything_else_happens(tmp_path, monkeypatch):
    """The file and then its folder are synced; a disk that can't do it stops the job."""
    path, done = str(tmp_path / "revoked.csv"), []
    monkeypatch.setattr(os, "fsync", lambda number: done.append(stat.S_ISDIR(os.fstat(number).st_mode)))
    change_file(path, lambda held: [ROBIN])
    assert done == [False, True]

    def broken(number):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(InvalidInput, match=r"Input/output error"):
        change_file(path, lambda held: [KIM])
    with open(path, encoding="utf-8") as stream:
        assert read_entries(stream.read()) == [ROBIN]


def test_check_mode_writes_nothing_and_says_the_same(tmp_path):
    path = str(tmp_path / "revoked.csv")
    assert change_file(path, lambda held: [ROBIN], check_mode=True) == ([ROBIN], True)
    assert not os.listdir(tmp_path)
    with pytest.raises(InvalidInput, match="there is no folder"):
        change_file(str(tmp_path / "none" / "revoked.csv"), lambda held: [ROBIN])
