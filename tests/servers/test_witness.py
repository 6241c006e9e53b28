# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pylocal-akuvox, which others wrote and proved on hardware, with emulated doors behind lighttpd."""

from __future__ import annotations

import asyncio

import pytest
from harness.emulator import PASSWORD, USERNAME
from relay import CHUNKED, LENGTH, relaying
from webservers import Lighttpd, Site

akuvox = pytest.importorskip("pylocal_akuvox", reason="it is for Python 3.12 and newer")

FAMILIES = ("e18", "x916")
# Who asks for the login, and how the answers are framed. The client opens a connection for each request.
WAYS = {"door": (False, LENGTH), "door-chunked": (False, CHUNKED), "server": (True, LENGTH)}
CASES = [(family, way) for family in FAMILIES for way in WAYS]


@pytest.fixture(scope="module")
def doors(emulate):
    return emulate(
        [
            {"name": f"{family}-{way}", "profile": family, "auth": "none" if WAYS[way][0] else "digest"}
            for family, way in CASES
        ]
    )


@pytest.fixture(scope="module")
def server(stack, serve, doors):
    def site(family, way):
        own, framing = WAYS[way]
        port = doors.devices[f"{family}-{way}"]["port"]
        return Site(f"{family}-{way}", stack.enter_context(relaying(port, framing)).port, digest=own)

    return serve(Lighttpd, [site(*case) for case in CASES])


@pytest.mark.parametrize(("family", "way"), CASES)
def test_its_own_report_finds_nothing_amiss(server, doors, monkeypatch, family, way):
    """It has a tool that tries out what a device can do, writes and all."""
    pause = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: pause(0))
    name = f"{family}-{way}"
    verdicts = {}

    async def conversation():
        login = akuvox.AuthConfig(method=akuvox.AuthMethod("digest"), username=USERNAME, password=PASSWORD)
        place = f"127.0.0.1:{server.ports[name]}"
        async with akuvox.AkuvoxDevice(place, auth=login, use_ssl=False, request_delay=0) as device:
            report = await akuvox.run_capability_report(device, write=True, emit=lambda text: None)
            verdicts.update((test["name"], test["status"]) for test in report["tests"])

    asyncio.run(conversation())
    assert verdicts.pop("open_door_http") == "skipped", "it needs the relay's account"
    assert set(verdicts.values()) == {"passed"}, verdicts
    assert len(verdicts) > 25
    # it has put back what it found
    assert len(doors.requests(name)) > 25
    assert doors.state(name)["user"] == []


def test_its_rows(rows):
    for way, (own, framing) in WAYS.items():
        asked = "the server" if own else "the door"
        says = f"the report of pylocal-akuvox, writes included ({' and '.join(FAMILIES)}); {asked} asks for the login"
        rows.append([f"lighttpd {Lighttpd.version()}", f"{says}, {framing}", "yes"])
        assert way
