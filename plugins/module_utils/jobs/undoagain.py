# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the next run of a job does again after an undo, since the list of people still says so."""

from __future__ import annotations

from dataclasses import dataclass

from ..fields.cardnumbers import CardCode
from ..fields.lists import text_list
from ..secrets import is_masked
from ..shortened import shortened
from ..targets.credentials import holder_of, is_managed
from ..targets.user import Schedules
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

    ``then``: the record in option terms as it is to be again, its schedules by their names; None where there was none.
    """

    user_id: str
    name: str
    store: str
    change: str
    then: dict | None
    card: str = ""


def person_of(store, view, change, verdict, schedules):
    """Whom one change is about, as a list of one; empty where it is about nobody or nothing is left to do.

    :param schedules: number -> name of a schedule, as the door had them before the run.
    """
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
    if then and isinstance(then.get("schedules"), list):
        then["schedules"] = named(then["schedules"], schedules)
    return [Person(user_id or name, name, store, kind, then, str(values.get("code") or "") if store == "rfkey" else "")]


def named(schedules, names):
    """Schedules of a person with names in the place of numbers, where these are known."""
    return [{**entry, "schedule": names.get(entry["schedule"], entry["schedule"])} for entry in schedules]


def does_it_again(people, image, params, schedules):
    """Lines about what the next run does again.

    :param schedules: number -> name of a schedule, as the door has them.
    """
    lines = [_OTHERS[image.job]] if image.job in _OTHERS else []
    listed = params["listed"]
    if not people or image.job == "revoke":
        return lines
    if listed is None:
        lines.append("the next credentials run does it again, unless the list of people is corrected")
        return lines
    by_id = {person["user_id"]: person for person in listed if person.get("state") != "absent"}
    managed = text_list(params["managed"])
    said = [
        _still(person, _decided(by_id.get(person.user_id), schedules))
        for person in people
        if is_managed(person.user_id, managed)
    ]
    said = list(dict.fromkeys(filter(None, said)))
    if said:
        shown = shortened(said, _NAMED, "; ")
        lines.append(f"the list still {shown}; the next credentials run does it again")
    return lines


def _decided(entry, schedules):
    """What the list decides about somebody: not what they keep at each door."""
    if entry is None:
        return None
    found = {option: value for option, value in entry.items() if option not in _kept(entry)}
    return {**found, "schedules": named(found["schedules"], schedules)} if "schedules" in found else found


def _kept(entry):
    return {"schedules" if field == "schedule" else field for field in entry.get("keep", ())}


def _still(person, entry):
    """What the list says otherwise than the door is to hold; empty where it doesn't."""
    who = f"{person.user_id} {person.name}".strip()
    if person.store == "user":
        return _still_user(who, person.then, entry)
    option, what = ("cards", f"the card {person.card}") if person.store == "rfkey" else ("pin", "a PIN")
    if entry is not None and option not in entry:
        return ""
    if person.store == "rfkey":
        has = entry is not None and CardCode.same(person.card) in map(CardCode.same, entry["cards"])
    else:
        has = bool(entry and entry["pin"])
    if has != (person.then is not None):
        return f"{'has' if has else 'lacks'} {what} of {who}"
    code = (person.then or {}).get("code")
    if person.store != "rfkey" and has and code and not is_masked(code) and code != entry["pin"]:
        return f"has another PIN of {who}"
    return f"has another schedule of {who}" if has and _opens_otherwise(person.then, entry) else ""


def _opens_otherwise(then, entry):
    """Whether the list lets somebody open other relays than a card or code is to; these have no schedules."""
    doors = then.get("doors")
    if "schedules" not in entry or not isinstance(doors, list):
        return False
    return {relay for each in entry["schedules"] if each["schedule"] == "always" for relay in each["relays"]} != {
        *doors
    }


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
    if "pin" in entry and pin is not None and not is_masked(pin) and entry["pin"] != pin:
        return f"has another PIN of {who}"
    schedules = then.get("schedules")
    other = "schedules" in entry and isinstance(schedules, list)
    other = other and Schedules.same(schedules) != Schedules.same(entry["schedules"])
    return f"has another schedule of {who}" if other else ""
