# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin: how long it takes to find all doors of a fleet, and to read what they are."""

from __future__ import annotations

from inventory_scan import run as scan
from table import short, span, table

SIZES = (100, 1_000)


def run(rounds: int) -> list[str]:
    """The table."""
    rows = []
    for doors in SIZES:
        for tls in (False, True):
            found = scan(doors, rounds, tls)
            row = [f"{doors:,}", "HTTPS" if tls else "HTTP", span(found["seconds"]), f"{found['requests']:.2f}"]
            rows.append([*row, short(found["median"] / doors * 1000)])
    return table(["doors", "speak", "seconds", "requests per door", "ms per door"], rows)
