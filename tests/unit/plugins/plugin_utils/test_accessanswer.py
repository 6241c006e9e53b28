# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrong question about who gets in is refused before a door is asked."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.accessanswer import AccessAnswer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables

DOORS = ["gate", "lobby"]


def begin(**given):
    task_vars = {"ansible_play_hosts_all": DOORS, "groups": {"all": [*DOORS, "yard"]}, **given}
    return AccessAnswer(DoorVariables(task_vars, lambda value: value), None, True, print).begin()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"akuvox_access_on": "tomorrow"}, "akuvox_access_on: must be like 2026-12-24T22:00, a time of the doors'"),
        # it ended in an exception, or was taken for a time of the doors
        ({"akuvox_access_on": "2026-12-24T22:00+01:00"}, "without a zone, not '2026-12-24T22:00+01:00'"),
        # nobody has such a card, so the answer was "nobody"
        ({"akuvox_access_person": "card:1007-x"}, "akuvox_access_person: card:1007-x must have 1 to 32 hex digits"),
        ({"akuvox_access_door": "yard"}, "akuvox_access_door: there is no door yard in this run"),
        ({"akuvox_access_fail": "severe"}, "akuvox_access_fail: must be none, high, medium, low, not 'severe'"),
        ({"akuvox_twins": ["gate"]}, "akuvox_twins: must be a list of lists"),
        # they were compared with nothing, and agreed
        ({"akuvox_twins": [DOORS, ["gate", "loby"]]}, "akuvox_twins[1]: there is no door loby in the inventory"),
    ],
)
def test_a_wrong_question_names_its_variable(given, says):
    with pytest.raises(InvalidInput) as caught:
        begin(**given)
    assert says in caught.value.message


def test_each_run_has_a_key_of_its_own_and_twins_may_be_outside_of_the_run():
    keys = {begin(akuvox_twins=[["gate", "yard"]], akuvox_access_on="2026-12-24T22:00")["key"] for _run in range(2)}
    assert len(keys) == 2
