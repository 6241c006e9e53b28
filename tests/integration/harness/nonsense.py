# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on loopback that answer what no door does, each in its own way, and write down what they were asked."""

from __future__ import annotations

import gzip
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEGABYTE = 2**20
STATUS = {"Model": "R29", "FirmwareVersion": "29.30.10.100"}
INFO = json.dumps({"retcode": 0, "data": {"Status": STATUS}}).encode()

Answer = Callable[["_Handler"], "Iterator[bytes]"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, "Authorization" in self.headers))
        self.close_connection = True
        for part in self.server.answer(self):
            self.wfile.write(part)

    do_GET = do_POST = _any

    def log_message(self, *ignored: object) -> None:
        """Nothing on the terminal."""


class Server(ThreadingHTTPServer):
    """One server; ``seen`` has method, path, and whether there was a login, of each request."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen: list[tuple[str, str, bool]] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has had enough hangs up."""

    def host(self, **variables: object) -> dict:
        """The inventory variables by which it is reached."""
        address, port = self.server_address
        return {"ansible_host": address, "akuvox_port": port, "akuvox_use_ssl": False, **variables}

    def stop(self) -> None:
        """End it; who still gets an answer is cut off with the process."""
        self.shutdown()
        self.server_close()
        self._thread.join()


def http(body: bytes = b"", status: str = "200 OK", *headers: str) -> Answer:
    """The same complete answer to everything. It says that it is the connection's last, or the next request might meet
    the end of it."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]).encode()
    return lambda handler: iter([head + b"\r\n\r\n" + body])


def api(other: Answer) -> Answer:
    """A door that says what it is, and answers all else in another way."""
    return lambda handler: (http(INFO) if handler.path == "/api/system/info" else other)(handler)


def reply(data: object) -> Answer:
    """A reply of the API with this data."""
    return http(json.dumps({"retcode": 0, "data": data}).encode())


def without_end(head: bytes, part: bytes) -> Answer:
    """A beginning, and then the same for ever."""
    return lambda handler: itertools.chain([head], itertools.repeat(part))


def many(head: bytes, part: bytes, times: int, tail: bytes) -> Answer:
    """An answer that is made while it is sent; the connection's end is its end."""
    start = b"HTTP/1.1 200 OK\r\n\r\n" + head
    return lambda handler: itertools.chain([start], itertools.repeat(part * 1000, times // 1000), [tail])


def redirect_after_login(target: str) -> Answer:
    """Ask for a login, and with it go elsewhere."""
    challenge = 'WWW-Authenticate: Digest realm="HTTP API", qop="auth", nonce="4b1f"'

    def answer(handler: _Handler) -> Iterator[bytes]:
        if "Authorization" in handler.headers:
            return http(b"", "302 Found", f"Location: {target}{handler.path}")(handler)
        return http(b"", "401 Unauthorized", challenge)(handler)

    return answer


OK = b"HTTP/1.1 200 OK\r\n\r\n"
TOO_MUCH = b'{"ID": "1", "Name": "' + b"x" * 1000 + b'"},'

# kind -> what it answers
KINDS: dict[str, Answer] = {
    "empty": http(b""),
    "page": http(b"<!DOCTYPE html><html><body>Welcome</body></html>"),
    "older-page": http(b"<html><a href='/fcgi/do?id=1'>Login</a></html>"),
    "other-api": http(b'{"status": "fine", "version": 3}'),
    "not-found": http(b"nothing here", "404 Not Found"),
    "ssh": lambda handler: iter([b"SSH-2.0-OpenSSH_9.6\r\n"]),
    "headers": without_end(b"HTTP/1.1 200 OK\r\n", b"X-Header: " + b"y" * 1000 + b"\r\n"),
    "endless": without_end(OK + b'{"retcode": 0, "data": {"', b" " * 65536),
    "huge": many(b'{"retcode": 0, "data": {"item": [', TOO_MUCH, 100_000, b"{}]}}"),
    "deep": http(b'{"retcode": 0, "data": ' + b'{"a": ' * 5000 + b"1" + b"}" * 5000 + b"}"),
    "packed": http(gzip.compress(b" " * 50 * MEGABYTE), "200 OK", "Content-Encoding: gzip"),
    "challenge": http(b"", "401 Unauthorized", "WWW-Authenticate: Digest"),
    "text-for-data": api(reply("nothing")),
    "text-for-records": api(reply({"num": 2, "item": ["1", "2"]})),
    "odd-count": api(reply({"num": [2], "item": [], "Config.Settings.SNTP.Enable": ["0"]})),
    "odd-record": api(reply({"num": 1, "item": [{"ID": {"a": []}, "UserID": "1"}], "Config.Settings.SNTP.Enable": {}})),
}
