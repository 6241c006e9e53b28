# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of one conversation, over the connections of urllib3 that keep to a limit.

There is no session of the library requests around them. For each request it looks at what is decided here once: no
proxy, no ``.netrc``, no cookie, no redirect. In a process that lives for one door, that took as long as the requests.
"""

from __future__ import annotations

import base64
import functools
import re
from urllib.parse import urlencode

from .deadline import pool_class, tls_pool_class
from .digest import PacedDigest
from .tls import address_of, check_address, pool_options

try:
    import urllib3
except ImportError:
    urllib3 = None

_HEADERS = {
    "User-Agent": "doorfleet.akuvox",
    "Accept-Encoding": "identity",
    "Accept": "*/*",
    "Connection": "keep-alive",
}
# A path and query that every library leaves as it is.
_PLAIN = re.compile(r"/(?!.*/\.)[A-Za-z0-9_~/.-]*(\?[A-Za-z0-9_~.+=&%-]*)?")


class Line:
    """Asks one device, one request after the other, by the login of the connection's options.

    ``connection`` is an :class:`options.Connection`, ``limit`` a :class:`deadline.AnswerLimit`; ``pacer`` keeps the
    pause before a challenge is answered; ``api_only`` as of :class:`transport.Transport`.
    """

    def __init__(self, connection, limit, pacer, api_only=False):
        self._connection = connection
        self._limit = limit
        self._options = pool_options(connection) if connection.use_ssl else {}
        self._pool = None
        self._headers = dict(_HEADERS)
        self.digest = None
        username, password = connection.username, connection.password
        if not (username and password):
            return
        if connection.auth == "digest":
            self.digest = PacedDigest(username, password, pacer, api_only)
        elif connection.auth == "basic":
            self._headers["Authorization"] = f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"

    def ask(self, request, connect, read):
        """The response to a :class:`messages.Request`; its body is still to be read, and :func:`leave` ends it.

        ``connect`` and ``read`` are seconds. Errors are those of urllib3.
        """
        target = target_of(request, self._connection.base_url)
        timeout = urllib3.Timeout(connect=connect, read=read)
        headers = {**self._headers, **(request.headers or {})}
        if request.body is not None:
            headers["Content-Length"] = str(len(request.body))
        start = request.body.tell() if hasattr(request.body, "tell") else None

        def send(authorization=None):
            if start is not None:
                request.body.seek(start)
            login = {"Authorization": authorization} if authorization else {}
            return self._its_pool().request(
                request.method,
                target,
                body=request.body,
                headers={**headers, **login},
                retries=False,
                redirect=False,
                assert_same_host=False,
                timeout=timeout,
                preload_content=False,
                decode_content=False,
                # older versions take a cut connection for the end of the answer without this
                enforce_content_length=True,
            )

        if self.digest is None:
            return send()
        return self.digest.converse(request.method, self._connection.base_url + target, send)

    def close(self):
        """Close the connection; a later request opens a new one."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _its_pool(self):
        if self._pool is None:
            kind = self._tls_class() if self._connection.use_ssl else pool_class(self._limit)
            self._pool = kind(self._connection.host, self._connection.port, maxsize=1, **self._options)
        return self._pool

    def _tls_class(self):
        address = address_of(self._connection)
        check = None if address is None else functools.partial(check_address, address=address)
        return tls_pool_class(self._limit, check)


def target_of(request, base_url):
    """Path and query as they are sent, which is also what the digest login signs."""
    query = {name: value for name, value in (request.query or {}).items() if value is not None}
    target = request.path
    if query:
        target += ("&" if "?" in target else "?") + urlencode(query, doseq=True)
    if _PLAIN.fullmatch(target):
        return target
    return urllib3.util.parse_url(base_url + target).request_uri


def leave(response, whole):
    """Be done with a response. Where not ``whole`` of it was read, the connection is of no further use."""
    if not whole:
        response.close()
    response.release_conn()
