# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the bytes between clients and a port of this machine: a second port that passes them on."""

from __future__ import annotations

import contextlib
import socket
import threading


class Meter:
    """While the block runs, ``port`` stands for the metered one; ``sent`` and ``received`` are the clients' view."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.sent = self.received = 0

    def __enter__(self) -> Meter:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                device = socket.create_connection(("127.0.0.1", self._target))
                for source, sink, name in ((client, device, "sent"), (device, client, "received")):
                    threading.Thread(target=self._pass_on, args=(source, sink, name), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, name: str) -> None:
        # a thread for each direction of the one connection that there is at a time, so none counts for another
        with contextlib.suppress(OSError):
            while chunk := source.recv(1 << 16):
                sink.sendall(chunk)
                setattr(self, name, getattr(self, name) + len(chunk))
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
