# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP accounts."""

from __future__ import annotations

from ..converge.settings import SettingsConvergence
from ..errors import AkuvoxError, InvalidInput
from ..module import Module
from ..operations.sip_registration import (
    MAX_WAIT,
    registrations,
    wait_registered,
)
from ..targets import sip


def prepare(task):
    """Read and plan the accounts; what comes after is to wait for them."""
    params, rows, seconds = task.params, task.params["accounts"], task.params["wait_registered"]
    in_use = []

    def read_status():
        return task.device.read("sip", "status")

    def failed(account):
        states = {row["account"]: row["status"] for row in registrations(read_status())}
        return states.get(account) == "registration_failed"

    def choose(current):
        in_use.extend(sip.enabled_accounts(rows, current))
        return sip.sip_settings(rows, current, params["update_secrets"], failed)

    def wait(result):
        if not seconds or task.check_mode or not in_use:
            return result
        try:
            accounts = wait_registered(read_status, in_use, seconds, result["changed"])
        except AkuvoxError as exc:
            raise exc.restated(exc.message, **{**result, **exc.detail}) from None
        return {**result, "accounts": accounts}

    return SettingsConvergence(task.device, "sip", choose, task, afterwards=wait)


def check(params):
    """Refuse an empty list and a wait without end.

    :raises InvalidInput: naming the option.
    """
    if not params["accounts"]:
        raise InvalidInput("accounts: is empty; give at least one account")
    if not 0 <= params["wait_registered"] <= MAX_WAIT:
        raise InvalidInput(f"wait_registered: must be 0 to {MAX_WAIT} seconds, not {params['wait_registered']}")


MODULE = Module(
    prepare=prepare,
    spec={
        "accounts": {"required": True},
        "update_secrets": {
            "type": "str",
            "default": "when_changed",
            "choices": ["when_changed", "always", "on_create"],
        },
        "wait_registered": {"type": "int", "default": 0},
    },
    tables={"accounts": sip.TABLE},
    checks=(check,),
)
