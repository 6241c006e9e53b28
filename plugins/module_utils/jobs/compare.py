# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what was read of a device: is it the same, what differs, what may be shown, what can't be put back."""

from __future__ import annotations

import json
from collections import Counter

from ..operations.info import SUBSETS
from ..secrets import HIDDEN, HIDDEN_NEW, is_masked, is_secret_key
from ..targets.registry import TARGETS
from .parts import CONFIG, LISTS

# What a device numbers, or changes by itself.
_VOLATILE = frozenset({"ID", "BLE_Status", "QrCodeUrl"})
# Subsets of akuvox_info that are views on the configuration.
VIEWS = tuple(name for name, target in TARGETS.items() if name != CONFIG and not target.records)


def same(one, other):
    """Whether two readings of the parts hold the same, in whatever order and with whatever numbers."""
    return one.keys() == other.keys() and all(_content(name, one[name]) == _content(name, other[name]) for name in one)


def _content(name, held):
    if name == CONFIG:
        return held
    lasting = ({key: value for key, value in record.items() if key not in _VOLATILE} for record in held)
    return sorted(json.dumps(record, sort_keys=True) for record in lasting)


def difference(before, after, profile):
    """What differs between two readings, for a diff: per part, by key or record, in options' names, secrets hidden."""
    found = {"before": {}, "after": {}}
    for name in dict.fromkeys([*before, *after]):
        if name == CONFIG:
            old, new = _config_difference(before.get(name, {}), after.get(name, {}))
        else:
            old, new = _list_difference(LISTS[name], before.get(name, []), after.get(name, []), profile)
        if old or new:
            found["before"][name], found["after"][name] = old, new
    return found


def _config_difference(before, after):
    secrets = {key for key in (*before, *after) if is_secret_key(key)}
    return _differing(before, after, secrets)


def _list_difference(part, before, after, profile):
    table = part.table(profile, [*before, *after])
    have, want = _rows(table, before), _rows(table, after)
    old, new = {}, {}
    for label in dict.fromkeys([*have, *want]):
        sides = _differing(have.get(label, {}), want.get(label, {}), table.secrets)
        for side, rows, shown in zip((old, new), (have, want), sides):
            if label in rows and have.get(label) != want.get(label):
                side[label] = shown
    return old, new


def _rows(table, records):
    """Records by their key, with a number where several have the same, free of what the device gives by itself."""
    decoded = sorted((table.decode(record) for record in records), key=lambda row: json.dumps(row, sort_keys=True))
    counts, rows = Counter(), {}
    for row in decoded:
        key = str(row.get(table.key.option) or "(without key)")
        counts[key] += 1
        rows[key if counts[key] == 1 else f"{key} ({counts[key]})"] = row
    return rows


def _differing(before, after, secrets):
    """Those members of two mappings that differ, as they may be shown."""
    options = [option for option in dict.fromkeys([*before, *after]) if before.get(option) != after.get(option)]

    def shown(row, hidden):
        return {
            option: hidden if option in secrets and row[option] not in (None, "") else row[option]
            for option in options
            if option in row
        }

    return shown(before, HIDDEN), shown(after, HIDDEN_NEW if before else HIDDEN)


def snapshot(device, held):
    """The parts for people: in the terms of ``akuvox_info``, every secret hidden."""
    shown = {name: SUBSETS[name].decode(device, part, False) for name, part in held.items()}
    if CONFIG in held:
        shown.update({view: SUBSETS[view].decode(device, held[CONFIG], False) for view in VIEWS})
    return shown


def is_hidden(value):
    """Whether stars stand for a secret. A single one may be a DTMF code."""
    return is_masked(value) and len(value) > 1


def gaps(held, profile):
    """What a reading can't give back, as lists of keys and records.

    ``hidden``: secrets that the device shows as stars (device-facts 9.4).
    ``cut_cards``: users who may have more cards than the device shows (5.6).
    ``faces``: users with a face, which this API doesn't hand out (5.10).
    """
    hidden = [key for key, value in held.get(CONFIG, {}).items() if is_hidden(value) and is_secret_key(key)]
    for name, part in LISTS.items():
        # most devices hide nothing, and a field table takes long to build
        masked = [record for record in held.get(name, ()) if any(map(is_hidden, record.values()))]
        if masked:
            hidden += _hidden(name, masked, part.table(profile, masked))
    users = held.get("user", [])
    limit = profile.card_limit
    return {
        "hidden": hidden,
        "cut_cards": [_user(record) for record in users if limit and len(record.get("CardCode") or "") >= limit],
        "faces": [_user(record) for record in users if record.get("FaceUrl")],
    }


def _hidden(name, records, table):
    return [
        f"{name} {row.get(table.key.option, '')}"
        for row in map(table.decode, records)
        if any(is_hidden(row.get(option)) for option in table.secrets)
    ]


def _user(record):
    return str(record.get("UserID", ""))
