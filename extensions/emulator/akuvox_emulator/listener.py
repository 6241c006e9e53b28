# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TCP port of a device. While a device restarts its port refuses connections, and nobody else can take it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class PortTakenError(OSError):
    """Another program has the port."""


def _bound(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise PortTakenError(f"cannot listen on {host} port {port}: {error.strerror}") from None
    return sock


class Listener:
    """One port and its connections, by aiohttp's low-level server: no application, no router."""

    def __init__(self, host: str, port: int, handler: Handler, context: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.port = port
        self.context = context
        self._web = web.Server(handler, access_log=None, keepalive_timeout=75.0)
        self._server: asyncio.Server | None = None
        self._holder: socket.socket | None = None

    @property
    def scheme(self) -> str:
        """URL scheme."""
        return "https" if self.context else "http"

    @property
    def listening(self) -> bool:
        """Whether it takes connections."""
        return self._server is not None

    async def open(self) -> None:
        """Listen; the first time on any free port when ``port`` is 0. PortTakenError names a port in use."""
        if self._server is not None:
            return
        sock = _bound(self.host, self.port)
        self.port = sock.getsockname()[1]
        if self._holder is None:
            # Two sockets may be bound to one port as long as neither listens; this one never does.
            try:
                self._holder = _bound(self.host, self.port)
            except PortTakenError:
                self._holder = None
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._web, sock=sock, ssl=self.context, backlog=128)
        except OSError as error:
            sock.close()
            raise PortTakenError(f"cannot listen on {self.host} port {self.port}: {error.strerror}") from None

    def close(self) -> None:
        """Refuse new connections and cut the open ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in self._web.connections:
            if connection.transport is not None:
                connection.transport.abort()

    async def stop(self) -> None:
        """Close for good."""
        self.close()
        if self._holder is not None:
            self._holder.close()
            self._holder = None
        await self._web.shutdown(0.1)
