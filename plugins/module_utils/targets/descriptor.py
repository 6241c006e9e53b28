# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that this collection knows about a target, in one place: whatever reads, saves and restores it uses this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Callable

from ..converge.records import RecordTarget
from ..secrets import mask_columns
from .subset import Subset

# What the variables of the collection begin with.
PREFIX = "akuvox_"


@dataclass(frozen=True)
class Target:
    """A target whose state a module sets. ``docs/adding-a-target.md`` has an example for each member.

    ``name``: as the API has it; the subset of ``akuvox_info`` and the part of a backup have this name too.
    ``module``: the module that sets it.
    ``variables``: variable of the role provision -> the module's option that it is; empty where it is a mapping of the
    module's options. The first variable names the section in the role, in results and in drift.
    ``decode(current, secrets)``: the target's ``data`` in option terms, for a target that is a part of the
    configuration; ``secrets`` says whether to show them.
    ``records``: the list, for a target that is one. ``key``: the device's field by which a backup knows a record again.
    ``own``: fields that a device gives itself, so that a backup neither compares nor writes them.
    ``rows(records)``: a list in option terms, where its field table doesn't say all of it.
    ``refers_to``: targets whose records are named in this one, so that they are set and restored first.
    ``lets_in``: its records open doors, so who is not removed from it is still let in.
    """

    name: str
    module: str
    variables: Mapping[str, str]
    decode: Callable[[dict, bool], object] | None = None
    records: RecordTarget | None = None
    key: str = ""
    own: tuple = ("ID",)
    rows: Callable[[list], list] | None = None
    refers_to: tuple = ()
    lets_in: bool = False

    def __post_init__(self):
        if bool(self.decode) == bool(self.records) or bool(self.records) != bool(self.key):
            raise ValueError(f"{self.name}: has either decode, or records and their key")

    @property
    def section(self):
        """The section of the role provision: the first variable without its prefix."""
        return next(iter(self.variables)).removeprefix(PREFIX)

    @property
    def subset(self):
        """How ``akuvox_info`` reads and shows it."""
        if self.records is None:
            return Subset(self.name, "get", lambda device, data, secrets: self.decode(data, secrets))
        if self.rows is not None:
            return Subset(self.name, "get", lambda device, records, secrets: self.rows(records), records=True)
        return Subset(self.name, "get", self._shown, records=True)

    def _shown(self, device, records, secrets):
        """Device records in option terms; the device's own ``ID`` as ``id``."""
        table, rows = self.records.table(device.profile), []
        for record in records:
            values = table.decode(record)
            rows.append({"id": record.get("ID"), **(values if secrets else mask_columns(values, table.secrets))})
        return rows


def in_order(targets):
    """Name -> :class:`Target`, each behind those that it refers to, and otherwise as they come."""
    by_name, found = {target.name: target for target in targets}, {}

    def take(target):
        for name in target.refers_to:
            take(by_name[name])
        found.setdefault(target.name, target)

    for target in targets:
        take(target)
    return found
