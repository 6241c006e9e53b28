# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP conversation with one device: login, TLS, pacing, time-outs, retries of reads, bounded answers.

It knows nothing of targets and actions, and nothing of Ansible.
"""

from __future__ import annotations

import contextlib
import time
import traceback
from dataclasses import dataclass, replace
from typing import Any

from .errors import AkuvoxError, BadReply, LostAnswer, NoAnswerInTime, Refused, Unreachable
from .pacing import Pacer
from .statuses import status_error
from .tls import TlsAdapter, peer_certificate, tls_error

REQUESTS_IMPORT_ERROR = None
try:
    import requests
    import urllib3
    from requests.auth import HTTPDigestAuth
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
    HTTPDigestAuth = object

MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_ANSWER_SECONDS = 300
CHUNK_BYTES = 64 * 1024
# How long a port that may well be closed is waited for.
_LOOK_SECONDS = 5.0
# The cheapest read of the manual: it fetches the digest challenge, so that no body is sent twice.
PRIMING_PATH = "/api/system/status"


@dataclass(frozen=True)
class Answer:
    """A complete answer with a 2xx status; ``body`` is empty when it went to a sink."""

    headers: Any
    body: bytes


class PacedDigestAuth(HTTPDigestAuth):
    """Digest that keeps the pacing between the challenge and the answer to it, and never falls back to basic."""

    def __init__(self, username, password, pacer):
        super().__init__(username, password)
        self._pacer = pacer

    def handle_401(self, r, **kwargs):
        if "digest" in r.headers.get("www-authenticate", "").lower():
            length = r.headers.get("content-length", "")
            if not length.isdigit() or int(length) > CHUNK_BYTES:
                # what follows reads the body to its end, which there may not be
                r.close()
            self._pacer.done()
            self._pacer.wait()
        return super().handle_401(r, **kwargs)


class Transport:
    """Requests to one device, strictly one after the other.

    The ``kind`` of a request says what may happen when its answer is lost: a ``read`` is repeated; a ``write`` or an
    ``act`` never is and raises :class:`LostAnswer`, as the device may have applied it.
    """

    def __init__(self, connection, pacer=None, sleep=time.sleep):
        if REQUESTS_IMPORT_ERROR:
            raise AkuvoxError(
                "the Python library requests is missing where this task runs; install it for that Python: "
                "pip install requests",
                exception=REQUESTS_IMPORT_ERROR,
            )
        self.connection = connection
        self._sleep = sleep
        self._pacer = pacer or Pacer(f"{connection.host}-{connection.port}", connection.request_interval)
        self._challenged = connection.auth != "digest"
        self._session = self._new_session()

    def _new_session(self):
        connection = self.connection
        session = requests.Session()
        # no .netrc credentials, no proxy and no CA bundle from the environment: the options alone decide
        session.trust_env = False
        session.headers.update({"User-Agent": "doorfleet.akuvox", "Accept-Encoding": "identity"})
        if connection.use_ssl:
            session.verify = connection.validate_certs and not connection.ssl_fingerprint
            session.mount("https://", TlsAdapter(connection))
            if not session.verify:
                urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        if connection.auth == "digest":
            session.auth = PacedDigestAuth(connection.username, connection.password, self._pacer)
        elif connection.auth == "basic":
            session.auth = (connection.username.encode(), connection.password.encode())
        return session

    def close(self):
        """Close the connection; a later request opens a new one."""
        self._session.close()

    def request(
        self, method, path, kind="read", query=None, body=None, content_type=None, timeout=None, sink=None, retries=None
    ):
        """Send one request and return its :class:`Answer`.

        :arg body: bytes, or a file-like object with ``__len__``, ``read``, ``seek`` and ``tell`` for an upload.
        :arg timeout: seconds without a byte from the device; the option's value when left out.
        :arg retries: how often a read is repeated; the option's value when left out.
        :arg sink: an object with ``start()`` and ``write(chunk)`` that takes the answer's body.
        :raises AkuvoxError: as ``errors`` says; messages name the URL, never a query or a credential.
        """
        if body is not None and not self._challenged:
            self._fetch_challenge()
        if kind == "act":
            # on a kept-alive connection that the device has closed the outcome would be unknown
            self._session.close()
        repeats = (self.connection.retries if retries is None else retries) if kind == "read" else 0
        for attempt in range(repeats + 1):
            try:
                return self._send(method, path, kind, query, body, content_type, timeout, sink)
            except Unreachable:
                if attempt == repeats:
                    raise
                self._sleep(0.5 * 2**attempt)

    def certificate(self):
        """The certificate that the device shows, as bytes (DER); None without TLS. It needn't be trusted."""
        if not self.connection.use_ssl:
            return None
        self.close()
        self._pacer.wait()
        try:
            return peer_certificate(self.connection)
        except OSError as exc:
            raise AkuvoxError(f"{self.connection.base_url}: its certificate can't be read: {exc}") from None
        finally:
            self._pacer.done()

    def plain_http(self, port):
        """The HTTP status that a plain request to another port of the device gets; None when nothing answers there.

        It has no login in it.
        """
        self.close()
        plain = replace(self.connection, use_ssl=False, port=port, auth="none", username=None, password=None)
        transport = Transport(plain, self._pacer, self._sleep)
        try:
            transport.request("GET", PRIMING_PATH, timeout=min(plain.timeout, _LOOK_SECONDS), retries=0)
        except AkuvoxError as exc:
            return exc.detail.get("status")
        finally:
            transport.close()
        return 200

    def refresh_challenge(self):
        """Before a large upload: make sure that the nonce is fresh, since a stale one costs a second upload."""
        if self.connection.auth == "digest":
            self._fetch_challenge()

    def _fetch_challenge(self):
        with contextlib.suppress(Refused, BadReply):
            self.request("GET", PRIMING_PATH)
        self._challenged = True

    def _send(self, method, path, kind, query, body, content_type, timeout, sink):
        url = self.connection.base_url + path
        what = f"{method} {url}"
        timeout = timeout or self.connection.timeout
        self._pacer.wait()
        try:
            response = self._session.request(
                method,
                url,
                params=query,
                data=body,
                headers={"Content-Type": content_type} if content_type else None,
                timeout=(min(timeout, self.connection.timeout), timeout),
                allow_redirects=False,
                stream=True,
            )
            with response:
                status = response.status_code
                if 200 <= status < 300:
                    self._challenged = True
                    return Answer(response.headers, self._read(response, what, sink))
                raise status_error(what, kind, status, response.headers, self.connection)
        except requests.exceptions.RequestException as exc:
            raise self._connection_error(what, kind, exc, timeout) from None
        finally:
            self._pacer.done()

    def _read(self, response, what, sink):
        if sink is not None:
            sink.start()
            size = 0
            for chunk in response.iter_content(CHUNK_BYTES):
                sink.write(chunk)
                size += len(chunk)
            expected = response.headers.get("content-length", "")
            if expected.isdigit() and size < int(expected):
                # older versions of urllib3 take a cut connection for the end of the file
                raise requests.exceptions.ChunkedEncodingError(f"{size} of {expected} bytes")
            return b""
        deadline = time.monotonic() + MAX_ANSWER_SECONDS
        chunks, size = [], 0
        for chunk in response.iter_content(CHUNK_BYTES):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_ANSWER_BYTES or time.monotonic() > deadline:
                raise BadReply(
                    f"{what}: the answer does not end within {MAX_ANSWER_BYTES // 2**20} MB and "
                    f"{MAX_ANSWER_SECONDS} s; is this an Akuvox device?"
                )
        return b"".join(chunks)

    def _connection_error(self, what, kind, exc, timeout):
        """The error for an exception of requests: TLS, not reached, or reached and the answer lost."""
        text = str(exc)
        lost_tls = "EOF occurred" in text or "unexpected eof" in text.lower() or "UNEXPECTED_EOF" in text
        if isinstance(exc, requests.exceptions.SSLError) and not lost_tls:
            return tls_error(what, exc)
        if isinstance(exc, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
            return AkuvoxError(f"{what}: not a URL that can be asked; check host and port")
        if isinstance(exc, requests.exceptions.ConnectTimeout):
            seconds = min(timeout, self.connection.timeout)
            return Unreachable(
                f"{what}: no connection within {seconds:g} s. The device is offline, or a firewall drops the port"
            )
        reason = getattr(exc.args[0], "reason", None) if exc.args else None
        if isinstance(reason, urllib3.exceptions.NewConnectionError):
            return Unreachable(f"{what}: {_refusal(str(reason))}")
        late = isinstance(exc, requests.exceptions.ReadTimeout) or "timed out" in text
        if late:
            happened = f"no answer within {timeout:g} s (akuvox_timeout)"
        else:
            happened = "the connection broke off before the answer was complete"
        if kind == "read":
            return Unreachable(f"{what}: {happened}. {self._tls_hint()}".rstrip())
        lost = NoAnswerInTime if late else LostAnswer
        return lost(f"{what}: {happened}, so it is not known whether the device has done it")

    def _tls_hint(self):
        if self._challenged and self.connection.auth == "digest":
            return ""
        if self.connection.use_ssl:
            return "If the device speaks plain HTTP on this port, set akuvox_use_ssl: false"
        return "If the device speaks HTTPS on this port, set akuvox_use_ssl: true"


def _refusal(text):
    """What a connection that was never opened means, from the text of the operating system's error."""
    lowered = text.lower()
    if "refused" in lowered:
        return "connection refused, nothing listens on this port. Check akuvox_port and akuvox_use_ssl"
    if any(part in lowered for part in ("resolve", "name or service", "nodename", "name resolution")):
        return "the host name is not known. Check ansible_host or akuvox_host"
    if "no route" in lowered or "unreachable" in lowered:
        return "there is no route to the device. Is it powered, and is its network reachable from here?"
    return f"no connection ({text.rsplit(': ', 1)[-1]})"
