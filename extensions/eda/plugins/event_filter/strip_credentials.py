# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event filter: takes PINs, card numbers and names out of events that another source has received.

ansible-rulebook starts this file by its path, and ends every ruleset when a filter raises. So this one never does.
"""

from __future__ import annotations

import hmac
import re
from typing import Any
from urllib.parse import unquote

DOCUMENTATION = r"""
---
module: strip_credentials
short_description: Take PINs, card numbers and names out of events
description:
  - For those who receive Action URLs by C(ansible.eda.webhook) or an event stream. The source
    C(doorfleet.akuvox.action_url) does this by itself.
  - Looks at all keys, at any depth and in any spelling, and at text with such a key and its value, as in a URL.
  - An event that can't be looked at is replaced by one with C(akuvox_filter) V(failed).
version_added: 0.3.0
options:
  mode:
    description: Whether a value is replaced by a blank text, or by a keyed hash, so that equal values can be compared.
    type: str
    choices: [drop, hash]
    default: drop
  hash_key:
    description: Key of the hash, 16 characters or more. Without one, values are dropped.
    type: str
  keys:
    description: More keys whose values are to go.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- ansible.eda.webhook:
    port: 5000
  filters:
    - doorfleet.akuvox.strip_credentials:
        mode: drop
"""

# Letters and digits only. From the variables of Action URLs, door logs and users (device-facts).
SECRET = frozenset(
    "activeuser card cardcode cardno cardnumber cards cardsn code codevalue employee faceurl fullname name password "
    "passwd personname picurl pin pincode privatepin pwd qr qrcode rfcard rfcode rfid rfkey secret token unlockcode "
    "user userid username usernumber webrelaypassword".split()
)
# What is secret wherever it is in a key.
STEM = re.compile(r"card|passw|pincode|qrcode|rfid|unlockcode|username|personname|fullname|secret|token")
SHORTEST_HASH_KEY = 16
DEEPEST = 40
# Parts of a text that could be a key: what stands before "=", or before ":" as in JSON.
KEY = re.compile(r"""(?P<key>[A-Za-z$][A-Za-z0-9_$.-]{0,40})["']?\s*[=:]\s*["']?""")
VALUE = re.compile(r"""[^&;:,"'}\]\r\n]*""")
# How often a URL may be encoded within a URL.
DECODED = 3
# What says where an event is from and whom it is meant for; the engine needs it.
KEPT = ("name", "type", "hosts", "uuid", "received_at", "limit")


def plain(key: Any) -> str:
    """Return a key without its spelling: ``Card-SN`` and ``$card_sn`` are the same."""
    return re.sub(r"[^a-z0-9]", "", str(key).lower())


class Stripper:
    """Knows which keys are secret, and what becomes of their values."""

    def __init__(self, mode: str, hash_key: Any, keys: Any) -> None:
        """Take the arguments, which nobody has checked: what makes no sense drops values."""
        more = keys if isinstance(keys, (list, tuple)) else [keys]
        self._secret = SECRET | {plain(key) for key in more if key}
        long = isinstance(hash_key, str) and len(hash_key) >= SHORTEST_HASH_KEY
        self._key = hash_key.encode() if mode == "hash" and long else None

    def secret(self, key: Any) -> bool:
        """Say whether the values of a key are to go."""
        name = plain(key)
        return name in self._secret or STEM.search(name) is not None

    def hidden(self, value: Any) -> str:
        """Return what takes the place of a value."""
        text = re.sub(r"[\s:.-]", "", str(value)).upper()
        if self._key is None or not text:
            return ""
        return hmac.new(self._key, text.encode("utf-8", "replace"), "sha256").hexdigest()[:16]

    def value(self, value: Any, depth: int = 0) -> Any:
        """Return a value without secrets."""
        if depth > DEEPEST:
            return ""
        if isinstance(value, dict):
            return {self.text(key): self.member(key, each, depth) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(each, depth + 1) for each in value]
        return self.text(value)

    def member(self, key: Any, value: Any, depth: int) -> Any:
        """Return the value of a key, without secrets."""
        if not self.secret(key):
            return self.value(value, depth + 1)
        if isinstance(value, (dict, list, tuple)):
            return self.all_hidden(value, depth + 1)
        return self.hidden(value)

    def all_hidden(self, value: Any, depth: int) -> Any:
        """Return a value below a secret key: its shape is left."""
        if depth > DEEPEST:
            return ""
        if isinstance(value, dict):
            return {self.text(key): self.all_hidden(each, depth + 1) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.all_hidden(each, depth + 1) for each in value]
        return self.hidden(value)

    def text(self, value: Any) -> Any:
        """Return text without the values of secret keys in it, as in a URL or a body that was not parsed."""
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str) or ("=" not in value and ":" not in value and "%" not in value):
            return value
        result = probe = self.pairs(value)
        for _round in range(DECODED):
            decoded = unquote(probe)
            if decoded == probe:
                return result
            probe = self.pairs(decoded)
            if probe != decoded:
                result = probe
        return ""

    def pairs(self, text: str) -> str:
        """Return a text with the values of the secret keys in it replaced."""
        parts, place = [], 0
        while found := KEY.search(text, place):
            parts.append(text[place : found.end()])
            place = found.end()
            if self.secret(found["key"]):
                value = VALUE.match(text, place)
                parts.append(self.hidden(value[0]))
                place = value.end()
        return "".join([*parts, text[place:]])


def main(
    event: dict[str, Any], mode: str = "drop", hash_key: Any = None, keys: Any = (), **_others: Any
) -> dict[str, Any]:
    """Return the event without PINs, card numbers and names. Whatever it is, this never raises."""
    try:
        stripper = Stripper(mode, hash_key, keys)
        meta = event.get("meta")
        found = {key: stripper.member(key, value, 0) for key, value in event.items() if key != "meta"}
        if isinstance(meta, dict):
            # the engine's own keys stay, whatever they are called; all else is looked at, such as the request's path
            kept = {key: meta[key] for key in ("source", *KEPT) if key in meta}
            found["meta"] = {**stripper.value({key: each for key, each in meta.items() if key not in kept}), **kept}
        return found
    except Exception as problem:  # pylint: disable=broad-exception-caught
        return {"akuvox_filter": "failed", "why": type(problem).__name__}
