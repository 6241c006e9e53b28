# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door's part of a list of people."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import people_on
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack, unpack
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.errors import TemplatePluginError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day


def people_of_door(packed, door, today=None, timezone=None):
    """A door's part of a packed list, packed."""
    try:
        return pack(people_on(unpack(str(packed), "people_of_door"), str(door), day(today, timezone)))
    except InvalidInput as exc:
        raise TemplatePluginError(exc.message) from None
