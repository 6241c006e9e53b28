# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each finding about who gets in where: what makes it, and what looks like it and doesn't."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import Entry, Revocations
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfindings import CHECKS, findings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import Row
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.access import (
    CLOUD,
    HAS_PIN,
    HIDDEN_PIN,
    UNREAD_PIN,
    WEAK_PIN,
)

TODAY = "2026-12-23"
MODE = "Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode"


def right(*openings, text="always (A)"):
    return {"openings": [[opening, ["A"]] for opening in openings], "limit": "", "text": text}


ALWAYS = right({"kind": "always"})
OVER = right({"kind": "date_range", "first": "2026-01-01", "last": "2026-02-01"}, text="over")
UNSHOWN = right({"kind": "unknown", "name": "1009"}, text="schedule 1009")


def user(door, user_id, name, **more):
    return Row(door, user_id, name, "user", more.pop("right", ALWAYS), **{"cards": ("00B4161D",), **more})


def pin(door, user_id, name, number, store="user"):
    return Row(door, user_id, name, store, ALWAYS, (), number, HAS_PIN)


def card(door, name, number, user_id="", store="rfkey"):
    return Row(door, user_id, name, store, ALWAYS, (number,))


LISTED = {
    "doors": {"gate": {"1007", "1009"}, "lobby": {"1007"}},
    "names": {"1007": "Robin Sample", "1009": "Ada", "1011": "Old"},
    "over": {"1011"},
}
ROBIN, KIM = user("gate", "1007", "Robin Sample"), user("gate", "1008", "Kim Example", cards=("77",))
OUT = Revocations([Entry("1008", "Kim Example", ("77",))])
# each: the rows, what else findings() takes, and (id, doors, part of the text) of all that it has to say
CASES = {
    "one PIN on two people of a door": (
        [pin("gate", "1007", "Robin", "a1"), pin("gate", "1008", "Kim", "a1"), pin("lobby", "1008", "Kim", "a1")],
        {},
        [("pin_shared", ["gate"], "one PIN on several people of one door: 1007 Robin, 1008 Kim")],
    ),
    "of the fleet, also as a private code": (
        [pin("gate", "1007", "Robin", "a1"), pin("lobby", "", "Cleaning", "a1", "privatekey")],
        {},
        [("pin_shared", ["gate", "lobby"], "one PIN on several people of the fleet: 1007 Robin, Cleaning")],
    ),
    "one person's PIN at two doors, and in two stores": (
        [
            *(pin("gate", "1007", "Robin Sample", "a1", store) for store in ("user", "privatekey")),
            # it was somebody else's: the key store of this door has no ids
            pin("lobby", "", "robin  sample", "a1", "privatekey"),
            pin("lobby", "1008", "Kim", "b2"),
        ],
        {},
        [],
    ),
    "a name that two people have is neither's": (
        [pin("gate", number, "Robin Sample", code) for number, code in (("1007", "a1"), ("1008", "b2"))]
        + [pin("lobby", "", "Robin Sample", "a1", "privatekey")],
        {},
        [("pin_shared", ["gate", "lobby"], "1007 Robin Sample, Robin Sample")],
    ),
    "one card in two notations": (
        # 00B4161D in decimal digits
        [card("gate", "Robin", "00B4161D", "1007"), card("lobby", "Kim", "11802141", "1008", "user")],
        {},
        [("card_shared", ["gate", "lobby"], "(11802141 in decimal digits is 00B4161D in hex)")],
    ),
    # it was missed: these key stores have no ids
    "one card of two names in the key stores": (
        [card("gate", "Robin Sample", "B4161D"), card("lobby", "Alex Specimen", "00b4161d")],
        {},
        [("card_shared", ["gate", "lobby"], "on several people: Alex Specimen, Robin Sample")],
    ),
    "a card under a name of somebody else with an id": (
        [user("gate", "1007", "Robin Sample"), user("gate", "1008", "Kim Example", cards=()),
         card("lobby", "Kim Example", "b4161d")],
        {},
        [("card_shared", ["gate", "lobby"], "on several people: 1007 Robin Sample, Kim Example")],
    ),
    "one person's card under other words, without a name, and under their name": (
        [ROBIN, card("lobby", "Spare", "b4161d"), card("lobby", "", "B4161D"), card("yard", "robin sample", "b4161d"),
         card("yard", "", "00B4161D")],
        {},
        [],
    ),
    "the list": (
        [ROBIN, KIM, user("lobby", "1011", "Old", cards=()), user("lobby", "1012", "Sky", marks=CLOUD, cards=())],
        {"listed": LISTED},
        [
            ("expired", ["lobby"], "1011 Old: gets in, and the list says that their time is over"),
            ("not_listed", ["gate"], "1008 Kim Example: gets in, and the list doesn't have them for the door"),
            ("missing", ["lobby"], "in the list and not on the door: 1007 Robin Sample"),
            ("missing", ["gate"], "in the list and not on the door: 1009 Ada"),
        ],
    ),
    # they were nothing to speak of without a list, and "not_listed" with one
    "revoked": (
        [ROBIN, KIM, card("lobby", "1008 K.", "1"), card("lobby", "Spare", "0077"), card("yard", "kim example", "2")],
        {"revocations": OUT},
        [("revoked", ["gate", "lobby", "yard"], "1008 Kim Example: was revoked and still gets in")],
    ),
    # they are on no door any more, so no card was shared
    "revoked, with a card on somebody else": (
        [user("gate", "1009", "Ada", cards=("0077",)), user("lobby", "1009", "Ada", cards=("0077",))],
        {"revocations": OUT},
        [("revoked", ["gate", "lobby"], "1008 Kim Example: was revoked, and their card 0077 is also on 1009 Ada")],
    ),
    "what can't be read": ([], {"unread": ["no list"]}, [("not_compared", [], "no list")]),
    "revoked, with a list": (
        [ROBIN, KIM],
        {"listed": {**LISTED, "doors": {"gate": {"1007"}}}, "revocations": OUT},
        [("revoked", ["gate"], "1008 Kim Example")],
    ),
    "schedules": (
        [user("gate", "1007", "Robin", right=OVER), user("gate", "1008", "Kim", right=UNSHOWN, cards=()),
         # nothing that could open
         user("gate", "1009", "Ada", right=OVER, cards=()),
         user("gate", "1010", "Sam", right=right(), cards=("5",)),
         user("gate", "1011", "Max", right=right({"kind": "never"}, {"kind": "always"}), cards=("6",))],
        {},
        [("schedule_never", ["gate"], "1007 Robin"), ("schedule_never", ["gate"], "1010 Sam"),
         ("schedule_unknown", ["gate"], "1008 Kim")],
    ),
    "PINs": (
        [pin("gate", "1007", "Robin", "a1")._replace(marks=HAS_PIN | WEAK_PIN),
         pin("lobby", "1007", "Robin", "")._replace(marks=HAS_PIN | HIDDEN_PIN),
         pin("yard", "1007", "Robin", "")._replace(marks=UNREAD_PIN)],
        {},
        [("pin_weak", ["gate"], "1007 Robin: weak PIN by the policy"), ("pin_hidden", ["lobby", "yard"], "")],
    ),
    "twins": (
        [ROBIN, user("lobby", "1007", "Robin Sample"), user("yard", "1007", "Robin Sample", cards=())],
        {"twins": [["gate", "lobby", "yard"], ["gate", "away"]], "silent": ["away"]},
        [("twins_differ", ["gate", "yard"], "differ in 1 people: 1007"), ("no_answer", ["away"], "")],
    ),
    # both were differences
    "twins of which one hides PINs, or has a card in other letters": (
        [pin("gate", "1007", "Robin", "a1"), pin("lobby", "1007", "Robin", "")._replace(marks=HAS_PIN | HIDDEN_PIN),
         card("gate", "Robin", "00B4161D", "1007"), card("lobby", "Robin", "b4161d", "1007")],
        {"twins": [["gate", "lobby"]]},
        [("pin_hidden", ["lobby"], "")],
    ),
    "public codes and readers": (
        [ROBIN],
        {"said": {"gate": {"public": True, "readers": {MODE: "3 (8HN)"}},
                  "lobby": {"public": False, "readers": {MODE: "4"}}}},
        [("display_mode", [], "card readers differ: "), ("public_codes", ["gate"], "")],
    ),
}  # fmt: skip


def found_by(rows, listed=None, twins=(), revocations=None, silent=(), said=None, unread=()):
    doors = {row.door: [] for row in rows} | dict.fromkeys(silent)
    for row in rows:
        doors[row.door].append(row)
    more = {"revocations": revocations} if revocations else {}
    return findings(doors, said or {}, listed, TODAY, twins, unread=unread, **more)


@pytest.mark.parametrize("name", CASES)
def test_what_is_found(name):
    rows, more, wanted = CASES[name]
    found = found_by(rows, **more)
    assert [(one["id"], one["doors"]) for one in found] == [(check, doors) for check, doors, _text in wanted]
    for one, (check, _doors, text) in zip(found, wanted, strict=True):
        assert text in one["text"]
        assert one["severity"] == CHECKS[check]


def test_each_finding_has_a_case():
    assert {check for _rows, _more, wanted in CASES.values() for check, _doors, _text in wanted} == set(CHECKS)
