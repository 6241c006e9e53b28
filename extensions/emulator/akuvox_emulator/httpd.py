# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's HTTP side: pacing, access, faults, then the function and its answer."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping
from typing import Any

from aiohttp import StreamReader, web

from .auth import Access
from .device import Device
from .envelope import Call, Reply, encode, failed, unsupported
from .execute import execute
from .faults import Fault
from .functions import Function
from .opendoor import PATH as OPEN_DOOR
from .opendoor import answer as open_door
from .requestlog import Entry
from .routing import Route, route
from .targets import FUNCTIONS
from .targets.transfer import USER_FILE_PATH
from .upload import MAX_CONTENT, UploadError, receive

_NOT_FOUND = "<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>"
_FORBIDDEN = "<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>"
_GARBAGE = "<html><body><script>top.location='/login.html'</script></body></html>"


def _client(request: web.BaseRequest) -> str:
    """Who is at the other end of the connection, as ``address:port``; empty where it has gone already."""
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    return f"{peer[0]}:{peer[1]}" if peer else ""


def _is_api(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")


class Exchange:
    """One request to one device, and its answer."""

    def __init__(self, device: Device, request: web.BaseRequest) -> None:
        self.device = device
        self.request = request
        self.entry: Entry = device.log.open(request.method, request.raw_path, _client(request))
        self.multipart = request.content_type.startswith("multipart/") and request.method == "POST"
        self.fault: Fault | None = None
        self.body = b""

    async def respond(self) -> web.StreamResponse:
        """Work on the request; afterwards the log entry is complete."""
        device, request, entry = self.device, self.request, self.entry
        if not device.available:
            return self.cut(None)
        early = device.clock() - device.last_answer < device.request_interval
        if early or (device.profile.serial_only and device.busy):
            return self.cut("too_fast")
        device.busy += 1
        try:
            if not self.multipart:
                self.body = await self._read_body()
                entry.bytes_in = len(self.body)
            found = self._route()
            access = await self._access()
            entry.authorized = access.authorized
            self.fault = device.faults.pick(request.method, found.target, found.action, access.authorized)
            entry.fault = self.fault.kind if self.fault else None
            struck = await self._strike()
            return struck if struck is not None else await self._answer(found, access)
        finally:
            device.busy = max(0, device.busy - 1)
            if entry.authorized:
                device.last_answer = device.clock()

    def _route(self) -> Route:
        request, entry = self.request, self.entry
        found = Route()
        if _is_api(request.path):
            found = route(
                self.device.profile,
                FUNCTIONS,
                request.method,
                request.path,
                request.query,
                self.body,
                multipart=self.multipart,
            )
        entry.target, entry.action = found.target or None, found.action or None
        items = found.data.get("item")
        entry.items = len(items) if isinstance(items, list) else 0
        return found

    async def _read_body(self) -> bytes:
        chunks, size = [], 0
        async for chunk in self.request.content.iter_any():
            size += len(chunk)
            if size > MAX_CONTENT:
                break
            chunks.append(chunk)
        return b"".join(chunks)

    async def _access(self) -> Access:
        request = self.request
        authorization = request.headers.get("Authorization", "")
        if self.multipart and "auth-int" in authorization:
            # Only auth-int needs the bytes of a form before it can be checked.
            self.body = await self._read_body()
        return self.device.auth.check(
            request.method, request.raw_path, authorization, self.body, request.remote or "127.0.0.1"
        )

    async def _strike(self) -> web.StreamResponse | None:
        """Faults that take the place of the function."""
        fault = self.fault
        if fault is None:
            return None
        if fault.kind == "cut_before":
            return self.cut(fault.kind)
        if fault.kind == "stale_nonce":
            return self.refuse(self.device.auth.challenge(stale=True))
        if fault.kind == "status":
            return self.send(fault.body.encode(), fault.status, "text/html")
        return None

    async def _answer(self, found: Route, access: Access) -> web.StreamResponse:
        request, device = self.request, self.device
        if request.path == OPEN_DOOR and request.method == "GET" and device.profile.open_door:
            # It has credentials of its own, in the query (device-facts 8.5).
            return await self._deliver(self.send(*open_door(device, request.query), "text/html"))
        if access.unknow:
            return await self._deliver(self.json(unsupported(device.profile)))
        if not access.authorized:
            return self.refuse(access)
        if request.method not in ("GET", "POST"):
            return self.send(b"", 405, "text/html")
        if request.path == USER_FILE_PATH and request.method == "GET" and device.state.user_file is not None:
            self.fault, device.file_fault = self.fault or device.file_fault, None
            return await self._deliver(self.file("UserData.tgz", device.state.user_file))
        if not _is_api(request.path):
            return self.send(_NOT_FOUND.encode(), 404, "text/html")
        if found.function is None:
            return await self._deliver(self.json(unsupported(device.profile)))
        function = found.function
        name = f"{function.target}/{function.action}"
        if name in device.profile.statuses:
            status = device.profile.statuses[name]
            return self.refuse(device.auth.challenge()) if status == 401 else self.send(b"", status, "text/html")
        call = await self._received(found, function)
        if isinstance(call, Call) and self.fault is not None and self.fault.kind == "late":
            device.later(self.fault.seconds, functools.partial(self._apply, function, call))
            return self.cut(self.fault.kind)
        reply = self._apply(function, call) if isinstance(call, Call) else call
        if reply.file is not None:
            response = self.file(reply.file.name, reply.file.content)
        else:
            response = self._enveloped(function, name, reply)
        return await self._deliver(response)

    def _enveloped(self, function: Function, name: str, reply: Reply) -> web.Response:
        """Answer with the envelope, or what this device sends instead."""
        profile = self.device.profile
        if name in profile.empty_replies:
            return self.send(b"", 200, "text/html")
        if name in profile.html_replies:
            return self.send(_GARBAGE.encode(), 200, "text/html")
        action = profile.echoes.get(name, function.reply_action)
        return self.json(reply.envelope(action, profile.messages.get(name, "OK")))

    async def _received(self, found: Route, function: Function) -> Call | Reply:
        """The call, with the upload where there is one, or why it can't be applied."""
        device = self.device
        call = Call(found.target, found.action, found.data, self.request.method)
        if device.profile.max_items is not None and len(call.items or []) > device.profile.max_items:
            return failed()
        if function.upload:
            stream = None
            if self.body:
                stream = StreamReader(self.request.protocol, len(self.body) + 1)
                stream.feed_data(self.body)
                stream.feed_eof()
            try:
                call.upload = await receive(self.request, function.upload == "content", stream)
            except UploadError:
                return failed("Import Failed." if function.upload == "content" else "Failed")
            self.entry.bytes_in = call.upload.size
            device.uploads += 1
        return call

    def _apply(self, function: Function, call: Call) -> Reply:
        """Apply the call, and restart where it asks for that."""
        reply, self.entry.applied = execute(self.device, function, call, self.fault)
        if reply.restart is not None:
            self.device.reboot(reply.restart, reply.on_restart)
        return reply

    async def _deliver(self, response: web.Response) -> web.StreamResponse:
        """Send the answer, or what a fault makes of it."""
        fault = self.fault
        if fault is None:
            return response
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "meet":
            await fault.met()
        elif fault.kind == "cut_after":
            return self.cut(fault.kind)
        elif fault.kind == "reboot":
            self.device.reboot("fault plan", grace=0)
            return self.cut(fault.kind)
        elif fault.kind == "swap":
            # the new unit knows nothing of this connection
            response.force_close()
            self.device.swap(fault.mac, fault.model, fault.state)
        elif fault.kind == "garbage":
            self.entry.retcode = None
            return self.send((fault.body or _GARBAGE).encode(), 200, "text/html")
        elif fault.kind == "truncate":
            return await self._truncate(response)
        elif fault.kind == "cut-file":
            return await self._cut_file(response, fault)
        return response

    async def _cut_file(self, response: web.Response, fault: Fault) -> web.StreamResponse:
        """Send a part of a file as it is framed on the wire, and close; aiohttp itself would frame it otherwise."""
        transport = self.request.transport
        if "Content-Disposition" not in response.headers or transport is None or not isinstance(response.body, bytes):
            # user export answers where its file is (C60), and that is cut
            self.device.file_fault = fault
            return response
        content = response.body
        part = content[: round(len(content) * fault.share)]
        head = f"HTTP/1.{0 if fault.framing == 'close' else 1} 200 OK\r\nConnection: close\r\n"
        for name in ("Content-Type", "Content-Disposition"):
            head += f"{name}: {response.headers[name]}\r\n"
        if fault.framing == "length":
            head += f"Content-Length: {len(content)}\r\n"
        elif fault.framing == "chunked":
            head += "Transfer-Encoding: chunked\r\n"
            part = b"%x\r\n%b\r\n" % (len(part), part) if part else b""
            part += b"0\r\n\r\n" if fault.share == 1 else b""
        transport.write(head.encode() + b"\r\n" + part)
        while transport.get_write_buffer_size() and not transport.is_closing():
            await asyncio.sleep(0.001)
        transport.close()
        return web.Response()

    async def _truncate(self, response: web.Response) -> web.StreamResponse:
        content = bytes(response.body) if isinstance(response.body, bytes) else b""
        partial = web.StreamResponse(headers={"Content-Type": response.headers["Content-Type"]})
        partial.content_length = len(content)
        partial.force_close()
        await partial.prepare(self.request)
        await partial.write(content[: len(content) // 2])
        if self.request.transport is not None:
            self.request.transport.close()
        return partial

    def cut(self, kind: str | None) -> web.StreamResponse:
        """Cut the connection. The response returned is never sent."""
        self.entry.fault = kind
        self.entry.status = self.entry.retcode = None
        if self.request.transport is not None:
            self.request.transport.abort()
        return web.Response()

    def refuse(self, access: Access) -> web.Response:
        """401 with the challenges, or 403 without any (catalogue: status_codes)."""
        if access.status == 403:
            return self.send(_FORBIDDEN.encode(), 403, "text/html")
        response = self.json({"retcode": -1, "action": "unknow", "message": "Unauthorized"}, 401)
        for challenge in access.challenges:
            response.headers.add("WWW-Authenticate", challenge)
        return response

    def json(self, envelope: Mapping[str, Any], status: int = 200) -> web.Response:
        """Make a JSON answer."""
        self.entry.retcode = envelope.get("retcode")
        return self.send(encode(envelope, self.device.profile), status, "application/json")

    def file(self, name: str, content: bytes) -> web.Response:
        """Make an answer that is a file, with the headers of privatekey export (C17)."""
        response = self.send(content, 200, "application/octet-stream")
        response.headers["Content-Disposition"] = f"attachment;filename={name}"
        return response

    def send(self, content: bytes, status: int, content_type: str) -> web.Response:
        """Make an answer of bytes."""
        self.entry.status = status
        return web.Response(body=content, status=status, headers={"Content-Type": content_type})
