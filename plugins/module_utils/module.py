# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module of this collection: options, checks and logic, run by the action plugin or by ``AnsibleModule``.

The logic is a function of a :class:`Task`; it knows neither ``AnsibleModule`` nor ``ActionBase``.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import AnsibleFallbackNotFound

from .api.device import Device
from .api.environment import from_environment, option_of, variable_of
from .api.options import CONNECTION_SPEC
from .errors import AkuvoxError, InvalidInput, LostAnswer, Unreachable
from .fields.cardlists import table_in_notation
from .fields.codec import BadValue
from .fields.lists import without_text
from .fields.tables import FieldTable, nearest
from .http.diagnosis import OK
from .secrets import HIDDEN, mask_columns


@dataclass
class Task:
    """What a module's logic gets: validated options, the device, whether to write, and a place for warnings.

    ``progress(text)`` tells a watching user of what takes long; where nobody can watch, it does nothing. ``vault``
    encrypts files with the passwords of this run of Ansible; only the controller has it. ``planned``: target -> what a
    task for the whole door has planned for it and not written yet; ``to_come``: names of schedules that it adds first.
    ``dry_run``: whether the whole run is in check mode, and not only this task, with its option ``plan``.
    """

    params: dict
    device: Device
    check_mode: bool = False
    warnings: list = field(default_factory=list)
    progress: Callable[[str], None] = lambda text: None
    vault: Any = None
    dry_run: bool = False
    planned: Mapping = field(default_factory=dict)
    to_come: tuple = ()

    def warn(self, message):
        self.warnings.append(message)


@dataclass(frozen=True)
class Module:
    """One module.

    ``run``: its logic. A module that sets a target has ``prepare`` in its place, which reads and plans, and gives what
    has ``result`` (what would be reported) and ``finish()``, which writes and returns the result.
    ``spec``: its own options, as in an argument spec. ``tables``: list option -> its field table; the suboptions, the
    checks and the masking come from there; the option ``match_by``, where there is one, chooses their key.
    ``masks``: option -> function that hides the secrets in its value.
    ``codecs``: option -> the codec that checks its value and gives the canonical one.
    ``constraints``: ``required_if`` and the like of the argument spec. ``checks``: functions of the validated options
    that raise :class:`InvalidInput` before anything is sent; ``cross_checks``: the same, of canonical values.
    ``doubts``: functions of canonical values that give warnings. ``login_optional``: whether these options ask for
    nothing that needs a login. ``writes``: whether these options ask for a writing session, so that nobody else writes
    to the device meanwhile; it is for whatever rests on what was read before. ``wary``: its steps can't be undone, so
    the unit is checked again right before each of them, where a MAC is expected.
    """

    run: Callable[[Task], dict] | None = None
    spec: Mapping[str, dict] = field(default_factory=dict)
    tables: Mapping[str, FieldTable] = field(default_factory=dict)
    masks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    codecs: Mapping[str, Any] = field(default_factory=dict)
    constraints: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple = ()
    cross_checks: tuple = ()
    doubts: tuple = ()
    login_optional: Callable[[dict], bool] = staticmethod(lambda params: False)
    writes: Callable[[dict], bool] = staticmethod(lambda params: True)
    wary: bool = False
    prepare: Callable[[Task], Any] | None = None

    def work(self, task):
        """Do it all and return the result."""
        return self.run(task) if self.prepare is None else self.prepare(task).finish()

    def argument_spec(self, deep=True):
        """The whole argument spec; without ``deep``, records are left to their field table, which names the place."""
        own = {**self.spec}
        for option, table in self.tables.items():
            own[option] = {**own.get(option, {}), "type": "list", "elements": "raw" if table.plain else "dict"}
            if deep and not table.plain:
                own[option]["options"] = table.spec()
            if table.secrets or "key" in option:
                own[option].setdefault("no_log", False)
        return {**connection_spec(), **own}

    @functools.cached_property
    def flat_spec(self):
        """The argument spec without that of records; it has all options with ``no_log``."""
        return self.argument_spec(deep=False)

    @functools.cached_property
    def own_spec(self):
        """:attr:`flat_spec` without the connection options."""
        return {option: entry for option, entry in self.flat_spec.items() if option not in CONNECTION_SPEC}

    @functools.cached_property
    def own_validator(self):
        """What checks options by :attr:`own_spec`."""
        return ArgumentSpecValidator(self.own_spec, **self.constraints)

    def listed(self, params):
        """``params`` as the task has them, with lists that were given as text as lists.

        :raises InvalidInput: naming the option.
        """
        try:
            return without_text(self.flat_spec, self.tables, params)
        except BadValue as exc:
            raise InvalidInput(f"{exc.path}: {exc}") from None

    def check(self, params):
        """``params`` with records and checked options in canonical form.

        :raises InvalidInput: naming option, place and what is allowed.
        """
        for check in self.checks:
            check(params)
        match_by = params.get("match_by")
        checked, mistakes = {}, []
        for option, table in self.tables.items():
            if params.get(option) is not None:
                table = table_in_notation(table.matched_by(match_by) if match_by else table, params)
                try:
                    checked[option] = table.check_rows(params[option])
                except InvalidInput as exc:
                    mistakes.append(exc.message)
        for option, codec in self.codecs.items():
            if params.get(option) is not None:
                try:
                    checked[option] = codec.check(params[option])
                except BadValue as exc:
                    mistakes.append(f"{option}{exc.path}: {exc}")
        if mistakes:
            raise InvalidInput("; ".join(mistakes))
        for check in self.cross_checks:
            check({**params, **checked})
        return {**params, **checked}

    def shown(self, params):
        """``params``, checked or not, as they may be shown: secrets hidden by column, and whatever is misplaced.

        A PIN may stand under a misspelled name or in a malformed list, so only values known not to be secret are shown.
        """
        spec = self.flat_spec
        return {option: self._shown_option(spec.get(option), option, value) for option, value in params.items()}

    def _shown_option(self, entry, option, value):
        if value in (None, "", [], {}):
            return value
        if entry is None:
            return HIDDEN
        if option in self.tables:
            return self._shown_rows(self.tables[option], value)
        if option in self.masks:
            value = self.masks[option](value) if isinstance(value, Mapping) else HIDDEN
        if entry.get("options"):
            # core also takes a mapping that is written as text, which shows its passwords
            value = mask_columns(value, set(value) - set(entry["options"])) if isinstance(value, Mapping) else HIDDEN
        return value

    @staticmethod
    def _shown_rows(table, rows):
        if not isinstance(rows, list):
            return HIDDEN
        fields = {fld.option: fld for fld in table.fields}
        return [
            {name: fields[name].shown(value) if name in fields else HIDDEN for name, value in row.items()}
            if isinstance(row, Mapping)
            else table.key.shown(row)
            if table.plain
            else HIDDEN
            for row in rows
        ]


def validated(module, options):
    """A module's own options, with their defaults, as :meth:`Module.check` leaves them.

    :raises InvalidInput: naming option, place and what is allowed.
    """
    found = module.own_validator.validate(module.listed(options))
    unknown = sorted(found.unsupported_parameters)
    if unknown:
        raise InvalidInput(f"{unknown[0]}: is not an option; {nearest(unknown[0], module.own_spec)}")
    if found.error_messages:
        raise InvalidInput("; ".join(map(str, found.error_messages)))
    return module.check(found.validated_parameters)


def never(params):
    """For ``writes`` of modules that leave alone what others plan on."""
    return False


def connection_spec():
    """The connection options with their environment variables."""
    return {
        option: {**entry, "fallback": (_fallback, [variable_of(option)])} for option, entry in CONNECTION_SPEC.items()
    }


def _fallback(variable):
    """The value of an environment variable, as an argument spec asks for it."""
    value = from_environment(option_of(variable))
    if value is None:
        raise AnsibleFallbackNotFound
    return value


def secret_values(spec, params):
    """The values of all ``no_log`` options, for masking by value."""
    found = []
    for option, entry in spec.items():
        value = (params or {}).get(option)
        if value in (None, ""):
            continue
        if entry.get("no_log"):
            found.append(str(value))
        elif entry.get("options") and isinstance(value, dict):
            found += secret_values(entry["options"], value)
        elif entry.get("options") and isinstance(value, list):
            for member in value:
                found += secret_values(entry["options"], member) if isinstance(member, dict) else []
    return found


def execute(module, params, check_mode=False, progress=None, vault=None, keeper=None, **known):
    """Run a module's logic and return the task's result; the errors that we know become a failed or unreachable one."""
    # known: model, firmware and read_only of the device
    warnings, device = [], None
    watched = {"progress": progress, "dry_run": check_mode} if progress else {"dry_run": check_mode}
    check_mode = check_mode or bool(params.get("plan"))
    try:
        params = module.check(params)
        warnings += [warning for doubt in module.doubts for warning in doubt(params)]
        device = Device(
            params,
            login_optional=module.login_optional(params),
            tell=progress or (lambda text: None),
            warn=warnings.append,
            **known,
        )
        device.keeper = keeper
        if module.wary:
            device.be_wary()
        session = device.session if module.writes(params) and not check_mode else contextlib.nullcontext()
        with session:
            result = module.work(Task(params, device, check_mode, warnings, vault=vault, **watched))
            # also a task that had nothing to ask is only right on the door that is meant
            device.prove_unit()
    except AkuvoxError as exc:
        # after a lost answer the device was reached, so the host stays in the play and a rescue block gets its chance
        outcome = "unreachable" if isinstance(exc, Unreachable) and not isinstance(exc, LostAnswer) else "failed"
        reached = {"reachability": OK} if device is not None and device.answered else {}
        # "changed: false" is a promise that the device is as it was
        changed = device is not None and device.tally.count > 0
        result = {"changed": changed, **reached, **exc.detail, outcome: True, "msg": exc.message}
    finally:
        if device is not None:
            device.close()
    if warnings:
        result["warnings"] = warnings
    return result


class _QuietModule(AnsibleModule):
    """``AnsibleModule`` that doesn't write the task's arguments, and so PINs, to the bastion's syslog."""

    def _log_invocation(self):
        pass


def run_module(module):
    """Run as an ordinary module: on a bastion, or wherever a task is delegated to."""
    ansible = _QuietModule(argument_spec=module.argument_spec(), supports_check_mode=True, **module.constraints)
    result = execute(module, ansible.params, ansible.check_mode)
    result["invocation"] = {"module_args": module.shown(ansible.params)}
    if not ansible._diff:
        result.pop("diff", None)
    if result.pop("failed", False):
        ansible.fail_json(**result)
    ansible.exit_json(**result)
