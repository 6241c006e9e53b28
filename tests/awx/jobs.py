# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX cuts them into slices and hands variables to them (AWX 24.6.1)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Job:
    """One job of a template, in slices or in one piece."""

    number: int
    template: str
    playbook: str = ""
    job_type: str = "run"
    limit: str = ""
    hosts: list[str] = field(default_factory=list)
    """The hosts of its slice, all of the inventory where it has none."""
    slice: tuple[int, int] = (1, 1)
    variables: dict = field(default_factory=dict)
    status: str = "pending"
    artifacts: dict = field(default_factory=dict)
    slices: list[Job] = field(default_factory=list)
    output: str = ""

    @property
    def failed(self) -> bool:
        """Whether AWX calls it so."""
        return self.status != "successful"


def slice_count(wanted: int, hosts: list[str]) -> int:
    """How many slices there are. The hosts are those of the inventory: a limit plays no part."""
    return max(1, min(wanted, len(hosts)))


def hosts_of_slice(hosts: list[str], number: int, count: int) -> list[str]:
    """The hosts of a slice, numbered from 1: every count-th by name. All groups are there in each of them."""
    return sorted(hosts)[number - 1 :: count]


def merged(slices: list[Job]) -> dict:
    """The artifacts of slices, successful or not; of two of one name the last one stays."""
    found = {}
    for each in slices:
        found |= each.artifacts
    return found
