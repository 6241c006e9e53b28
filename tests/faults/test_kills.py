# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenth of the kills of `make kills`, and proof that their judge can find fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kills


@pytest.mark.one_core
def test_after_a_kill_one_more_run_makes_every_door_right():
    report = kills.run(kills.SEED, kills.KILLS // 10)
    print("\n".join(report.lines()))
    assert report.failures == [], "\n".join(report.failures)
    assert report.kills == {job.name: kills.KILLS // 10 for job in kills.JOBS}
    assert all(report.left[job.name] for job in kills.JOBS), "too little was left for this to prove anything"


class Stub:
    """A fleet of one door."""

    def __init__(self, **state):
        self._state = state

    def state(self, door):
        return self._state


@pytest.mark.one_core
def test_the_judge_sees_a_person_too_many_a_second_flash_and_an_old_login():
    people = [
        {"UserID": user_id, "Name": name, "PrivatePIN": pin}
        for user_id, (name, pin) in kills.Credentials().wanted("door").items()
    ]
    assert kills.judge(kills.Credentials(), Stub(user=people), "door") == ""
    for wrong in (people[1:], [*people, people[0]], [*people, {**people[0], "UserID": "1001"}]):
        assert "credentials door: holds" in kills.judge(kills.Credentials(), Stub(user=wrong), "door")
    for version, upgrades, right in ((kills.NEW_VERSION, 1, True), (kills.NEW_VERSION, 2, False), ("29.1", 0, False)):
        firmware = Stub(firmware={"version": version, "upgrades": upgrades})
        assert (kills.judge(kills.Firmware(), firmware, "door") == "") is right
    config = {kills.API + "UserName": kills.NEW_USERNAME, kills.API + "Password": kills.PASSWORD}
    assert kills.judge(kills.ApiCredentials(), Stub(config=config), "door") != ""


@pytest.mark.one_core
@pytest.mark.parametrize(
    ("said", "finished", "begun", "right", "lies"),
    [
        ("unknown", None, True, False, False),
        ("unknown", None, False, False, False),
        ("not_tried", None, False, False, False),
        ("not_tried", None, False, True, False),
        ("changed", None, True, True, False),
        ("not_tried", None, True, False, True),
        ("not_tried", None, True, True, True),
        ("changed", None, True, False, True),
        ("ok", None, False, False, True),
        ("failed", None, True, False, True),
        ("unknown", "2026-01-02T03:04:05.000000Z", True, False, True),
    ],
)
def test_the_judge_sees_a_run_file_that_is_not_honest(said, finished, begun, right, lies):
    run = {"finished": finished, "doors": {"door": {"outcome": said}}}
    assert bool(kills.dishonest(run, {"door": begun}, {"door": right})) is lies
