# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The digest login, guarded against devices and strangers: pacing, short bodies, and a check of who asks."""

from __future__ import annotations

import re

from .challenges import answerable_parameters, is_answerable, is_of_the_api, is_stale

try:
    from requests.auth import HTTPDigestAuth
except ImportError:
    HTTPDigestAuth = object

# The body of a challenge that is read before the answer to it is sent.
_LONGEST_BODY = 64 * 1024
# Seconds between requests that only those have who raise the default; no nonce is known to live shorter than that.
_LONG_PAUSE = 0.25
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
        # Whether challenges are answered at once, since a nonce doesn't live as long as the pause.
        self._at_once = False

    def handle_401(self, r, **kwargs):
        if not self._is_for_us(r):
            return r
        paused = self._pause(r)
        answer = self._answer(r, **kwargs)
        if paused > _LONG_PAUSE and self._is_for_us(answer) and is_stale(answer.headers):
            self._at_once = True
            # requests answers one challenge of a request, and this one is the second
            self._thread_local.num_401_calls = 1
            self._pause(answer)
            answer = self._answer(answer, **kwargs)
        return answer

    def build_digest_header(self, method, url):
        # requests knows "auth,auth-int" and no other order or blanks, and looks into realms for further parameters
        asked = getattr(self._thread_local, "asked", None)
        if asked:
            self._thread_local.chal = dict(asked)
        return super().build_digest_header(method, url)

    def _is_for_us(self, r):
        of_us = not self._api_only or is_of_the_api(r.headers)
        return r.status_code == 401 and is_answerable(r.headers) and of_us

    def _pause(self, r):
        """Wait as before each request, and return the seconds of the pause."""
        length = announced(r.headers)
        if length is None or length > _LONGEST_BODY or "content-encoding" in r.headers:
            # what follows reads the body to its end, which there may not be
            r.close()
        self._pacer.done()
        if self._at_once:
            return 0
        self._pacer.wait()
        return self._pacer.interval

    def _answer(self, r, **kwargs):
        self._thread_local.asked = answerable_parameters(r.headers)
        return super().handle_401(r, **kwargs)
