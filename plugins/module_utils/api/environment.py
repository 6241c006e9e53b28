# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options from ``AKUVOX_*`` environment variables. An empty variable counts as one that is not set."""

from __future__ import annotations

import os
import re

from ..errors import InvalidInput
from ..fields.codec import spoken
from ..fields.codecs import Flag
from .options import CONNECTION_SPEC, check_option

_PREFIX = "AKUVOX_"
_READ = {"int": int, "float": float, "bool": Flag().check}


def variable_of(option):
    """The name of an option's environment variable."""
    return f"{_PREFIX}{option.upper()}"


def option_of(variable):
    """The option that an environment variable is for."""
    return variable.removeprefix(_PREFIX).lower()


def from_environment(option, environ=None):
    """An option's value by its environment variable, None when that is not set or empty.

    :raises InvalidInput: naming the variable, for a value that the option doesn't take.
    """
    name = variable_of(option)
    text = (os.environ if environ is None else environ).get(name)
    if text is None or not text.strip():
        return None
    entry = CONNECTION_SPEC[option]
    if text not in entry.get("choices", (text,)):
        raise _wrong(name, f"must be one of {', '.join(entry['choices'])}, not {spoken(text)}")
    try:
        # a password is text, so that no message quotes one
        value = _READ.get(entry["type"], str)(text)
    except ValueError:
        raise _wrong(name, f"must be of the type {entry['type']}, not {spoken(text)}") from None
    try:
        check_option(option, value)
    except InvalidInput as exc:
        raise _wrong(name, exc.message.partition(": ")[2]) from None
    return value


def _wrong(name, reason):
    return InvalidInput(f"{_spoken(name)}: {reason}")


def _spoken(name):
    return f"{name} (environment)"


def in_environment(message, options):
    """A message that begins with one of the ``options``, with the environment variable in the option's place."""
    found = re.match(r"(\w+)(?=\[|: |\.\w)", message)
    if not found or found[1] not in options:
        return message
    return _spoken(variable_of(found[1])) + message[found.end() :]


def drop_empty_variables(environ=None):
    """Take empty ``AKUVOX_*`` variables out of the environment, where Ansible itself reads a plugin's options."""
    environ = os.environ if environ is None else environ
    for name in [name for name in environ if name.startswith(_PREFIX) and not environ[name].strip()]:
        del environ[name]
