# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that are one ``Config.*`` key each."""

from __future__ import annotations

from ..converge.settings import Setting
from ..errors import InvalidInput


def one_key(place, key, codec, value, secret=False):
    """The :class:`Setting` of an option that is one key; results call it as the user does."""
    return Setting(place, place, key, codec.encode(value), secret, codec.decode)


def check_keys(settings, current):
    """Refuse settings that the device with the keys ``current`` doesn't have.

    :raises InvalidInput: naming option and key.
    """
    for setting in settings:
        if setting.key not in current:
            raise InvalidInput(f"{setting.place}: this device has no such setting (looked for {setting.key})")
