#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes that everybody shares."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_publiccode
short_description: Configure the public codes of an Akuvox device
version_added: 0.1.0
description:
  - Sets the codes that everybody shares, how long they are, and whether they open at all.
  - Only the options that are given are touched. All of them are written in one request and read back.
  - Codes are never shown, neither in results nor in differences.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  enabled:
    description: Whether the public codes open.
    type: bool
  digits:
    description: How many digits each code has.
    type: int
    choices: [4, 5, 6, 7, 8]
  codes:
    description:
      - The codes, up to 3, as digits in quotes. Unquoted, YAML drops leading zeros, so a number is refused.
      - Each has as many digits as O(digits) says, or the device where it is left out.
      - A shorter list than before empties the rest, and an empty list all of them.
      - On a device that shows codes as stars they can't be compared, and are only written along with other changes.
    type: list
    elements: raw
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: One code of six digits
  doorfleet.akuvox.akuvox_publiccode:
    enabled: true
    digits: 6
    codes: ["{{ vault_public_code }}"]

- name: No code that everybody knows
  doorfleet.akuvox.akuvox_publiccode:
    enabled: false
    codes: []
"""

RETURN = r"""
updated:
  description: The settings that changed.
  returned: success
  type: list
  elements: str
  sample: [digits, "codes[0]"]
incomplete:
  description: Those of them that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import publiccode as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
