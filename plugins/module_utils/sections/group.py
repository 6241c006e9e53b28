# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of contacts."""

from __future__ import annotations

from ..converge.records import prepare as prepare_records
from ..listmodule import list_module
from ..targets import group


def prepare(task):
    """Read and plan the groups."""
    return prepare_records(task.device, group.TARGET, group.managed(task.params["groups"]), task)


MODULE = list_module(group.DESCRIPTOR, prepare, checks=(group.check_groups,))
