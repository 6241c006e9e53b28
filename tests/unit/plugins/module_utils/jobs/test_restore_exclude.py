# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a configuration a restore leaves as it is."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.restore import ACCESS, _exclude

CONFIG = {"Config.Account1.SIP.Server": "", "Config.Network.LAN.Type": "0"}


def test_the_users_list_adds_to_what_may_cut_the_door_off():
    given = {"exclude": ["Config.Account1"], "access": False}
    assert _exclude(given, CONFIG) == ("Config.Account1", *ACCESS)
    assert _exclude({**given, "access": True}, CONFIG) == ("Config.Account1",)


def test_an_entry_that_keeps_nothing_is_refused():
    with pytest.raises(
        InvalidInput, match=r"exclude\[0\]: 'Config.Acount1' fits no key of the set; did you mean Config.Account1"
    ):
        _exclude({"exclude": ["Config.Acount1"], "access": False}, CONFIG)


def test_without_the_configuration_there_is_nothing_to_fit():
    assert _exclude({"exclude": ["Config.Acount1"], "access": True}, {}) == ("Config.Acount1",)
