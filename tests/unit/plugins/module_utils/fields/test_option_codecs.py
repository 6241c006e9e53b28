# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that no device key belongs to."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import (
    Confirmed,
    Form,
    MacAddress,
    mac_digits,
)

MAC = "0c1105000001"


@pytest.mark.parametrize(
    "text", ["0C:11:05:00:00:01", "0c-11-05-00-00-01", "0C1105000001", "0c11.0500.0001", " 0C 11 05 00 00 01 "]
)
def test_notations_of_a_mac(text):
    assert MacAddress().check(text) == MAC == mac_digits(text)


@pytest.mark.parametrize(
    "value", ["", "yes", "0C:11:05:00:00", "0C:11:05:00:00:01:02", "0G:11:05:00:00:01", True, None]
)
def test_what_is_no_mac(value):
    with pytest.raises(BadValue, match="MAC address"):
        MacAddress().check(value)


@pytest.mark.parametrize("value", [110500000101, 31532342, 29.3])
def test_numbers_that_yaml_made(value):
    with pytest.raises(BadValue, match=r"in quotes.*YAML"):
        MacAddress().check(value)
    with pytest.raises(BadValue, match=r"must be a version in quotes.*YAML"):
        Form(r"[0-9.]+", "a version").check(value)


def test_a_form_fits_as_a_whole():
    form = Form(r"[0-9]+(\.[0-9]+)+", "a version")
    assert form.check(" 29.30 ") == "29.30"
    for value in ("29", "29.30\n29", "29.30x", "x29.30", ""):
        with pytest.raises(BadValue, match="must be a version, not"):
            form.check(value)


@pytest.mark.parametrize("value", [False, "true", 1, None])
def test_only_true_confirms(value):
    with pytest.raises(BadValue, match="must be true, since this opens a door"):
        Confirmed("this opens a door").check(value)
    assert Confirmed("this opens a door").check(True) is True
