# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs of SIP hosts and users: what belongs in another option is refused with that option's name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from ..fields.codec import BadValue
from ..fields.codecs import Quoted, Text

_SCHEME = re.compile(r"(?:sips?|tel|https?|tcp|udp|tls)\s*:", re.IGNORECASE)
_PORT = re.compile(r"(?:[^:]*|\[.*\]):[0-9]*")


@dataclass(frozen=True)
class Host(Text):
    """A host name or an address, or empty for none. ``port``: the option that its port belongs in."""

    port: str = "port"

    def check(self, value):
        value = super().check(value)
        wrong = self._wrong(value)
        if wrong:
            raise BadValue(f"must be a host name or an address by itself: {wrong}")
        return value

    def _wrong(self, value):
        if _is_ip(value):
            return ""
        if _SCHEME.match(value) and not _PORT.fullmatch(value):
            return "leave out what stands before the host; the way there belongs in transport"
        if ";" in value or "?" in value:
            return "the transport belongs in transport, and other parameters in settings"
        if "@" in value:
            return "what stands before the @ belongs in username"
        if _PORT.fullmatch(value):
            scheme = _SCHEME.match(value)
            if scheme and not value[scheme.end() :].isdigit():
                return "leave out what stands before the host; the way there belongs in transport"
            return f"the port belongs in {self.port}"
        if re.search(r"[\s/,<>\"\\\[\]:]", value):
            return "without blanks, commas, slashes, brackets and colons"
        return ""


def _is_ip(text):
    try:
        ipaddress.ip_address(text[1:-1] if text.startswith("[") and text.endswith("]") else text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class SipUser(Quoted):
    """The user part of a SIP address. ``at``: whether it may have an @, as names to authenticate with do."""

    max_length: int = 127
    at: bool = False

    def check(self, value):
        value = super().check(value)
        if _SCHEME.match(value):
            raise BadValue("must be the user's name alone, not a URI: the host belongs in server, the port in port")
        if re.search(r"\s", value):
            raise BadValue("must be without blanks; the name that people see belongs in display_name")
        if "@" in value and not self.at:
            raise BadValue("must be the user's name alone: what stands behind the @ belongs in server")
        if re.search("[<>;]", value):
            raise BadValue("must be the user's name alone, without < > and ;: parameters belong in settings")
        if ":" in value:
            raise BadValue("must be the user's name alone, without colons: a port belongs in port, a password in "
                           "password")  # fmt: skip
        return value
