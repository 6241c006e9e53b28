# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated doors for the tests of the probe, and the probe of one of them."""

from __future__ import annotations

import contextlib
import json
from urllib.request import ProxyHandler, Request, build_opener

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_probe import MODULE
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.emulating import started

USERNAME, PASSWORD = "fleetapi", "fleet/pass+word"
OPENER = build_opener(ProxyHandler({}))
FAMILIES = ("manual", "e18", "x916", "x915s", "x912", "e16c", "s532", "a08s", "it83", "hostile")


class Doors:
    """A running emulator: ``devices`` by name, their states, and what they were asked."""

    def __init__(self, ready):
        self._admin = ready["admin"]
        self.devices = {device["name"]: device for device in ready["devices"]}

    def admin(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with OPENER.open(Request(self._admin + path, method=method, data=data), timeout=60) as answer:
            return json.load(answer)

    def put(self, name, config=None, **state):
        """Put lists in the place of those that are there, and values of keys beside the others."""
        self.admin("PUT", f"/devices/{name}/state", state)
        if config:
            self.admin("PATCH", f"/devices/{name}/config", config)

    def state(self, name):
        return self.admin("GET", f"/devices/{name}/state")

    def requests(self, name):
        return self.admin("GET", f"/devices/{name}/requests")

    def probe(self, name, check_mode=False, **options):
        """The result of akuvox_probe for a door."""
        own = {"dir": None, "door": name, "http_port": self.devices[name]["http_port"] or 0, "write": False}
        return self.run(MODULE, name, check_mode, **{"from_variables": False, **own, **options})

    def run(self, module, name, check_mode=False, **options):
        """The result of any module for a door."""
        device = self.devices[name]
        params = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
        given = {option: entry.get("default") for option, entry in module.spec.items()}
        params |= given | {
            "host": device["host"], "port": device["port"], "use_ssl": device["scheme"] == "https",
            "ssl_fingerprint": device["fingerprint"], "username": USERNAME, "password": PASSWORD, "timeout": 30.0,
            "request_interval": 0, **options,
        }  # fmt: skip
        return execute(module, params, check_mode)


@contextlib.contextmanager
def running(folder, devices, **defaults):
    """The :class:`Doors` of a fleet file's devices, for as long as the block runs."""
    fleet = {"defaults": {"username": USERNAME, "password": PASSWORD, **defaults}, "devices": devices}
    with started(folder, fleet) as ready:
        yield Doors(ready)
