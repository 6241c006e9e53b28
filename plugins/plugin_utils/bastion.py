# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module on the bastion that its task is delegated to."""

from __future__ import annotations

import os

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import entries_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.delegation import LOCAL, delegated_variables

# What core says where a connection worked and nothing can be put on the machine.
_NO_FOLDER = "temporary directory"


class BastionAction(ActionBase):
    """What an action needs for a task that runs elsewhere."""

    def _bastion(self, task_vars):
        """The host a task is delegated to, when it is neither this controller nor the door itself."""
        delegate = self._task.delegate_to
        if not delegate or delegate in LOCAL or delegate == task_vars.get("inventory_hostname"):
            return None
        # core has worked it out, also where a variable is a template
        if getattr(self._connection, "transport", None) == "local":
            return None
        its_vars = delegated_variables(delegate, task_vars)
        return None if its_vars.get("ansible_connection") == "local" else delegate

    def _carried(self, path):
        """The path on the bastion of a copy of the file of revoked people; None where nobody is in it."""
        if not entries_of(path):
            return None
        folder = self._make_tmp_path()
        copy = self._connection._shell.join_path(folder, "revoked.csv")
        self._transfer_file(os.path.expanduser(path), copy)
        self._fixup_perms2((folder, copy))
        return copy

    def _ship(self, args, params, task_vars):
        """Run the module on the bastion, with the connection options resolved here."""
        connection = {option: params[option] for option in CONNECTION_SPEC if params.get(option) is not None}
        bastion = self._task.delegate_to
        try:
            if connection.get("revoked_file"):
                connection["revoked_file"] = self._carried(connection["revoked_file"])
            outcome = self._execute_module(
                module_name=self._task.action, module_args={**args, **connection}, task_vars=task_vars
            )
        except AnsibleError as exc:
            return _bastion_failed(bastion, exc)
        outcome.pop("invocation", None)
        return outcome


def _bastion_failed(bastion, exc):
    """The result for a bastion on which the module could not be run."""
    away = isinstance(exc, AnsibleConnectionFailure) or _NO_FOLDER in str(exc)
    return {
        "unreachable" if away else "failed": True,
        "msg": f"bastion {bastion} (delegate_to), on which the module runs: {exc}. The door was not asked, unless the "
        "connection to the bastion broke off in between",
    }
