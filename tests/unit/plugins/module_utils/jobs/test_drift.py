# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would change, sorted by section."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import drift_line, drift_sections

RESULTS = {
    "drift_result_sections": {
        "changed": True,
        "sections": {
            "relays": {"changed": True, "updated": ["A.name"], "outcome": "changed"},
            "log_level": {"changed": False, "updated": [], "outcome": "ok"},
            "schedules": {"changed": True, "added": ["Day"], "updated": [], "removed": ["Night"]},
        },
    },
    "provision_door": {"changed": True, "updated": ["nothing of it"]},
    "credentials_door": {"changed": True, "added": [], "updated": [], "removed": [str(number) for number in range(7)]},
}
SECTIONS = {
    "akuvox_people": {"removed": ["0", "1", "2", "3", "4", "5", "6"]},
    "akuvox_relays": {"updated": ["A.name"]},
    "akuvox_schedules": {"added": ["Day"], "removed": ["Night"]},
}


def test_sections_have_the_keys_of_what_would_change():
    assert drift_sections(RESULTS) == SECTIONS
    assert drift_sections({}) == {}


def test_the_line_names_a_few_of_them():
    assert drift_line(SECTIONS) == (
        "akuvox_people (removed 0, 1, 2, 3, 4 and 2 more), akuvox_relays (updated A.name), "
        "akuvox_schedules (added Day; removed Night)"
    )
    assert drift_line({}) == ""
