# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep PINs, codes and passwords out of everything that is shown.

Credentials of the API are masked by value (``no_log``). PINs and codes are masked by column, since masking a
4-digit value everywhere would blank parts of phone numbers and ids.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

HIDDEN = "********"
HIDDEN_NEW = "******** (changed)"

# Config keys whose last part names a secret; the device's own key names (manual: sip, relay, publiccode, APIFCGI).
_SECRET_KEY = re.compile(
    r"(pass(word|wd)?|pwd|secret|publickey\d|privatekey|pin|token|aes.*key|psk|(multi)?code\d?)(0\d|\d)?$",
    re.IGNORECASE,
)
# Sections in which all values are secrets but for the switches: a misspelled key must not show one.
_SECRET_SECTIONS = frozenset({"PASSWORD", "AES"})
# URLs that a door calls hold the receiver's token or login (device-facts 9.6); the section's switches don't.
_SECRET_URLS = re.compile(r"Config\.Features\.ACTIONURL\.(?!(Enable|Method)$)", re.IGNORECASE)
_SECRET_NOT = re.compile(r"(bitslimit|enable|publickeyenable|offcode|oncode|cardcode|retcode)$", re.IGNORECASE)

# Records and queries may be given as text: {"PrivatePIN": "..."}, user=x&password=...
_KEY_IN_TEXT = re.compile(r"([\w.]+)[\"']?\s*[:=]")


def encoded(secret):
    """A secret in base64, the form in which some devices keep it (device-facts 9.4)."""
    return base64.b64encode(secret.encode()).decode()


def decoded(shown):
    """The secret that a device keeps in base64, None for what is no text in base64."""
    try:
        return base64.b64decode(shown, validate=True).decode()
    except ValueError:
        return None


def is_encoded(shown, secret):
    """Whether what a device shows is the secret in base64."""
    return bool(secret) and shown == encoded(secret)


def is_masked(value):
    """Whether a device shows stars in place of a secret (device-facts 9.4)."""
    return isinstance(value, str) and value[:1] == "*" and not value.strip("*")


def is_secret_key(key):
    """Whether a ``Config.*`` key names a password, PIN, code or URL with a token by its last part or its section."""
    if _SECRET_URLS.match(str(key)):
        return True
    *sections, last = str(key).split(".")
    named = _SECRET_KEY.search(last) or not _SECRET_SECTIONS.isdisjoint(sections)
    return bool(named) and not _SECRET_NOT.search(last)


def mask_columns(row, columns):
    """A copy of a mapping in which the values of ``columns`` are hidden (an empty or missing value stays)."""
    return {name: HIDDEN if name in columns and value not in (None, "") else value for name, value in row.items()}


def mask_settings(settings):
    """A copy of a ``Config.*`` mapping with the secrets hidden by key name."""
    return mask_columns(settings, {key for key in settings if is_secret_key(key)})


def mask_deep(value):
    """A copy of what a device sends or is sent, with the secrets in it hidden by key name, however deep they are."""
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if is_secret_key(key) and member not in (None, "") else mask_deep(member)
            for key, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [mask_deep(member) for member in value]
    return HIDDEN if isinstance(value, str) and any(map(is_secret_key, _KEY_IN_TEXT.findall(value))) else value


def masked(value, secrets):
    """A copy of a JSON-like ``value`` with each of the ``secrets`` (text) hidden wherever it is in a text or number.

    Keys stay as they are. For the values of ``no_log`` options, as nothing masks them for an action plugin.
    """
    # the longest first, so that none of a secret is left when another one is a part of it
    ordered = sorted({str(secret) for secret in secrets if secret not in (None, "")}, key=len, reverse=True)
    return _masked(value, ordered) if ordered else value


def _masked(value, secrets):
    if isinstance(value, dict):
        return {key: _masked(member, secrets) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(member, secrets) for member in value]
    if value is None or isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else str(value)
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return value if text == str(value) else text


def scrub(text, secrets):
    """``text`` with each secret replaced, where it stands alone and not inside a longer word or number."""
    for secret in sorted({str(value) for value in secrets if value not in (None, "")}, key=len, reverse=True):
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", HIDDEN, text)
    return text
