#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the relays."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_relay
short_description: Configure the relays of an Akuvox device
version_added: 0.1.0
description:
  - Sets names, types and delays of the relays, and how they are opened by DTMF and by HTTP.
  - Only the options that are given are touched. All of them are written in one request and read back.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  relays:
    description: Settings relay by relay.
    type: list
    elements: dict
    suboptions:
      relay:
        description: The relay, as it is printed on the device.
        type: str
        choices: [A, B, C]
        required: true
      name:
        description: Name that the device shows, up to 63 characters.
        type: str
      type:
        description: State of the contact at rest.
        type: str
        choices: [normally_closed, normally_open]
      hold_delay:
        description: Seconds that the relay stays triggered, 0 to 60.
        type: int
      trigger_delay:
        description: Seconds to wait before the relay is triggered, 0 to 60.
        type: int
  dtmf:
    description: Opening by codes that are dialled during a call.
    type: dict
    suboptions:
      enabled:
        description: Whether relays open by DTMF.
        type: bool
      digits:
        description: How many characters each code has.
        type: int
        choices: [1, 2, 3, 4]
      codes:
        description:
          - The codes of relay A, B and C in turn, as text in quotes, out of digits, V(*), V(#) and V(A) to V(D).
          - Each has as many characters as O(dtmf.digits) says, or the device where it is left out.
        type: list
        elements: raw
  http_trigger:
    description: Opening by a URL that carries a login of its own. Best left switched off.
    type: dict
    suboptions:
      enabled:
        description: Whether relays open by HTTP.
        type: bool
      username:
        description: User in the URL.
        type: str
      password:
        description: Password in the URL.
        type: str
seealso:
  - module: doorfleet.akuvox.akuvox_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: The street door opens for five seconds, the gate for thirty
  doorfleet.akuvox.akuvox_relay:
    relays:
      - relay: A
        name: Street door
        type: normally_closed
        hold_delay: 5
      - relay: B
        name: Gate
        hold_delay: 30
        trigger_delay: 2

- name: No door opens by telephone or URL
  doorfleet.akuvox.akuvox_relay:
    dtmf:
      enabled: false
    http_trigger:
      enabled: false

- name: See what would change
  doorfleet.akuvox.akuvox_relay:
    relays:
      - relay: A
        hold_delay: 8
  check_mode: true
  diff: true
"""

RETURN = r"""
updated:
  description: The settings that changed, by relay and option.
  returned: success
  type: list
  elements: str
  sample: [A.hold_delay, B.name]
incomplete:
  description: Those of them that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import relay as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
