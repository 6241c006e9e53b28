# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records with one key: doubles, of which one stays, or records that differ, which only the user can sort out.

Pure functions. A door that applies a write late makes doubles, and so do two runs that don't know of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from ..errors import InvalidInput
from ..secrets import is_masked
from ..shortened import shortened

# What a device gives each record by itself (device-facts 6).
_OWN_NUMBERS = ("ID", "DisplayID")
_SHOWN_REFERRERS = 5


@dataclass(frozen=True)
class DoubleRules:
    """What is known of a target's records beside what they hold.

    ``referrers(record)`` gives who refers to a device record, as texts. ``obstacle``: why no single record can be
    removed, empty where it can. ``way_out(records)``: what the user can do about records with one key, as a sentence.
    """

    referrers: Callable[[dict], list] = staticmethod(lambda record: [])
    obstacle: str = ""
    way_out: Callable[[list], str] = staticmethod(lambda records: "remove one of them first")


def without_doubles(found, place, table, rules):
    """The record of those with one key that stays, as a list, and its doubles.

    :raises InvalidInput: naming the records and a way out, where they aren't doubles or can't be removed.
    """
    if len(found) == 1:
        return found, []
    obstacle = _obstacle(found) or rules.obstacle
    if obstacle:
        raise _refusal(found, place, table, obstacle, rules)
    referred = {record.mark: rules.referrers(record.record) for record in found}
    referring = [record for record in found if referred[record.mark]]
    if len(referring) > 1:
        said = "; ".join(
            f"{_number(record)} by {shortened(referred[record.mark], _SHOWN_REFERRERS)}" for record in referring
        )
        raise _refusal(found, place, table, f"more than one of them is referred to: {said}", rules)
    stays = referring[0] if referring else min(found, key=_age)
    return [stays], [record for record in found if record is not stays]


def _obstacle(found):
    """Why records with one key are no doubles that may be removed; empty when they are."""
    owners = sorted({str(record.foreign) for record in found if record.foreign})
    if owners:
        whose = "owned by a cloud or another platform" if owners == ["True"] else owners[0]
        return f"at least one of them is {whose}"
    if any(is_masked(value) for record in found for value in record.record.values()):
        return "the device shows a part of them as stars, so nobody can see whether they are the same"
    first, *others = (_comparable(record.record) for record in found)
    different = sorted({key for other in others for key in {*first, *other} if first.get(key) != other.get(key)})
    if different:
        return f"they differ in {', '.join(different)}"
    if len({record.record.get("ID") for record in found} - {None, ""}) < len(found):
        return "the device shows no IDs by which to tell them apart"
    return ""


def _comparable(record):
    return {key: value for key, value in record.items() if key not in _OWN_NUMBERS}


def _age(record):
    """IDs are counted up, so the lowest one is the first."""
    number = str(record.record["ID"])
    return (not number.isdigit(), int(number) if number.isdigit() else 0, number)


def _number(record):
    return f"ID {record.record.get('ID')}"


def _refusal(found, place, table, obstacle, rules):
    key = "hidden" if table.key.secret else found[0].values[table.key.option]
    numbers = ", ".join(str(record.record.get("ID")) for record in found)
    return InvalidInput(
        f"{place}: the device holds {len(found)} records with this {table.key.option} (IDs {numbers}), and {obstacle} "
        f"({table.key.option} {key}). To end this, {rules.way_out([record.record for record in found])}, then run again"
    )
