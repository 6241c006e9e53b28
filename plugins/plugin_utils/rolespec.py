# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specifications of the collection's roles, for checking the variables of a door by them."""

from __future__ import annotations

import contextlib
import functools
import re
from pathlib import Path

import yaml
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

# Ansible lists a dozen spellings of true and false, in another order each time.
_NO_BOOLEAN = re.compile(
    r"argument '(\w+)' is of type .+? unable to convert to bool: The value '(.*)' is not a valid boolean\..*", re.DOTALL
)
_ROLES = Path(__file__).resolve().parents[2] / "roles"


def role_variables():
    """The names of the variables of all roles."""
    return {
        name
        for path in sorted(_ROLES.glob("*/meta/argument_specs.yml"))
        for entry in _specs(path).values()
        for name in entry.get("options", {})
    }


@functools.cache
def _specs(path):
    return _read(path)["argument_specs"]


def _read(path):
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


# What was wrong with the values that were looked at last, by role and entry: most doors have the same ones.
_judged = {}


def wrong_variables(role, variables, entry="main"):
    """What is wrong with the variables of a door, a text each; none for a role that the collection doesn't have.

    :param variables: a :class:`doorvars.DoorVariables`.
    """
    names = [name for name in role_options(role, entry) if name in variables.task_vars]
    return _wrong(role, entry, {name: plain(variables.template(name)) for name in names})


def judge_beforehand(role, written, entry="main"):
    """Check the variables of one door, so that processes that are forked from this one needn't check the same again.

    :param written: the door's variables as they are written. With a template among them, they are not the same.
    """
    values = {**_defaults(role), **written}
    # a text that can't be decrypted is for the task of the door
    with contextlib.suppress(AnsibleError):
        _wrong(role, entry, {name: plain(values[name]) for name in role_options(role, entry) if name in values})


def _defaults(role):
    path = _ROLES / role / "defaults" / "main.yml"
    return (_read(path) or {}) if path.is_file() else {}


def _wrong(role, entry, given):
    # 1 and true are equal, and not the same
    key = repr(given)
    known, wrong = _judged.get((role, entry), (None, []))
    if key != known:
        found = ArgumentSpecValidator(role_options(role, entry)).validate(given)
        wrong = [_NO_BOOLEAN.sub(r"\1: must be true or false, not '\2'", str(text)) for text in found.error_messages]
        _judged[role, entry] = key, wrong
    return wrong


def role_options(role, entry="main"):
    """The argument spec of a role's variables, read once for a process and those that are forked from it."""
    path = _ROLES / role / "meta" / "argument_specs.yml"
    return _specs(path)[entry].get("options", {}) if path.is_file() else {}
