# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many people a list may take away at once."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.expiry import expiry_mistake

TODAY = "2026-05-15"


def people(absent, expired, there, first=1000):
    """So many who are absent, past their last day, and there; the last day of one who is there is today."""
    fields = (
        [{"state": "absent"}] * absent + [{"valid_until": "2026-05-14"}] * expired + [{"valid_until": TODAY}] * there
    )
    return [{"user_id": str(first + number), "name": f"P{number}", **entry} for number, entry in enumerate(fields)]


@pytest.mark.parametrize(("absent", "expired", "there", "limit", "passes"), [
    (0, 0, 40, "50%", True),
    (10, 10, 20, "50%", True),
    (10, 11, 20, "50%", False),
    (0, 10, 0, "50%", True),
    (0, 11, 0, "50%", False),
    (0, 11, 0, "100%", True),
    (11, 0, 90, "10", False),
    (11, 0, 90, "11", True),
    (11, 0, 90, "0%", False),
    (10, 0, 90, "0%", True),
])  # fmt: skip
def test_more_than_half_and_more_than_ten_are_a_mistake(absent, expired, there, limit, passes):
    assert (expiry_mistake(people(absent, expired, there), ["*"], TODAY, limit) is None) is passes


def test_the_mistake_has_numbers_three_names_and_the_way_on():
    assert expiry_mistake(people(1, 15, 4), ["*"], TODAY, "50%") == (
        "16 of the 20 people whom the list manages are absent or past their valid_until, such as 1000 P0, 1001 P1, "
        "1002 P2, and akuvox_people_expire_limit allows 50%. Is a year wrong? If all of them are to be taken away, set "
        "akuvox_people_expire_limit: 100%"
    )


def test_people_whom_the_list_does_not_manage_do_not_count():
    mixed = people(40, 0, 0, first=5000) + people(0, 5, 6)
    assert expiry_mistake(mixed, ["1000-1999"], TODAY, "50%") is None
    assert "40 of the 40" in expiry_mistake(mixed, ["5000-5999"], TODAY, "50%")


def test_a_limit_that_is_none():
    with pytest.raises(InvalidInput, match="akuvox_people_expire_limit: must be a number of people or a percentage"):
        expiry_mistake(people(1, 0, 0), ["*"], TODAY, "half")
