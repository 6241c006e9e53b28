# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Large uploads: the memory they take doesn't depend on their size, and they are sent once."""

from __future__ import annotations

import pytest
from harness.emulator import DOORS, PASSWORD, USERNAME
from harness.memory import peak_of

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = DOORS[0]
MEGABYTE = 1024 * 1024
SIZES = (5 * MEGABYTE, 200 * MEGABYTE)

UPLOAD = """
    def work(device, file):
        device.write("firmware", "prepare")
        last = []
        device.upload("firmware", "upload", file, progress=lambda *at: last.append(at) if at[0] == at[1] else None)
        return last[-1]
"""


@pytest.mark.parametrize("auth", ["digest", "basic"])
def test_memory_stays_flat_and_the_body_is_sent_once(fleet, collections_tree, tmp_path, auth):
    peaks, host = {}, fleet.host(DOOR)
    params = {
        "host": host["ansible_host"],
        "port": host["akuvox_port"],
        "use_ssl": host["akuvox_use_ssl"],
        "username": USERNAME,
        "password": PASSWORD,
        "auth": auth,
        "request_interval": 0,
        "profile": "manual",
    }
    fleet.patch(DOOR, auth=auth)
    for size in SIZES:
        fleet.forget_requests(DOOR)
        # a sparse file: 200 MB that take no room
        path = tmp_path / "firmware.rom"
        with path.open("wb") as stream:
            stream.truncate(size)
        peaks[size], progress = peak_of(UPLOAD, collections_tree, params, file=str(path))
        assert progress[0] == progress[1] > size
        uploads = [entry for entry in fleet.requests(DOOR) if entry["action"] == "upload"]
        # one request with the whole file, and none before it that a challenge has turned back
        assert [(entry["status"], entry["bytes_in"]) for entry in uploads] == [(200, size)]
    small, large = (peaks[size] for size in SIZES)
    assert large - small < 8, f"{small:.1f} MB for 5 MB, {large:.1f} MB for 200 MB"
