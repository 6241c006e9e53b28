# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in for AWX at a port of this machine."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from operations import Refused
from standin import Awx

USER, PASSWORD, TOKEN = "admin", "awx/pass+word", "t0ken/of+awx"
LOGINS = {f"Bearer {TOKEN}", "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}


class Server:
    """Serves an AWX."""

    def __init__(self, awx: Awx | None = None) -> None:
        self.awx = awx or Awx()
        awx, guard = self.awx, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with guard:
                    try:
                        status, answer = self._answered(address, body)
                    except Refused as refused:
                        detail = refused.detail
                        answer = detail if isinstance(detail, dict) else {"detail": detail, "__all__": [detail]}
                        status = refused.status
                    text = b"" if answer is None else json.dumps(answer, default=str).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def _answered(self, address, body: bytes) -> tuple[int, object]:
                if address.path.startswith("/api/v2/tokens/"):
                    return (201, {"id": 1, "token": TOKEN}) if self.command == "POST" else (204, None)
                if self.headers.get("Authorization") not in LOGINS:
                    raise Refused(401, "no token")
                query = dict(parse_qsl(address.query))
                return awx.answer(self.command, address.path, query, json.loads(body or b"{}"))

            do_POST = do_PATCH = do_DELETE = do_GET

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
