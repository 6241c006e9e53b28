# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which PINs are too easy to guess, and how the policy is given."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pin_policy import PinPolicy, policy_from, weakness


@pytest.mark.parametrize(("pin", "reason"), [
    ("473", "has fewer than 4 digits"),
    ("0000", "is one digit over and over"),
    ("33333333", "is one digit over and over"),
    ("1234", "counts up or down"),
    ("7890", "counts up or down"),
    ("98765432", "counts up or down"),
    ("1212", "is a group of digits over and over"),
    ("471471", "is a group of digits over and over"),
    ("2580", "is a line of the keypad"),
])  # fmt: skip
def test_a_weak_pin_has_its_reason(pin, reason):
    assert weakness(pin, PinPolicy()) == reason


@pytest.mark.parametrize("pin", ["4711", "12341", "1225", "04708153", "135792", "", None])
def test_other_pins_and_none_are_fine(pin):
    assert weakness(pin, PinPolicy()) is None


def test_a_policy_can_allow_patterns_and_want_more_digits():
    policy = policy_from({"min_length": "6", "allow_weak": True})
    assert policy == PinPolicy(6, True)
    assert weakness("111111", policy) is None
    assert weakness("47110", policy) == "has fewer than 6 digits"


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_without_a_policy_the_default_holds(nothing):
    assert policy_from(nothing) == PinPolicy()


@pytest.mark.parametrize(("option", "message"), [
    ({"length": 6}, "akuvox_pin_policy.length: is not a part of the policy; there are min_length and allow_weak"),
    ({"min_length": 1}, "akuvox_pin_policy.min_length: must be 2 to 8 digits, not 1"),
    ({"min_length": True}, "akuvox_pin_policy.min_length: must be 2 to 8 digits, not True"),
    ({"allow_weak": "perhaps"}, "akuvox_pin_policy.allow_weak: must be true or false, not 'perhaps'"),
    (["min_length"], "akuvox_pin_policy: must be a mapping with min_length and allow_weak"),
])  # fmt: skip
def test_a_wrong_policy_is_refused_by_name(option, message):
    with pytest.raises(InvalidInput) as caught:
        policy_from(option)
    assert caught.value.message == message
