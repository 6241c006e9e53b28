# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: groups of contacts."""

from __future__ import annotations

from .common import Battery, Campaign, TargetData

DATA = TargetData(
    "akuvox_group",
    [
        {"groups": [{"name": "Ground floor", "renamed_from": "First floor"}, "Third floor"]},
        {"groups": [], "purge": True, "purge_limit": "100%"},
    ],
    held=[{"Name": "First floor"}, {"Name": "Second floor"}],
    option="groups",
    key=("name", "Name"),
    battery=Battery(
        held=[{"Name": "Stays"}, {"Name": "Changes"}, {"Name": "Goes"}],
        wanted=["Stays", {"name": "Changed", "renamed_from": "Changes"}, {"name": "Comes"}, "Default"],
        holds=[{"Name": "Changed"}, {"Name": "Comes"}, {"Name": "Stays"}],
        names=("Stays", "Changes", "Goes", "Comes"),
        changes=({"name": "Changes"}, {"name": "Changed"}),
        bad=({"name": "Default", "renamed_from": "Changes"}, "groups[0].name: Default is built in, so no other group"),
        renamed="Changed",
    ),
    campaign=Campaign(lambda number: f"Group {number}", lambda number, rng: {}),
)
