# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of identities: which unit each door is, since when; and how doors that were asked differ from it.

It is CSV with a header, sorted by door, so that a change of it is a line in a version control system.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from ..api.identity import expected_macs
from ..errors import InvalidInput, printable
from ..fields.option_codecs import mac_digits, shown_mac
from ..files.csvrows import csv_rows

DOOR, MAC, MODEL, SINCE = COLUMNS = ("door", "mac", "model", "since")
_COLUMNS = ", ".join(COLUMNS)
_LONGEST = 64
# What becomes of a door: it was new and is noted, is the unit of the file, differs, was accepted, or doesn't say.
NEW, SAME, DIFFERS, ACCEPTED, UNKNOWN = "new", "same", "differs", "accepted", "unknown"


@dataclass(frozen=True)
class Identity:
    """The unit that a door is: its MACs (one, or with its spares) as twelve small hex digits, its model, since when."""

    macs: tuple
    model: str = ""
    since: str = ""

    @property
    def spoken(self):
        """For messages: its MACs and its model."""
        return " ".join(part for part in (" or ".join(map(shown_mac, self.macs)), self.model) if part)


def read_identities(text, place=""):
    """The :class:`Identity` of each door in the file's text; none in an empty one.

    :param place: stands before each message.
    :raises InvalidInput: with line and column.
    """
    try:
        return _read(text)
    except InvalidInput as exc:
        raise InvalidInput(f"{place}{exc.message}") from None


def _read(text):
    if not text.strip():
        return {}

    def check_header(cells, line):
        unknown = [name for name in cells if name not in COLUMNS]
        if unknown or not {DOOR, MAC} <= set(cells):
            raise InvalidInput(f"line {line}: the header must be {_COLUMNS}, not {', '.join(cells)}")

    rows, lines = csv_rows(text, check_header, _COLUMNS)
    found, owners = {}, {}
    for row, line in zip(rows, lines):
        door = row.get(DOOR)
        if not door:
            raise InvalidInput(f"line {line}, column {DOOR}: is empty")
        if door in found:
            raise InvalidInput(f"line {line}, column {DOOR}: '{door}' is there already")
        try:
            macs = expected_macs(row.get(MAC))
        except InvalidInput as exc:
            raise InvalidInput(f"line {line}, column {MAC}: {exc.message.partition(': ')[2]}") from None
        for mac in macs:
            if owners.setdefault(mac, door) != door:
                raise InvalidInput(f"line {line}, column {MAC}: {shown_mac(mac)} is that of '{owners[mac]}' already")
        found[door] = Identity(macs, row.get(MODEL, ""), row.get(SINCE, ""))
    return found


def write_identities(identities):
    """The file's text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for door in sorted(identities):
        its = identities[door]
        writer.writerow([door, "; ".join(map(shown_mac, its.macs)), its.model, its.since])
    return stream.getvalue()


def expected_of(text, door, name):
    """The MACs that the file expects of a door, with commas between; None where it says nothing of it.

    :param name: the file's name, for messages.
    :raises InvalidInput: with file, line and column.
    """
    its = read_identities(text, f"akuvox_identities: {name} ").get(door)
    return ", ".join(map(shown_mac, its.macs)) if its and its.macs else None


def compare(results, text, accept, since):
    """What the file is to hold, and what has become of each of the doors that were asked.

    Doors that did not answer keep their lines.

    :param results: door -> the result of ``akuvox_info`` with the subset ``system``, None where there is none.
    :param text: of the file, empty where there is none yet.
    :param accept: the doors of which another unit is taken over.
    :param since: today, as YYYY-MM-DD.
    :returns: the text of the file, and door -> ``state``, ``says``, ``mac`` and ``model``.
    :raises InvalidInput: with line and column, when the file can't be read.
    """
    held = read_identities(text)
    asked = {door: said for door, said in ((door, _said(result)) for door, result in results.items()) if said}
    owners = {}
    for door, said in asked.items():
        owners.setdefault(said.macs[:1], []).append(door)
    listed = {mac: door for door, its in held.items() for mac in its.macs}
    identities, compared = dict(held), {}
    for door, said in asked.items():
        others = [other for other in owners[said.macs[:1]] if other != door]
        owner = listed.get(said.macs[0]) if said.macs else None
        state, says = _compared(door, said, held.get(door), others, owner, accept)
        if state in (NEW, ACCEPTED):
            identities[door] = Identity(said.macs, said.model, since)
        mac = ", ".join(map(shown_mac, said.macs))
        compared[door] = {"state": state, "says": says, "mac": mac, "model": said.model}
    return write_identities(identities) if identities != held or not text.strip() else text, compared


def _said(result):
    """What a door says of itself; None where it wasn't asked, or didn't answer."""
    system = ((result or {}).get("akuvox") or {}).get("system")
    if system is None:
        return None
    mac = mac_digits(system.get("mac") or "")
    return Identity((mac,) if mac else (), printable(system.get("model") or "", _LONGEST))


def _compared(door, said, known, others, owner, accept):
    """The state of a door that was asked, and what to say of it."""
    if not said.macs:
        return UNKNOWN, "it doesn't tell its MAC, so it can't be noted. Set akuvox_mac: \"\" for it"
    if others:
        return DIFFERS, f"{said.spoken} answers as {', '.join(others)} too, so one of the addresses is wrong"
    if known and said.macs[0] in known.macs and said.model == (known.model or said.model):
        return SAME, ""
    if owner not in (None, door) and owner not in accept:
        return DIFFERS, f"{said.spoken} answers, which is the unit of {owner} in the file. Has the address moved?"
    if not known or not known.macs:
        return NEW, f"{said.spoken} is noted"
    what = f"{said.spoken} answers, and the file has {known.spoken} since {known.since or 'no date'}"
    if door in accept:
        return ACCEPTED, f"{what}. It was taken over"
    return DIFFERS, f"{what}. If the unit was replaced, run again with akuvox_identities_accept: [{door}]"
