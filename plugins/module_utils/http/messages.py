# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request to a device, and the answer to it."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .digest import announced


@dataclass(frozen=True)
class Request:
    """What is sent, and how long and how often it is tried.

    ``kind``: read, write or act; what may happen when the answer is lost, see :class:`transport.Transport`.
    ``body``: bytes, or a file-like object with ``__len__``, ``read``, ``seek`` and ``tell`` for an upload.
    ``sink``: an object with ``start()`` and ``write(chunk)`` that takes the answer's body.
    ``timeout``: seconds without a byte from the device; None: the option's.
    ``retries``: how often a read is repeated; None: the option's.
    ``pinned``: it may only go over the connection that is open.

    ``query`` and ``body`` may hold passwords, so neither is in its ``repr``.
    """

    method: str
    path: str
    kind: str = "read"
    query: Mapping[str, str] | None = field(default=None, repr=False)
    body: Any = field(default=None, repr=False)
    content_type: str | None = None
    sink: Any = None
    timeout: float | None = None
    retries: int | None = None
    pinned: bool = False

    @property
    def headers(self):
        """Those that a session doesn't have for all requests."""
        return {"Content-Type": self.content_type} if self.content_type else None


@dataclass(frozen=True)
class Answer:
    """A complete answer with a 2xx status; ``body`` is empty when it went to a sink."""

    headers: Any
    body: bytes

    @property
    def sized(self):
        """Whether its length proves that it is complete; otherwise a cut connection looks like the end."""
        return announced(self.headers) is not None or "chunked" in self.headers.get("transfer-encoding", "").lower()


def is_not_http(exc):
    """Whether what came was no HTTP, by an exception or one that it wraps; a cut connection is another matter."""
    while isinstance(exc, BaseException):
        if isinstance(exc, http.client.HTTPException):
            return not isinstance(exc, (ConnectionError, http.client.IncompleteRead))
        exc = next((inner for inner in exc.args if isinstance(inner, BaseException)), None)
    return False
