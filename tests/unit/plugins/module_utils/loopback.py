# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real HTTP server on loopback, in a thread, that answers as a test tells it to and writes down what it was sent."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import parse_http_list, parse_keqv_list


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict
    body: bytes


class Loopback(ThreadingHTTPServer):
    """``answer(handler, seen)`` writes the answer, or none."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen = []

    @property
    def port(self):
        return self.server_address[1]

    def asked(self):
        """Method and path of each request, in order."""
        return [(seen.method, seen.path) for seen in self.seen]

    def handle_error(self, request, client_address):
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = Seen(self.command, self.path, {name.lower(): text for name, text in self.headers.items()}, body)
        self.server.seen.append(seen)
        self.server.answer(self, seen)

    do_GET = do_POST = _any

    def log_message(self, format, *args):
        """Nothing on the terminal."""


@contextlib.contextmanager
def serving(answer, certificate=None, old_tls=False):
    """A :class:`Loopback` that serves until the block ends; over TLS with the file of a certificate and its key."""
    server = Loopback(answer)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if old_tls:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler, status=200, body=b'{"retcode": 0}', **headers):
    """A complete answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def hang_up(handler, *ignored):
    """No answer at all."""
    handler.close_connection = True


class Digest:
    """An answer for those only who have calculated the digest right (RFC 7616, MD5, qop auth)."""

    def __init__(self, username, password, answer=send):
        self._login = (username, password)
        self._answer = answer
        self.nonce = secrets.token_hex(8)

    def __call__(self, handler, seen):
        if self._is_right(seen):
            self._answer(handler)
        else:
            send(handler, 401, b"who are you?", WWW_Authenticate=self.challenge)

    @property
    def challenge(self):
        return f'Digest realm="HTTP API", qop="auth", nonce="{self.nonce}", opaque="5ccc"'

    def _is_right(self, seen):
        scheme, space, rest = seen.headers.get("authorization", "").partition(" ")
        if scheme != "Digest":
            return False
        given = parse_keqv_list(parse_http_list(rest))
        username, password = self._login
        one = _md5(f"{username}:{given['realm']}:{password}")
        two = _md5(f"{seen.method}:{given['uri']}")
        right = _md5(f"{one}:{given['nonce']}:{given['nc']}:{given['cnonce']}:{given['qop']}:{two}")
        return given["nonce"] == self.nonce and given["uri"] == seen.path and given["response"] == right


def _md5(text):
    return hashlib.md5(text.encode()).hexdigest()
