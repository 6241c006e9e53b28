# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options from ``AKUVOX_*`` environment variables. An empty variable counts as one that is not set."""

from __future__ import annotations

import os

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import AnsibleFallbackNotFound

from ..errors import InvalidInput
from .options import CONNECTION_SPEC, check_option


def variable_of(option):
    """The name of an option's environment variable."""
    return f"AKUVOX_{option.upper()}"


def from_environment(option, environ=None):
    """An option's value by its environment variable, None when that is not set or empty.

    :raises InvalidInput: naming the variable, for a value that the option doesn't take.
    """
    name = variable_of(option)
    value = (os.environ if environ is None else environ).get(name)
    if value is None or not value.strip():
        return None
    entry = {key: CONNECTION_SPEC[option][key] for key in ("type", "choices") if key in CONNECTION_SPEC[option]}
    validation = ArgumentSpecValidator({option: entry}).validate({option: value})
    if validation.errors.errors:
        allowed = f"one of {', '.join(entry['choices'])}" if "choices" in entry else f"of the type {entry['type']}"
        # a password is text, so that this quotes none
        raise InvalidInput(f"{name} (environment): must be {allowed}, not '{value}'")
    found = validation.validated_parameters[option]
    try:
        check_option(option, found)
    except InvalidInput as exc:
        raise InvalidInput(f"{name} (environment): {exc.message.partition(': ')[2]}") from None
    return found


def fallback(option):
    """The same as the fallback of an argument spec, for a module that runs as a process."""
    found = from_environment(option)
    if found is None:
        raise AnsibleFallbackNotFound
    return found


def drop_empty_variables(environ=None):
    """Take empty ``AKUVOX_*`` variables out of the environment, where Ansible itself reads a plugin's options."""
    environ = os.environ if environ is None else environ
    for name in [name for name in environ if name.startswith("AKUVOX_") and not environ[name].strip()]:
        del environ[name]
