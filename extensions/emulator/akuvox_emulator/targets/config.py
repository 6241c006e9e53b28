# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target ``config``: read and write any key, factory reset. Export and import stand in transfer.py."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..configstore import API, check
from ..envelope import Call, Reply, failed
from ..functions import BOTH, POST, Function

if TYPE_CHECKING:
    from ..device import Device


def _get(device: Device, call: Call) -> Reply:
    """All keys, or those in data.item: full names or sections (C22)."""
    config = device.state.config
    item = call.data.get("item")
    if item is None:
        return Reply(data=shown(device, config.values))
    wanted = [item] if isinstance(item, str) else item
    if not isinstance(wanted, list) or not all(isinstance(entry, str) for entry in wanted):
        return failed()
    return Reply(data=shown(device, config.read(wanted)))


def shown(device: Device, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values as this device shows them: secrets plain, as stars or encoded, and some keys not at all."""
    profile = device.profile
    result = {key: value for key, value in values.items() if key not in profile.unread_keys}
    for key in profile.masked_keys:
        if result.get(key):
            result[key] = "********"
    for key in profile.encoded_keys:
        if result.get(key):
            result[key] = base64.b64encode(result[key].encode()).decode()
    return result


def apply(device: Device, changes: Mapping[str, Any], prefixes: tuple[str, ...] = ("Config.",)) -> bool:
    """Write keys below the prefixes into the store; False when a value is refused. Other keys are not kept."""
    checked = check({key: value for key, value in changes.items() if key.startswith(prefixes)})
    if checked is None or not changes:
        return False
    for key in device.profile.base64_keys:
        if key in checked:
            try:
                checked[key] = base64.b64decode(checked[key], validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return False
    account = [device.state.config.values.get(API + name) for name in ("AuthMode", "UserName", "Password")]
    if device.state.config.write(checked):
        device.state.touch("config: changed " + ", ".join(sorted(checked)))
    if account != [device.state.config.values.get(API + name) for name in ("AuthMode", "UserName", "Password")]:
        device.auth.forget()
    return True


def _set(device: Device, call: Call) -> Reply:
    if device.profile.config_single and len(call.data) > 1:
        return failed()
    return Reply() if apply(device, call.data) else failed()


def _reset_factory(device: Device, call: Call) -> Reply:
    """Wipe at the restart, the HTTP API's settings too: expect to lose the device (catalogue: config reset_factory)."""
    return Reply(restart="factory reset", on_restart=device.wipe)


FUNCTIONS = [
    Function("config", "get", BOTH, _get),
    Function("config", "set", POST, _set),
    Function("config", "reset_factory", BOTH, _reset_factory),
]
