# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values of a vaulted file would blank ordinary output."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.vaulted import short_values


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"hold": 5, "password": "long/enough"}, ["hold"]),
        ({"codes": ["4711", "12345678"], "doors": {"gate": {"relay": "A"}}}, ["codes[0]", "doors.gate.relay"]),
        ({"on": True, "off": False, "none": None, "empty": "", "blank": "  "}, []),
        ({"padded": " ab \n", "rate": 1.5}, ["padded", "rate"]),
        ({"five": "12345", "six": "123456"}, ["five"]),
        ("x", [""]),
        (None, []),
    ],
)
def test_what_is_short(value, found):
    assert short_values(value) == found


def test_what_counts_as_short_can_be_said():
    assert short_values({"pin": "4711"}, shortest=4) == []
