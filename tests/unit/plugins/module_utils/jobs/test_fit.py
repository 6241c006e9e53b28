# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people that doesn't fit one door is refused for all of them."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fit import refusal, to_do

KEY = "Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode"
FINE = {"added": [], "updated": [], "removed": []}


@pytest.mark.parametrize(("problems", "plans", "said"), [
    ([], {}, ""),
    ([], {"a": FINE, "b": {**FINE, "added": ["1"]}}, ""),
    (["line 2: is missing", "line 3: is short"], {"a": {"misfit": True, "msg": "full"}},
     "Nothing was changed, as the list of people has mistakes: line 2: is missing; line 3: is short"),
    ([], {"a": FINE, "b": {"misfit": True, "msg": "full"}, "c": {"misfit": True, "msg": "no store"}},
     "Nothing was changed on any door, as the list doesn't fit all of them: b: full; c: no store"),
    ([], {"a": {**FINE, "readers": {KEY: "3 (8HN)"}}, "b": {**FINE, "readers": {KEY: "4 (8HR)"}}},
     f"Nothing was changed, as one card has another number at some doors: {KEY} is 3 (8HN) on a, 4 (8HR) on b"),
    ([], {"a": {**FINE, "readers": {KEY: "3 (8HN)"}}, "b": {"readers": None}}, ""),
])  # fmt: skip
def test_a_list_is_refused_for_all_doors(problems, plans, said):
    assert refusal(problems, plans) == said


def test_doors_with_nothing_to_be_done_are_left_out():
    plans = {"a": FINE, "b": {**FINE, "removed": ["1"]}, "c": {}, "d": {**FINE, "updated": ["2"]}}
    assert to_do(plans) == ["b", "d"]
