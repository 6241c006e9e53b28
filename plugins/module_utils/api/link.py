# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to one device: its address and login, and which unit is at the other end."""

from __future__ import annotations

import copy
from dataclasses import replace

from ..errors import AkuvoxError, OtherUnit, Refused
from ..http.deadline import ConnectionEnded
from ..http.diagnosis import OK, OTHER_UNIT
from ..http.messages import Request
from ..http.reading import ReadingTransport
from ..http.transport import PRIMING_PATH, Transport
from .identity import TELLS_WHO, Unit, unexpected
from .reachability import check_reachability, read_system_info, status_text


class Link:
    """The way to the device of a task. Nothing is sent before the first request.

    ``connection`` is an :class:`options.Connection`.
    """

    def __init__(self, connection):
        self._connection = connection
        self._transport = None
        self._system = None
        self._unit = Unit(connection.macs)
        self._told = False
        # the transport and its connection on which the unit last said who it is, and on which something was last read
        self._proved_on = None
        self._read_on = None
        self._has_written = False

    @property
    def address(self):
        """``scheme://host:port``."""
        return self._connection.base_url

    @property
    def revoked_file(self):
        """Path of the file of those who are not to be let in, None where there is none."""
        return self._connection.revoked_file

    @property
    def login(self):
        """``auth``, ``username`` and ``password`` of the connection options."""
        return self._connection.auth, self._connection.username, self._connection.password

    def with_login(self, auth, username, password):
        """The same device in a session of its own, with another login; what is known of the device goes along."""
        return self._with_connection(auth=auth, username=username, password=password)

    def _with_connection(self, **options):
        other = copy.copy(self)
        other._connection = replace(self._connection, **options)
        other._transport = None
        other._read_on = None
        other._has_written = False
        return other

    @property
    def timeout(self):
        """Seconds that one ordinary request may take."""
        return self._connection.timeout

    @property
    def transport(self):
        """The way to the device; where a MAC is expected, nothing goes this way before the unit has told its own.

        :raises OtherUnit: it is another unit's, now or before in this task.
        """
        if self._unit.is_open:
            self.system_info()
        self._unit.asked_since = True
        return self._line()

    def _line(self):
        if self._transport is None:
            kind = ReadingTransport if self._connection.read_only else Transport
            self._transport = kind(self._connection)
        return self._transport

    def prove_unit(self):
        """Make sure that the expected unit answers, and gave what was read: before it is kept, or called in order.

        It is asked where it hasn't said who it is yet, or where the last read had a newer connection, which may lead to
        another unit. Whoever has looked at the device has the verdict.

        :raises OtherUnit: another one does. Without an expected MAC nothing is asked.
        """
        if self._told or not self._unit.expected:
            return
        if self._unit.is_open:
            self.system_info()
        elif self._read_on is not None and self._read_on != self._proved_on:
            self._read_who()

    def be_wary(self):
        """From now on, read model and MAC again right before each step that can't be undone.

        Without an expected MAC nothing more is asked.
        """
        self._unit.wary = bool(self._unit.expected)

    def _before_write(self):
        """Whatever changes a device begins with this.

        :raises OtherUnit: another unit answers than before, where the task is wary.
        """
        if self._unit.wary and self._unit.asked_since:
            self._read_who()

    def _sent(self, request):
        """The answer to a request. Where a MAC is expected, writes and what is read after them go to who has told it.

        A connection leads to one unit to its end, and a new one perhaps to another. So the MAC is read again on that,
        once. Of a device that closes each connection, that is all that can be known.

        :raises OtherUnit: another unit answers now.
        """
        self._has_written = self._has_written or request.kind == "write"
        if not self._unit.expected:
            return self.transport.send(request)
        if request.kind == "act" or not self._has_written:
            answer = self.transport.send(request)
            # after an act, such as a restart, nothing that was read is called in order
            self._read_on = None if request.kind == "act" else (self.transport, self.transport.opened)
            return answer
        if self._proved_on != (self.transport, self.transport.opened):
            self._read_who()
        try:
            return self.transport.send(replace(request, pinned=True))
        except ConnectionEnded:
            self._read_who()
        return self.transport.send(request)

    def system_info(self):
        """``data`` of system/info, read once per task."""
        if self._system is None:
            self._system = self._read_who()
        return self._system

    def _read_who(self):
        try:
            data = read_system_info(self._line(), f"system/info on {self.address}")
        except Refused as exc:
            if not self._unit.expected:
                raise
            unknown = unexpected(self.address, self._unit.expected, None)
            raise OtherUnit(f"{exc.message}. {unknown.message}", **{**exc.detail, **unknown.detail}) from None
        return self._heard("system", "info", data)

    def _heard(self, target, action, data):
        """``data`` of an answer, compared where it says which unit this is."""
        if (target, action) in TELLS_WHO:
            self._unit.learn((target, action), data, self.address)
            if self._unit.expected:
                self._proved_on = (self._line(), self._line().opened)
                self._read_on = None
        return data

    def check_reachability(self):
        """The :class:`reachability.ReachabilityResult` of this device, which is no error whatever the device does."""
        seen = check_reachability(self._line())
        if seen.reachability == OK:
            try:
                self._system = self._heard("system", "info", seen.data)
            except OtherUnit as exc:
                self._told = True
                return replace(seen, reachability=OTHER_UNIT, message=exc.message)
        return seen

    @property
    def answered(self):
        """Whether it has answered as the API does, in this task."""
        return self._transport is not None and self._transport.answered

    def model_and_firmware(self):
        """Model and firmware version of system/info, empty where the device doesn't say."""
        return status_text(self.system_info(), "Model"), status_text(self.system_info(), "FirmwareVersion")

    def certificate(self):
        """The certificate that the device shows, as bytes (DER); None without TLS. It needn't be trusted."""
        seen = self.handshake()
        return seen.certificate if seen else None

    def handshake(self, **options):
        """The :class:`tls.Handshake` with the device, None without TLS; ``options``: others of the connection."""
        if not options:
            return self.transport.handshake()
        transport = self.transport.without_login(**options)
        try:
            return transport.handshake()
        finally:
            transport.close()

    def ask_openly(self, path=PRIMING_PATH):
        """HTTP status, headers and body of the answer to a GET without a login.

        The status is None where no answer comes. Headers are those of a good answer, or of one that wants a login.
        """
        transport = self.transport.without_login()
        try:
            answer = transport.send(Request("GET", path, retries=0))
            return 200, answer.headers, answer.body
        except AkuvoxError as exc:
            return exc.detail.get("status"), getattr(exc, "headers", {}), b""
        finally:
            transport.close()

    def plain_http(self, port):
        """The HTTP status that a plain request to another port gets; None when nothing answers there."""
        return self.transport.plain_http(port)

    def close(self):
        if self._transport is not None:
            self._transport.close()
