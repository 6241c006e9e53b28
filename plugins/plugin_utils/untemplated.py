# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values from outside as variables: a device may call itself anything, also a template."""

from __future__ import annotations

try:
    from ansible.template import trust_as_template
except ImportError:
    # before 2.19 every text is a template unless it is marked
    from ansible.utils.unsafe_proxy import wrap_var as _plain

    def trust_as_template(value):
        """Return the text."""
        return value
else:

    def _plain(value):
        """The text without marks: from 2.19 on only text that is marked as trusted is a template."""
        return str(value)


def untemplated(value):
    """The value, marked as no template where it could be one.

    Other text is marked as trusted: from 2.19 on, ``ansible-inventory --list`` writes an object in place of text that
    isn't, and AWX would show that.
    """
    if not isinstance(value, str):
        return value
    return _plain(value) if "{" in value else trust_as_template(value)
