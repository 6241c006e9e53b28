# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of a door in check mode, and what they and its people would change as a report."""

from __future__ import annotations

from functools import partial

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC, FROM_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import SECTIONS, drift_line, drift_sections
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, execute, never
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.dooraction import DoorAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import refuse_wrong


class SectionsAction(DoorAction):
    """All that the job drift needs of a door that has no list of people."""

    job = "drift"

    def _with_inventory(self, args, own):
        # Ansible's check of the role provision would be a task of its own
        refuse_wrong("provision", DoorVariables(own, self._templar.template))
        return super()._with_inventory({FROM_VARIABLES: True}, own)

    def _begin(self, args, task_vars, own):
        work, params = super()._begin(args, task_vars, own)
        return partial(_reported, work), params

    def _without_sections(self, args):
        """Ask a door that has no sections whether it answers."""
        params = ArgumentSpecValidator(_LOOK.flat_spec).validate(
            {option: args[option] for option in CONNECTION_SPEC if args.get(option) is not None}
        )
        if params.errors.errors:
            raise AkuvoxError("; ".join(params.errors.messages))
        known = params.validated_parameters
        return partial(execute, _LOOK, known, check_mode=True, read_only=self.read_only), known


def drift_report(results, unchecked):
    """What would change on a door: ``changed``, ``reason`` and ``report``.

    :param results: what the tasks have registered, by the variable's name.
    :param unchecked: role -> why it could not be checked.
    """
    sections = drift_sections(results)
    line = drift_line(sections)
    report = {
        "drifted": bool(sections),
        "sections": sections,
        "unchecked": unchecked,
        "summary": [f"drifted: {line}"] if sections else [],
    }
    return {"changed": bool(sections), "reason": line, "report": report}


def _reported(work):
    outcome = work()
    if not (outcome.get("failed") or outcome.get("unreachable")):
        outcome.update(drift_report({SECTIONS: outcome}, {}))
    return outcome


def _answers(task):
    task.device.system_info()
    return {"changed": False, "sections": {}}


_LOOK = Module(run=_answers, writes=never)
