# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many doors a play does at a time."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import batches as sizes
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.errors import TemplatePluginError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain


def batches(value):
    """The batches of ``akuvox_serial`` as a play's ``serial`` takes them."""
    try:
        return sizes.batches(plain(value))
    except InvalidInput as exc:
        raise TemplatePluginError(exc.message) from None
