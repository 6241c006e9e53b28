# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets that are a view on the configuration: relay, input, publiccode, sip and log, each with get and set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..envelope import Call, Reply, failed
from ..functions import BOTH, POST, Function, Handler
from .config import apply, shown

if TYPE_CHECKING:
    from ..device import Device

_SIP_SECTIONS = "ANONYMOUS_CALL AUTO_ANSWER GENERAL NAT OUTPROXY REJECT_ANONYMOUSCALL SIP STUN".split()


@dataclass(frozen=True)
class View:
    """Which keys get returns, and below which prefixes set takes keys."""

    shown: tuple[str, ...]
    settable: tuple[str, ...]
    set_echo: str = ""
    set_returns_data: bool = False


VIEWS: Mapping[str, View] = {
    "relay": View(
        ("Config.DoorSetting.RELAY", "Config.DoorSetting.DTMF"),
        ("Config.DoorSetting.RELAY.", "Config.DoorSetting.DTMF."),
    ),
    # Action.CallNum and CallName can be set, but are not in the reply of get (C28).
    "input": View(("Config.DoorSetting.INPUT",), ("Config.DoorSetting.INPUT.", "Config.DoorSetting.Action.")),
    "publiccode": View(("Config.DoorSetting.PASSWORD",), ("Config.DoorSetting.PASSWORD.",)),
    "sip": View(
        tuple(f"Config.Account{number}.{section}" for number in (1, 2) for section in _SIP_SECTIONS),
        ("Config.Account1.", "Config.Account2."),
    ),
    # C07, C68: log set echoes get and carries data.
    "log": View(("Config.Settings.LOGLEVEL.Level",), ("Config.Settings.LOGLEVEL.",), "get", True),
}


def _getter(view: View) -> Handler:
    def get(device: Device, call: Call) -> Reply:
        return Reply(data=shown(device, device.state.config.read(view.shown)))

    return get


def _setter(view: View) -> Handler:
    def set_keys(device: Device, call: Call) -> Reply:
        if not apply(device, call.data, view.settable):
            return failed()
        return Reply(data=shown(device, device.state.config.read(view.shown)) if view.set_returns_data else None)

    return set_keys


# Not in the manual: the web interface's accounts on some firmware (device-facts 9.3). What reads them is not known.
_WEB_LOGIN = View((), ("Config.Settings.WEB_LOGIN.", "Config.Settings.SECURITY."))

FUNCTIONS = [
    function
    for target, view in VIEWS.items()
    for function in (
        Function(target, "get", BOTH, _getter(view)),
        Function(target, "set", POST, _setter(view), echo=view.set_echo),
    )
] + [Function("security_basic", "set", POST, _setter(_WEB_LOGIN), documented=False)]
