# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as they are outside of the controller."""

from __future__ import annotations


def plain(value):
    """A value free of the controller's own string types (vaulted, tagged), as a module process would get it."""
    if isinstance(value, dict):
        return {_text(key): plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _text(value)


def _text(value):
    # before 2.19 str() gives back unsafe text as it is
    return str.__str__(str(value))
