# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run akuvox_credentials in the controller's process."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_credentials import (  # noqa: F401, pylint: disable=unused-import
    MODULE,
    main,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peopleofdoor import people_of_door
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day

_OF_LISTS = ("door", "today", "timezone")


class ActionModule(AkuvoxAction):
    """See AkuvoxAction."""

    module = MODULE
    job = "credentials"
    variables = {
        "packed": "credentials_list.packed",
        "door": "inventory_hostname",
        "today": "akuvox_people_today",
        "timezone": "akuvox_people_timezone",
        "store": "akuvox_credential_store",
        "managed": "akuvox_people_managed",
        "update_secrets": "akuvox_update_secrets",
        "purge_limit": "akuvox_purge_limit",
        "check_readers": "akuvox_check_readers",
        # in check mode, those that the role provision would have added before
        "schedules_to_come": "provision_result.sections.schedules.added",
    }

    def _begin(self, args, task_vars, own):
        if args.get("plan") and args.get(FROM_VARIABLES) and not (args.get("packed") or args.get("people")):
            return lambda: {"changed": False, "skipped": True, "skip_reason": "the list of people has mistakes"}, args
        return super()._begin(args, task_vars, own)

    def _prepared(self, params):
        """``params`` with the date, which the controller knows best; a bastion gets only what is its door's."""
        if params.get("door") is None:
            return params
        return {**params, "today": day(text_answer(params["today"], "akuvox_people_today"), params["timezone"])}

    def _shipped(self, args, params):
        whole = params["packed"] if params.get("door") is not None else None
        if whole is None:
            return args
        own = people_of_door(whole, params["door"], params["today"])
        return {**{name: value for name, value in args.items() if name not in _OF_LISTS}, "packed": own}
