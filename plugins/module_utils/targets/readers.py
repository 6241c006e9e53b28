# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a door's card readers turn a card into text, and whether the doors of a fleet agree: one list is for all.

Sources: the vendor's page integration-with-third-party-device-18 has the names of the display modes in this order.
Public code that drives the devices (rosteleset/SmartYard-Server, akuvox.php and qtech.php) has the keys, and that 3 is
8HN and 4 is 8HR. That the other numbers follow the order is likely and not attested.
"""

from __future__ import annotations

from ..secrets import HIDDEN
from ..shortened import shortened

_SETTING = "Config.DoorSetting."
_MODES = ("8H10D", "6H3D5D", "6H8D", "8HN", "8HR", "RAW", "8HR10D", "6H3D5D-R")
_ATTESTED = ("3", "4")
_MODE_KEYS = (_SETTING + "RFCARDDISPLAY.RfidDisplayMode", _SETTING + "RFCARDDISPLAY.WiegandDisplayMode")
# Display mode of the door's own reader and of an outside one, Wiegand 26 or 34, and whether parts of a number match.
# Then whether 125 kHz cards are read, and the byte order of an outside reader.
READER_KEYS = (
    *_MODE_KEYS,
    _SETTING + "GENERAL.WiegandType",
    _SETTING + "Card.CardMatchMode",
    _SETTING + "Card.IDEnable",
    _SETTING + "GENERAL.ReverseMode",
)
_NAMED = 5


def reader_settings(config):
    """The settings of a door's card readers by key, as far as its configuration tells; display modes with a name."""
    return {key: _shown(key, str(config[key])) for key in READER_KEYS if config.get(key) not in (None, "", HIDDEN)}


def _shown(key, value):
    if key not in _MODE_KEYS or not value.isdigit() or int(value) >= len(_MODES):
        return value
    return f"{value} ({'' if value in _ATTESTED else 'probably '}{_MODES[int(value)]})"


def reader_differences(doors):
    """What card readers of a fleet differ in, a text for each setting with the doors of each value.

    Doors that don't tell a setting don't count: models differ in what they have.

    :param doors: name of a door -> its :func:`reader_settings`.
    """
    said = []
    for key in READER_KEYS:
        values = {}
        for door, settings in doors.items():
            if settings and key in settings:
                values.setdefault(settings[key], []).append(door)
        if len(values) > 1:
            # the most common value first, which is hardly the odd one
            common = sorted(values, key=lambda value: (-len(values[value]), value))
            parts = [f"{value} on {shortened(sorted(values[value]), _NAMED)}" for value in common]
            said.append(f"{key} is {', '.join(parts)}")
    return said
