# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between a web server and an emulated door: it frames the door's answers as old programs do."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# How an answer shows its end.
CLOSE, CHUNKED, LENGTH = "HTTP/1.0 without length", "chunked", "length"
# Headers of one connection, which the next one doesn't get, and what the frame itself says.
_OF_THE_FRAME = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date", "upgrade"}
_PIECES = 3
# A server that gets all of a body at once says how long it is, whatever it got.
_PAUSE = 0.05
_SECONDS = 60


class Relay(ThreadingHTTPServer):
    """Hands each request on to a door; ``pause``: seconds between the pieces of a body."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, door_port: int, framing: str, pause: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.door_port, self.framing, self.pause = door_port, framing, pause
        # Without it the last piece of a body waits.
        self.whole = threading.Event()
        self.whole.set()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]

    def handle_error(self, request, client_address) -> None:
        """A server that gives an answer up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Relay

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        door = http.client.HTTPConnection("127.0.0.1", self.server.door_port, timeout=_SECONDS)
        headers = {name: text for name, text in self.headers.items() if name.lower() not in _OF_THE_FRAME}
        try:
            with contextlib.closing(door):
                door.request(self.command, self.path, body or None, headers)
                answer = door.getresponse()
                content = answer.read()
        except (OSError, http.client.HTTPException):
            # cut here as it was cut there
            self.close_connection = True
            return
        self._frame(answer, content)

    do_GET = do_POST = _any

    def _frame(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        framing = self.server.framing
        if framing == CLOSE:
            self.close_connection = True
        head = f"HTTP/1.{0 if framing == CLOSE else 1} {answer.status} {answer.reason}\r\n"
        own = [(name, text) for name, text in answer.getheaders() if name.lower() not in _OF_THE_FRAME]
        own += {CHUNKED: [("Transfer-Encoding", "chunked")], LENGTH: [("Content-Length", len(content))]}.get(
            framing, []
        )
        head += "".join(f"{name}: {text}\r\n" for name, text in own)
        self.wfile.write(head.encode("latin-1") + b"\r\n")
        pieces = list(_pieces(content))
        for number, piece in enumerate(pieces, 1):
            if number == len(pieces) and answer.status == http.HTTPStatus.OK:
                self.server.whole.wait(_SECONDS)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if framing == CHUNKED else piece)
            self.wfile.flush()
            time.sleep(self.server.pause or (_PAUSE if framing == CHUNKED else 0))
        if framing == CHUNKED:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format, *args) -> None:
        """Nothing on the terminal."""


def _pieces(content: bytes) -> Iterator[bytes]:
    size = max(1, -(-len(content) // _PIECES))
    yield from (content[at : at + size] for at in range(0, len(content), size))


@contextlib.contextmanager
def held_back(relay: Relay) -> Iterator[None]:
    """Ends of answers come after the block: a server that has all of an answer says how long it is."""
    relay.whole.clear()
    try:
        yield
    finally:
        relay.whole.set()


@contextlib.contextmanager
def relaying(door_port: int, framing: str, pause: float = 0) -> Iterator[Relay]:
    """A :class:`Relay` that serves until the block ends."""
    relay = Relay(door_port, framing, pause)
    thread = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        relay.shutdown()
        relay.server_close()
        thread.join()
