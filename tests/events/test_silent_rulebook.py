# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door that falls silent and comes back, by the source that asks, in the real engine.

Three misses take two minutes, in which this engine does next to nothing. So it is started with the first test of all
and looked at by the last.
"""

from __future__ import annotations

from harness.emulator import PASSWORD


def test_a_silent_door_is_told_of_and_so_is_its_return(silent):
    started, fleet, kept, name = silent
    fleet_of_its_own = fleet.requests(name)
    assert [entry for entry in fleet_of_its_own if entry["authorized"]] == []
    started.wait_for_file(kept / f"door_silent-{name}.json")
    fleet.patch(name, online=True)
    started.wait_for_file(kept / f"door_back-{name}.json")
    asked = [f"{entry['target']}/{entry['action']}" for entry in fleet.requests(name) if entry["authorized"]]
    assert "system/status" in asked
    assert started.end() == 0
    assert (kept / f"report-{name}" / "report.html").exists()
    assert {path.stem for path in kept.glob("*.json")} == {f"door_silent-{name}", f"door_back-{name}"}
    assert PASSWORD not in started.output
