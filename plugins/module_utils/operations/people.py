# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a device to exactly the people of a list, in whichever store it keeps them, and say what became of each.

All lists of the store are planned before the first is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable

from ..converge.plan import hold
from ..converge.records import Convergence, prepare
from ..converge.revoking import let_in
from ..errors import AkuvoxError, Misfit, PartialFailure
from ..targets import credentials, rfkey, user
from .keeping import without_kept
from .windows import add_schedules, missing_schedules, windows_of, with_windows


@dataclass(frozen=True)
class StoreList:
    """One list of a store that is being converged.

    ``owner`` gives the user_id of a record in option terms; ``prefix`` goes before its keys where they are shown.
    """

    converging: Convergence
    wanted: list
    owner: Callable[[dict], str]
    prefix: str = ""

    @property
    def held(self):
        """What was on the device when it was planned."""
        return self.converging.held

    @property
    def left_alone(self):
        """What belongs to others and stays; somebody who was revoked goes, whoever manages them."""
        going = {id(record) for record in self.converging.plan.going}
        return [held for held in self.held if held.foreign and id(held) not in going]

    def owners(self, rows):
        """Whose the records in option terms are."""
        return {self.owner(values) for values in rows}

    def owners_by_key(self):
        """Identity of a record -> the user_id of all whose it is or is to be."""
        table = self.converging.table
        found = {}
        for row in (*self.wanted, *(held.values for held in self.held)):
            key = row.get(table.key.option)
            if key not in (None, ""):
                found.setdefault(table.identity(key), []).append(self.owner(row))
        # what the device has made of a key belongs to nobody that is known
        return lambda key: found.get(table.identity(key), [])


def converge_people(device, people, task):
    """Make the device hold the ``people`` (checked) and, of those that ``managed`` fits, nobody else.

    Somebody whose ``state`` is absent is removed by name, so that the purge fence doesn't count it.

    :raises AkuvoxError: before any write for what the input, the device's limits or the purge fence forbid; afterwards
        with a ``detail`` that says of whom it was applied.
    """
    params = task.params
    revoked = frozenset(person["user_id"] for person in people if person.get("state") == "absent")
    people = let_in(device, credentials.present(people), "people")
    _check_managed(people, params["managed"])
    user.check_cards_differ("people", people)
    store = device.profile.credential_store if params["store"] == "auto" else params["store"]
    people = without_kept(device, people, store)
    purging = replace(task, params={**params, "state": "present", "purge": True})
    parts = _STORES[store](device, people, purging, revoked)
    facts = {
        "store": store,
        "profile": device.profile.name,
        "people": len(people),
        "kept": sum(len(part.left_alone) for part in parts),
    }
    done, refusals = [], []
    for part in parts:
        try:
            done.append(part.converging.finish())
        except PartialFailure as exc:
            done.append(exc.detail)
            refusals.append(exc.message)
        except AkuvoxError as exc:
            raise exc.restated(exc.message, **_result(parts, [*done, exc.detail]), **facts) from None
    result = {**_result(parts, done), **facts}
    if refusals:
        raise PartialFailure("; ".join(refusals), **result)
    return result


def _check_managed(people, managed):
    for index, person in enumerate(people):
        if not credentials.is_managed(person["user_id"], managed):
            raise Misfit(
                f"people[{index}] (user_id {person['user_id']}): is not one of those that the list manages on this "
                f"device, which are {', '.join(managed) or 'none'}"
            )


def _users(device, people, task, revoked):
    user.check_cards(people, device.profile, "people")
    to_come = list(task.params["schedules_to_come"]) if task.check_mode else []
    windows = windows_of(people)
    missing = missing_schedules(device, windows) if windows else []
    people = with_windows(people) if windows else people

    def part(to_come):
        rows = user.resolve_schedules(device, people, to_come, "people")
        return _part(device, credentials.user_target(task.params["managed"]), rows, task, revoked, _user_id)

    # planned first with the names of what is missing, so that nothing is written for a list that is refused
    planned = part([*to_come, *(row["name"] for row in missing)])
    if missing and not task.check_mode:
        add_schedules(device, missing, task)
        planned = part(to_come)
    return [planned]


def _keys(device, people, task, revoked):
    managed = task.params["managed"]
    if any(map(credentials.is_unsaid, people)):
        tables = {"privatekey": credentials.PRIVATEKEYS, "rfkey": rfkey.TABLE}
        held = [hold(device.records(target), table, lambda record: False) for target, table in tables.items()]
        people = credentials.completed(people, *([row.values for row in rows if not row.foreign] for rows in held))
    codes, cards = credentials.privatekey_rows(people), credentials.rfkey_rows(people)
    spared = {
        option: {person["user_id"] for person in people if option not in person and "schedules" not in person}
        for option in ("pin", "cards")
    }
    targets = (
        (credentials.privatekey_target(managed, spared["pin"]), codes, _user_id, ""),
        (credentials.rfkey_target(managed, spared["cards"]), cards, credentials.owner_of, "card "),
    )
    return [_part(device, target, rows, task, revoked, owner, prefix) for target, rows, owner, prefix in targets]


_STORES = {"user": _users, "rfkey_privatekey": _keys}
_CHANGES = ("added", "updated", "removed")
_SPARE = "If they are not the list's, set managed to the user_ids that it manages, without theirs."


def _user_id(values):
    return values["user_id"]


def _part(device, target, rows, task, revoked, owner, prefix=""):
    def is_named(values):
        return owner(values) in revoked

    converging = prepare(
        device, target, rows, task, secrets=task.params["update_secrets"], is_named=is_named, spare=_SPARE
    )
    return StoreList(converging, rows, owner, prefix)


def _result(parts, done):
    """The results of the parts, as far as there are any, as one result in terms of people."""
    before, after = set(), set()
    for part in parts:
        before |= part.owners(held.values for held in part.held)
        after |= part.owners([*part.wanted, *(held.values for held in part.left_alone)])
    touched, half, doubles, refused, diff = set(), set(), set(), [], {"before": {}, "after": {}}
    for part, result in zip(parts, done):
        owners = part.owners_by_key()
        touched.update(*(owners(key) for changes in _CHANGES for key in result.get(changes, ())))
        half.update(*(owners(key) for key in result.get("incomplete", ())))
        doubles.update(*(owners(key) for key in result.get("removed_doubles", ())))
        refused += [
            {"key": owners(entry["key"])[0], "reason": _about(part, entry)} for entry in result.get("refused", ())
        ]
        for side, rows in result.get("diff", diff).items():
            diff[side].update({part.prefix + label: row for label, row in rows.items()})
    result = {
        "changed": any(part.get("changed") for part in done),
        "added": sorted(touched - before),
        "updated": sorted(touched & before & after),
        "removed": sorted((touched & before) - after),
        "removed_doubles": sorted(doubles),
        "refused": refused,
        "diff": diff,
    }
    result["names"] = _names(parts, touched)
    pending = sum(part.get("pending", 0) for part in done)
    failed = {"incomplete": sorted(half)} if any("incomplete" in part for part in done) else {}
    return {**result, **failed, **({"pending": pending} if pending else {})}


def _names(parts, people):
    """user_id -> name of those ``people`` who have one; in the store of keys it stands after the user_id."""
    found = {}
    for part in parts:
        for values in (*(held.values for held in part.held), *part.wanted):
            owner = part.owner(values)
            name = str(values.get("name") or "").removeprefix(str(owner)).strip()
            if owner in people and name:
                found[owner] = name
    return {owner: found[owner] for owner in sorted(found)}


def _about(part, entry):
    return f"{part.prefix}{entry['key']}: {entry['reason']}" if part.prefix else entry["reason"]
