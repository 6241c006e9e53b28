# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of configuration keys."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.keypatterns import (
    KeyPatterns,
    fits_key,
    without_key,
)

KEYS = ["Config.Network.LAN.Type", "Config.Network.LAN.Ip", "Config.Autoprovision.PNP.Enable", "Config.Networks.X.Y"]


@pytest.mark.parametrize(("pattern", "fitting"), [
    ("Config.Network", 2),
    ("Config.Network.", 2),
    ("config.network.*", 2),
    ("Config.Network.LAN.Ip", 1),
    ("Config.Network*", 3),
    ("*.Enable", 1),
    ("Config", 4),
    ("*", 4),
    ("Config.Net", 0),
])  # fmt: skip
def test_a_section_means_the_keys_below_it(pattern, fitting):
    assert sum(fits_key(key, KeyPatterns().check(pattern)) for key in KEYS) == fitting


@pytest.mark.parametrize("pattern", ["Network.*", "Config Network", "Configuration.X", "Config.Network.*; Config.X"])
def test_what_is_no_pattern_of_keys(pattern):
    with pytest.raises(BadValue, match=r"must begin with Config\."):
        KeyPatterns().check([pattern])


def test_what_fits_no_key_is_named_with_what_may_be_meant():
    said = list(without_key(["Config.Network", "Config.Autoprovison.*", "Config.Zzz"], KEYS, "the set"))
    assert said == [
        (1, "'Config.Autoprovison.*' fits no key of the set; did you mean Config.Autoprovision?"),
        (2, "'Config.Zzz' fits no key of the set"),
    ]
