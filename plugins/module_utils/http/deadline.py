# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A limit for the whole of an answer, headers included: by its size, by its time, and by its slowness.

A time-out of a socket starts over with every byte, so a device that trickles could hold a task forever. The limit sits
below HTTP and inside TLS, so it sees every byte that HTTP libraries read, even those that they read without a limit.
"""

from __future__ import annotations

import socket
import ssl

try:
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
except ImportError:
    HTTPConnection = HTTPConnectionPool = HTTPSConnection = HTTPSConnectionPool = object

# Once an answer should have begun, it has these seconds more, and one for each of these bytes.
GRACE_SECONDS = 30
SLOWEST_BYTES = 1024


class ConnectionEnded(Exception):
    """The request was for the open connection only, and the device has closed that; nothing was sent."""


class AnswerLimit:
    """What the answer to one request may take, counted from the moment that the request was sent.

    ``passed`` says that it took more; ``heard``, that an earlier one was answered with anything at all. ``total`` is
    the size of all answers so far. ``sent``: when the request was sent, None as long as nothing of it has left.
    ``opened``: how many connections were made so far.
    """

    def __init__(self, clock):
        self._clock = clock
        self._received = 0
        self.heard = False
        self.total = 0
        self.opened = 0
        self.arm(0, 0, 0)

    def arm(self, timeout, seconds, size, pinned=False):
        """For the next request: ``timeout`` until the answer begins, ``seconds`` more at most, ``size`` in bytes.

        ``pinned``: it may not have a new connection.
        """
        self._pinned = pinned
        self._patience = timeout + min(GRACE_SECONDS, seconds)
        self._longest = timeout + seconds
        self._size = size
        self.passed = False
        self.sent = None
        self.restart()

    def opening(self):
        """A connection is about to be made.

        :raises ConnectionEnded: when the request may only go over the one that was open.
        """
        if self._pinned:
            raise ConnectionEnded
        self.opened += 1

    def sending(self):
        """Bytes of a request are about to leave."""
        self.sent = self._clock()
        self.restart()

    def restart(self):
        """A request is being sent: the first one, or once more with a login."""
        self.heard = self.heard or self.begun
        self._began = None
        self._received = 0

    @property
    def begun(self):
        """Whether some of this answer has come."""
        return self._received > 0

    def left(self):
        """Seconds that are left for the answer; none when it has passed its size."""
        if self._began is None:
            self._began = self._clock()
        allowed = min(self._patience + self._received / SLOWEST_BYTES, self._longest)
        left = self._began + allowed - self._clock()
        self.passed = self.passed or left <= 0 or self._received > self._size
        return 0 if self.passed else left

    def received(self, size):
        """Some bytes have come."""
        self._received += size
        self.total += size


class _Limited:
    """For a socket: waits no longer for its bytes than its own time-out and the ``limit`` allow."""

    limit = None

    def sendall(self, *args, **kwargs):
        self.limit.sending()
        return super().sendall(*args, **kwargs)

    def recv_into(self, *args, **kwargs):
        left, own = self.limit.left(), self.gettimeout()
        if not left:
            # the name that it has in Python 3.9, too
            raise socket.timeout("the answer has passed its limit")
        shorter = own is None or left < own
        if shorter:
            self.settimeout(left)
        try:
            size = super().recv_into(*args, **kwargs)
        except OSError:
            self.limit.left()
            raise
        finally:
            if shorter:
                self.settimeout(own)
        self.limit.received(size)
        return size


class LimitedTlsSocket(_Limited, ssl.SSLSocket):
    """The ``sslsocket_class`` of an ``ssl.SSLContext``; who connects sets its limit, see :func:`tls_pool_class`."""


def tls_pool_class(limit, check=None):
    """A connection pool of urllib3 whose connections, with such a context, keep to the limit.

    ``check``: function of the socket that raises where its certificate is refused after all.
    """

    class LimitedTlsConnection(HTTPSConnection):
        def connect(self):
            limit.opening()
            super().connect()
            self.sock.limit = limit
            if check is not None:
                check(self.sock)

    class LimitedTlsPool(HTTPSConnectionPool):
        ConnectionCls = LimitedTlsConnection

    return LimitedTlsPool


def pool_class(limit):
    """A connection pool of urllib3, with the limit in the sockets of its connections."""
    socket_class = type("LimitedSocket", (_Limited, socket.socket), {"limit": limit})

    class LimitedConnection(HTTPConnection):
        def _new_conn(self):
            limit.opening()
            plain = super()._new_conn()
            timeout = plain.gettimeout()
            limited = socket_class(plain.family, plain.type, plain.proto, fileno=plain.detach())
            limited.settimeout(timeout)
            return limited

    class LimitedPool(HTTPConnectionPool):
        ConnectionCls = LimitedConnection

    return LimitedPool
