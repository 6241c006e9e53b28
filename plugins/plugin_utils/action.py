# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's logic in the controller's worker process, or ship the module to the bastion a task is delegated to.

No module is packed, no Python started and no connection opened for a task in the controller: that takes seconds.
"""

from __future__ import annotations

import functools
import gc

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.environment import from_environment, in_environment
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC, FROM_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute, secret_values
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import masked
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.descriptor import PREFIX
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.bastion import BastionAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.bug import bug, hidden_values
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.delegation import (
    LOCAL,
    is_written,
    own_variables,
    refuse_borrowed,
    refuse_no_door,
    refuse_other_door,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.difftext import diff_text
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables, from_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.identityfile import expected_mac
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import JOB, in_job, refuse_begin, refuse_wrong
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.omitted import resolved
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.undofolder import keeper_of, say_not_kept
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.unknownoptions import refuse_unknown
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.uservariables import (
    in_variables,
    is_of_role,
    variables_of,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

DISPLAY = Display()
# A longer list is not in the result row by row, unless Ansible runs with so much verbosity, which shows it.
_MANY, _ALL_ROWS = 100, 3
# Options of which an empty text says something: that this door isn't checked, whatever the environment has.
_MAY_BE_EMPTY = ("mac",)


class AkuvoxAction(BastionAction):
    """Base of the action plugins; each one names its module in ``module``.

    ``variables``: option -> the variable that it has with ``from_variables``, which spares each worker the templates of
    a role's task. One that is null or empty text counts as not set, an empty list where ``all_when_empty`` names it.
    ``job``: the job of which this is the only task for a door, so that it checks the variables of the role as well.
    ``read_only``: nothing that could change the door is sent, whatever the module wants.
    """

    module = None
    variables = {}
    all_when_empty = ()
    job = None
    read_only = False
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        task_vars = task_vars or {}
        # what there was before the fork isn't looked at again whenever garbage is collected
        gc.freeze()
        return {**super().run(tmp, task_vars), **self.begun(task_vars)()}

    def begun(self, task_vars):
        """What is to be asked of the door, as a function of nothing that asks it and gives the result.

        All that only Ansible can work out, such as templates, has been when this returns. So the function may run in
        another thread, and it raises nothing that is an ``Exception``.
        """
        own = own_variables(task_vars) if self._task.delegate_to else task_vars
        self._of_environment = set()
        given = plain(self._task.args)
        try:
            args = self._with_inventory(given, own)
        except AkuvoxError as exc:
            # a wrong variable of the environment; nothing of the task has been looked at yet
            result = {"failed": True, "changed": False, "msg": exc.message}
            return functools.partial(self._for_the_user, result, task_vars)
        secrets, params = secret_values(self.module.flat_spec, args), args
        try:
            refuse_begin(self._task, task_vars)
            if self.job and task_vars.get(JOB) == self.job:
                refuse_wrong(self.job, DoorVariables(task_vars, self._templar.template))
            self._refuse_delegation(given, task_vars, own)
            args = self._with_identity(args, own)
            work, params = self._begin(args, task_vars, own)
            secrets += secret_values(self.module.flat_spec, params)
        except Exception as exc:
            work = functools.partial(_raise, exc)
        hidden = functools.partial(self._hidden, args, secrets)
        return functools.partial(self._finished, work, self._shown(params), secrets, hidden, task_vars)

    def _hidden(self, args, secrets):
        """What a traceback must not show."""
        return [*secrets, *hidden_values(args, self.module.shown(args))]

    def _finished(self, work, shown_args, secrets, hidden, task_vars):
        """The result of the work, without secrets and in the words of the user."""
        try:
            result = work()
        except AkuvoxError as exc:
            result = {**exc.detail, "failed": True, "msg": exc.message}
        except Exception as exc:
            result = bug(exc, hidden())
        if result.get("unreachable") and in_job(task_vars) and not self._task.ignore_unreachable:
            # so that the playbook's rescue section notes it, see jobstages.py
            result["failed"] = True
        result.setdefault("changed", False)
        result["invocation"] = {"module_args": shown_args}
        if not self._task.diff:
            result.pop("diff", None)
        # nothing masks no_log values for an action plugin, at any verbosity
        return self._for_the_user(masked(result, secrets), task_vars)

    def _shown(self, args):
        """The arguments that are set, as the result has them: a long list as its number, unless there is ``-vvv``."""
        long = (
            {}
            if DISPLAY.verbosity >= _ALL_ROWS
            else {
                option: f"{len(args[option])} entries"
                for option in self.module.tables
                if isinstance(args.get(option), list) and len(args[option]) > _MANY
            }
        )
        rest = {name: value for name, value in args.items() if value is not None and name not in long}
        return {**self.module.shown(rest), **long}

    def _for_the_user(self, result, task_vars):
        """A result in the words of the user: a role's task names its variables, and a diff says whose it is."""
        if result.get("msg"):
            message = in_environment(str(result["msg"]), self._of_environment)
            result["msg"] = in_variables(message, self._words(), is_of_role(self._task))
        if result.get("diff"):
            result["diff"] = self._shown_diff(result["diff"], str(task_vars.get("inventory_hostname") or ""))
        return result

    def _words(self):
        """Option -> what the user calls it."""
        taken = self.variables if self._task.args.get(FROM_VARIABLES) else {}
        own = {option: name for option, name in taken.items() if name.startswith(PREFIX)}
        return {**own, **variables_of(self._task)}

    def _shown_diff(self, diff, door):
        return diff_text(plain(diff), door, self._task.action.rpartition(".")[2])

    def _refuse_delegation(self, given, task_vars, own):
        delegate, named = self._task.delegate_to, given.get("host") or own.get("akuvox_host")
        if delegate:
            refuse_other_door(delegate, task_vars, bool(named))
            refuse_borrowed(given, delegate, task_vars, own, self._is_written)
        refuse_no_door(task_vars, named or own.get("ansible_host") not in (None, *LOCAL))

    def _is_written(self, option, value):
        """Whether the playbook has an option of this task with this very value, so that it is no template's."""
        written = (getattr(self._task, "_ds", None), getattr(self._task, "module_defaults", None))
        return is_written(written, option, value)

    def _begin(self, args, task_vars, own):
        """The work, as a function of nothing that needs no templates, and the validated options."""
        spec = self.module.flat_spec
        args = self.module.listed(args)
        validation = ArgumentSpecValidator(spec, **self.module.constraints).validate(args)
        refuse_unknown(validation.unsupported_parameters, spec, self._task.action)
        if validation.errors.errors:
            raise AkuvoxError(f"{self._task.action}: {'; '.join(validation.errors.messages)}")
        params = self._prepared(validation.validated_parameters)
        if self._bastion(task_vars):
            self.module.check(params)
            say_not_kept(self._task, task_vars, self._bastion(task_vars))
            return functools.partial(self._ship, self._shipped(args, params), params, task_vars), params
        door = task_vars.get("inventory_hostname")
        work = functools.partial(
            execute,
            self.module,
            self._with_file(params),
            check_mode=self._task.check_mode,
            model=self._variable("akuvox_model", own),
            firmware=self._variable("akuvox_firmware", own),
            progress=lambda text: DISPLAY.v(text, host=door),
            vault=Vault(self._loader),
            read_only=self.read_only,
            keeper=keeper_of(task_vars, self._loader) if in_job(task_vars) else None,
        )
        return work, params

    def _prepared(self, params):
        """Validated options with what only the controller knows."""
        return params

    def _shipped(self, args, params):
        """The arguments for a bastion, without what isn't its business."""
        return {name: value for name, value in args.items() if name != FROM_VARIABLES}

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
        if merged.get(FROM_VARIABLES):
            merged = {**self._from_variables(own), **{name: value for name, value in args.items() if value is not None}}
        for option in CONNECTION_SPEC:
            if merged.get(option) is None:
                value = self._variable(f"akuvox_{option}", own)
                if value is not None and (value != "" or option in _MAY_BE_EMPTY):
                    merged[option] = value
            if merged.get(option) is None and option != "host":
                value = from_environment(option)
                if value is not None:
                    merged[option] = value
                    self._of_environment.add(option)
        if not merged.get("host"):
            merged["host"] = self._variable("ansible_host", own) or own.get("inventory_hostname")
        return merged

    def _from_variables(self, own):
        found = {}
        for option, name in self.variables.items():
            whole, *members = name.split(".")
            value = self._variable(whole, own)
            for member in members:
                value = value.get(member) if isinstance(value, dict) else None
            found[option] = value
        unset = [option for option in self.all_when_empty if found.get(option) == []]
        return {option: value for option, value in found.items() if value not in (None, "") and option not in unset}

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
        return resolved(templar, own[name], own.get("omit"))


def _raise(exc):
    raise exc
