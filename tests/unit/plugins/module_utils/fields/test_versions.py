# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How firmware versions are read and compared, by all who do."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.versions import same_version, version_key


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("29.30.10.9", "29.30.10.100"),
        ("29.30.9.200", "29.30.10.1"),
        ("29.30.10", "29.30.10.1"),
        ("9.99", "29.1"),
    ],
)
def test_versions_are_compared_number_by_number(older, newer):
    assert version_key(older) < version_key(newer)
    assert not same_version(older, newer)


def test_versions_that_are_one():
    assert same_version("29.30.10.100", " 29.30.010.100 ")
    assert same_version("29.30", "29.30.0")
    assert same_version("29.30-rc", "29.30-rc")
    assert not same_version("29.30-rc", "29.30")


@pytest.mark.parametrize(
    "text", ["", "29.", ".29", "29..30", "29.30-rc", "29.3_0", "+29.30", "29.-30", "٢٩.٣٠", "1" * 10, None]
)
def test_what_is_no_version(text):
    assert version_key(text) is None
