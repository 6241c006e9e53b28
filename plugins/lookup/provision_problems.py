# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup provision_problems: what is wrong with the variables of the role provision."""

from __future__ import annotations

DOCUMENTATION = r"""
name: provision_problems
short_description: What is wrong with the variables of the role provision
version_added: 0.3.0
description:
  - Checks the host's variables of the role P(doorfleet.akuvox.provision#role) as its sections would, each by the module
    that it uses, without asking the door. So a mistake in the last section is found before the first one is applied.
  - With C(--tags) and C(--skip-tags) only the sections that run are checked.
options:
  _terms:
    description: Nothing.
    type: list
    elements: str
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Check what the door is to be
  ansible.builtin.assert:
    that: problems | length == 0
    fail_msg: "{{ problems | join('; ') }}"
  vars:
    problems: "{{ query('doorfleet.akuvox.provision_problems') }}"
"""

RETURN = r"""
_value:
  description: A text for each section that is wrong, with variable and place, and never with a secret.
  type: list
  elements: str
"""

import importlib

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.lookup import LookupBase

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import records_as_text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.registry import TARGETS
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

_MODULES = "ansible_collections.doorfleet.akuvox.plugins.modules."
# Options of several sections.
_SHARED = ("card_notation", "card_byte_order")


class LookupModule(LookupBase):
    """Checks the variables of a host."""

    def run(self, terms, variables=None, **kwargs):
        """Return a text for each section that is wrong."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        wanted = [target for target in TARGETS.values() if _runs(next(iter(target.variables)), variables)]
        return [problem for problem in (self._problem(target, variables) for target in wanted) if problem]

    def _problem(self, target, variables):
        """What is wrong with a section, empty when nothing is."""
        given, names = {}, {}
        for variable, option in target.variables.items():
            value = self._value(variable, variables)
            if value in (None, "", {}):
                continue
            given.update({option: value} if option else value if isinstance(value, dict) else {})
            names[option] = variable
        if not given:
            return ""
        module = importlib.import_module(_MODULES + target.module).MODULE
        for option, variable in names.items():
            table = module.tables.get(option)
            if table is not None and isinstance(given[option], str) and ("{" in given[option] or not table.plain):
                return records_as_text(variable, table.key.option)
        spec = {name: entry for name, entry in module.flat_spec.items() if name not in CONNECTION_SPEC}
        shared = {option: self._value(f"akuvox_{option}", variables) for option in _SHARED if option in spec}
        given.update({option: value for option, value in shared.items() if value not in (None, "")})
        try:
            validation = ArgumentSpecValidator(spec, **module.constraints).validate(module.listed(given))
            if validation.errors.errors:
                return f"{', '.join(names.values())}: {'; '.join(validation.errors.messages)}"
            module.check(validation.validated_parameters)
        except InvalidInput as exc:
            return _in_the_roles_words(exc.message, names)
        return ""

    def _value(self, variable, variables):
        if variables.get(variable) is None:
            return None
        return plain(self._templar.template(variables[variable]))


def _runs(tag, variables):
    """Whether the section with a tag runs."""
    run, skip = (variables.get(f"ansible_{which}_tags") or () for which in ("run", "skip"))
    return ("all" in run or not run or tag in run or "tagged" in run) and tag not in skip


def _in_the_roles_words(message, names):
    """A module's message with the variable in place of the option that it begins with."""
    for option, variable in names.items():
        if option and message.startswith((f"{option}:", f"{option}[", f"{option}.")):
            return variable + message.removeprefix(option)
    return f"{', '.join(names.values())}: {message}"
