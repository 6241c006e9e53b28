#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start or end a call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_call
short_description: Dial and hang up on an Akuvox device
version_added: 0.1.0
description:
  - Makes the device call a number, or ends its call.
  - Dialing is never repeated. When the answer to it is lost, the task fails and says that the outcome is unknown.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  diff_mode:
    description: There is no state to compare.
    support: none
  idempotent:
    description: Hanging up is. Each run with O(action=dial) dials.
    support: partial
options:
  action:
    description:
      - V(dial) starts a call. It fails when one is going on already.
      - V(hangup) ends the call, and changes nothing when there is none.
    type: str
    choices: [dial, hangup]
    required: true
  number:
    description:
      - Telephone number, SIP address or IP address to call, in quotes.
      - Required with O(action=dial), and not taken with O(action=hangup).
    type: raw
  display_name:
    description: Name to show for the called side.
    type: str
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Call the front desk
  doorfleet.akuvox.akuvox_call:
    action: dial
    number: "192.0.2.58"
    display_name: Front desk

- name: End the call
  doorfleet.akuvox.akuvox_call:
    action: hangup
"""

RETURN = r"""
call:
  description: What the device said of its telephone before the task acted.
  returned: success
  type: dict
  contains:
    status_before:
      description: The device's own word. V(READY) means that no call was going on.
      type: str
      returned: always
      sample: READY
    number:
      description: The number that was dialed.
      type: str
      returned: with O(action=dial)
      sample: 192.0.2.58
"""

import time

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, LostAnswer, NotKept
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import Form
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.lifecycle import IDLE, call_status

_HANGUP_LOOKS = 5


def run(task):
    """Dial, or hang up if there is a call."""
    params, device = task.params, task.device
    dial = params["action"] == "dial"
    status = call_status(device)
    result = {"changed": True, "call": {"status_before": status}}
    if not dial:
        if status == IDLE:
            return {**result, "changed": False}
        if not task.check_mode:
            hang_up(device)
        return result
    if status != IDLE:
        raise InvalidInput(f"action: the device can't dial, since a call is going on (status {status}); hang up first")
    if not task.check_mode:
        data = {"Phone": params["number"]}
        if params["display_name"] is not None:
            data["DisplayName"] = params["display_name"]
        device.act("call", "dial", data)
    result["call"]["number"] = params["number"]
    return result


def check_options(params):
    """Refuse what belongs to dialing where there is none."""
    for option in ("number", "display_name"):
        if params["action"] == "hangup" and params[option] is not None:
            raise InvalidInput(f"{option}: is only taken with action: dial")


def hang_up(device, sleep=time.sleep):
    """End the call and see that it is over; a lost answer is settled by looking.

    :raises NotKept: the device took the request and is still in a call.
    """
    lost = None
    try:
        device.act("call", "hangup")
    except LostAnswer as exc:
        lost = exc
    for look in range(_HANGUP_LOOKS):
        if look:
            sleep(1)
        status = call_status(device)
        if status == IDLE:
            return
    raise lost or NotKept(f"{device.address}: the device took the request to hang up, and its call goes on ({status})")


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "action": {"type": "str", "choices": ["dial", "hangup"], "required": True},
        "number": {"type": "raw"},
        "display_name": {"type": "str"},
    },
    codecs={"number": Form(r"[!-~]{1,128}", "a number or address without blanks"), "display_name": Text(63)},
    checks=(check_options,),
    constraints={"required_if": [("action", "dial", ("number",))]},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
