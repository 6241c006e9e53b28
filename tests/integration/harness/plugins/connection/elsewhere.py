# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""This machine under another name, so that a task that is delegated to it is packed and run as a process."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = r"""
name: elsewhere
short_description: This machine, not called local
description: Stands for a bastion. A task that is delegated to it runs as an ordinary module.
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(LocalConnection):
    """The local connection by another name."""

    transport = "elsewhere"
