# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that promises to read sends nothing else."""

from __future__ import annotations

import socket

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.device import Device
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, Unreachable


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture
def device(listener):
    options = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    place = {
        "host": "127.0.0.1",
        "port": listener.getsockname()[1],
        "use_ssl": False,
        "auth": "none",
        "profile": "manual",
    }
    reading = Device({**options, **place, "timeout": 0.2, "retries": 0, "request_interval": 0}, read_only=True)
    yield reading
    reading.close()


@pytest.mark.parametrize("ask", [
    lambda device: device.write("relay", "set", {"Config.DoorSetting.RELAY.NameA": "Gate"}),
    lambda device: device.act("relay", "trig", {"num": 1}),
    lambda device: device.upload("config", "import", __file__),
    lambda device: device.with_login("basic", "a", "b").write("user", "del", {}),
], ids=["write", "act", "upload", "another login"])  # fmt: skip
def test_what_could_change_the_device_is_not_sent(device, listener, ask):
    with pytest.raises(AkuvoxError, match="not sent, as this run only reads"):
        ask(device)
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert device.tally.count == 0


def test_what_reads_is_sent(device, listener):
    with pytest.raises(Unreachable):
        device.read("system", "info")
    listener.accept()[0].close()
