# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions that work in the controller alone and ask no door: ends of jobs, plans, reports."""

from __future__ import annotations

import gc

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import refuse_wrong
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain


class ControllerAction(ActionBase):
    """Base of these actions: each has its options in ``spec``, and ``act`` returns the result."""

    spec = {}
    role = ""
    """The role whose only task it is. The variables of that are checked first, in a line."""
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        # what there was before the fork isn't looked at again whenever garbage is collected
        gc.freeze()
        result = super().run(tmp, task_vars)
        validation = ArgumentSpecValidator(self.spec).validate(plain(self._task.args))
        try:
            if validation.errors.errors:
                raise AkuvoxError(f"{self._task.action}: {'; '.join(validation.errors.messages)}")
            variables = DoorVariables(task_vars or {}, self._templar.template)
            if self.role:
                refuse_wrong(self.role, variables)
            result.update(self.act(validation.validated_parameters, variables))
        except AkuvoxError as exc:
            result.update(exc.detail, failed=True, msg=exc.message)
        result.setdefault("changed", False)
        return result

    def act(self, params, variables):
        """Do it: validated options and a :class:`doorvars.DoorVariables` to the task's result.

        :raises AkuvoxError: whose message is for the user.
        """
        raise NotImplementedError

    @staticmethod
    def show(line):
        """Print a line, whatever the callback shows of results."""
        Display().display(line)
