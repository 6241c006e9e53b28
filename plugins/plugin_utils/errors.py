# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that a filter and a lookup raise, by the names that this ansible-core has for them."""

from __future__ import annotations

try:
    from ansible.errors import AnsibleTemplatePluginError as TemplatePluginError

    LookupPluginError = TemplatePluginError
except ImportError:
    # before 2.19; later ones keep this name for a while only
    from ansible.errors import AnsibleFilterError as TemplatePluginError
    from ansible.errors import AnsibleLookupError as LookupPluginError

__all__ = ("LookupPluginError", "TemplatePluginError")
