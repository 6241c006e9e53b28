# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault plan of a device: which request is to go wrong, and how."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from . import statecheck

KINDS: Mapping[str, str] = {
    "cut_before": "the connection is cut, nothing is applied",
    "cut_after": "applied, then the connection is cut without an answer",
    "status": "answers with HTTP 'status' (default 503) and 'body', nothing is applied",
    "slow": "applied at once, answered after 'seconds'",
    "meet": "applied at once, answered when 'times' (default 2) requests wait for it, or after 'seconds'",
    "truncate": "applied, half of the answer's bytes are sent, then the connection is closed",
    "silent_drop": "answers OK but applies nothing; with 'keys' (config) or 'field' (records) drops only those",
    "refuse_item": "the item at 'index' (from 0), or that fits 'match', gets Ret -1 and is not applied",
    "stale_nonce": "answers 401 with stale=true and a new nonce, nothing is applied",
    "garbage": "applied, then 'body' comes in place of the answer (default: an HTML page)",
    "cut-file": "the 'share' (0-1, default 0.5) of a file is sent, then the connection is cut; 'framing' is close (no "
    "Content-Length, as in HTTP/1.0), length or chunked; answers that are no files are left alone",
    "late": "the connection is cut at once, and it is applied 'seconds' later, if the device doesn't restart meanwhile",
    "reboot": "applied, then the connection is cut and the device restarts",
    "swap": "applied and answered, then another unit has the address, with 'mac', 'model' and 'state' of its own",
}

_METHODS = ("GET", "POST")
_FRAMINGS = ("close", "length", "chunked")
# Members that are taken as they are.
_PLAIN = (
    *"kind target action method authorized_only nth times status body seconds index mac model state".split(),
    *("share", "framing"),
)
# How often a request that waits for others looks whether they have come, in seconds.
_LOOK = 0.005
_SERIAL = itertools.count(1)


def _strings(value: Any) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return value
    return None


@dataclass
class Fault:
    """One entry of the plan. The filters ``target``, ``action`` and ``method`` are None where anything fits."""

    kind: str
    target: str | None = None
    action: str | None = None
    method: str | None = None
    authorized_only: bool = True
    nth: int = 1
    """The first matching request that is hit, counted from 1 since the fault was set."""
    times: int = 1
    """How many matching requests are hit, from the nth on; -1: all."""
    status: int = 503
    body: str = ""
    seconds: float = 1.0
    keys: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    share: float = 0.5
    framing: str = "close"
    index: int | None = None
    match: dict[str, str] | None = None
    mac: str = ""
    model: str = ""
    state: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0
    id: int = field(default_factory=lambda: next(_SERIAL))

    def as_json(self) -> dict[str, Any]:
        """Return the fault with its counters ``seen`` and ``fired``."""
        return asdict(self)

    def hits(self, method: str, target: str, action: str, authorized: bool) -> bool:
        """Count a request if it matches; say whether the fault strikes it."""
        if self.times >= 0 and self.fired >= self.times:
            return False
        if self.authorized_only and not authorized:
            return False
        filters = ((self.target, target), (self.action, action), (self.method, method))
        if any(wanted is not None and wanted != value for wanted, value in filters):
            return False
        self.seen += 1
        if self.seen < self.nth:
            return False
        self.fired += 1
        return True

    async def met(self) -> None:
        """Return when as many requests as it strikes have come, or its seconds are over."""
        clock = asyncio.get_running_loop().time
        until = clock() + self.seconds
        while self.fired < self.times and clock() < until:
            await asyncio.sleep(_LOOK)


class FaultPlan:
    """The faults of one device, in the order they were set; a request is hit by at most one of them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def pick(self, method: str, target: str, action: str, authorized: bool) -> Fault | None:
        """Return the fault for a request; one that is hit is not counted by the faults after it."""
        return next((fault for fault in self.faults if fault.hits(method, target, action, authorized)), None)


def _check(errors: list[str], raw: Mapping[str, Any], name: str, allowed: str, good: bool) -> None:
    if name in raw and not good:
        errors.append(f"'{name}' must be {allowed}, not {raw[name]!r}")


def parse(raw: Any) -> Fault:
    """Make a fault from JSON; ValueError says what is wrong with it and what is allowed."""
    if not isinstance(raw, Mapping):
        raise ValueError("a fault is an object with at least 'kind'")
    if raw.get("kind") not in KINDS:
        raise ValueError(f"'kind' must be one of {', '.join(KINDS)}, not {raw.get('kind')!r}")
    allowed = (*_PLAIN, *"keys field fields match".split())
    errors = [f"unknown member '{name}'; allowed: {', '.join(allowed)}" for name in raw if name not in allowed]

    def whole(name: str, low: int) -> bool:
        value = raw.get(name)
        return isinstance(value, int) and not isinstance(value, bool) and value >= low

    for name in ("target", "action", "body", "mac", "model"):
        _check(errors, raw, name, "a string", isinstance(raw.get(name), str))
    _check(errors, raw, "method", "GET or POST", raw.get("method") in _METHODS)
    _check(errors, raw, "authorized_only", "true or false", isinstance(raw.get("authorized_only"), bool))
    _check(errors, raw, "nth", "a number from 1", whole("nth", 1))
    _check(errors, raw, "times", "a number from 1, or -1 for always", raw.get("times") == -1 or whole("times", 1))
    _check(errors, raw, "status", "an HTTP status 200-599", whole("status", 200) and raw["status"] < 600)
    seconds = raw.get("seconds")
    numeric = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= 600
    _check(errors, raw, "seconds", "a number 0-600", numeric)
    share = raw.get("share")
    numeric = isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1
    _check(errors, raw, "share", "a number 0-1", numeric)
    _check(errors, raw, "framing", f"one of {', '.join(_FRAMINGS)}", raw.get("framing") in _FRAMINGS)
    keys = _strings(raw.get("keys"))
    _check(errors, raw, "keys", "a list of config keys", keys is not None)
    fields = _strings(raw.get("field", raw.get("fields")))
    for name in ("field", "fields"):
        _check(errors, raw, name, "a field name, or a list of them", fields is not None)
    _check(errors, raw, "index", "a number from 0", whole("index", 0))
    match = raw.get("match")
    _check(errors, raw, "match", "an object of field: value", isinstance(match, Mapping) and bool(match))
    if "state" in raw:
        try:
            statecheck.check(raw["state"])
        except ValueError as error:
            errors.append(f"'state': {error}")
    if raw["kind"] == "meet" and raw.get("times", 2) == -1:
        errors.append("'times' of 'meet' must be a number from 1")
    if raw["kind"] == "refuse_item" and ("index" in raw) == ("match" in raw):
        errors.append("'refuse_item' needs either 'index' or 'match'")
    if errors:
        raise ValueError("; ".join(errors))
    plain = {name: raw[name] for name in _PLAIN if name in raw}
    if raw["kind"] == "meet":
        plain.setdefault("times", 2)
    matching = {str(name): str(value) for name, value in match.items()} if match else None
    return Fault(**plain, keys=keys or [], fields=fields or [], match=matching)
