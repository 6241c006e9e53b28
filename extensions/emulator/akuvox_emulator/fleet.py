# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All devices of a run, their ports, and the admin port."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import ClientError, web

from . import happenings, tls
from .device import Device, Spec
from .httpd import Exchange
from .listener import Handler, Listener

LOG = logging.getLogger("akuvox_emulator")


def _api(device: Device) -> Handler:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        exchange = Exchange(device, request)
        try:
            response = await exchange.respond()
        except (ConnectionError, ClientError, web.RequestPayloadError):
            # The client went away in the middle of its request; nobody is there to read an answer.
            response = exchange.cut(None)
        LOG.debug("%s: %s", device.name, exchange.entry)
        return response

    return handle


def _redirect(target: Listener) -> Handler:
    """Plain HTTP of an https-only device: 308 to the same path (device-facts 1.1)."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        host = f"[{target.host}]" if ":" in target.host else target.host
        location = f"https://{host}:{target.port}{request.raw_path}"
        return web.Response(status=308, headers={"Location": location})

    return handle


class Fleet:
    """Devices by name, in the order of the specs."""

    def __init__(self, specs: list[Spec]) -> None:
        self.devices: dict[str, Device] = {spec.name: Device(spec) for spec in specs}
        for device in self.devices.values():
            device.started = happenings.restarted
        self.certificate: tls.Certificate | None = None
        self._directory: Path | None = None
        self._listeners: list[Listener] = []

    async def start(self) -> None:
        """Open all ports; on a failure close those that are open and raise PortTakenError or TlsUnavailableError."""
        context = None
        specs = [device.spec for device in self.devices.values()]
        try:
            if any(spec.secure for spec in specs):
                self._directory = Path(tempfile.mkdtemp(prefix="akuvox-emulator-"))
                self.certificate = tls.create(self._directory, {spec.host for spec in specs})
                context = self.certificate.context()
            for device in self.devices.values():
                await self._open(device, context)
        except BaseException:
            await self.stop()
            raise

    async def _open(self, device: Device, context: Any) -> None:
        spec = device.spec
        main = Listener(spec.host, spec.port, _api(device), context if spec.secure else None)
        device.listeners.append(main)
        if spec.https_only:
            device.listeners.append(Listener(spec.host, 0, _redirect(main)))
        for listener in device.listeners:
            self._listeners.append(listener)
            await listener.open()

    async def stop(self) -> None:
        """Close all ports and remove the certificate."""
        for device in self.devices.values():
            device.stop()
        for listener in self._listeners:
            await listener.stop()
        self._listeners.clear()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)
            self._directory = None

    def describe(self, device: Device) -> dict[str, Any]:
        """Return a device's entry of the ready file. ``http_port`` is the redirecting port of an https-only device."""
        main = device.listeners[0]
        redirect = device.listeners[1] if len(device.listeners) > 1 else None
        return {
            "name": device.name,
            "host": main.host,
            "port": main.port,
            "scheme": main.scheme,
            "http_port": redirect.port if redirect else None,
            "mac": device.mac,
            "model": device.model,
            "firmware": device.state.firmware.version,
            "profile": device.profile.name,
            "fingerprint": self.certificate.fingerprint if self.certificate and main.context else None,
        }

    def ready(self, admin: str) -> dict[str, Any]:
        """Return the contents of the ready file."""
        return {
            "pid": os.getpid(),
            "admin": admin,
            "ca_file": str(self.certificate.certificate) if self.certificate else None,
            "devices": [self.describe(device) for device in self.devices.values()],
        }


def write_ready_file(path: Path, contents: dict[str, Any]) -> None:
    """Write the file in one step, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(contents, stream, indent=2)
        stream.write("\n")
    os.replace(temporary, path)
