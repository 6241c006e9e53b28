# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events as lines for people, and as CSV."""

from __future__ import annotations

from ..files.csvcells import csv_text

COLUMNS = ("since", "at", "run", "door", "kind", "who", "change", "what", "from", "to", "certain")
_NAMED = 3


def shown_time(at):
    """A time as people read it, in UTC."""
    return at[:16].replace("T", " ")


def text_lines(events, since, until):
    """The events as lines of any length: by run, and doors with the same change together."""
    if not events:
        return [f"Nothing has changed from {shown_time(since)} to {shown_time(until)} (UTC)"]
    doors = {event.door for event in events}
    lines = [
        f"From {shown_time(since)} to {shown_time(until)} (UTC): {_count(len(events), 'change')} on "
        f"{_count(len(doors), 'door')}"
    ]
    groups = {}
    for event in sorted(events, key=lambda event: (event.at, event.source, event.since)):
        groups.setdefault((event.at, event.source, event.since), []).append(event)
    for (at, source, begun), members in groups.items():
        lines.append(_head(at, source, begun))
        alike = {}
        for event in sorted(members, key=lambda event: (event.kind, event.who, event.what)):
            alike.setdefault(event.text, []).append(event.door)
        lines += [f"  {_doors(names)}: {text}" for text, names in alike.items()]
    return lines


def _head(at, source, begun):
    if source:
        return f"{shown_time(at)} {source.rpartition('-')[0]} ({source})"
    return f"{shown_time(begun)} to {shown_time(at)}, by none of the runs" if begun else f"{shown_time(at)}"


def _doors(names):
    names = sorted(dict.fromkeys(names))
    return ", ".join(names) if len(names) <= _NAMED else f"{len(names)} doors"


def _count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"


def _in_order(events):
    return sorted(events, key=lambda event: (event.at, event.source, event.door, event.kind, event.who, event.what))


def texts(events):
    """What the rows say in words."""
    return [event.text for event in _in_order(events)]


def rows(events):
    """The events as rows of :data:`COLUMNS`."""
    ordered = _in_order(events)
    return [
        (event.since, event.at, event.source, event.door, event.kind, event.who, event.change, event.what,
         event.before, event.after, "yes" if event.certain else "perhaps")
        for event in ordered
    ]  # fmt: skip


def to_csv(events):
    """The events as CSV."""
    return csv_text([COLUMNS, *rows(events)])
