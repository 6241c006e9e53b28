# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an auditor asks about first: shared PINs and cards, people without a list, schedules that never hold."""

from __future__ import annotations

from collections import defaultdict

from ..converge.revoked import NOBODY, same_name
from ..fields.cardlists import doubles, other_notation
from ..fields.cardnumbers import CardCode
from ..fields.openings import never_opens
from ..operations.access import HIDDEN_PIN, UNREAD_PIN, UNTIMED, WEAK_PIN
from ..shortened import shortened
from ..targets.readers import reader_differences
from .accessfleet import PLATFORM

SEVERITIES = ("high", "medium", "low")
CHECKS = {
    "pin_shared": "high",
    "card_shared": "high",
    "revoked": "high",
    "not_listed": "high",
    "expired": "high",
    "not_compared": "high",
    "public_codes": "medium",
    "missing": "medium",
    "pin_weak": "medium",
    "schedule_never": "medium",
    "schedule_unknown": "medium",
    "twins_differ": "medium",
    "display_mode": "medium",
    "pin_hidden": "low",
    "no_answer": "low",
}
_NAMED = 5


def findings(rows_by_door, said_by_door, listed, today, twins=(), revocations=NOBODY, unread=()):
    """All findings, the worst first: each with ``id``, ``severity``, ``doors`` and ``text``.

    :param rows_by_door: door -> its rows, None where it didn't answer.
    :param said_by_door: door -> what it told, for the doors that answered.
    :param listed: door -> user_ids that the list has for it, None without a list; ``over`` has ids whose time is over.
    :param twins: groups of doors that should agree, as lists.
    :param revocations: a :class:`converge.revoked.Revocations`.
    :param unread: what nothing could be compared with, and why, as texts.
    """
    found = _Findings()
    answered = {door: rows for door, rows in rows_by_door.items() if rows is not None}
    everything = [row for rows in answered.values() for row in rows]
    alike = _alike(everything)
    out = _revoked(found, alike, revocations)
    person_of = _persons(alike)
    _shared_pins(found, alike, person_of)
    _shared_cards(found, alike, person_of)
    _schedules(found, everything, today)
    weak = [row for rows in alike if rows[0].marks & WEAK_PIN for row in rows]
    _by_row(found, "pin_weak", weak, "weak PIN by the policy")
    hidden = {row.door for rows in alike if rows[0].marks & (HIDDEN_PIN | UNREAD_PIN) for row in rows}
    if hidden:
        found.add("pin_hidden", hidden, "the door doesn't show PINs, so shared and weak ones can't be found there")
    if listed is not None:
        _against_list(found, answered, listed, out)
    public = [door for door, said in said_by_door.items() if said.get("public")]
    if public:
        found.add("public_codes", public, "public codes are on: whoever knows one gets in, and nobody is named")
    for text in unread:
        found.add("not_compared", [], text)
    for group in twins:
        _twins(found, [door for door in group if door in answered], answered)
    for text in reader_differences({door: said.get("readers") or {} for door, said in said_by_door.items()}):
        found.add("display_mode", [], f"card readers differ: {text}")
    silent = [door for door, rows in rows_by_door.items() if rows is None]
    if silent:
        found.add("no_answer", silent, "the door didn't answer, so nothing is known of it")
    return found.sorted()


class _Findings:
    def __init__(self):
        self._found = []

    def add(self, check, doors, text):
        self._found.append({"id": check, "severity": CHECKS[check], "doors": sorted(doors), "text": text})

    def sorted(self):
        return sorted(self._found, key=lambda one: (SEVERITIES.index(one["severity"]), one["id"], one["text"]))


def _who(row):
    return f"{row.user_id} {row.name}".strip() or f"card {', '.join(row.cards)}"


def _listed(people):
    return shortened(sorted(set(people)), _NAMED)


def _by_row(found, check, rows, text):
    doors, whose = defaultdict(set), {}
    for row in rows:
        doors[row.person].add(row.door)
        whose[row.person] = _who(row)
    for person, places in doors.items():
        found.add(check, places, f"{whose[person]}: {text}")


def _alike(rows):
    """Rows in lists of those that differ by door and right alone: there are a million rows and few such lists."""
    found = defaultdict(list)
    for row in rows:
        found[row.alike].append(row)
    return list(found.values())


def _doors(rows):
    return {row.door for row in rows}


def _revoked(found, alike, revocations):
    """Add those who were revoked, and cards of theirs on others; return their rows as ``id()``."""
    doors, cards, out = defaultdict(set), defaultdict(set), set()
    for rows in alike if revocations else ():
        row = rows[0]
        values = {"user_id": row.user_id, "name": row.name, "cards": row.cards}
        if row.store != "user":
            values = {"name": f"{row.user_id} {row.name}", "code": row.cards[0] if row.cards else None}
        entry = revocations.meant(row.store, values)
        if entry:
            doors[entry] |= _doors(rows)
            out.update(map(id, rows))
            continue
        for card in row.cards:
            owner = revocations.by_card(card)
            if owner:
                cards[f"{owner.spoken}: was revoked, and their card {card} is also on {_who(row)}"] |= _doors(rows)
    for entry, places in doors.items():
        found.add("revoked", places, f"{entry.spoken}: was revoked and still gets in")
    for text, places in cards.items():
        found.add("revoked", places, text)
    return out


def _persons(alike):
    """A function that tells whose a row is. One without an id is theirs who alone have its whole name."""
    ids = defaultdict(set)
    for row, *_more in alike:
        if row.user_id and row.name:
            ids[same_name(row.name)].add(row.user_id)

    def person_of(row):
        own = () if row.user_id else ids.get(same_name(row.name), ())
        return next(iter(own)) if len(own) == 1 else row.person

    return person_of


def _shared_pins(found, alike, person_of):
    having = defaultdict(list)
    for rows in alike:
        if rows[0].pin:
            having[rows[0].pin].append(rows)
    for those in having.values():
        if len({person_of(rows[0]) for rows in those}) < 2:
            continue
        people_at = defaultdict(set)
        for rows in those:
            for door in _doors(rows):
                people_at[door].add(person_of(rows[0]))
        at_one = {door for door, people in people_at.items() if len(people) > 1}
        where = "one door" if at_one else "the fleet"
        text = f"one PIN on several people of {where}: {_listed(_who(rows[0]) for rows in those)}"
        found.add("pin_shared", at_one or set(people_at), text)


def _shared_cards(found, alike, person_of):
    having, whose = defaultdict(list), {}
    for rows in alike:
        row, person = rows[0], person_of(rows[0])
        for card in row.cards:
            having[person, card].append(rows)
            # "" for a card that nobody is named for
            kind = "id" if row.user_id or person != row.person else "name" if row.name else ""
            whose.setdefault((person, card), (_who(row), kind))
    cards = [((person, who, kind), card) for (person, card), (who, kind) in whose.items()]
    told = set()
    for owner, card, other, others in doubles(cards):
        pair = frozenset((owner[0], other[0])), card
        # a card without an id, beside one with an id, is the same one in another store rather than somebody else's
        known = owner[2] == other[2] != ""
        if known and owner[0] != other[0] and pair not in told:
            told.add(pair)
            where = set().union(*map(_doors, having[owner[0], card] + having[other[0], others]))
            how = other_notation(card, others)
            found.add("card_shared", where, f"card {card} on several people: {_listed([owner[1], other[1]])}{how}")


def _schedules(found, rows, today):
    never, unknown, judged = [], [], {}
    for row in rows:
        # a door has few rights and many people
        verdict = judged.get(id(row.right))
        if verdict is None:
            openings = [opening for opening, _relays in row.right["openings"]]
            verdict = judged[id(row.right)] = (
                not openings
                or (row.right["limit"] not in UNTIMED and all(never_opens(opening, today) for opening in openings)),
                any(opening["kind"] == "unknown" for opening in openings),
            )
        if verdict[0] and row.means:
            never.append(row)
        if verdict[1]:
            unknown.append(row)
    _by_row(found, "schedule_never", never, "the schedule lets them in at no time from today on")
    _by_row(found, "schedule_unknown", unknown, "the door doesn't show the schedule, so when they get in is unknown")


def _against_list(found, answered, listed, out):
    strangers, over = [], []
    for door, rows in answered.items():
        wanted = listed["doors"].get(door, frozenset())
        for row in rows:
            if id(row) in out:
                continue
            if row.user_id in listed["over"]:
                over.append(row)
            elif row.manager != PLATFORM and row.user_id not in wanted:
                strangers.append(row)
        there = {row.user_id for row in rows}
        missing = sorted(user_id for user_id in wanted if user_id not in there)
        if missing:
            people = [f"{user_id} {listed['names'].get(user_id, '')}".strip() for user_id in missing]
            found.add("missing", [door], f"in the list and not on the door: {_listed(people)}")
    _by_row(found, "not_listed", strangers, "gets in, and the list doesn't have them for the door")
    _by_row(found, "expired", over, "gets in, and the list says that their time is over")


def _twins(found, doors, answered):
    if len(doors) < 2:
        return
    unread = {door for door in doors if any(row.marks & (HIDDEN_PIN | UNREAD_PIN) for row in answered[door])}

    def held(door, with_pins):
        return {
            (row.person, row.store, row.right["text"], frozenset(map(CardCode.same, row.cards)), with_pins and row.pin)
            for row in answered[door]
        }

    first = doors[0]
    for door in doors[1:]:
        # what one of them hides is no difference
        with_pins = not {first, door} & unread
        differing = {one[0] for one in held(first, with_pins) ^ held(door, with_pins)}
        if differing:
            found.add(
                "twins_differ", [first, door], f"twin doors differ in {len(differing)} people: {_listed(differing)}"
            )
