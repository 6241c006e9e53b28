# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private codes."""

from __future__ import annotations

from ..converge.records import prepare as prepare_records
from ..listmodule import list_module
from ..targets import privatekey
from ..targets.keytimes import (
    check_changed_times,
    check_given_times,
)


def prepare(task):
    """Read and plan the codes."""
    params = task.params
    return prepare_records(
        task.device,
        privatekey.target(params["match_by"]),
        params["keys"],
        task,
        secrets=params["update_secrets"],
        guard=check_changed_times,
    )


MODULE = list_module(
    privatekey.DESCRIPTOR,
    prepare,
    {
        "match_by": {"type": "str", "default": "name", "choices": ["name", "code"]},
        "update_secrets": {"type": "str", "default": "always", "choices": ["always", "on_create"]},
    },
    cross_checks=(check_given_times,),
)
