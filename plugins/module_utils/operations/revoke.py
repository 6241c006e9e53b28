# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take people out of every store of a device, and say what may still let them in.

A store costs one read; one that holds somebody, a removal and a read of the proof as well. The device's own search
(``NameOrCode``) is fuzzy, so it isn't used (device-facts 5.8).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from ..converge.plan import Plan, hold
from ..converge.records import Convergence
from ..converge.revoked import Entry, Revocations, entries_of, may_be_card, merged, same_name
from ..converge.revoking import Honouring
from ..errors import AkuvoxError, NotKept, PartialFailure, Refused, Unsupported
from ..fields.cardnumbers import CardCode
from ..secrets import is_masked
from ..shortened import shortened
from ..targets import credentials, publiccode
from ..targets.user import is_foreign

_TARGETS = {
    "user": credentials.user_target(["*"]),
    "rfkey": credentials.rfkey_target(["*"], frozenset()),
    "privatekey": credentials.privatekey_target(["*"], frozenset()),
}
_NAMED = 5
# device-facts 5.7: numbers of a device's records, and the words of the vendor's paper
_OWNERS = {"2": "the cloud", "cloud": "the cloud", "3": "ACMS", "acms": "ACMS", "4": "SDMC", "sdmc": "SDMC"}


def find(task):
    """The people of a device whose user_id, name or card is one of the ``names``; nothing is changed."""
    names = set(map(same_name, task.params["names"]))
    numbers = {CardCode.same(name) for name in task.params["names"] if may_be_card(name)}
    found = []
    for store, target in _TARGETS.items():
        for held in _held(task.device, store, target):
            user_id, name = _who(store, held.values)
            entry = Entry(user_id, name, tuple(_cards(store, held.values)))
            if not names.isdisjoint({same_name(user_id), same_name(name)} - {""}) or numbers & entry.numbers:
                found.append(entry)
    return {"changed": False, "people": [entry.facts for entry in merged(found)]}


def _held(device, store, target):
    if device.profile.lack(store, "get") is not None:
        return []
    try:
        return hold(device.records(store), target.table(device.profile), target.is_foreign)
    except Unsupported:
        return []


def revoke(task):
    """Remove the ``people`` and all others of the file from every store, and return the task's result.

    :raises PartialFailure: when the device still lets somebody in, with who and why.
    """
    asked = [Entry.of(person) for person in task.params["people"]]
    revoking = _Revoking(task, merged([*asked, *entries_of(task.device.revoked_file)]))
    for store in _TARGETS:
        revoking.clear(store)
    result = revoking.result()
    if result["report"]["stays"]:
        raise PartialFailure(f"still lets people in: {'; '.join(result['report']['stays'])}", **result)
    return result


class _Revoking:
    """What was found and removed on one device so far."""

    def __init__(self, task, entries):
        self._task, self._entries = task, entries
        self._found, self._pins = [], defaultdict(set)
        self._removed, self._counts, self._stays, self._masked = {}, {}, [], []
        self._diff = {"before": {}, "after": {}}
        self._hides, self._changed, self._keys_left = False, False, False

    def clear(self, store):
        """Remove whoever is meant from one store.

        :raises AkuvoxError: when the device can't be asked any more, with what was done before.
        """
        device, target = self._task.device, _TARGETS[store]
        if device.profile.lack(store, "get") is not None:
            return
        table, read = target.table(device.profile), []

        def planned(records, refused, written):
            read.append(True)
            held = hold(records, table, target.is_foreign)
            honouring.learn(_told(store, held, honouring))
            return held, Plan()

        known = Revocations(merged([*self._entries, *self._found]))
        honouring = Honouring(store, table, target.is_foreign, known, device.warn)
        going = []
        try:
            converging = Convergence(device, target, table, planned, self._task.check_mode, honouring=honouring)
            going = self._look_at(store, converging, honouring)
            result = converging.finish()
        except (Refused, NotKept, PartialFailure) as exc:
            if not read:
                # this device has no such store
                return
            self._stays.append(f"{store}: {exc.message}")
            result = {"changed": False, **exc.detail}
        except AkuvoxError as exc:
            self._count(store, table, going, exc.detail)
            raise exc.restated(
                exc.message, **{**self._so_far([]), "changed": exc.detail.get("changed", self._changed)}
            ) from None
        self._count(store, table, going, result)
        self._changed |= result["changed"]
        for side, rows in result.get("diff", self._diff).items():
            self._diff[side].update({f"{store} {label}": row for label, row in rows.items()})

    def _count(self, store, table, going, result):
        """Keep who is out of a list, by what has become of its plan: a device may keep what it said it removed."""
        gone = Counter(result.get("removed", ()))
        for entry, held in going:
            key = table.shown_key(held.values)
            if gone[key]:
                gone[key] -= 1
                self._removed.setdefault(_key(entry), entry.name)
                self._counts[store] = self._counts.get(store, 0) + 1

    def _look_at(self, store, converging, honouring):
        """Note what a list has of those who are meant, and what of others opens for them; who is to go, and by what."""
        going = {id(record) for record in converging.plan.remove}
        left = [held for held in converging.held if id(held) not in going]
        noted = [(self._note(store, honouring.meant(held.values), held), held) for held in converging.plan.remove]
        others = []
        for held in left:
            entry = honouring.meant(held.values)
            if entry and is_foreign(held.record):
                entry = self._note(store, entry, held)
                self._stays.append(f"{entry.spoken} belongs to {_owner(held.record)}, which has to remove them")
            else:
                others.append(held)
        for held in others:
            self._stays += self._shared(store, honouring, held)
        if store != "user":
            self._keys_left |= bool(left)
        return noted

    def _note(self, store, entry, held):
        """Keep what a record tells of somebody, and return them as far as it names them."""
        found = _named(store, entry, held.values)
        self._found.append(found)
        entry = replace(found, cards=found.cards or entry.cards)
        pin = held.values.get("pin" if store == "user" else "code") if store != "rfkey" else ""
        if is_masked(pin):
            self._hides = True
        elif pin:
            self._pins[pin].add(entry.spoken)
        return entry

    def _shared(self, store, honouring, held):
        """What of somebody else's opens for a person who was revoked as well, as texts; PINs are never shown."""
        whose = f"user {held.values.get('user_id')}" if store == "user" else f"private code '{held.values.get('name')}'"
        for card in _cards(store, held.values) if store == "user" else ():
            owner = honouring.by_card(card)
            if owner:
                yield f"card {card} of {owner.spoken} is also on {whose}"
        pin = held.values.get("pin" if store == "user" else "code") if store != "rfkey" else ""
        if store == "privatekey" and is_masked(pin):
            name = str(held.values.get("name") or "without a name")
            # one that begins with another user_id is known to be somebody else's
            self._masked += [] if credentials.holder_of(name)[0] else [name]
        for spoken in sorted(self._pins.get(pin, ())) if pin else ():
            yield f"{whose} has the PIN of {spoken}"

    def result(self):
        """The task's result."""
        return self._so_far(self._doubts() if self._entries else [])

    def _so_far(self, notes):
        names = {key: name for key, name in sorted(self._removed.items()) if name not in ("", key)}
        removed = sorted(self._removed)
        report = {"removed": removed, "records": self._counts, "stays": self._stays, "summary": notes}
        return {
            "changed": self._changed or (self._task.check_mode and bool(removed)),
            "removed": removed,
            "names": names,
            "people": [entry.facts for entry in merged(self._found)],
            "keys_left": self._keys_left,
            "report": report,
            "diff": self._diff,
        }

    def _doubts(self):
        """What may be theirs and can't be known, as lines."""
        said = []
        if self._masked:
            shown = shortened(self._masked, _NAMED)
            said.append(f"private codes that the door shows as stars may be theirs: {shown}")
        elif self._hides:
            said.append("the door hides PINs, so nobody can tell whether another person has theirs")
        # a door that has nothing of theirs isn't asked for them
        if self._found and self._public_codes():
            said.append("the public codes are on: whoever knows one still gets in. The role provision changes them")
        return said

    def _public_codes(self):
        device = self._task.device
        if device.profile.lack("publiccode", "get") is not None:
            return False
        try:
            held = publiccode.publiccode_info(device.read("publiccode"))
        except AkuvoxError:
            # no reason to say of a door that it failed
            return False
        return publiccode.opens(held)


def _named(store, entry, values):
    """Somebody as a record of theirs names them, with its cards alone."""
    user_id, name = _who(store, values, entry)
    return Entry(entry.user_id or user_id, name or entry.name, tuple(_cards(store, values)))


def _told(store, held, honouring):
    """What a list tells of those who are meant, by which other records in it are theirs as well.

    What is without an id tells nothing here: many cards may be called Visitor.
    """
    theirs = [(honouring.meant(record.values), record.values) for record in held]
    found = [_named(store, entry, values) for entry, values in theirs if entry]
    return [entry for entry in found if entry.user_id]


def _who(store, values, entry=None):
    """user_id and name of whom a record lets in, as far as it has them.

    In the key stores the name may begin with the user_id; ``entry`` is who is known to be meant.
    """
    name = " ".join(str(values.get("name") or "").split())
    if store == "user":
        user_id = str(values["user_id"])
        return "" if user_id == credentials.UNNAMED else user_id, name
    if entry and entry.user_id and name.partition(" ")[0] != entry.user_id:
        return entry.user_id, entry.name or name
    return credentials.holder_of(name)


def _cards(store, values):
    cards = values.get("cards") if store == "user" else [values.get("code")] if store == "rfkey" else []
    return [card for card in cards if card and CardCode.same(card)] if isinstance(cards, list) else []


def _key(entry):
    return entry.user_id or entry.name or entry.cards[0]


def _owner(record):
    said = str(record.get("SourceType") or record.get("Source") or "")
    return _OWNERS.get(said.strip().lower(), f"another platform ({said})")
