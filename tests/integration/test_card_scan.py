# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code of a card that is held to the reader of a door."""

from __future__ import annotations

import pytest
from harness.emulator import DOORS

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = DOORS[0]


def scan(**options):
    return {"name": "Scan", "doorfleet.akuvox.akuvox_card_scan": options}


def scans(fleet):
    return [entry for entry in fleet.requests(DOOR) if entry["action"] == "scan" and entry["authorized"]]


def test_a_card_is_read(play, fleet):
    fleet.put(DOOR, scan_card="99D78D72")
    done = play([scan()], fleet.hosts(DOOR)).outcome(DOOR)
    assert (done["changed"], done["code"]) == (False, "99D78D72")
    assert [entry["method"] for entry in scans(fleet)] == ["POST"]


def test_nothing_is_asked_in_check_mode(play, fleet):
    fleet.put(DOOR, scan_card="99D78D72")
    done = play([scan()], fleet.hosts(DOOR), "--check").outcome(DOOR)
    assert (done["changed"], done["code"]) == (False, "")
    assert fleet.requests(DOOR) == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (None, "refused by the device (retcode -1"),
        ({"kind": "garbage", "body": '{"retcode": 0, "data": {"RFCode": ""}}'}, "the device answered without a code"),
        ({"kind": "slow", "seconds": 3}, "the device did not answer within 1 s (timeout)"),
    ],
)
def test_no_card(play, fleet, fault, expected):
    if fault:
        fleet.set_fault(DOOR, target="user", action="scan", **fault)
    done = play([scan(timeout=1)], fleet.hosts(DOOR), expect=2)
    assert "no card was held to the reader of" in done.message(DOOR)
    assert expected in done.message(DOOR)
    assert len(scans(fleet)) == 1


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_answer_is_not_asked_for_again(play, fleet, kind):
    fleet.put(DOOR, scan_card="99D78D72")
    fleet.set_fault(DOOR, kind, target="user", action="scan")
    done = play([scan()], fleet.hosts(DOOR), expect=2)
    assert "it is not known whether the device has done it" in done.message(DOOR)
    assert len(scans(fleet)) == 1


def test_a_device_without_a_reader(play, fleet):
    fleet.set_fault(DOOR, "status", status=404, target="user", action="scan", times=-1)
    done = play([scan()], fleet.hosts(DOOR), expect=2)
    assert "this device does not have the function" in done.message(DOOR)
