# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's logic in the controller's worker process, or ship the module to the bastion a task is delegated to.

No module is packed, no Python started and no connection opened for a task in the controller: that takes seconds.
"""

from __future__ import annotations

import difflib
import traceback

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute, secret_values
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN, masked, scrub
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import from_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import in_job, refuse_begin
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

DISPLAY = Display()
_LOCAL = ("localhost", "127.0.0.1", "::1")


class AkuvoxAction(ActionBase):
    """Base of the action plugins; each one names its module in ``module``."""

    module = None
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        args = self._with_inventory(plain(self._task.args), task_vars)
        secrets = secret_values(self.module.flat_spec, args)
        shown_args = self.module.shown(args)
        try:
            refuse_begin(self._task, task_vars)
            outcome, params = self._run(args, task_vars)
            secrets += secret_values(self.module.flat_spec, params)
            shown_args = self.module.shown(params)
        except AkuvoxError as exc:
            outcome = {**exc.detail, "failed": True, "msg": exc.message}
        except Exception as exc:
            outcome = _bug(exc, [*secrets, *_hidden_values(args, shown_args)])
        result.update(outcome)
        if result.get("unreachable") and in_job(task_vars) and not self._task.ignore_unreachable:
            # so that the playbook's rescue section notes it, see jobstages.py
            result["failed"] = True
        result.setdefault("changed", False)
        result["invocation"] = {"module_args": shown_args}
        if not self._task.diff:
            result.pop("diff", None)
        # nothing masks no_log values for an action plugin, at any verbosity
        return masked(result, secrets)

    def _run(self, args, task_vars):
        spec = self.module.flat_spec
        validation = ArgumentSpecValidator(spec, **self.module.constraints).validate(args)
        _refuse_unknown(validation.unsupported_parameters, spec, self._task.action)
        if validation.errors.errors:
            raise AkuvoxError(f"{self._task.action}: {'; '.join(validation.errors.messages)}")
        params = validation.validated_parameters
        if self._bastion(task_vars):
            self.module.check(params)
            return self._ship(args, params, task_vars), params
        outcome = execute(
            self.module,
            self._with_file(params),
            check_mode=self._task.check_mode,
            model=self._variable("akuvox_model", task_vars),
            firmware=self._variable("akuvox_firmware", task_vars),
            progress=lambda text: DISPLAY.v(text, host=task_vars.get("inventory_hostname")),
            vault=Vault(self._loader),
        )
        return outcome, params

    def _with_file(self, params):
        """``params`` with ``src`` looked up as Ansible does: in the role's files and beside the playbook.

        A relative ``dir`` begins where the command was run.
        """
        if params.get("dir"):
            params = {**params, "dir": from_here(params["dir"])}
        if not params.get("src"):
            return params
        try:
            return {**params, "src": self._find_needle("files", params["src"])}
        except AnsibleError:
            return params

    def _with_inventory(self, args, task_vars):
        """The task's arguments with what the inventory says of options that it leaves out."""
        merged = dict(args)
        for option in CONNECTION_SPEC:
            if merged.get(option) is None:
                value = self._variable(f"akuvox_{option}", task_vars)
                if value is not None and value != "":
                    merged[option] = value
        if not merged.get("host"):
            merged["host"] = self._variable("ansible_host", task_vars) or task_vars.get("inventory_hostname")
        return merged

    def _variable(self, name, task_vars):
        if task_vars.get(name) is None:
            return None
        return plain(self._templar.template(task_vars[name]))

    def _bastion(self, task_vars):
        """The host a task is delegated to, when it is not this controller."""
        delegate = self._task.delegate_to
        if not delegate or delegate in _LOCAL:
            return None
        its_vars = task_vars.get("ansible_delegated_vars", {}).get(delegate, {})
        return None if its_vars.get("ansible_connection") == "local" else delegate

    def _ship(self, args, params, task_vars):
        """Run the module on the bastion, with the connection options resolved here."""
        connection = {option: params[option] for option in CONNECTION_SPEC if params.get(option) is not None}
        outcome = self._execute_module(
            module_name=self._task.action, module_args={**args, **connection}, task_vars=task_vars
        )
        outcome.pop("invocation", None)
        return outcome


def _refuse_unknown(names, spec, action):
    """Refuse options that the module doesn't have, with the one that is spelled most alike."""
    # core gives a word for an option, and a tuple for a suboption
    for name in sorted(name if isinstance(name, str) else ".".join(name) for name in names):
        close = difflib.get_close_matches(name, spec, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise AkuvoxError(f"{name}: is not an option of {action}{hint}")


def _hidden_values(given, shown):
    """What is in ``given`` and hidden in ``shown``, for taking it out of a traceback."""
    if isinstance(given, dict) and isinstance(shown, dict):
        return [value for key in given for value in _hidden_values(given[key], shown.get(key))]
    if isinstance(given, list) and isinstance(shown, list):
        return [value for pair in zip(given, shown, strict=False) for value in _hidden_values(*pair)]
    if isinstance(given, (dict, list)):
        members = given.values() if isinstance(given, dict) else given
        return [value for member in members for value in _hidden_values(member, shown)]
    return [str(given)] if shown == HIDDEN else []


def _bug(exc, secrets):
    """A result for an error that nobody expected; a raised one would be printed unmasked."""
    return {
        "failed": True,
        "msg": scrub(
            f"unexpected {type(exc).__name__}: {exc}. This is a bug of the collection; please report it", secrets
        ),
        "exception": scrub("".join(traceback.format_exception(type(exc), exc, exc.__traceback__)), secrets),
    }
