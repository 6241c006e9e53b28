# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One question to a door, and its answer as it came: judged by nobody, and raised only where the door is away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ..api.bounded_json import decode
from ..api.envelope import UNSUPPORTED_MARKERS, decode_text, has_retcode, items_of, request_body
from ..errors import AkuvoxError, AuthFailed, BadReply, LostAnswer, OtherUnit, TlsError, Unreachable
from ..http.messages import Request

JSON = "application/json"
# What a door says in place of names: everything else is another text, which may be anybody's.
MESSAGES = ("OK", "Success", "Failed", "Error", "error param", "Export Failed.", "Wrong MD5", *UNSUPPORTED_MARKERS)
ACTIONS = frozenset(
    "get set add del clear info status config scan scam edit upgrade export import trig reboot unknow".split()
)
_SERVERS = ("lighttpd", "nginx", "apache", "goahead", "mini_httpd", "boa", "thttpd", "uhttpd")
# After so many functions in a row without an answer, the door counts as gone.
_SILENT = 3
_LARGEST_CODE = 999


@dataclass
class Heard:
    """An answer. ``form``: json, empty, page, other, status or silence; ``reply`` is the JSON object.

    ``body`` is kept of a page alone.
    """

    form: str
    status: int | None = 200
    reply: dict = field(default_factory=dict)
    headers: Any = field(default_factory=dict)
    trailing: bool = False
    charset: str = "ascii"
    body: bytes = field(default=b"", repr=False)

    @property
    def data(self):
        data = self.reply.get("data")
        return data if isinstance(data, dict) else {}

    @property
    def marker(self):
        """The words by which the door says that it doesn't have the function, None where it doesn't say so."""
        message = str(self.reply.get("message") or "").lower()
        return next((marker for marker in UNSUPPORTED_MARKERS if marker in message), None)

    @property
    def verdict(self):
        """``ok``, ``unsupported``, ``refused``, ``no_envelope`` without a retcode, or what came in place of JSON."""
        if self.form != "json":
            return self.form
        if self.marker:
            return "unsupported"
        if not has_retcode(self.reply):
            return "no_envelope"
        rets = [item.get("Ret") for item in items_of(self.data)]
        bad = self.reply["retcode"] < 0 or any(isinstance(ret, int) and ret < 0 for ret in rets)
        return "refused" if bad else "ok"

    @property
    def is_ok(self):
        return self.verdict == "ok"

    @property
    def code(self):
        """The retcode, None where there is none."""
        return self.reply.get("retcode") if has_retcode(self.reply) else None

    def said(self):
        """Verdict, status, retcode, echo and message, as a report may have them."""
        shown = {"answer": self.verdict}
        if self.form in ("status", "silence"):
            return {**shown, "status": self.status}
        if self.form == "json":
            message = self.reply.get("message")
            shown["retcode"] = retcode(self.code)
            shown["echo"] = self.reply.get("action") if self.reply.get("action") in ACTIONS else "another"
            shown["says"] = spoken(message)
        return shown


def retcode(code):
    """A retcode as a report may have it: those of the vendor have few digits (device-facts 2.2)."""
    return code if code is None or abs(code) <= _LARGEST_CODE else "another"


def spoken(message):
    """A message in the vendor's words; any other is ``another text``, since it may name anybody."""
    if not isinstance(message, str):
        return "nothing" if message is None else "no text"
    known = next((word for word in MESSAGES if word.lower() == message.strip().lower()), None)
    if known in UNSUPPORTED_MARKERS:
        return message.strip()
    return known or "another text"


class Asker:
    """Asks a door, and remembers what it has answered.

    :arg device: an :class:`api.device.Device`; its login, pace and time-outs are those of all other tasks.
    """

    def __init__(self, device):
        self.device = device
        self.heard = []
        self._silent = 0

    def get(self, target, action, query=None):
        """A function that reads, by GET."""
        return self.ask(Request("GET", f"/api/{target}/{action}", query=query))

    def post(self, path, target="", action="", data=None, kind="read"):
        """An envelope to any path, which begins with a slash. Without a target, an empty object is sent."""
        body = request_body(target, action, data) if target else b"{}"
        return self.ask(Request("POST", path, kind, body=body, content_type=JSON))

    def ask(self, request):
        """The :class:`Heard` answer to a request.

        :raises Unreachable: where the door no longer answers at all. :raises TlsError, OtherUnit: as any task does.
        """
        try:
            answer = self.device.exchange(request)
        except (TlsError, OtherUnit, LostAnswer):
            raise
        except Unreachable as exc:
            if exc.detail.get("status") is None:
                self._silent += 1
                if self._silent >= _SILENT or not self.device.answered:
                    raise
                return self._note(Heard("silence", None))
            return self._note(Heard("status", exc.detail["status"]))
        except AuthFailed as exc:
            if not self.device.answered:
                raise
            return self._note(Heard("status", exc.detail.get("status")))
        except BadReply:
            return self._note(Heard("other", None))
        except AkuvoxError as exc:
            if exc.detail.get("status") is None:
                raise
            return self._note(Heard("status", exc.detail["status"]))
        self._silent = 0
        heard = read(answer)
        if heard.form == "json" and has_retcode(heard.reply):
            self.device.transport.has_answered()
        return self._note(heard)

    def _note(self, heard):
        self.heard.append(heard)
        return heard


def read(answer):
    """The :class:`Heard` of an answer with a good status."""
    text = decode_text(answer.body)
    stripped = text.lstrip()
    if not stripped:
        return Heard("empty", headers=answer.headers)
    if stripped[0] == "<":
        return Heard("page", headers=answer.headers, body=answer.body)
    try:
        reply = decode(stripped)
    except ValueError:
        return Heard("other", headers=answer.headers)
    if not isinstance(reply, dict):
        return Heard("other", headers=answer.headers)
    # what follows the object isn't its closing bracket, whatever it is
    trailing = stripped.rstrip(" \r\n\t")[-1] != "}"
    return Heard("json", 200, reply, answer.headers, trailing, _charset(answer.body))


def _charset(body):
    if bytes(body).isascii():
        return "ascii"
    try:
        bytes(body).decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def manners(heard):
    """What all answers have in common: encoding, junk, type, framing, program."""
    came = [each for each in heard if each.form == "json"]
    return {
        "trailing_bytes": any(each.trailing for each in came),
        "charset": next((each.charset for each in came if each.charset != "ascii"), "ascii"),
        "types": sorted({_content_type(each.headers) for each in came}),
        "framing": sorted({_framing(each.headers) for each in came}),
        "server": _server(came[0].headers) if came else "",
    }


def _content_type(headers):
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if kind in (JSON, "text/plain", "text/html", "text/json") else "another" if kind else "none"


def _framing(headers):
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return "chunked"
    return "length" if headers.get("content-length") else "until closed"


def _server(headers):
    said = headers.get("server", "").lower()
    return next((name for name in _SERVERS if re.search(rf"\b{name}\b", said)), "another" if said else "none")
