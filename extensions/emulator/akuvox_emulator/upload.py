# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive the one file of a multipart form. Its part name is not documented, so any is taken (C18)."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from .envelope import Upload

MAX_CONTENT = 64 * 1024 * 1024
"""Bytes kept of an imported file; firmware is only digested and has no limit."""

_HEAD = 256


class UploadError(Exception):
    """The form is broken, has no file, or is too big."""


async def receive(request: web.BaseRequest, keep: bool, stream: Any = None) -> Upload:
    """Read the form from the request, or from ``stream``; with ``keep`` the content too. A cut connection raises."""
    try:
        reader = MultipartReader(request.headers, stream or request.content)
        found: Upload | None = None
        while (part := await reader.next()) is not None:
            if found is None and isinstance(part, BodyPartReader):
                found = await _read(part, keep)
            else:
                await part.release()
    except (ValueError, AssertionError, RuntimeError) as error:
        raise UploadError(str(error)) from None
    if found is None:
        raise UploadError("no file in the form")
    return found


async def _read(part: BodyPartReader, keep: bool) -> Upload:
    digest = hashlib.md5(usedforsecurity=False)
    size, head, chunks = 0, b"", []
    while chunk := await part.read_chunk(256 * 1024):
        digest.update(chunk)
        size += len(chunk)
        if len(head) < _HEAD:
            head += chunk[: _HEAD - len(head)]
        if keep:
            if size > MAX_CONTENT:
                raise UploadError(f"the file is larger than {MAX_CONTENT} bytes")
            chunks.append(chunk)
        # Hand the loop to the other devices between chunks that are there already.
        await asyncio.sleep(0)
    return Upload(part.filename or "", size, digest.hexdigest(), head, b"".join(chunks) if keep else None)
