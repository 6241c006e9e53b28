# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of the collection can do, for their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of all modules; parts for those that write, those that only read, and those that ask no door."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Makes the same reads as a real run, writes nothing, and returns what a real run would.
    support: full
  diff_mode:
    description: Returns what changes, in the options' own names, with secrets hidden.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
  action_group:
    description: Takes C(module_defaults) of the group.
    support: full
    membership:
      - doorfleet.akuvox.akuvox
notes:
  - The devices are the inventory hosts. The module runs in the controller's own process and opens no connection but
    the HTTP API's. Delegated to another host, it runs there as an ordinary module.
  - A task is for its inventory host. All connection options are those of that host, whatever the task is delegated to.
    A task that is delegated to another door is refused.
  - A device that can't be reached makes its host unreachable. Whatever else goes wrong fails the task.
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Reads the same in check mode; it never changes anything.
    support: full
  diff_mode:
    description: Has nothing to show, as nothing changes.
    support: N/A
  idempotent:
    description: It never changes anything.
    support: full
  action_group:
    description: Takes C(module_defaults) of the group.
    support: full
    membership:
      - doorfleet.akuvox.akuvox
notes:
  - The devices are the inventory hosts. The module runs in the controller's own process and opens no connection but
    the HTTP API's. Delegated to another host, it runs there as an ordinary module.
  - A task is for its inventory host. All connection options are those of that host, whatever the task is delegated to.
    A task that is delegated to another door is refused.
  - A device that can't be reached makes its host unreachable. Whatever else goes wrong fails the task.
"""

    CONTROLLER = r"""
options: {}
attributes:
  check_mode:
    description: Does the same in check mode.
    support: full
  diff_mode:
    description: Has nothing to show.
    support: N/A
  idempotent:
    description: It changes nothing at a door.
    support: N/A
"""
