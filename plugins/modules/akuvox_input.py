#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the door inputs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_input
short_description: Configure the door inputs of an Akuvox device
version_added: 0.1.0
description:
  - Sets what triggers the inputs (door contacts, exit buttons) and what they set off.
  - Only the options that are given are touched. All of them are written in one request and read back.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  inputs:
    description: Settings input by input.
    type: list
    elements: dict
    suboptions:
      input:
        description: The input, as it is printed on the device.
        type: str
        choices: [A, B, C]
        required: true
      enabled:
        description: Whether the input is in use.
        type: bool
      trigger:
        description: Level that triggers the input.
        type: str
        choices: [low, high]
      delay:
        description: Seconds to wait before the input triggers, 0 to 65536. With V(0), it triggers at once.
        type: int
      relay:
        description: Relay that the input triggers.
        type: str
        choices: [A, B, C]
      action_url:
        description: URL that is asked with O(inputs[].http=true), empty for none.
        type: str
      ftp:
        description: Whether pictures are sent by FTP.
        type: bool
      http:
        description: Whether O(inputs[].action_url) is asked.
        type: bool
      smtp:
        description: Whether pictures are sent by e-mail.
        type: bool
      sip:
        description: Whether the number of O(call) is called.
        type: bool
  call:
    description:
      - Whom the inputs call.
      - Some firmware accepts this but never shows it, neither with the inputs nor in its whole configuration. Then it
        can't be compared, so every run writes it, with a warning, and doesn't count it as a change.
    type: dict
    suboptions:
      number:
        description: Telephone number or address, in quotes, as YAML drops the leading zeros of an unquoted number.
        type: raw
      name:
        description: Name of the called side, up to 63 characters.
        type: str
seealso:
  - module: doorfleet.akuvox.akuvox_relay
  - module: doorfleet.akuvox.akuvox_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: An exit button for the street door, and a call when the gate is forced
  doorfleet.akuvox.akuvox_input:
    inputs:
      - input: A
        enabled: true
        trigger: low
        relay: A
      - input: B
        enabled: true
        trigger: high
        delay: 5
        sip: true
    call:
      number: "192.0.2.100"
      name: Guard

- name: See what would change
  doorfleet.akuvox.akuvox_input:
    inputs:
      - input: C
        enabled: false
  check_mode: true
  diff: true
"""

RETURN = r"""
updated:
  description: The settings that changed, by input and option.
  returned: success
  type: list
  elements: str
  sample: [A.trigger, call.number]
incomplete:
  description: Those of them that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import input as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
