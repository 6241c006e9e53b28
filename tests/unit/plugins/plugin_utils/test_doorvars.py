# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of each door is what is of that door: a list of all doors, read for each, takes their square."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN, FAILURE
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import of_job


def test_what_a_job_leaves_for_a_door():
    own = {
        "revoke_door": {"changed": False},
        "revoke_result_door": {"changed": True},
        "revoke_result_again": {},
        "revoke_report": {"removed": ["1007"]},
        "revoke_reason": "why",
        "revoke_not_tried": "",
        "revoke_failure": {},
        "credentials_door": {"names": {}},
        FAILURE: {"outcome": "failed"},
    }
    fleet = {
        # registered by a task that runs once, and so for each door
        "revoke_who": {"people": []},
        "revoke_noted": {"again": [f"door-{number}" for number in range(1000)]},
        "revoked_result": {},
        "akuvox_revoke": "1007",
        "credentials_fit": {"doors": []},
    }
    begun = {"job": "revoke", "started": "2026-01-02", "batch": [f"door-{number}" for number in range(1000)]}
    found = of_job({**own, **fleet, BEGUN: begun}, "revoke")
    assert found == {**own, BEGUN: {"job": "revoke", "started": "2026-01-02"}}
