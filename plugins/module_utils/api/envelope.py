# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's envelope: what is sent, and what counts as done (manual "HTTP API Reply", device-facts section 2)."""

from __future__ import annotations

import codecs
import json
import re
from urllib.parse import urlsplit

from ..errors import BadReply, InvalidInput, Refused, Unsupported, printable
from ..fields.numbers import whole_number
from ..http.diagnosis import no_json, not_the_api
from .bounded_json import TooMuch, decode

# Case-insensitive parts of `message`, also with the devices' own misspelling (device-facts 2.4).
UNSUPPORTED_MARKERS = (
    "api unsupported",
    "unsupport action",
    "unsupported action",
    "no handlers for this request",
    "no hanlders for this request",
)

_SAID_CHARACTERS = 200
_BLANKS = re.compile(r"\s*")


def request_body(target, action, data=None):
    """The POST envelope as bytes; ``data`` is left out when there is none.

    :raises InvalidInput: for half a character, which YAML can write and UTF-8 can't.
    """
    envelope = {"target": target, "action": action}
    if data is not None:
        envelope["data"] = data
    try:
        return json.dumps(envelope, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidInput(f"{target}/{action}: a text holds a character that cannot be sent as UTF-8") from None


def decode_text(body):
    """Bytes of an answer as text: UTF-8, else Latin-1 as some firmware sends names (device-facts 1.3)."""
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


def parse_reply(body, what, answered=False):
    """The reply's JSON object. Bytes after it are ignored, as some firmware appends some (device-facts 1.3).

    ``answered``: the device has answered as the API does before, so that this tells nothing of the device.

    :raises BadReply: when the body is empty, doesn't start with a JSON object, or is one that nothing sends.
    """
    text = decode_text(body)
    # no copy of the text without the blanks: it may be large
    start = _BLANKS.match(text).end()
    try:
        reply = decode(text, start)
    except TooMuch as exc:
        raise not_the_api(f"the answer {exc}", answered).error(BadReply, what) from None
    except ValueError:
        raise no_json(text[start:], answered).error(BadReply, what) from None
    if not isinstance(reply, dict):
        says = f"the answer is a JSON {type(reply).__name__}, not the object that the HTTP API sends"
        raise not_the_api(says, answered).error(BadReply, what)
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


def has_retcode(reply):
    """Whether a reply has what all of the API's have, and no other's."""
    retcode = reply.get("retcode")
    return isinstance(retcode, int) and not isinstance(retcode, bool)


def check_reply(reply, what, answered=False):
    """Raise unless the reply says that it was done; return its ``data`` as a mapping.

    Success is: no unsupported marker, ``retcode`` at or above 0, no negative item ``Ret`` (C05, C06, C39). The echoed
    ``action`` proves nothing (C07).
    """
    message = reply.get("message")
    message = message if isinstance(message, str) else ""
    said = printable(message, _SAID_CHARACTERS)
    data = reply.get("data")
    data = data if isinstance(data, dict) else {}
    if any(marker in message.lower() for marker in UNSUPPORTED_MARKERS):
        raise Unsupported(f'{what}: this device does not have the function (it says "{said}")')
    retcode = reply.get("retcode")
    if not has_retcode(reply):
        raise not_the_api("the answer has no retcode", answered).error(BadReply, what)
    failed = [item for item in items_of(data) if is_negative(item.get("Ret"))]
    if retcode < 0:
        quoted = f', "{said}"' if said else ""
        raise Refused(f"{what}: refused by the device (retcode {retcode}{quoted})", items=items_of(data), data=data)
    if failed:
        raise Refused(f"{what}: the device refused {len(failed)} of {len(items_of(data))} records", items=failed)
    return data


def read_data(reply, what, answered=False):
    """``data`` of a reply to a read, on which a plan is made: like :func:`check_reply`, and not lenient.

    :raises BadReply: when there is data, and it is no object.
    """
    found = check_reply(reply, what, answered)
    data = reply.get("data")
    if data and not isinstance(data, dict):
        raise nonsense(what, f"its data is a JSON {type(data).__name__}")
    return found


def records_of(data, what):
    """The records of a list that was read: :func:`items_of`, and not lenient.

    :raises BadReply: when there are items that are no records.
    """
    records, items = items_of(data), data.get("item", data.get("Item"))
    sent = [items] if isinstance(items, dict) else items or []
    if not isinstance(sent, list) or len(records) != len(sent):
        raise nonsense(what, "not all of its items are records")
    return records


def count_of(data, what):
    """How many records a list announces as ``num``, None where it doesn't say.

    :raises BadReply: when that is no number that a list can have.
    """
    num = data.get("num")
    if num in (None, ""):
        return None
    count = whole_number(num)
    if count is None or count < 0:
        raise nonsense(what, f"it announces {printable(repr(num), 40)} records")
    return count


def nonsense(what, why):
    """The error for a reply that nothing must be planned on."""
    return BadReply(f"{what}: the answer makes no sense: {why}. Nothing is done with it")


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
