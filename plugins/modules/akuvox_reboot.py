#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restart a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_reboot
short_description: Restart an Akuvox device and wait until it is back
version_added: 0.1.0
description:
  - Restarts the device. The request is sent only once, even when its answer is lost.
  - The restart is over when the device's uptime shows it. That its port answers proves nothing, as a device goes on
    answering for some seconds.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  diff_mode:
    description: There is no state to compare.
    support: none
  idempotent:
    description: Each run restarts the device.
    support: none
options:
  wait:
    description:
      - Whether to wait until the device is back.
      - Without it, the result only says that the device took the request.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds to wait, V(5) to V(7200).
      - When they are over, the task fails and says what the device did instead.
    type: int
    default: 300
  reason:
    description: Why, for whoever reads the job's output. It is repeated in the result and not sent to the device.
    type: str
  skip_if_in_call:
    description: Whether to leave the device alone while a call is going on. The task then changes nothing and returns
      RV(skip_reason).
    type: bool
    default: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Restart the doors, two at a time
  doorfleet.akuvox.akuvox_reboot:
    reason: the clock ran away
    wait_timeout: 180
  throttle: 2

- name: Restart at once, also during a call, and don't wait
  doorfleet.akuvox.akuvox_reboot:
    wait: false
    skip_if_in_call: false
"""

RETURN = r"""
reboot:
  description: What is known of the restart.
  returned: when the device was restarted, or would be in check mode
  type: dict
  contains:
    confirmed:
      description: Whether the restart was seen. It is not with O(wait=false) and in check mode.
      type: bool
      returned: always
      sample: true
    uptime_before:
      description: Seconds that the device had been running, null where it doesn't say so.
      type: int
      returned: always
      sample: 864000
    uptime_after:
      description: Seconds that it had been running when it was back.
      type: int
      returned: always
      sample: 12
    seconds:
      description: Seconds from the request until the restart was seen.
      type: float
      returned: always
      sample: 47.5
    reason:
      description: The option of this name.
      type: str
      returned: always
      sample: the clock ran away
skip_reason:
  description: Why nothing was done.
  returned: when a call is going on
  type: str
  sample: a call is going on (skip_if_in_call)
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.lifecycle import (
    order_restart,
    skipped_in_call,
    uptime,
)


def run(task):
    """Restart, unless a call is going on."""
    params, device = task.params, task.device
    before = uptime(device)
    skipped = skipped_in_call(device) if params["skip_if_in_call"] else None
    if skipped:
        return skipped
    facts = {
        "confirmed": False,
        "uptime_before": before.seconds,
        "uptime_after": None,
        "seconds": None,
        "reason": params["reason"],
    }
    if task.check_mode:
        return {"changed": True, "reboot": facts}
    timeout = params["wait_timeout"] if params["wait"] else None
    device.session.expect("restart", timeout or 0)
    restart = order_restart(
        device, before, lambda: device.act("system", "reboot"), timeout, reboot=facts, progress=task.progress
    )
    if restart is None:
        return {
            "changed": True,
            "reboot": facts,
            "msg": "the device took the request; whether it restarts was not checked (wait: false)",
        }
    return {"changed": True, "reboot": {**facts, **restart.facts(), "confirmed": True}}


MODULE = Module(
    run=run,
    spec={
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 300},
        "reason": {"type": "str"},
        "skip_if_in_call": {"type": "bool", "default": True},
    },
    codecs={"wait_timeout": Number(5, 7200, "seconds")},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
