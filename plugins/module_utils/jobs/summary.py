# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's run as lines to be read: the counts, who failed and why, what changed where, and what to do next.

Doors with the same outcome share a line.
"""

from __future__ import annotations

import re
import textwrap

from ..shortened import shortened
from .outcomes import OPEN, one_line

WIDTH = 80
# How many doors or people a line names before it counts the rest. Removed people are all named.
_NAMED = 12
_PEOPLE_NAMED = 40
_CHANGES = ("removed", "added", "updated")
# The address in a message is each door's own, and keeps doors with the same trouble apart.
_ADDRESS = re.compile(r"(:?)(?: (?:on|at))? ?https?://\S*?(:?)(?=\s|$)")


def summary(run, people=None, more=(), advice=""):
    """A run, as the run file holds it, as lines of any length.

    :param people: door -> ``removed``, ``added`` and ``updated``, each user_id -> name. Without it, the reports' ids.
    :param more: lines of the job itself.
    :param advice: what to do next, where something is open.
    """
    doors = run["doors"]
    having = {}
    for name, door in doors.items():
        having.setdefault(door["outcome"], []).append(name)
    lines = [_counts(doors, having, run["check_mode"])]
    for outcome in ("failed", "unreachable", "unknown", "not_tried"):
        lines += _by_reason(outcome.replace("_", " "), having.get(outcome, ()), doors)
    people = reported_people(doors) if people is None else people
    lines += _people(people)
    own_lines = {name: [one_line(line) for line in door["report"].get("summary") or ()] for name, door in doors.items()}
    changed = [name for name in having.get("changed", ()) if not own_lines[name] and name not in people]
    if changed:
        lines.append(f"{'would change' if run['check_mode'] else 'changed'} {shortened(changed, _NAMED)}")
    alike = {}
    for name, its in own_lines.items():
        for line in its:
            alike.setdefault(line, []).append(name)
    lines += [f"{_doors(names)}: {line}" for line, names in alike.items()]
    lines += more
    if advice and any(having.get(outcome) for outcome in OPEN):
        lines.append(advice)
    return lines


def wrapped(lines):
    """The lines at the width of a terminal; what goes on is set in. Only a word that is longer stays longer."""
    return [
        part
        for line in lines
        for part in textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        or [""]
    ]


def reported_people(doors):
    """Door -> changes -> user_id -> no name, from reports as the role credentials leaves them."""
    found = {}
    for name, door in doors.items():
        # other jobs have other things under these names
        its = door["report"] if "store" in door["report"] else {}
        changes = {change: {str(key): "" for key in its.get(change) or ()} for change in _CHANGES}
        if any(changes.values()):
            found[name] = changes
    return found


def _counts(doors, having, check_mode):
    counts = [
        f"{len(having.get('ok', ()))} ok",
        f"{len(having.get('changed', ()))} {'would change' if check_mode else 'changed'}",
        f"{len(having.get('failed', ()))} failed",
        f"{len(having.get('unreachable', ()))} unreachable",
    ]
    counts += [
        f"{len(having[outcome])} {outcome.replace('_', ' ')}"
        for outcome in ("unknown", "not_tried")
        if outcome in having
    ]
    return f"{len(doors)} door{'' if len(doors) == 1 else 's'}: {', '.join(counts)}"


def _by_reason(word, names, doors):
    """A line for each reason, with the doors that have it."""
    alike = {}
    for name in names:
        reason = doors[name]["reason"]
        alike.setdefault(_without_address(reason), []).append(name)
    lines = []
    for reason, members in alike.items():
        if len(members) == 1:
            reason = doors[members[0]]["reason"]
            lines += [f"{word} {members[0]}: {reason}"] if reason or word != "not tried" else []
        elif reason or word != "not tried":
            lines.append(f"{word} {_doors(members)}: {reason}")
            lines += [f"  {shortened(members, _NAMED)}"] if word != "not tried" else []
    return lines


def _without_address(reason):
    return one_line(_ADDRESS.sub(lambda found: ":" if found[1] or found[2] else "", reason))


def _people(people):
    """A line for each set of doors and kind of change, with the people."""
    lines = []
    for change, where in (("removed", "from"), ("added", "to"), ("updated", "on")):
        doors_of, names = {}, {}
        for door, changes in people.items():
            for key, name in changes.get(change, {}).items():
                doors_of.setdefault(key, []).append(door)
                names[key] = name or names.get(key, "")
        alike = {}
        for key, doors in doors_of.items():
            alike.setdefault(tuple(doors), []).append(one_line(f"{key} {names[key]}"))
        for doors, who in alike.items():
            shown = shortened(who, len(who) if change == "removed" else _PEOPLE_NAMED)
            lines.append(f"{change} {where} {_doors(doors)}: {shown}")
    return lines


def _doors(names):
    return names[0] if len(names) == 1 else f"{len(names)} doors"
