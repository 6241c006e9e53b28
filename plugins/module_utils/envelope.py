# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's envelope: what is sent, and what counts as done (manual "HTTP API Reply", device-facts section 2)."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from .errors import BadReply, Refused, Unsupported

# Case-insensitive parts of `message`, also with the devices' own misspelling (device-facts 2.4).
UNSUPPORTED_MARKERS = (
    "api unsupported",
    "unsupport action",
    "unsupported action",
    "no handlers for this request",
    "no hanlders for this request",
)


def request_body(target, action, data=None):
    """The POST envelope as bytes; ``data`` is left out when there is none."""
    envelope = {"target": target, "action": action}
    if data is not None:
        envelope["data"] = data
    return json.dumps(envelope, ensure_ascii=False).encode()


def decode_text(body):
    """Bytes of an answer as text: UTF-8, else Latin-1 as some firmware sends names (device-facts 1.3)."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def parse_reply(body, what):
    """The reply's JSON object. Bytes after it are ignored, as some firmware appends some (device-facts 1.3).

    :raises BadReply: when the body is empty or doesn't start with a JSON object.
    """
    text = decode_text(body).lstrip()
    if not text:
        raise BadReply(
            f"{what}: the answer is empty. The HTTP API of this device may be locked or of another kind; "
            "check Intercom > HTTP API in its web interface"
        )
    try:
        reply = json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        kind = "HTML" if text[:1] == "<" else "not JSON"
        raise BadReply(
            f"{what}: the answer is {kind}, so this is not the HTTP API of an Akuvox device; check host and port"
        ) from None
    if not isinstance(reply, dict):
        raise BadReply(f"{what}: the answer is a JSON {type(reply).__name__}, not the object that the HTTP API sends")
    return reply


def reply_in(head):
    """The reply that stands where a file should be, None when these are the first bytes of a file (C71)."""
    if decode_text(head).lstrip()[:1] != "{":
        return None
    try:
        reply = parse_reply(head, "")
    except BadReply:
        return None
    return reply if "retcode" in reply else None


def own_path(address, base_url, what):
    """The path (and query) of an address that a reply gives for a file on the same device (C60).

    :raises BadReply: when there is none, or it leads to another host, where the login must not go.
    """
    # the manual prints it broken over lines
    text = re.sub(r"\s+", "", address if isinstance(address, str) else "")
    try:
        parts, own = urlsplit(text), urlsplit(base_url)
        same = not (parts.scheme or parts.netloc) or _origin(parts) == _origin(own)
    except ValueError:
        same = False
        parts = urlsplit("")
    if not same:
        raise BadReply(f"{what}: the device says that the file is on another host, which is not asked")
    if not re.fullmatch(r"/[^/\\][\x21-\x7e]*", parts.path):
        raise BadReply(f"{what}: the device neither sends the file nor says where it is")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _origin(parts):
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def check_reply(reply, what):
    """Raise unless the reply says that it was done; return its ``data`` as a mapping.

    Success is: no unsupported marker, ``retcode`` at or above 0, no negative item ``Ret`` (C05, C06, C39). The echoed
    ``action`` proves nothing (C07).
    """
    message = reply.get("message")
    message = message if isinstance(message, str) else ""
    data = reply.get("data")
    data = data if isinstance(data, dict) else {}
    if any(marker in message.lower() for marker in UNSUPPORTED_MARKERS):
        raise Unsupported(f'{what}: this device does not have the function (it says "{message}")')
    retcode = reply.get("retcode")
    if isinstance(retcode, bool) or not isinstance(retcode, int):
        raise BadReply(f"{what}: the answer has no retcode, so this is not the HTTP API of an Akuvox device")
    failed = [item for item in items_of(data) if is_negative(item.get("Ret"))]
    if retcode < 0:
        said = f', "{message}"' if message else ""
        raise Refused(f"{what}: refused by the device (retcode {retcode}{said})", items=items_of(data), data=data)
    if failed:
        raise Refused(f"{what}: the device refused {len(failed)} of {len(items_of(data))} records", items=failed)
    return data


def items_of(data):
    """The records of a list reply: ``item`` is a list, a single object, spelled ``Item``, or missing (2.1)."""
    items = data.get("item", data.get("Item"))
    if isinstance(items, dict):
        items = [items]
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def is_negative(ret):
    """Whether an item's ``Ret`` says that it was refused; a positive one is the ID of a new record (2.5)."""
    try:
        return int(ret) < 0
    except (TypeError, ValueError, OverflowError):
        return False
