# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long lists in messages: the first few, and how many more there are."""

from __future__ import annotations


def shortened(texts, most, joint=", "):
    """The first ``most`` of some texts in one: ``a, b and 3 more``, or with ``"; "`` between ``a; b; and 3 more``."""
    more = len(texts) - most
    shown = joint.join(texts[:most])
    if more <= 0:
        return shown
    return f"{shown}{'' if joint == ', ' else joint.rstrip()} and {more} more"
