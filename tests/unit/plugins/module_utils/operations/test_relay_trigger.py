# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a relay is triggered: the device's numbers, and what its settings fill in."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import relay

RELAY = "Config.DoorSetting.RELAY."
MANUAL = {RELAY + "TypeB": "0", RELAY + "HoldDelayB": "7"}
FIELD = {RELAY + "RelayBType": "0", RELAY + "RelayBDelay": "7"}


def trigger(current, **params):
    return relay.trigger({"relay": "B", "mode": "auto_close", **params}, current)


def test_the_relay_s_own_hold_delay_and_type_fill_in():
    # the numbers of the type differ by the key's name (device-facts 8.3), those of the level never do (C26)
    closed = trigger(MANUAL)
    assert closed == {"relay": "B", "mode": "auto_close", "level": "normally_closed", "delay": 7}
    assert relay.trigger_data(closed) == {"num": 2, "mode": 0, "level": 1, "delay": 7}
    opened = trigger(FIELD)
    assert opened["level"] == "normally_open"
    assert relay.trigger_data(opened) == {"num": 2, "mode": 0, "level": 0, "delay": 7}


@pytest.mark.parametrize(("letter", "number"), [("A", 1), ("B", 2), ("C", 3)])
@pytest.mark.parametrize(("mode", "mode_number"), [("auto_close", 0), ("manual", 1)])
@pytest.mark.parametrize(("level", "level_number"), [("normally_open", 0), ("normally_closed", 1)])
def test_every_word_has_its_number(letter, number, mode, mode_number, level, level_number):
    wanted = relay.trigger({"relay": letter, "mode": mode, "level": level, "delay": 65535}, {})
    expected = {"num": number, "mode": mode_number, "level": level_number, "delay": 65535}
    assert relay.trigger_data(wanted) == expected


def test_zero_is_a_delay_of_its_own():
    assert trigger(MANUAL, delay=0)["delay"] == 0


def test_a_device_that_does_not_say_its_hold_delay():
    with pytest.raises(InvalidInput, match="delay: this device doesn't say the hold delay of relay B"):
        trigger({RELAY + "HoldDelayA": "5"})
    assert trigger({}, delay=3) == {"relay": "B", "mode": "auto_close", "level": "normally_open", "delay": 3}
