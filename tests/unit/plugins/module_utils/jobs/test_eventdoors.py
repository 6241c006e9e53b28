# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The doors file of the event source: who gets which token, and how a rotation goes on from wherever it was."""

from __future__ import annotations

import json

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.actionurls import TOKEN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.actionwords import fingerprint
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import eventdoors
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.eventdoors import Asked, Entry, Token

NOW, LATER = "2026-11-28T08:00:00Z", "2026-12-28T08:00:00Z"
MACS = {"lobby": "0c1105000001", "garage": "0c1105000002", "gate": "0c1105000003"}
ASKED = {door: Asked(mac, "192.0.2.1") for door, mac in MACS.items()}


def plan(held, batch=tuple(MACS), asked=ASKED, now=NOW, **more):
    return eventdoors.plan(held, batch, asked, set(MACS), now, **more)


def written(held, when=NOW):
    return eventdoors.mark_written(held, set(held), when)


def test_first_tokens_and_nothing_more_after_them():
    first = plan({})
    assert first.changed == set(MACS)
    assert {told["state"] for told in first.doors.values()} == {eventdoors.NEW}
    tokens = [entry.newest.token for entry in first.entries.values()]
    assert len(set(tokens)) == 3
    assert all(TOKEN.fullmatch(token) for token in tokens)
    # killed before a door was written: the same tokens
    assert plan(first.entries) == eventdoors.Plan(first.entries, first.doors, frozenset())
    done = written(first.entries)
    again = plan(done)
    assert (again.changed, again.entries) == (set(), done)
    assert {told["state"] for told in again.doors.values()} == {eventdoors.STEADY}


def test_a_rotation_from_each_point_at_which_it_can_be_killed():
    old = written(plan({}).entries)
    # the gate doesn't answer, and is to be rotated all the same
    away = {door: said for door, said in ASKED.items() if door != "gate"}
    begun = plan(old, asked=away, now=LATER, rotate=True)
    assert begun.changed == set(MACS)
    assert begun.doors["gate"]["state"] == eventdoors.UNREACHED
    for door, entry in begun.entries.items():
        assert [token.token for token in entry.tokens][:1] == [old[door].newest.token]
        assert (len(entry.tokens), entry.newest.written) == (2, "")
    # however often it is asked for, there is no third one
    assert plan(begun.entries, now=LATER, rotate=True).entries == begun.entries
    half = eventdoors.mark_written(begun.entries, {"lobby"}, LATER)
    more = plan(half, now=LATER)
    assert more.entries == half
    assert {door: told["state"] for door, told in more.doors.items()} == {
        "lobby": eventdoors.UNSEEN,
        "garage": eventdoors.ROTATING,
        "gate": eventdoors.ROTATING,
    }
    # the time at which it was written stays
    assert eventdoors.mark_written(half, {"lobby"}, "2027-01-01T00:00:00Z")["lobby"].newest.written == LATER
    # the old one of a door that was not written is never dropped
    assert eventdoors.drop_old(half, set(MACS))["garage"] == half["garage"]
    used = {fingerprint(half["lobby"].tokens[0].token): LATER}
    assert eventdoors.unseen(half, MACS, used) == ["lobby"]
    used[fingerprint(half["lobby"].newest.token)] = LATER
    assert eventdoors.unseen(half, MACS, used) == []
    assert eventdoors.drop_old(half, set(MACS), {"lobby"}) == half
    done = eventdoors.drop_old(half, set(MACS))
    assert [token.token for token in done["lobby"].tokens] == [half["lobby"].newest.token]
    assert len(done["gate"].tokens) == 2


def test_by_age():
    old = written(plan({}).entries)
    assert plan(old, now=LATER, days=31).changed == set()
    assert plan(old, now=LATER, days=30).changed == set(MACS)
    by_hand = {"lobby": Entry("lobby", MACS["lobby"], "", (Token("x" * 20, "", NOW),))}
    assert plan(by_hand, ["lobby"], now=LATER, days=1).changed == {"lobby"}


def test_units_and_names():
    held = written(plan({}).entries)
    # a replaced unit has a token of its own, and the old one is no longer valid
    asked = {"lobby": Asked("0c11050000ff", "192.0.2.9")}
    replaced = plan(held, ["lobby"], asked)
    assert replaced.doors["lobby"]["state"] == eventdoors.NEW
    assert replaced.entries["lobby"].mac == "0c11050000ff"
    assert held["lobby"].newest.token not in str(replaced.entries)
    # another door's unit
    wrong = plan(held, ["lobby"], {"lobby": ASKED["garage"]})
    assert "0C:11:05:00:00:02 answers, which is garage in the doors file" in wrong.doors["lobby"]["says"]
    assert wrong.entries == held
    # renamed in the inventory
    renamed = plan(held, ["front"], {"front": ASKED["lobby"]}, rotate=False)
    assert renamed.doors["front"]["says"].startswith("0C:11:05:00:00:01 answers, which is lobby")
    renamed = eventdoors.plan(held, ["front"], {"front": ASKED["lobby"]}, {"front", "garage", "gate"}, NOW)
    assert renamed.entries["front"].tokens == held["lobby"].tokens
    assert "lobby" not in renamed.entries
    for name in ("a,b", "all", "localhost", "web[01]", "!x", "x" * 254):
        wrong = plan(held, [name], {name: Asked("0c11050000ee", "")})
        assert wrong.doors[name]["state"] == eventdoors.WRONG
    assert "doesn't tell its MAC" in plan(held, ["lobby"], {"lobby": Asked("", "")}).doors["lobby"]["says"]
    assert plan({}, ["gate"], {}).doors["gate"]["state"] == eventdoors.UNREACHED


def test_the_file_there_and_back():
    held = written(plan({}).entries)
    held = plan(held, rotate=True, now=LATER).entries
    text = eventdoors.write_doors(held)
    assert eventdoors.read_doors(text) == held
    assert list(json.loads(text)["doors"]) == ["0C:11:05:00:00:02", "0C:11:05:00:00:03", "0C:11:05:00:00:01"]
    # any order, and what else is in it
    data = json.loads(text)
    data["more"] = 1
    for entry in data["doors"].values():
        entry["tokens"].reverse()
        entry["tokens"][0]["more"] = True
    assert eventdoors.read_doors(json.dumps(data)) == held
    assert eventdoors.read_doors(" \n") == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.update(version=2), "must have version 1"),
        (lambda data: data.update(doors=[]), "must have version 1 and doors"),
        (lambda data: data["doors"].update({"0c11": {}}), "doors.0c11: must be a MAC"),
        (lambda data: data["doors"]["0C:11:05:00:00:01"].update(name="all"), ".name: must be the name of a host"),
        (lambda data: data["doors"]["0C:11:05:00:00:01"].update(address=1), ".address: must be text"),
        (lambda data: data["doors"]["0C:11:05:00:00:01"].update(tokens=[]), ".tokens: must be a list of 1 to 2"),
        (lambda data: data["doors"]["0C:11:05:00:00:01"].update(tokens=["secret"]), "tokens[0]: must have token"),
        (
            lambda data: data["doors"]["0C:11:05:00:00:01"].update(tokens=[{"token": "sec ret"}]),
            "[0].token: must be 20",
        ),
        (lambda data: data["doors"]["0C:11:05:00:00:01"].update(name="garage"), "another door has"),
        (lambda data: data["doors"].update({"0c1105000002": data["doors"]["0C:11:05:00:00:01"]}), "another door has"),
    ],
)
def test_a_broken_file_is_refused_and_no_token_quoted(change, says):
    data = json.loads(eventdoors.write_doors(plan({}).entries))
    change(data)
    with pytest.raises(InvalidInput) as caught:
        eventdoors.read_doors(json.dumps(data))
    assert says in caught.value.message
    assert "sec" not in caught.value.message
    with pytest.raises(InvalidInput, match="not JSON"):
        eventdoors.read_doors(json.dumps(data)[:-3])
