# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module that manages the list of one target, made of the target's descriptor."""

from __future__ import annotations

from .api.profiles import PROFILES
from .converge.records import RECORD_OPTIONS, check_options
from .converge.records import prepare as prepare_records
from .module import Module


def list_module(target, prepare=None, spec=None, checks=(), **more):
    """The :class:`module.Module` of a :class:`targets.descriptor.Target` that is a list.

    ``prepare``: what reads and plans, where it is more than to plan the list. ``spec``: options beside the list
    and those that all such modules have. ``checks`` and whatever else there is: as :class:`module.Module` takes them.
    """
    table = target.records.table(PROFILES["manual"])

    def prepare_list(task):
        return prepare_records(task.device, target.records, task.params[table.option], task)

    return Module(
        prepare=prepare or prepare_list,
        spec={**RECORD_OPTIONS, table.option: {"required": True}, **(spec or {})},
        tables={table.option: table},
        checks=(check_options, *checks),
        **more,
    )
