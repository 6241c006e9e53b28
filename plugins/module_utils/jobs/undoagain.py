# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the next run of a job does again after an undo, since the list of people still says so."""

from __future__ import annotations

from dataclasses import dataclass

from ..fields.cardnumbers import CardCode
from ..fields.lists import text_list
from ..secrets import is_masked
from ..targets.credentials import holder_of, is_managed
from .undostates import BACK

_NAMED = 5
_STORES = ("user", "rfkey", "privatekey")
# Of jobs that go by other variables.
_OTHERS = {
    "provision": "the next provision run does it again, unless the doors' variables are corrected",
    "events": "the next events run sets its URLs and tokens again",
}


@dataclass(frozen=True)
class Person:
    """Somebody whose record is brought back. ``change``: "added", "updated" or "removed", by the undo.

    ``then``: the record in option terms as it is to be again, None where there was none.
    """

    user_id: str
    name: str
    store: str
    change: str
    then: dict | None
    card: str = ""


def person_of(store, view, change, verdict):
    """Whom one change is about, as a list of one; empty where it is about nobody or nothing is left to do."""
    if store not in _STORES or verdict.state == BACK:
        return []
    values = view.table.decode(change.before or change.left)
    name = " ".join(str(values.get("name") or "").split())
    if store == "user":
        user_id = str(values.get("user_id") or "")
        kind = "removed" if change.before is None else "added" if change.left is None else "updated"
    else:
        (user_id, name), kind = holder_of(name), "updated"
    then = None if change.before is None else view.table.decode(change.before)
    return [Person(user_id or name, name, store, kind, then, str(values.get("code") or "") if store == "rfkey" else "")]


def does_it_again(people, image, params):
    """Lines about what the next run does again."""
    lines = [_OTHERS[image.job]] if image.job in _OTHERS else []
    listed = params["listed"]
    if not people or image.job == "revoke":
        return lines
    if listed is None:
        lines.append("the next credentials run does it again, unless the list of people is corrected")
        return lines
    by_id = {person["user_id"]: person for person in listed if person.get("state") != "absent"}
    managed = text_list(params["managed"])
    said = [_still(person, by_id.get(person.user_id)) for person in people if is_managed(person.user_id, managed)]
    said = list(dict.fromkeys(filter(None, said)))
    if said:
        more = f", and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
        lines.append(f"the list still {'; '.join(said[:_NAMED])}{more}; the next credentials run does it again")
    return lines


def _still(person, entry):
    """What the list says otherwise than the door is to hold; empty where it doesn't."""
    who = f"{person.user_id} {person.name}".strip()
    if person.store == "user":
        return _still_user(who, person.then, entry)
    if person.store == "rfkey":
        has = entry is not None and CardCode.same(person.card) in map(CardCode.same, entry.get("cards", ()))
        if has == (person.then is not None):
            return ""
        return f"has the card {person.card} of {who}" if has else f"lacks the card {person.card} of {who}"
    has = bool(entry and entry.get("pin"))
    if has != (person.then is not None):
        return f"has a PIN of {who}" if has else f"lacks a PIN of {who}"
    code = (person.then or {}).get("code")
    other = has and code and not is_masked(code) and code != entry["pin"]
    return f"has another PIN of {who}" if other else ""


def _still_user(who, then, entry):
    if then is None:
        return f"has {who}" if entry is not None else ""
    if entry is None:
        return f"lacks {who}"
    if "name" in entry and entry["name"] != then.get("name"):
        return f"calls {entry['user_id']} {entry['name']}"
    cards = then.get("cards") if isinstance(then.get("cards"), list) else []
    if "cards" in entry and {*map(CardCode.same, entry["cards"])} != {*map(CardCode.same, cards)}:
        return f"has other cards of {who}"
    pin = then.get("pin")
    other = "pin" in entry and pin is not None and not is_masked(pin) and entry["pin"] != pin
    return f"has another PIN of {who}" if other else ""
