# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and tasks for the doors of the emulated families."""

from __future__ import annotations

from .emulator import Fleet


def task(module: str, **options: object) -> dict:
    """A task that is named after its module."""
    return {"name": module, f"doorfleet.akuvox.{module}": options}


def doors(fleet: Fleet, *names: str, **variables: object) -> dict[str, dict]:
    """Hosts of these doors, with the certificate where one is needed; only who cuts off fast clients is paced."""
    hosts = fleet.hosts(*names, **variables)
    for name in names:
        if fleet.devices[name]["scheme"] == "https":
            hosts[name]["akuvox_ca_path"] = fleet.ca_file
        if name.startswith("hostile"):
            hosts[name]["akuvox_request_interval"] = 0.3
    return hosts
