# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People."""

from __future__ import annotations

from ..api.profiles import PROFILES
from ..converge.records import (
    RECORD_OPTIONS,
    check_options,
)
from ..converge.records import (
    prepare as prepare_records,
)
from ..fields.cardlists import NOTATION_OPTIONS, doubts
from ..module import Module
from ..targets import user


def prepare(task):
    """Read and plan the users. Schedules that are to come stand as names in the plan, which is then provisional."""
    user.check_cards(task.params["users"], task.device.profile)
    to_come = {*task.to_come, *(task.params["schedules_to_come"] if task.check_mode else ())}
    users = user.resolve_schedules(task.device, task.params["users"], to_come)
    prepared = prepare_records(task.device, user.TARGET, users, task, secrets=task.params["update_secrets"])
    prepared.provisional = any(
        entry["schedule"] in to_come for person in users for entry in person.get("schedules", ())
    )
    return prepared


MODULE = Module(
    prepare=prepare,
    spec={
        **RECORD_OPTIONS,
        **NOTATION_OPTIONS,
        "users": {"required": True},
        "schedules_to_come": {"type": "list", "elements": "str", "default": []},
        "update_secrets": {"type": "str", "default": "always", "choices": ["always", "on_create"]},
    },
    tables={"users": user.table(PROFILES["manual"])},
    checks=(check_options,),
    doubts=(lambda params: doubts(user.cards_of(params["users"]), params["card_notation"]),),
)
