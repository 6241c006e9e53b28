# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a function on a device, with the faults that change what is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .envelope import Call, Reply

if TYPE_CHECKING:
    from .device import Device
    from .faults import Fault
    from .functions import Function


def execute(device: Device, function: Function, call: Call, fault: Fault | None) -> tuple[Reply, bool]:
    """Return the reply, and whether the device's state changed."""
    before = device.state.revision
    if fault is not None and fault.kind == "silent_drop":
        reply = _silent_drop(device, function, call, fault)
    elif fault is not None and fault.kind == "refuse_item":
        reply = _refuse_item(device, function, call, fault)
    else:
        reply = function.handler(device, call)
    return reply, device.state.revision != before or reply.restart is not None


def _silent_drop(device: Device, function: Function, call: Call, fault: Fault) -> Reply:
    """Drop some keys or fields on the way in; without any, answer as if all was well and forget what was done."""
    if not fault.keys and not fault.fields:
        saved = device.snapshot()
        reply = function.handler(device, call)
        device.restore(saved)
        reply.restart = reply.on_restart = None
        return reply
    data = {key: value for key, value in call.data.items() if key not in fault.keys}
    if call.items is not None:
        dropped = {*fault.fields, *fault.keys}
        data["item"] = [{name: value for name, value in item.items() if name not in dropped} for item in call.items]
    if not data:
        return Reply()
    return function.handler(device, Call(call.target, call.action, data, call.method, call.upload))


def _struck(items: list[dict[str, Any]], fault: Fault) -> set[int]:
    if fault.match is None:
        return {fault.index} if fault.index is not None and fault.index < len(items) else set()
    wanted = fault.match.items()
    return {number for number, item in enumerate(items) if all(str(item.get(key)) == value for key, value in wanted)}


def _refuse_item(device: Device, function: Function, call: Call, fault: Fault) -> Reply:
    """Apply the other items; the refused one is answered in its place with Ret -1, in the reply of the rest (C06)."""
    items = call.items or []
    refused = _struck(items, fault)
    if not refused:
        return function.handler(device, call)
    kept = [item for number, item in enumerate(items) if number not in refused]
    reply = Reply()
    if kept:
        rest = Call(call.target, call.action, {**call.data, "item": kept}, call.method, call.upload)
        reply = function.handler(device, rest)
    answered = reply.data.get("item") if isinstance(reply.data, dict) else None
    good = iter(answered or [{"Ret": 0 if reply.retcode >= 0 else -1, **_named(device, call, item)} for item in kept])
    merged = [
        {"Ret": -1, **_named(device, call, item)} if number in refused else next(good)
        for number, item in enumerate(items)
    ]
    reply.data = {"num": len(merged), "item": merged}
    return reply


def _named(device: Device, call: Call, item: dict[str, Any]) -> dict[str, str]:
    kind = device.state.records[call.target].kind
    return {name: str(item.get(name, "")) for name in ("ID", *kind.reply_fields)}
