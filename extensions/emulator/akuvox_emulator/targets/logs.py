# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets ``calllog`` and ``doorlog``, and log clear. Exports stand in transfer.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..envelope import Call, Reply, failed
from ..functions import BOTH, POST, Function
from .recordlists import listing

if TYPE_CHECKING:
    from ..device import Device

_CALL_TYPES = ("All", "Dialed", "Received", "Missed", "Forwarded", "Unknow")
LOG_TYPES = ("log", "kmsg", "log_debug")


def _call_type(call: Call) -> str | None:
    """The Type filter by name or number (C52); None when it is unknown. The manual spells it ``type`` too (C51)."""
    given = call.text("Type", "type") or "All"
    if given.isdigit() and int(given) < len(_CALL_TYPES):
        return _CALL_TYPES[int(given)]
    return given if given in _CALL_TYPES else None


def _get(device: Device, call: Call) -> Reply:
    rows = device.state.records[call.target].listing()
    if call.target == "calllog":
        wanted = _call_type(call)
        if wanted is None:
            return failed()
        rows = [row for row in rows if wanted in ("All", row["Type"])]
    return listing(device, call, rows)


def _del(device: Device, call: Call) -> Reply:
    """One record per request, its ID straight in data (C53)."""
    store = device.state.records[call.target]
    record = store.rows.get(call.text("ID"))
    if record is None:
        return failed()
    store.remove(record)
    device.state.touch()
    return Reply()


def _clear(device: Device, call: Call) -> Reply:
    store = device.state.records[call.target]
    wanted = _call_type(call) if call.target == "calllog" else "All"
    if wanted is None:
        return failed()
    gone = [row for row in store.listing() if wanted in ("All", row["Type"])]
    for row in gone:
        store.remove(row)
    if gone:
        device.state.touch(f"{call.target}: cleared")
    return Reply()


def _log_clear(device: Device, call: Call) -> Reply:
    kind = call.text("type") or "log"
    if kind not in LOG_TYPES:
        return failed()
    if device.state.logs[kind]:
        device.state.logs[kind].clear()
        device.state.touch()
    return Reply()


FUNCTIONS = [
    Function("log", "clear", BOTH, _log_clear),
    Function("calllog", "get", BOTH, _get),
    Function("calllog", "del", POST, _del),
    Function("calllog", "clear", BOTH, _clear, echo="upgrade"),
    # C55: the manual prints firmware upgrade's reply here; the catalogue's reply is made from the table.
    Function("doorlog", "get", BOTH, _get),
    Function("doorlog", "del", POST, _del),
    Function("doorlog", "clear", BOTH, _clear),
]
