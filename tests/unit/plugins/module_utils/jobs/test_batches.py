# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many doors a job does at a time."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.batches import batches


@pytest.mark.parametrize(("given", "sizes"), [
    ("1,5", [1, 5]),
    (" 1, 10 %, 100% ", [1, "10%", "100%"]),
    ("", ["100%"]),
    (None, ["100%"]),
    (5, [5]),
    ("05", [5]),
    ([1, "20%"], [1, "20%"]),
    ('["1", "20%"]', [1, "20%"]),
    ("25%", ["25%"]),
])  # fmt: skip
def test_batches(given, sizes):
    assert batches(given) == sizes


@pytest.mark.parametrize(("given", "place", "quoted"), [
    ("10.5%", "", "'10.5%'"),
    ("0", "", "'0'"),
    ("-1", "", "'-1'"),
    ("110%", "", "'110%'"),
    ("1;5", "", "'1;5'"),
    ("one", "", "'one'"),
    ("1, 0%", "[1]", "'0%'"),
    (2.5, "", "'2.5'"),
])  # fmt: skip
def test_what_is_no_batch(given, place, quoted):
    with pytest.raises(InvalidInput) as caught:
        batches(given)
    assert caught.value.message.startswith(f"akuvox_serial{place}: must be a number of doors")
    assert caught.value.message.endswith(quoted)


@pytest.mark.parametrize("given", [True, {"a": 1}, [[1]]])
def test_what_is_no_list(given):
    with pytest.raises(InvalidInput, match=r"^akuvox_serial"):
        batches(given)
