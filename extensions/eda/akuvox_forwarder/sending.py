# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends events to the stream, one after the other, and goes on trying through an outage."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
from collections.abc import Callable

import requests

from .spool import Spool

LOG = logging.getLogger("doorfleet.akuvox.forwarder")
# What a stream says of an event that it will never take, however often it is sent.
NEVER = (400, 413, 415, 422)
LONGEST_PAUSE = 60.0


class SecretFileError(Exception):
    """A file with a secret can't be used; the text says why."""


def read_secret(path: str) -> str:
    """Return the first line of a file that nobody else can read."""
    try:
        with open(path, encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise SecretFileError(f"{path}: others can read it; set its mode to 0600")
            found = file.readline().strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise SecretFileError(f"{path}: {getattr(problem, 'strerror', None) or 'is no text'}") from None
    if not found:
        raise SecretFileError(f"{path}: has no token in its first line")
    return found


class Stream:
    """The event stream: its URL, and the header with the token."""

    def __init__(
        self, url: str, token_file: str, header: str, prefix: str, ca_path: str | None, timeout: float
    ) -> None:
        """Take what the configuration says. The token is read again for each event, so that it can be changed."""
        self._url = url
        self._token_file = token_file
        self._header = header
        self._prefix = prefix
        self._timeout = timeout
        self._session = requests.Session()
        # no login of a .netrc, and no proxy that the configuration doesn't name
        self._session.trust_env = False
        self._session.verify = ca_path or True

    def post(self, body: str) -> int:
        """Send an event, and return the status of the answer.

        :raises SecretFileError: there is no token. :raises requests.RequestException: there was no answer.
        """
        headers = {"Content-Type": "application/json", self._header: self._prefix + read_secret(self._token_file)}
        # a redirect would take the token elsewhere
        with self._session.post(
            self._url, data=body.encode(), headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code


async def send_all(spool: Spool, post: Callable[[str], int], shortest_pause: float = 1.0) -> None:
    """Send event after event, for ever. One whose answer was lost is sent again, so the rules may see it twice."""
    pause, said = shortest_pause, ""
    while True:
        number, body = await spool.first()
        try:
            status = await asyncio.to_thread(post, body)
            problem = "" if 200 <= status < 300 else f"the stream answered {status}"
        except SecretFileError as missing:
            status, problem = 0, str(missing)
        except requests.RequestException as lost:
            # its text may have the URL in it, which can be a secret of its own
            status, problem = 0, f"the stream doesn't answer ({type(lost).__name__})"
        if not problem or status in NEVER:
            spool.drop(number)
            if problem:
                LOG.error("An event was dropped: %s", problem)
            elif said:
                LOG.warning("The stream takes events again; %d are waiting", spool.count)
            pause, said = shortest_pause, ""
            continue
        if problem != said:
            LOG.error("Events are kept, as %s; %d are waiting", problem, spool.count)
            said = problem
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
