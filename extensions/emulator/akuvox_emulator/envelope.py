# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and answers of the API: the envelope, the three ways to address a function, the JSON that goes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .functions import Function
    from .profile import Profile


@dataclass(frozen=True)
class Upload:
    """A file that arrived completely. ``content`` is None where only a digest was kept; ``size`` is in bytes."""

    name: str
    size: int
    md5: str
    head: bytes
    content: bytes | None = None


@dataclass
class Call:
    """A request that names an existing function. GET parameters and the body's data are both found in ``data``."""

    target: str
    action: str
    data: dict[str, Any]
    method: str
    upload: Upload | None = None

    @property
    def items(self) -> list[dict[str, Any]] | None:
        """Records of a batch, or None when data.item is no list of objects."""
        item = self.data.get("item")
        if isinstance(item, list) and all(isinstance(entry, dict) for entry in item):
            return item
        return None

    def text(self, *names: str) -> str:
        """Return the first of some parameters that is given, as text; empty when none is."""
        for name in names:
            if self.data.get(name) not in (None, ""):
                return str(self.data[name])
        return ""


@dataclass(frozen=True)
class FileReply:
    """A file that comes back in place of JSON (C17)."""

    name: str
    content: bytes


@dataclass
class Reply:
    """What a function answers. ``restart`` gives the reason when the device restarts after the answer."""

    retcode: int = 0
    message: str = "OK"
    data: Any = None
    file: FileReply | None = None
    restart: str | None = None
    on_restart: Callable[[], None] | None = None

    def envelope(self, action: str, message: str = "OK") -> dict[str, Any]:
        """Return the JSON object, members in the manual's order; ``message`` is what a good answer says."""
        text = message if self.message == "OK" else self.message
        result: dict[str, Any] = {"retcode": self.retcode, "action": action, "message": text}
        if self.data is not None:
            result["data"] = self.data
        return result


def failed(message: str = "Failed", data: Any = None) -> Reply:
    """Return the generic refusal (device-facts 2.2, 2.4)."""
    return Reply(retcode=-1, message=message, data=data)


def encode(envelope: Mapping[str, Any], profile: Profile) -> bytes:
    """Return the bytes of a JSON answer; text goes out in the device's charset, escaped only where that lacks it."""
    try:
        content = json.dumps(envelope, ensure_ascii=False).encode(profile.charset)
    except UnicodeEncodeError:
        content = json.dumps(envelope).encode()
    return content + profile.trailing_bytes.encode()


def unsupported(profile: Profile) -> dict[str, Any]:
    """Return the answer to an unknown function, or to a body without the envelope (catalogue: known_messages)."""
    return {"retcode": profile.unsupported_retcode, "action": "unknow", "message": profile.unsupported_message}


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
