# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's logic in the controller's worker process, or ship the module to the bastion a task is delegated to.

No module is packed, no Python started and no connection opened for a task in the controller: that takes seconds.
"""

from __future__ import annotations

import difflib
import os
import traceback

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.environment import from_environment
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import entries_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute, secret_values
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN, masked, scrub
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.delegation import (
    LOCAL,
    delegated_variables,
    is_written,
    own_variables,
    refuse_borrowed,
    refuse_other_door,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.difftext import diff_text
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import from_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.identityfile import expected_mac
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import in_job, refuse_begin
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.uservariables import (
    in_variables,
    section_of,
    variables_of,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

DISPLAY = Display()
# Options of which an empty text says something: that this door isn't checked, whatever the environment has.
_MAY_BE_EMPTY = ("mac",)
# What core says where a connection worked and nothing can be put on the machine.
_NO_FOLDER = "temporary directory"


class AkuvoxAction(ActionBase):
    """Base of the action plugins; each one names its module in ``module``."""

    module = None
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        own = own_variables(task_vars) if self._task.delegate_to else task_vars
        given = plain(self._task.args)
        try:
            args = self._with_inventory(given, own)
        except AkuvoxError as exc:
            # a wrong variable of the environment; nothing of the task has been looked at yet
            result = {**result, "failed": True, "changed": False, "msg": exc.message}
            return self._for_the_user(result, task_vars)
        secrets = secret_values(self.module.flat_spec, args)
        shown_args = self.module.shown(args)
        try:
            refuse_begin(self._task, task_vars)
            self._refuse_delegation(given, task_vars, own)
            args = self._with_identity(args, own)
            outcome, params = self._run(args, task_vars, own)
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
        return self._for_the_user(masked(result, secrets), task_vars)

    def _for_the_user(self, result, task_vars):
        """A result in the words of the user: a role's task names its variables, and a diff says whose it is."""
        if result.get("msg"):
            result["msg"] = in_variables(result["msg"], variables_of(self._task))
        if result.get("diff"):
            door = str(task_vars.get("inventory_hostname") or "")
            result["diff"] = diff_text(plain(result["diff"]), door, section_of(self._task))
        return result

    def _refuse_delegation(self, given, task_vars, own):
        delegate = self._task.delegate_to
        if delegate:
            refuse_other_door(delegate, task_vars, bool(given.get("host") or own.get("akuvox_host")))
            refuse_borrowed(given, delegate, task_vars, own, self._is_written)

    def _is_written(self, option, value):
        """Whether the playbook has an option of this task with this very value, so that it is no template's."""
        written = (getattr(self._task, "_ds", None), getattr(self._task, "module_defaults", None))
        return is_written(written, option, value)

    def _run(self, args, task_vars, own):
        spec = self.module.flat_spec
        args = self.module.listed(args)
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
            model=self._variable("akuvox_model", own),
            firmware=self._variable("akuvox_firmware", own),
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

    def _with_inventory(self, args, own):
        """The task's arguments with what the door's own variables say of options that it leaves out."""
        merged = dict(args)
        for option in CONNECTION_SPEC:
            if merged.get(option) is None:
                value = self._variable(f"akuvox_{option}", own)
                if value is not None and (value != "" or option in _MAY_BE_EMPTY):
                    merged[option] = value
            if merged.get(option) is None and option != "host":
                value = from_environment(option)
                if value is not None:
                    merged[option] = value
        if not merged.get("host"):
            merged["host"] = self._variable("ansible_host", own) or own.get("inventory_hostname")
        return merged

    def _with_identity(self, args, own):
        """The arguments with the MAC that the file of identities expects, where nothing else says one."""
        path = self._variable("akuvox_identities", own)
        if args.get("mac") is not None or not path:
            return args
        expected = expected_mac(str(path), own.get("inventory_hostname"))
        return {**args, "mac": expected} if expected else args

    def _variable(self, name, own):
        if own.get(name) is None:
            return None
        templar = self._templar.copy_with_new_env(available_variables=own) if self._task.delegate_to else self._templar
        return plain(templar.template(own[name]))

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


def _refuse_unknown(names, spec, action):
    """Refuse options that the module doesn't have, with the one that is spelled most alike."""
    # core gives a word for an option, and a tuple for a suboption
    paths = sorted((name,) if isinstance(name, str) else tuple(name) for name in names)
    mistakes = []
    for *outer, name in paths:
        known = spec
        for option in outer:
            known = known.get(option, {}).get("options") or {}
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {'.'.join([*outer, close[0]])}?" if close else ""
        mistakes.append(f"{'.'.join([*outer, name])}: is not an option of {action}{hint}")
    if mistakes:
        raise AkuvoxError("; ".join(mistakes))


def _bastion_failed(bastion, exc):
    """The result for a bastion on which the module could not be run."""
    away = isinstance(exc, AnsibleConnectionFailure) or _NO_FOLDER in str(exc)
    return {
        "unreachable" if away else "failed": True,
        "msg": f"bastion {bastion} (delegate_to), on which the module runs: {exc}. The door was not asked, unless the "
        "connection to the bastion broke off in between",
    }


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
