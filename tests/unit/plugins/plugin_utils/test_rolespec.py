# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong variables of a role are named in few words."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import wrong_variables


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
