# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as they come from YAML or from a device."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.numbers import whole_number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("7", 7),
        (" -7 ", -7),
        (True, None),
        (7.0, None),
        ("7.0", None),
        ("", None),
        (None, None),
        ("\u0667", None),
    ],
)
def test_whole_numbers(value, number):
    assert whole_number(value) == number
