# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What doors have told stands in files that nobody else can read, and in no one's memory."""

from __future__ import annotations

import os
import tracemalloc

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fleetkept import Kept
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fleetpool import ask_all

MOST_BYTES = 64 * 2**20


@pytest.fixture
def kept(tmp_path):
    return Kept(str(tmp_path))


def test_what_was_kept_of_a_door_is_read_again(kept):
    kept.write("north/../gate", {"drift_result_check": {"changed": True}})
    kept.write("søuth\nGate", {})
    assert kept.read("north/../gate") == {"drift_result_check": {"changed": True}}
    assert kept.read("søuth\nGate") == {}
    assert kept.read("another") == {}
    kept.write("north/../gate", {"later": 1})
    assert kept.read("north/../gate") == {"later": 1}


def test_nobody_else_can_read_it(kept, tmp_path):
    before = os.umask(0)
    try:
        kept.write("gate", {"people": ["Robin Sample"]})
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600]


def test_what_cannot_be_kept_or_read_is_said(kept, tmp_path):
    with pytest.raises(InvalidInput, match=r"what gate told can't be kept in .*: No such file"):
        Kept(str(tmp_path / "none")).write("gate", {})
    kept.write("gate", {})
    next(tmp_path.iterdir()).write_bytes(b"nonsense")
    with pytest.raises(InvalidInput, match="what gate told can't be read from "):
        kept.read("gate")


def test_thousands_of_people_at_any_number_of_doors_fit_into_64_mb(kept):
    """5,000 people are to come to each. Only doors that are being asked are held, so their number is no matter."""
    people = [str(number) for number in range(5000)]

    def told():
        return {"drift_result_check": {"report": {"sections": {"akuvox_users": {"added": list(people)}}}}}

    def peak(doors):
        tracemalloc.reset_peak()
        names = [f"door-{number}" for number in range(doors)]
        ask_all(names, lambda door: told, kept.write, lambda *args: {}, 32)
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        few, many = peak(64), peak(192)
    finally:
        tracemalloc.stop()
    assert many < MOST_BYTES
    assert many < few * 1.2
    assert kept.read("door-191")["drift_result_check"]["report"]["sections"]["akuvox_users"]["added"] == people
