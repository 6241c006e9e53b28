# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and answers of the API: the envelope, and the JSON that goes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
