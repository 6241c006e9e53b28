# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a task can log in to a device, found out by one cheap request (device-facts 1.7). Knows nothing of tasks."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace

from ..errors import AkuvoxError, AuthFailed, InvalidInput, Refused, Unsupported, printable
from ..http.diagnosis import (
    API_DISABLED,
    AUTH_MODE_MISMATCH,
    NOT_AN_AKUVOX,
    NOTHING_IS_KNOWN,
    OFFLINE,
    OK,
    OTHER_DIALECT,
    REFUSES_TO_SAY,
    other_interface,
)
from ..http.messages import Request
from .envelope import parse_reply, read_data

INFO_PATH = "/api/system/info"
# Where the web interface tells its model without a login, by what the API's own answer was like.
_TELLTALES = {
    API_DISABLED: "/web/status/get",
    OTHER_DIALECT: "/api/web/system/info",
    NOT_AN_AKUVOX: "/api/web/system/info",
}
# Verdicts that come from an answer in the words of an Akuvox device, where they don't come from the HTTP status.
_IN_ITS_WORDS = (AUTH_MODE_MISMATCH, OTHER_DIALECT)
_MODEL_KEYS = ("model", "productname", "product_name", "devicemodel")


@dataclass(frozen=True)
class ReachabilityResult:
    """What one look at a device showed.

    ``reachability``: one of ``diagnosis.REACHABILITIES``; ``message``: what happened and what to do,
    empty when it is ok.
    ``data``: the data of system/info when it is ok. ``recognised``: it has said what only an Akuvox device says.
    """

    url: str
    reachability: str = OK
    message: str = ""
    model: str = ""
    firmware: str = ""
    data: dict = field(default_factory=dict)
    recognised: bool = False

    def facts(self):
        """JSON-safe, for a result."""
        return {
            "verdict": self.reachability,
            "message": self.message,
            "url": self.url,
            "model": self.model or None,
            "firmware": self.firmware or None,
        }


def check_reachability(transport):
    """The :class:`ReachabilityResult` of the device of a transport; its connection may lack a login.

    One request that is not repeated (and what a digest login takes), and one more, without the login, where something
    answers that is not the API. Nothing that a device does is an error.
    """
    url = transport.connection.base_url + INFO_PATH
    try:
        data = read_system_info(transport, url, retries=0)
    except InvalidInput:
        raise
    except AkuvoxError as exc:
        reachability = exc.detail.get("reachability", OFFLINE)
        known = transport.asked_by_api or ("status" not in exc.detail and reachability in _IN_ITS_WORDS)
        return _behind(ReachabilityResult(url, reachability, exc.message, recognised=known), transport)
    return ReachabilityResult(
        url, model=status_text(data, "Model"), firmware=status_text(data, "FirmwareVersion"), data=data, recognised=True
    )


def read_system_info(transport, what, retries=None):
    """``data`` of system/info, which every device has.

    :raises AuthFailed: when this one says that it has not (device-facts 1.4).
    :raises Refused: when it doesn't want to say.
    """
    body = transport.send(Request("GET", INFO_PATH, retries=retries)).body
    try:
        data = read_data(parse_reply(body, what, transport.answered), what, transport.answered)
    except Unsupported:
        raise NOTHING_IS_KNOWN.error(AuthFailed, what) from None
    except Refused:
        raise REFUSES_TO_SAY.error(Refused, what) from None
    transport.has_answered()
    return data


def status_text(data, name):
    """A member of the part ``Status`` of system/info, empty where the device doesn't say it in words."""
    status = data.get("Status")
    value = status.get(name) if isinstance(status, dict) else None
    return value if isinstance(value, str) else ""


def _behind(seen, transport):
    """The look, with what the device's web interface tells of it."""
    path = _TELLTALES.get(seen.reachability)
    if path is None:
        return seen
    bare = transport.without_login()
    with contextlib.closing(bare), contextlib.suppress(AkuvoxError):
        model = _model_in(parse_reply(bare.send(Request("GET", path, retries=0)).body, path))
        if model:
            says = other_interface(seen.message, model)
            return replace(seen, reachability=OTHER_DIALECT, message=says, model=model, recognised=True)
    return seen


def _model_in(value):
    """The first text in a reply under a name for the model, empty when there is none."""
    for name, member in value.items():
        if isinstance(member, str) and name.lower() in _MODEL_KEYS:
            return printable(member, 40)
        found = _model_in(member) if isinstance(member, dict) else ""
        if found:
            return found
    return ""
