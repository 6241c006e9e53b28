# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write where a MAC is expected, against a real server on loopback: it goes to the unit that has told its own."""

from __future__ import annotations

import json

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.device import Device
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import OtherUnit
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.loopback import send, serving

EXPECTED, STRANGER = "0C:11:05:00:00:01", "0C:11:05:00:00:02"
INFO, GET, ADD = ("GET", "/api/system/info"), ("GET", "/api/user/get"), ("POST", "/api/user/add")


class Unit:
    """An answer for each request; the connection ends after those of the numbers in ``closing``.

    From then on the stranger answers, where there is one.
    """

    def __init__(self, closing=(), stranger=None):
        self.mac, self.closing, self.stranger, self.count = EXPECTED, closing, stranger, 0

    def __call__(self, handler, seen):
        self.count += 1
        data = {"Status": {"MAC": self.mac, "Model": "R29"}} if seen.path == INFO[1] else {"item": []}
        ends = self.count in self.closing
        send(
            handler, body=json.dumps({"retcode": 0, "data": data}).encode(), **({"Connection": "close"} if ends else {})
        )
        if ends:
            self.mac = self.stranger or self.mac


def session(server, mac=EXPECTED):
    """Read, write, and read back."""
    options = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    options |= {"host": "127.0.0.1", "port": server.port, "use_ssl": False, "auth": "none", "mac": mac}
    door = Device({**options, "profile": "manual", "request_interval": 0, "timeout": 30})
    try:
        door.read("user")
        door.write("user", "add", {"item": []})
        door.read("user")
    finally:
        door.close()


@pytest.mark.parametrize(
    ("closing", "mac", "asked"),
    [
        ((), EXPECTED, [INFO, GET, ADD, GET]),
        ((1,), EXPECTED, [INFO, GET, INFO, ADD, GET]),
        ((2,), EXPECTED, [INFO, GET, INFO, ADD, GET]),
        ((3,), EXPECTED, [INFO, GET, ADD, INFO, GET]),
        # nothing can be proved of the next connection
        (range(1, 20), EXPECTED, [INFO, GET, INFO, INFO, ADD, INFO, INFO, GET]),
        (range(1, 20), "", [GET, ADD, GET]),
    ],
)
def test_the_mac_is_read_again_where_a_write_needs_a_new_connection(closing, mac, asked):
    with serving(Unit(closing)) as server:
        session(server, mac)
    assert server.asked() == asked


@pytest.mark.parametrize(("closing", "asked"), [((1,), [INFO, GET]), ((2,), [INFO, GET]), ((3,), [INFO, GET, ADD])])
def test_a_unit_that_took_the_address_meanwhile_gets_no_write_and_is_not_read_back(closing, asked):
    with serving(Unit(closing, STRANGER)) as server, pytest.raises(OtherUnit, match="while the task was at it"):
        session(server)
    assert server.asked() == [*asked, INFO]


def reading(server, mac=EXPECTED):
    """Read two lists and make sure of the unit, as a task does that has nothing to do."""
    options = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    options |= {"host": "127.0.0.1", "port": server.port, "use_ssl": False, "auth": "none", "mac": mac}
    door = Device({**options, "profile": "manual", "request_interval": 0, "timeout": 30})
    try:
        door.read("user")
        door.read("user")
        door.prove_unit()
    finally:
        door.close()


@pytest.mark.parametrize(
    ("closing", "mac", "asked"),
    [
        ((), EXPECTED, [INFO, GET, GET]),
        ((2,), EXPECTED, [INFO, GET, GET, INFO]),
        # the last answer came on the connection that was proved
        ((3,), EXPECTED, [INFO, GET, GET]),
        (range(1, 20), EXPECTED, [INFO, GET, GET, INFO]),
        (range(1, 20), "", [GET, GET]),
    ],
)
def test_what_was_read_on_a_newer_connection_is_proved_once_at_the_end(closing, mac, asked):
    with serving(Unit(closing)) as server:
        reading(server, mac)
    assert server.asked() == asked


@pytest.mark.parametrize("closing", [(1,), (2,)])
def test_what_another_unit_gave_is_never_called_in_order(closing):
    with serving(Unit(closing, STRANGER)) as server, pytest.raises(OtherUnit, match="while the task was at it"):
        reading(server)
