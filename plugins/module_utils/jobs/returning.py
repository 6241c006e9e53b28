# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which people a backup set would let in again: those who were revoked since it was made are still in it."""

from __future__ import annotations

from ..errors import InvalidInput
from ..packed import unpack
from ..targets import user
from ..targets.credentials import UNNAMED, is_managed, owner_of

_PEOPLE = ("user", "privatekey", "rfkey")
_NAMED = 5


def brings_people(stored, names):
    """Whether the named parts of a set have people, or codes and cards of them."""
    return any(stored.held.get(name) for name in _PEOPLE if name in names)


def returning(stored, names, packed, managed):
    """Those of a set who are not in the current list, as ``user_id`` and ``name``, by ``user_id``.

    :param packed: the door's part of the list, as the filter people_of_door makes it.
    :param managed: whom the list manages, as patterns; others come back as they were, and so do a cloud's.
    :raises InvalidInput: for what isn't such a list.
    """
    people = unpack(packed, "packed")
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise InvalidInput("packed: must be a list of people that the filter people_of_door has made")
    listed = {str(person.get("user_id")) for person in people if person.get("state") != "absent"}
    found = {}
    for name in names:
        for record in stored.held[name] if name in _PEOPLE else ():
            user_id, label = _whose(name, record)
            if user_id is not None and user_id not in listed and is_managed(user_id, managed):
                found.setdefault(user_id, label)
    return [{"user_id": user_id, "name": found[user_id]} for user_id in sorted(found)]


def announcement(stored, people):
    """What is to be said of a set before it is restored; ``people`` are those returning, None if unknown."""
    made = f"the set {stored.name} brings back people as they were then"
    if people is None:
        return (
            f"{made}, also whoever was revoked since. Run the playbook credentials afterwards, or give the current "
            "list as akuvox_people_file, which is then applied in the same run"
        )
    if not people:
        return ""
    shown = ", ".join(f"{person['user_id']} {person['name']}".strip() for person in people[:_NAMED])
    more = f" and {len(people) - _NAMED} more" if len(people) > _NAMED else ""
    who = f"{len(people)} who are not in the current list: {shown}{more}"
    return f"{made}, also {who}. They get in until the list is applied"


def _whose(name, record):
    """``user_id`` and name of whom a record lets in; None for a record that is not restored."""
    if name == "user":
        if user.is_foreign(record):
            return None, ""
        return str(record.get("UserID") or UNNAMED), str(record.get("Name") or "")
    words = str(record.get("Name") or "")
    return owner_of({"name": words}), words.partition(" ")[2]
