#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any configuration keys of a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_config
short_description: Set configuration keys of an Akuvox device
version_added: 0.1.0
description:
  - Sets C(Config.*) keys by their full names, for what has no module of its own.
  - The keys are read, those that differ are written in one request, and read back. The task fails, naming the key, when
    the device accepted a value and did not keep it.
  - Values whose key names a password, PIN or code are hidden in all output.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  settings:
    description:
      - Full key to value. Numbers and booleans are written as the device does, V(true) as V(1).
      - Values that begin with a zero belong in quotes, since YAML drops it.
    type: dict
    required: true
  allow_unknown_keys:
    description:
      - Whether to write keys that the device does not show when its configuration is read.
      - Otherwise such a key is refused before anything is written, since it is most likely misspelled.
    type: bool
    default: false
seealso:
  - module: doorfleet.akuvox.akuvox_relay
  - module: doorfleet.akuvox.akuvox_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Time and place
  doorfleet.akuvox.akuvox_config:
    settings:
      Config.Settings.SNTP.Enable: true
      Config.Settings.SNTP.NTPServer1: ntp.example.net
      Config.DoorSetting.DEVICENODE.Location: North gate

- name: See what would change
  doorfleet.akuvox.akuvox_config:
    settings:
      Config.DoorSetting.CLOUDSERVER.Enable: false
  check_mode: true
  diff: true
"""

RETURN = r"""
updated:
  description: The keys that changed.
  returned: success
  type: list
  elements: str
  sample: [Config.Settings.SNTP.NTPServer1]
incomplete:
  description: Those of them that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import config as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
