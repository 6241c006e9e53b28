#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set a device back to how it left the factory."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_factory_reset
short_description: Reset an Akuvox device to factory settings
version_added: 0.1.0
description:
  - Wipes the device. Users, codes, settings, certificates and the login of the HTTP API are gone, and its address may
    change, so expect to lose contact. Keep an export, as made by a backup, to be able to undo it.
  - The request is sent only once, even when its answer is lost.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Compares O(confirm) with the device and resets nothing.
    support: full
  diff_mode:
    description: There is no state to compare.
    support: none
  idempotent:
    description: Each run resets the device.
    support: none
options:
  confirm:
    description:
      - The MAC address of the device that is to be wiped, in quotes, in any usual notation.
      - Take it from your own records or from the label. If you read it from the device in the same play, the device
        confirms itself, and a task on the wrong group would wipe every door in it.
    type: raw
    required: true
  wait:
    description:
      - Whether to wait until the device has restarted.
      - A device that comes back and refuses the login counts as restarted. One that comes back at another address is
        never found and fails the task.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait, V(5) to V(7200), with O(wait=true).
    type: int
    default: 300
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Wipe a door that goes back to the shop
  doorfleet.akuvox.akuvox_factory_reset:
    confirm: "0C:11:05:00:00:0B"

- name: Wipe the doors that are listed with their MAC in the inventory, and wait for them
  doorfleet.akuvox.akuvox_factory_reset:
    confirm: "{{ label_mac }}"
    wait: true
"""

RETURN = r"""
factory_reset:
  description: What is known of the reset.
  returned: success
  type: dict
  contains:
    mac:
      description: MAC address of the device.
      type: str
      returned: always
      sample: 0C:11:05:00:00:0B
    confirmed:
      description: Whether the restart that follows was seen. It is not with O(wait=false) and in check mode.
      type: bool
      returned: always
      sample: false
    seconds:
      description: Seconds from the request until the restart was seen.
      type: float
      returned: always
      sample: 61.0
    login:
      description:
        - V(refused) when the device is back and doesn't take the login any more, V(accepted) when it does.
        - V(unknown) when that wasn't seen.
      type: str
      returned: always
      sample: unknown
msg:
  description: What to expect of the device now.
  returned: success
  type: str
  sample: the device restarts with factory settings; its login is that of the factory and its address may change
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import MacAddress, mac_digits
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.lifecycle import order_restart, uptime

_EXPECT = "the device restarts with factory settings; its login is that of the factory and its address may change"


def run(task):
    """Reset the device, if it is the one that is meant."""
    params, device = task.params, task.device
    before = uptime(device)
    # the last thing that is asked before the reset
    status = device.system_info().get("Status")
    mac = status.get("MAC") if isinstance(status, dict) else None
    check_mac(params["confirm"], mac, device.address)
    facts = {"mac": mac, "confirmed": False, "seconds": None, "login": "unknown"}
    if task.check_mode:
        return {"changed": True, "factory_reset": facts, "msg": _EXPECT}
    device.session.expect("factory reset", params["wait_timeout"])
    restart = order_restart(
        device,
        before,
        lambda: device.act("config", "reset_factory"),
        params["wait_timeout"] if params["wait"] else None,
        login_may_go=True,
        progress=task.progress,
        factory_reset=facts,
    )
    if restart is not None:
        login = "refused" if restart.login_refused else "accepted"
        facts = {**facts, "confirmed": True, "seconds": restart.facts()["seconds"], "login": login}
    return {"changed": True, "factory_reset": facts, "msg": _EXPECT}


def check_mac(confirm, mac, address):
    """Refuse unless the device is the confirmed one. Its own MAC is not shown: it would only be pasted into the task.

    :raises InvalidInput: nothing was sent that changes anything.
    """
    held = mac_digits(mac or "")
    if held is None:
        raise InvalidInput(f"confirm: the device at {address} doesn't say its MAC address, so it can't be confirmed")
    if held != confirm:
        raise InvalidInput(
            f"confirm: the device at {address} has another MAC address, so it was not reset. Is it the door that you "
            "mean? Compare the MAC on its label, or in your own records, with that of the task"
        )


MODULE = Module(
    run=run,
    spec={
        "confirm": {"type": "raw", "required": True},
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 300},
    },
    codecs={"confirm": MacAddress(), "wait_timeout": Number(5, 7200, "seconds")},
    wary=True,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
