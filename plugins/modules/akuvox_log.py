#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system log's level, and emptying the log."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_log
short_description: Configure and empty the system log of an Akuvox device
version_added: 0.1.0
description:
  - Sets how much the device writes to its system log.
  - Empties logs. That is an action, so each run with O(clear) is a change.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  idempotent:
    description: O(clear) empties the logs in every run.
    support: partial
options:
  level:
    description: The least important messages that are written.
    type: str
    choices: [emergency, alert, critical, error, warning, notice, info, debug]
  clear:
    description:
      - The logs to empty, after O(level) is set. Nothing is emptied in check mode.
      - V(log_debug) is there on Android devices only.
    type: list
    elements: str
    choices: [log, kmsg, log_debug]
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Write warnings and worse
  doorfleet.akuvox.akuvox_log:
    level: warning

- name: Everything, from an empty log on
  doorfleet.akuvox.akuvox_log:
    level: debug
    clear: [log, kmsg]
"""

RETURN = r"""
updated:
  description: The settings that changed.
  returned: success
  type: list
  elements: str
  sample: [level]
incomplete:
  description: Those of them that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
cleared:
  description: The logs that were emptied.
  returned: success
  type: list
  elements: str
  sample: [log, kmsg]
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import log as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
