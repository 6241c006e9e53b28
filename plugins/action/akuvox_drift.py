# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would change on a door: its sections, its people, and both as a report."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC, FROM_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import (
    SECTIONS,
    drift_line,
    drift_sections,
    is_result,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, execute, never
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.dooraction import DoorAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables, only
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.failedtask import failed_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import refuse_wrong

_PARTS = ("provision", "credentials")


class _Steps(ControllerAction):
    """What asks no door."""

    spec = {"unchecked": {"type": "str", "choices": list(_PARTS)}, "check_sections": {"type": "bool", "default": False}}

    def act(self, params, variables):
        return self._unchecked(variables) if params["unchecked"] else self._report(variables)

    @staticmethod
    def _unchecked(variables):
        """Why a part could not be checked. A door that no longer answers is lost for the other one, too."""
        begun = variables.get("akuvox_job_begun") or {}
        batch = [str(door) for door in variables.task_vars["ansible_play_batch"]]
        outcome, reason, seen = failed_here(variables, begun.get("started", ""), batch)
        lost = {"failed": True, "unreachable": True, "msg": "stopped answering"} if outcome == "unreachable" else {}
        return {"reason": reason, "seen": seen, "started": begun.get("started", ""), **lost}

    @staticmethod
    def _report(variables):
        unchecked = {part: variables.get(f"drift_unchecked_{part}", {}).get("reason") for part in _PARTS}
        return _drift(only(variables.task_vars, is_result), {part: why for part, why in unchecked.items() if why})


class _Sections(DoorAction):
    """The sections of a door in check mode: all that is needed where it has no list of people."""

    job = "drift"

    def _with_inventory(self, args, own):
        # Ansible's check of the role provision would be a task of its own
        refuse_wrong("provision", DoorVariables(own, self._templar.template))
        return super()._with_inventory({FROM_VARIABLES: True}, own)

    def _run(self, args, task_vars, own):
        outcome, params = super()._run(args, task_vars, own)
        if outcome.get("skipped"):
            outcome, params = self._look(args)
        if not (outcome.get("failed") or outcome.get("unreachable")):
            outcome.update(_drift({SECTIONS: outcome}, {}))
        return outcome, params

    def _look(self, args):
        """Ask a door that has no sections whether it answers."""
        params = ArgumentSpecValidator(_LOOK.flat_spec).validate(
            {option: args[option] for option in CONNECTION_SPEC if args.get(option) is not None}
        )
        if params.errors.errors:
            raise AkuvoxError("; ".join(params.errors.messages))
        return execute(_LOOK, params.validated_parameters, check_mode=True), params.validated_parameters


class ActionModule(ActionBase):
    """See plugins/modules/akuvox_drift.py."""

    spec = _Steps.spec
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        args = self._task.args
        step = _Sections if str(args.get("check_sections", False)).lower() in ("true", "yes") else _Steps
        parts = (self._connection, self._play_context, self._loader, self._templar, self._shared_loader_obj)
        return step(self._task, *parts).run(tmp, task_vars)


def _drift(results, unchecked):
    sections = drift_sections(results)
    line = drift_line(sections)
    report = {
        "drifted": bool(sections),
        "sections": sections,
        "unchecked": unchecked,
        "summary": [f"drifted: {line}"] if sections else [],
    }
    return {"changed": bool(sections), "reason": line, "report": report}


def _answers(task):
    task.device.system_info()
    return {"changed": False, "sections": {}}


_LOOK = Module(run=_answers, writes=never)
