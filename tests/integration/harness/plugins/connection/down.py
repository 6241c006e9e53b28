# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine that nobody gets into, as the connection plugin ssh tells it, for test machines without ssh."""

from __future__ import annotations

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = r"""
name: down
short_description: A machine that is down
description: Stands for a bastion that can't be reached.
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(LocalConnection):
    """A connection that is never there."""

    transport = "down"

    def exec_command(self, cmd, in_data=None, sudoable=True):
        """Fail as ssh does."""
        raise AnsibleConnectionFailure("Failed to connect to the host via ssh: Connection timed out")
