#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code of a card, from the reader of a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_card_scan
short_description: Read the code of a card at the reader of an Akuvox device
version_added: 0.1.0
description:
  - Returns the code of the card that is held to the reader, for example to give it to a person with
    M(doorfleet.akuvox.akuvox_user).
  - The connection option O(timeout) is how long the task waits for the device, and so for the card. How long the device
    itself waits depends on its firmware.
  - The task fails when no card was held to the reader. Devices are not documented for that case, so a refusal, an
    answer without a code and no answer within O(timeout) all count as such, and the message says which it was.
  - It is never repeated by itself. Nothing changes on the device, so the task can be run again at any time.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Asks nothing, and returns an empty code.
    support: partial
    details: Nobody can know which card would be held to the reader.
  diff_mode:
    description: Has nothing to show, as nothing changes.
    support: N/A
  idempotent:
    description: It never changes anything.
    support: full
options: {}
seealso:
  - module: doorfleet.akuvox.akuvox_user
  - module: doorfleet.akuvox.akuvox_rfkey
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Hold the new card to the reader
  doorfleet.akuvox.akuvox_card_scan:
    timeout: 30
  register: card

- name: Give it to a person
  doorfleet.akuvox.akuvox_user:
    users:
      - user_id: "1001"
        name: Robin Sample
        cards: ["{{ card.code }}"]
"""

RETURN = r"""
code:
  description: The code of the card as the device shows it, in hex. Empty in check mode.
  returned: success
  type: str
  sample: 99D78D72
"""

import re

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    NoAnswerInTime,
    Refused,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module


def run(task):
    """Ask for the card at the reader."""
    if task.check_mode:
        return {"changed": False, "code": ""}
    try:
        data = task.device.act("user", "scan", lasting=False)
    except Unsupported:
        raise
    except NoAnswerInTime:
        raise _no_card(task, f"the device did not answer within {task.device.timeout:g} s (timeout)") from None
    except Refused as exc:
        raise _no_card(task, exc.message) from None
    code = data.get("RFCode")
    code = str(code).strip() if isinstance(code, (str, int)) and not isinstance(code, bool) else ""
    if not re.fullmatch(r"[0-9A-Za-z]{1,64}", code):
        raise _no_card(task, "the device answered without a code")
    return {"changed": False, "code": code}


def _no_card(task, reason):
    return AkuvoxError(f"no card was held to the reader of {task.device.address} in time: {reason}")


MODULE = Module(run=run, writes=never)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
