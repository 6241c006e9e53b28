# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin port: look into the devices, change them, plan faults. Loopback only, no login, JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import __version__, faults, fleetfile, happenings, statecheck
from .auth import MODES
from .configstore import API
from .device import Device
from .fleet import Fleet

Action = Callable[[Device, Any], Any]

_PATCHABLE = (
    "online auth username password api_enabled whitelist firmware model request_interval reboot_seconds reboot_grace "
    "nonce_lifetime"
).split()
_ACCESS = ("auth", "username", "password", "api_enabled", "whitelist")


def summary(fleet: Fleet, device: Device) -> dict[str, Any]:
    """Return what GET /devices/NAME shows."""
    config = device.state.config.values
    mode = config.get(API + "AuthMode")
    return {
        **fleet.describe(device),
        "model": device.model,
        "online": device.listening,
        "rebooting": device.rebooting,
        "uptime": int(device.uptime),
        "auth": next((name for name, number in MODES.items() if number == mode), f"mode {mode}"),
        "api_enabled": config.get(API + "Enable") == "1",
        "request_interval": device.request_interval,
        "late_writes": device.late_writes,
        "counters": {
            "requests": device.log.total,
            "logins": device.auth.logins,
            "uploads": device.uploads,
            "reboots": device.reboots,
            "relay_trips": len(device.state.relay_trips),
        },
    }


def _get_state(device: Device, body: Any) -> dict[str, Any]:
    return {**device.state.dump(), "reboots": device.reboots}


def _put_state(device: Device, body: Any) -> dict[str, Any]:
    device.put_state(statecheck.check(body))
    return _get_state(device, None)


def _patch_config(device: Device, body: Any) -> dict[str, Any]:
    device.put_state(statecheck.check({"config": body}), merge_config=True)
    return {"config": dict(device.state.config.values)}


def _get_requests(device: Device, body: Any) -> list[dict[str, Any]]:
    return device.log.as_json()


def _clear_requests(device: Device, body: Any) -> dict[str, Any]:
    device.log.entries.clear()
    return {}


def _get_faults(device: Device, body: Any) -> list[dict[str, Any]]:
    return [fault.as_json() for fault in device.faults.faults]


def _add_fault(device: Device, body: Any) -> dict[str, Any]:
    fault = faults.parse(body)
    device.faults.faults.append(fault)
    return fault.as_json()


def _clear_faults(device: Device, body: Any) -> dict[str, Any]:
    device.faults.faults.clear()
    return {}


def _happen(device: Device, body: Any) -> dict[str, Any]:
    return happenings.happen(device, body)


def _get_calls(device: Device, body: Any) -> dict[str, Any]:
    return device.caller.as_json()


def _clear_calls(device: Device, body: Any) -> dict[str, Any]:
    device.caller.sent.clear()
    return {}


def _reboot(device: Device, body: Any) -> dict[str, Any]:
    device.reboot("admin port", grace=0)
    return {}


def _swap(device: Device, body: Any) -> dict[str, Any]:
    fault = faults.parse({**(body or {}), "kind": "swap"})
    device.swap(fault.mac, fault.model, fault.state)
    return {"mac": device.mac, "model": device.model}


def _reset(device: Device, body: Any) -> dict[str, Any]:
    device.reset()
    return {}


def _patch(device: Device, body: Any) -> dict[str, Any]:
    """Check everything first, then change it."""
    if not isinstance(body, dict) or not body:
        raise ValueError(f"an object with some of {', '.join(_PATCHABLE)} is needed")
    values: dict[str, Any] = {}
    for key, value in body.items():
        if key not in _PATCHABLE:
            raise ValueError(f"unknown member '{key}'; allowed: {', '.join(_PATCHABLE)}")
        check = fleetfile.CHECKS["tls" if key in ("online", "api_enabled") else key]
        try:
            values[key] = check(value)
        except ValueError as error:
            raise ValueError(f"'{key}' {error}") from None
    device.set_access(**{key: value for key, value in values.items() if key in _ACCESS})
    for key in ("model", "request_interval", "reboot_seconds", "reboot_grace"):
        if key in values:
            setattr(device, key, values[key])
    if "firmware" in values:
        device.state.firmware.version = values["firmware"]
    if "nonce_lifetime" in values:
        device.auth.nonce_lifetime = values["nonce_lifetime"]
    if "online" in values:
        device.set_online(values["online"])
    device.state.touch()
    return {}


_ACTIONS: list[tuple[str, str, Action]] = [
    ("GET", "/devices/{name}/state", _get_state),
    ("PUT", "/devices/{name}/state", _put_state),
    ("PATCH", "/devices/{name}/config", _patch_config),
    ("GET", "/devices/{name}/requests", _get_requests),
    ("DELETE", "/devices/{name}/requests", _clear_requests),
    ("GET", "/devices/{name}/faults", _get_faults),
    ("POST", "/devices/{name}/faults", _add_fault),
    ("DELETE", "/devices/{name}/faults", _clear_faults),
    ("POST", "/devices/{name}/happenings", _happen),
    ("GET", "/devices/{name}/calls", _get_calls),
    ("DELETE", "/devices/{name}/calls", _clear_calls),
    ("POST", "/devices/{name}/reboot", _reboot),
    ("POST", "/devices/{name}/swap", _swap),
    ("POST", "/devices/{name}/reset", _reset),
    ("PATCH", "/devices/{name}", _patch),
]


async def _body(request: web.Request) -> Any:
    text = await request.text()
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"the body is not JSON: {error}") from None


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)


def application(fleet: Fleet) -> web.Application:
    """Make the admin application. NAME may be * for all devices: the answer then is an object by device name."""

    def handler(action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            name = request.match_info["name"]
            if name != "*" and name not in fleet.devices:
                return _error(404, f"there is no device named '{name}'; GET /devices lists them, * means all")
            try:
                body = await _body(request)
                meant = fleet.devices if name == "*" else {name: fleet.devices[name]}
                answers = {key: action(device, body) for key, device in meant.items()}
                if request.method != "GET":
                    # Who is answered may connect at once.
                    await asyncio.gather(*(device.settle() for device in meant.values()))
                return web.json_response(answers if name == "*" else answers[name])
            except ValueError as error:
                return _error(400, str(error))

        return handle

    async def devices(request: web.Request) -> web.Response:
        return web.json_response([summary(fleet, device) for device in fleet.devices.values()])

    async def health(request: web.Request) -> web.Response:
        ready = sum(device.listening for device in fleet.devices.values())
        return web.json_response({"version": __version__, "devices": len(fleet.devices), "online": ready})

    async def not_found(request: web.Request) -> web.Response:
        known = ["GET /health", "GET /devices", "GET /devices/NAME"]
        known += [f"{method} {path.replace('{name}', 'NAME')}" for method, path, dummy in _ACTIONS]
        return _error(404, f"there is no {request.method} {request.path}; there are: {', '.join(known)}")

    app = web.Application(client_max_size=256 * 1024 * 1024)
    app.router.add_get("/health", health)
    app.router.add_get("/devices", devices)
    app.router.add_get("/devices/{name}", handler(lambda device, body: summary(fleet, device)))
    for method, path, action in _ACTIONS:
        app.router.add_route(method, path, handler(action))
    app.router.add_route("*", "/{rest:.*}", not_found)
    return app
