# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong variables of a role are named in few words."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import rolespec
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import judge_beforehand, wrong_variables


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"akuvox_probe_dir": "probes", "akuvox_probe_write": "yes"}, []),
        ({}, ["missing required arguments: akuvox_probe_dir"]),
        (
            {"akuvox_probe_dir": "probes", "akuvox_probe_write": "perhaps"},
            ["akuvox_probe_write: must be true or false, not 'perhaps'"],
        ),
        (
            {"akuvox_probe_dir": "probes", "akuvox_probe_write": "it's"},
            ["akuvox_probe_write: must be true or false, not 'it's'"],
        ),
    ],
)
def test_what_is_wrong(given, wrong):
    assert wrong_variables("probe", DoorVariables(given, lambda value: value)) == wrong


def test_what_one_door_has_is_checked_once_for_all_that_have_the_same(monkeypatch):
    checks = []

    class Validator(rolespec.ArgumentSpecValidator):
        def validate(self, parameters, *args, **kwargs):
            checks.append(parameters)
            return super().validate(parameters, *args, **kwargs)

    monkeypatch.setattr(rolespec, "ArgumentSpecValidator", Validator)
    monkeypatch.setattr(rolespec, "_judged", {})
    monkeypatch.setattr(rolespec, "_defaults", lambda role: {})
    yes, text = {"akuvox_probe_dir": "probes", "akuvox_probe_write": True}, {"akuvox_probe_dir": "probes"}
    judge_beforehand("probe", {**yes, "akuvox_host": "192.0.2.1"})
    assert len(checks) == 1
    for given, times in ((yes, 1), ({**yes, "akuvox_probe_write": 1}, 2), ({}, 3), ({}, 3), (text, 4)):
        wrong = wrong_variables("probe", DoorVariables(given, lambda value: value))
        assert (len(checks), wrong) == (times, [] if given else ["missing required arguments: akuvox_probe_dir"])


def test_the_defaults_of_a_role_are_values_of_its_doors(monkeypatch):
    monkeypatch.setattr(rolespec, "_judged", {})
    judge_beforehand("backup", {"akuvox_backup_dir": "sets"})
    assert rolespec._judged["backup", "main"][0] == (
        "{'akuvox_backup_dir': 'sets', 'akuvox_backup_keep': 10, 'akuvox_backup_exports': True, "
        "'akuvox_backup_vault': False}"
    )
