# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which function a request means: the three ways to address one, and what this device has of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .functions import Function
    from .profile import Profile


@dataclass
class Route:
    """What a request addresses. ``function`` is None when the device answers that it is unsupported."""

    target: str = ""
    action: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    function: Function | None = None


def _body(body: bytes) -> dict[str, Any]:
    """Parse a POST body; anything but a JSON object counts as empty."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _available(profile: Profile, function: Function, method: str) -> bool:
    """Whether this device has the function, and by this method."""
    name = f"{function.target}/{function.action}"
    if function.target in profile.missing or name in profile.missing:
        return False
    if not function.documented and name not in profile.extensions:
        return False
    if method == "GET":
        return "GET" in function.methods or name in profile.extra_get
    return "POST" in function.methods and name not in profile.refused_post


def route(
    profile: Profile,
    functions: Mapping[tuple[str, str], Function],
    method: str,
    path: str,
    query: Mapping[str, str],
    body: bytes,
    *,
    multipart: bool = False,
) -> Route:
    """Find the function a request means (C01, device-facts 3.1). The path begins with /api."""
    parts = [part for part in path.split("/")[2:] if part]
    found = Route()
    if len(parts) == 2:
        found.target, found.action = parts
    elif parts:
        return found
    if method == "GET" or multipart:
        found.data = dict(query)
    else:
        envelope = _body(body)
        target, action = envelope.get("target"), envelope.get("action")
        if not isinstance(target, str) or not isinstance(action, str):
            return found
        if parts:
            if f"{found.target}/{found.action}" in profile.closed_paths:
                return found
            gate = functions.get((found.target, found.action))
            if profile.routing == "path" and (target, action) != (found.target, found.action):
                return found
            if gate is None or not _available(profile, gate, method):
                return found
        elif not profile.bare_path:
            return found
        found.target, found.action = target, action
        data = envelope.get("data")
        found.data = data if isinstance(data, dict) else {}
    function = functions.get((found.target, found.action))
    if function is not None and _available(profile, function, method) and bool(function.upload) == multipart:
        found.function = function
    return found
