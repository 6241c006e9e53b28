# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What adopt could not express, in few lines: what was left out for one reason stands together, with how often."""

from __future__ import annotations

import re

from ..shortened import shortened

_WHO = re.compile(r"user_id (\S+): (.*)", re.DOTALL)
_COUNT = re.compile(r"(PINs of )?(\d+) (.*)", re.DOTALL)
# a variable, and the place below it: numbers and names of entries, and members
_PLACE = re.compile(r"(akuvox_\w+)((?:\[\d+\]| \([^()]*\)|\.\w+)*): (.*)", re.DOTALL)
_ENTRY = re.compile(r"\[\d+\]| \([^()]*\)")
# the same place in the words of a module, before its reason
_AGAIN = re.compile(r"\w+(?:\[\d+\]| \([^()]*\)|\.\w+)+: ")
_DOORS_NAMED, _WHO_NAMED, _LINES = 3, 5, 20


def end_of_adopt(run):
    """The lines at the end of a run, as the run file holds it."""
    lines = grouped({door: its["report"].get("lost") or () for door, its in run["doors"].items()})
    if not lines:
        return []
    more = [f"not adopted: {len(lines) - _LINES} more kinds"] if len(lines) > _LINES else []
    where = "One by one, they are in the run file (akuvox_run_dir) and in each door's result"
    return [*(f"not adopted: {line}" for line in lines[:_LINES]), *more, where]


def grouped(lost):
    """Lines about what is left out, the most frequent first.

    :param lost: door -> lines, as :mod:`..sections.adoption` and :mod:`..operations.adopting` make them; "" for what
        is about no single door.
    """
    groups = {}
    for door, lines in lost.items():
        for line in lines:
            what, reason, who, count = _apart(line)
            group = groups.setdefault((what == "people", reason), {"doors": {}, "who": {}, "count": 0, "what": {}})
            group["doors"][door] = group["who"][who] = None
            group["count"] += count
            group["what"][what] = group["what"].get(what, 0) + count
    by_frequency = sorted(groups.items(), key=lambda item: -item[1]["count"])
    return [_line(reason, is_people, group) for (is_people, reason), group in by_frequency]


def _apart(line):
    """What a line is about, the reason, whose it is, and how many it stands for."""
    found = _WHO.fullmatch(line)
    if found:
        return "people", found[2], found[1], 1
    found = _PLACE.fullmatch(line)
    if found:
        return found[1] + _ENTRY.sub("", found[2]), _AGAIN.sub("", found[3], count=1), "", 1
    found = _COUNT.fullmatch(line)
    if found:
        return "", f"{found[1] or ''}# {found[3]}", "", int(found[2])
    return "", line, "", 1


def _line(reason, is_people, group):
    doors = [door for door in group["doors"] if door]
    where = f"{_some(doors, _DOORS_NAMED, 'doors')}: " if doors else ""
    if is_people:
        who = list(group["who"])
        number = f"{len(who)} people" if len(who) > 1 else "user_id"
        return f"{where}{number} {_in_brackets(who)}: {reason}"
    if not any(group["what"]):
        return where + reason.replace("#", str(group["count"]), 1)
    what = [f"{name} ({count})" if count > 1 else name for name, count in group["what"].items()]
    return f"{where}{', '.join(what)}: {reason}"


def _in_brackets(who):
    return who[0] if len(who) == 1 else f"({_some(who, _WHO_NAMED)})"


def _some(names, shown, all_of=""):
    if all_of and len(names) > shown:
        return f"{len(names)} {all_of}"
    return shortened(names, shown)
