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


def announced(headers):
    """The length that an answer announces, None where it doesn't."""
    length = headers.get("content-length", "")
    return int(length) if _LENGTH.fullmatch(length) else None


class PacedDigest(HTTPDigestAuth):
    """Digest that keeps the pacing between the challenge and the answer to it, and never falls back to basic.

    With ``api_only`` the challenge has to be in the name of an Akuvox device's HTTP API.
    """

    def __init__(self, username, password, pacer, api_only=False):
        super().__init__(username, password)
        self.init_per_thread_state()
        self._pacer = pacer
        self._api_only = api_only
        self._challenge = None
        # Whether challenges are answered at once, since a nonce doesn't live as long as the pause.
        self._at_once = False

    def converse(self, method, url, send):
        """The response to a request. A challenge is answered once; one that came too late for its nonce, once more.

        ``send(authorization)`` sends it, with this header where there is one, and returns its response unread.
        """
        response = send(self._authorization(method, url))
        if not self._is_for_us(response):
            return response
        paused = self._pause(response)
        response = self._answered(response, method, url, send)
        if paused > _LONG_PAUSE and self._is_for_us(response) and is_stale(response.headers):
            self._at_once = True
            self._pause(response)
            response = self._answered(response, method, url, send)
        return response

    def _answered(self, response, method, url, send):
        self._challenge = answerable_parameters(response.headers)
        return send(self._authorization(method, url))

    def _authorization(self, method, url):
        """The header for a request; None as long as no login was asked for."""
        if self._challenge is None:
            return None
        # the library's own reading of a challenge knows "auth,auth-int" and no other order or blanks
        self._thread_local.chal = dict(self._challenge)
        return self.build_digest_header(method, url)

    def _is_for_us(self, response):
        of_us = not self._api_only or is_of_the_api(response.headers)
        return response.status == 401 and is_answerable(response.headers) and of_us

    def _pause(self, response):
        """Wait as before each request, and return the seconds of the pause. The body of the challenge is done with."""
        length = announced(response.headers)
        if length is None or length > _LONGEST_BODY or "content-encoding" in response.headers:
            # there may be no end to it
            response.close()
        else:
            response.read(decode_content=False)
        response.release_conn()
        self._pacer.done()
        if self._at_once:
            return 0
        self._pacer.wait()
        return self._pacer.interval
