# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which people a backup set would let in again: those who have left since it was made are still in it.

Those in ``akuvox_revoked_file`` are not: no restore writes them.
"""

from __future__ import annotations

from ..api.profiles import choose_profile
from ..errors import InvalidInput
from ..packed import unpack
from ..shortened import shortened
from ..targets import user
from ..targets.credentials import UNNAMED, is_managed, owner_of
from .parts import LISTS

_PEOPLE = ("user", "privatekey", "rfkey")
_NAMED = 5


def brings_people(stored, names):
    """Whether the named parts of a set have people, or codes and cards of them."""
    return any(stored.held.get(name) for name in _PEOPLE if name in names)


def staying_out(stored, names, revocations):
    """Which records of a set a restore leaves out: their ids (``id()``) -> the entry of the file that means them.

    :param revocations: a :class:`converge.revoked.Revocations`.
    """
    if not revocations:
        return {}
    profile = choose_profile(stored.manifest["model"], stored.manifest["firmware"])
    found = {}
    for name in names:
        records = stored.held[name] if name in _PEOPLE else ()
        table = LISTS[name].table(profile, records) if records else None
        found |= {id(record): revocations.meant(name, table.decode(record)) for record in records}
    return {record: entry for record, entry in found.items() if entry}


def returning(stored, names, packed, managed, out=()):
    """Those of a set who are not in the current list, as ``user_id`` and ``name``, by ``user_id``.

    :param packed: the door's part of the list, as the filter people_of_door makes it.
    :param managed: whom the list manages, as patterns; others come back as they were, and so do a cloud's.
    :param out: the records of :func:`staying_out`.
    :raises InvalidInput: for what isn't such a list.
    """
    people = unpack(packed, "packed")
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise InvalidInput("packed: must be a list of people that the filter people_of_door has made")
    listed = {str(person.get("user_id")) for person in people if person.get("state") != "absent"}
    found = {}
    for name in names:
        for record in stored.held[name] if name in _PEOPLE else ():
            if id(record) in out:
                continue
            user_id, label = _whose(name, record)
            if user_id is not None and user_id not in listed and is_managed(user_id, managed):
                found.setdefault(user_id, label)
    return [{"user_id": user_id, "name": found[user_id]} for user_id in sorted(found)]


def announcement(stored, people, out):
    """What is to be said of a set before it is restored.

    :param people: those returning, None if unknown.
    :param out: entries of those who were revoked and stay out.
    """
    made = f"the set {stored.name} brings back people as they were then"
    if people is None:
        who = list(dict.fromkeys(entry.spoken for entry in out))
        stay = f", but not those who were revoked: {shortened(who, _NAMED)}" if who else ""
        return (
            f"{made}, also whoever has left since{stay}. Run the playbook credentials afterwards, or give the current "
            "list as akuvox_people_file, which is then applied in the same run"
        )
    if not people:
        return ""
    shown = shortened([f"{person['user_id']} {person['name']}".strip() for person in people], _NAMED)
    return f"{made}, also {len(people)} who are not in the current list: {shown}. They get in until the list is applied"


def _whose(name, record):
    """``user_id`` and name of whom a record lets in; None for a record that is not restored."""
    if name == "user":
        if user.is_foreign(record):
            return None, ""
        return str(record.get("UserID") or UNNAMED), str(record.get("Name") or "")
    words = str(record.get("Name") or "")
    return owner_of({"name": words}), words.partition(" ")[2]
