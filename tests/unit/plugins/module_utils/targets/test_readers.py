# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the card readers of a fleet differ in."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.readers import (
    reader_differences,
    reader_settings,
)

DISPLAY = "Config.DoorSetting.RFCARDDISPLAY."
TYPE = "Config.DoorSetting.GENERAL.WiegandType"


def test_the_settings_are_those_that_a_door_tells():
    config = {DISPLAY + "RfidDisplayMode": "4", DISPLAY + "WiegandDisplayMode": "6", TYPE: "1", "Config.Other": "1"}
    assert reader_settings(config) == {
        DISPLAY + "RfidDisplayMode": "4 (8HR)",
        DISPLAY + "WiegandDisplayMode": "6 (probably 8HR10D)",
        TYPE: "1",
    }
    assert reader_settings({DISPLAY + "RfidDisplayMode": "9", TYPE: ""}) == {DISPLAY + "RfidDisplayMode": "9"}
    assert reader_settings({}) == {}


def test_doors_that_differ_are_named_the_most_common_value_first():
    doors = {f"door-{number}": {DISPLAY + "RfidDisplayMode": "3 (8HN)", TYPE: "1"} for number in range(7)}
    doors |= {"attic": {DISPLAY + "RfidDisplayMode": "4 (8HR)"}, "silent": {}, "failed": None}
    assert reader_differences(doors) == [
        f"{DISPLAY}RfidDisplayMode is 3 (8HN) on door-0, door-1, door-2, door-3, door-4 and 2 more, 4 (8HR) on attic"
    ]
    assert reader_differences({"a": doors["attic"], "b": doors["attic"]}) == []
