# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets in where as a page, as CSV and as JSON. A million cells are a string each door, not a million elements."""

from __future__ import annotations

import json
from string import Template

from ..files.csvcells import csv_text
from .markup import content_policy, escape

HEADER = ("door", "site", "user_id", "name", "store", "means", "when", "managed_by")
_SHOWN, _NAMED = 200, 5
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def access_csv(rows_by_door, sites, manages):
    """One line for each person, door and means; doors that didn't answer have one that says so."""
    lines, cached = [csv_text([HEADER])], {}
    for door, rows in sorted(rows_by_door.items()):
        begin = csv_text([(door, sites.get(door, ""))]).rstrip("\n")
        if rows is None:
            lines.append(begin + ",,,,unknown: the door didn't answer,,\n")
            continue
        for row in rows:
            key = row.alike, row.right["text"]
            ends = cached.get(key)
            if ends is None:
                whose, manager = (row.user_id, row.name, row.store), manages(row)
                ends = cached[key] = [
                    "," + csv_text([(*whose, means, row.right["text"], manager)]) for means in row.means or [""]
                ]
            lines += [begin + end for end in ends]
    return "".join(lines)


def access_data(rows_by_door, sites, manages, found, about):
    """The same for programs and the page: people, rights and doors by number.

    A door's ``people`` are triples of person, right and means, each a number of its list; None where it didn't answer.
    """
    people, rights, means, managers, known = {}, {}, {}, {}, {}
    doors = []
    for door, rows in sorted(rows_by_door.items()):
        cells = None if rows is None else []
        for row in rows or ():
            numbers = known.get(row.alike)
            if numbers is None:
                person = people.setdefault((row.person, row.user_id, row.name), len(people))
                numbers = known[row.alike] = person, means.setdefault((row.store, row.means), len(means))
                managers.setdefault(person, manages(row))
            cells.append((numbers[0], rights.setdefault(row.right["text"], len(rights)), numbers[1]))
        doors.append({"name": door, "site": sites.get(door, ""), "people": cells})
    return {
        **about,
        "people": [
            {"user_id": user_id, "name": name, "managed_by": managers[number]}
            for (_person, user_id, name), number in people.items()
        ],
        "rights": list(rights),
        "means": [{"store": store, "by": list(by)} for store, by in means],
        "doors": doors,
        "findings": found,
    }


def access_page(data, template, style, script):
    """The page, of a template with its style and script. It asks nobody for anything."""
    # by kind: with the numbers of the cards, each person would have means of their own; access.csv has them
    kinds, kind_of = {}, []
    for means in data["means"]:
        said = ", ".join(dict.fromkeys("card" if by.startswith("card ") else by for by in means["by"]))
        kind_of.append(kinds.setdefault(said, len(kinds)))
    compact = {
        **{key: data[key] for key in ("generated", "part", "rights")},
        # the page shows some and says how many there are; the JSON has all of them
        "findings": [
            {**one, "doors": one["doors"][:_NAMED], "more": max(0, len(one["doors"]) - _NAMED)}
            for one in data["findings"][:_SHOWN]
        ],
        "found": len(data["findings"]),
        "people": [[person["user_id"], person["name"], person["managed_by"]] for person in data["people"]],
        "means": list(kinds),
        "doors": [[door["name"], door["site"], _packed(door["people"], kind_of)] for door in data["doors"]],
    }
    text = (
        json.dumps(compact, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "").replace("\u2029", "")
    )
    return Template(template).substitute(
        policy=escape(content_policy(style, script)),
        generated=escape(data["generated"]),
        style=style,
        script=script,
        data=text,
    )


def _packed(cells, kind_of):
    """Triples of numbers as text: for each pair of right and means the people, as steps from one to the next."""
    if cells is None:
        return None
    groups = {}
    for person, right, means in cells:
        groups.setdefault((right, kind_of[means]), set()).add(person)
    out = []
    for (right, means), people in groups.items():
        out.append(f"!{right}.{means}!")
        before = -1
        for person in sorted(people):
            out.append(_number(person - before))
            before = person
    return "".join(out)


def _number(value):
    text = _ALPHABET[value & 31]
    value >>= 5
    while value:
        text = _ALPHABET[32 | (value & 31)] + text
        value >>= 5
    return text
