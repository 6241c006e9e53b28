# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who of a checked list of people belongs on which door, and what each door gets about them.

By itself, since each door's own process needs it, and nothing of what checks a list.
"""

from __future__ import annotations

from ..errors import InvalidInput

FOREVER = "9999-12-31"
FIELDS = ("pin", "cards", "schedule")
# What a person has where the list decides about a field and leaves it out.
_NOTHING = {"pin": "", "cards": [], "schedule": [{"schedule": "always", "relays": ["A"]}]}
_OPTION = {"schedule": "schedules"}


def doors_of(people, groups, doors):
    """Door -> indices of the people whose ``doors`` name it, one of its groups, or all."""
    by_name = {}
    for number, person in enumerate(people):
        for name in person.get("doors", ()):
            by_name.setdefault(name, set()).add(number)
    names = {door: {door, "all"} for door in doors}
    for group, hosts in groups.items():
        for host in hosts:
            if group in by_name and host in names:
                names[host].add(group)
    # most doors have the same people as many others, and these share one list
    known, found = {}, {}
    for door, its in sorted(names.items()):
        meant = frozenset(its & by_name.keys())
        if meant not in known:
            known[meant] = sorted(set().union(*(by_name[name] for name in meant)))
        found[door] = known[meant]
    return found


def in_sets(doors):
    """What :func:`doors_of` gives, for a whole list: each of its lists once, and which of them a door has.

    Written out for each door, 5,000 people on 5,000 doors would be more than 100 MB.
    """
    numbers, sets, found = {}, [], {}
    for door, people in doors.items():
        number = numbers.setdefault(tuple(people), len(sets))
        if number == len(sets):
            sets.append(people)
        found[door] = number
    return {"sets": sets, "doors": found}


def listed_person(person, fields):
    """A person as the filter and the module take them: what the list decides about them, given or not.

    What they ``keep`` at a door is only there when the list has it, for doors where they are new.
    """
    keep = [field for field in person.get("keep", ()) if field in fields]
    said = {
        field: person.get(field, _NOTHING[field])
        for field in FIELDS
        if field in fields and (field in person or field not in keep)
    }
    return {
        **{field: person[field] for field in ("user_id", "name", "valid_from", "valid_until") if field in person},
        **{_OPTION.get(field, field): value for field, value in said.items()},
        **({"keep": keep} if keep else {}),
    }


def is_over(person, today):
    """Whether somebody is out on a day, by what the list says: absent, or past ``valid_until``."""
    return person.get("state") == "absent" or person.get("valid_until", FOREVER) < today


def people_on(listed, door, today):
    """Those of a whole list who belong on a door on a day, as ``akuvox_credentials`` takes them.

    Then come the people that the list removes by name, whichever door they were on: absent, or past ``valid_until``.

    :param listed: mapping with ``people``, see :func:`listed_person`, with ``sets`` and ``doors``, see :func:`in_sets`,
        and with the ids of those who are ``absent``.
    :raises InvalidInput: for a door that the list was not made for.
    """
    if door not in listed["doors"]:
        raise InvalidInput(f"people_of_door: the list was not made for {door}")
    people = (listed["people"][number] for number in listed["sets"][listed["doors"][door]])
    over = [person["user_id"] for person in listed["people"] if is_over(person, today)]
    return [
        {field: value for field, value in person.items() if not field.startswith("valid_")}
        for person in people
        if person.get("valid_from", "") <= today <= person.get("valid_until", FOREVER)
    ] + [{"user_id": user_id, "state": "absent"} for user_id in (*listed["absent"], *over)]
