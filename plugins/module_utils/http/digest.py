# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The digest login, with what devices and strangers make necessary: pacing, short bodies, and a look at who asks."""

from __future__ import annotations

import re

from .challenges import is_answerable, is_of_the_api

try:
    from requests.auth import HTTPDigestAuth
except ImportError:
    HTTPDigestAuth = object

# The body of a challenge that is read before the answer to it is sent.
_LONGEST_BODY = 64 * 1024
_LENGTH = re.compile(r"[0-9]{1,18}")
# What requests looks for in a challenge. It keeps expressions, as Python does, and each task is a fork of this process.
re.compile(r"digest ", re.IGNORECASE)


def announced(headers):
    """The length that an answer announces, None where it doesn't."""
    length = headers.get("content-length", "")
    return int(length) if _LENGTH.fullmatch(length) else None


class PacedDigestAuth(HTTPDigestAuth):
    """Digest that keeps the pacing between the challenge and the answer to it, and never falls back to basic.

    With ``api_only`` the challenge has to be in the name of an Akuvox device's HTTP API.
    """

    def __init__(self, username, password, pacer, api_only=False):
        super().__init__(username, password)
        self._pacer = pacer
        self._api_only = api_only

    def handle_401(self, r, **kwargs):
        if r.status_code != 401 or not is_answerable(r.headers) or (self._api_only and not is_of_the_api(r.headers)):
            return r
        length = announced(r.headers)
        if length is None or length > _LONGEST_BODY or "content-encoding" in r.headers:
            # what follows reads the body to its end, which there may not be
            r.close()
        self._pacer.done()
        self._pacer.wait()
        return super().handle_401(r, **kwargs)
