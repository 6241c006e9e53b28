# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules that keep files of a door in a folder of its own, for their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    """dir and door, and the parts of a backup, which each module describes."""

    DOCUMENTATION = r"""
options:
  dir:
    description:
      - Folder for all doors. A relative one begins where the command was run.
      - It is made when it is missing, the folder above it is not.
      - Each door has a folder in it, with the name of O(door). Characters that a file name can't hold are written as in
        a URL.
      - Folders that are made have mode 0700, and files 0600.
    type: path
    required: true
  door:
    description: Name of the door, usually its inventory name.
    type: str
    required: true
"""

    PARTS = r"""
options:
  parts:
    type: list
    elements: str
    choices: [schedule, config, group, contact, dialreplace, privatekey, rfkey, user]
    default: [schedule, config, group, contact, dialreplace, privatekey, rfkey, user]
"""
