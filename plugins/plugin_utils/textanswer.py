# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that somebody typed into AWX, as it arrives in a play.

AWX 24.6.1 writes a job's variables as ``!unsafe 'name': !unsafe 'value'``. ansible-core 2.19 and newer read such a
value as if it had no quotes. ``2026-01-31`` is a date, ``no`` is false, ``0123`` is 83 and nothing is None.
"""

from __future__ import annotations

import datetime
import os
from itertools import chain

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.untemplated import untemplated

_WAY_ON = 'Type it in double quotes there, such as "0123"'
_IN_ENVIRONMENT = "Give it in quotes; in AWX, in a credential that sets the environment variable {}"


def text_answer(value, name, known=(), numbers=False, quotes=True, env=None):
    """The text that was typed, empty where nothing was.

    :param name: The variable's name, for the message.
    :param known: Hosts and groups that may be meant, such as Ansible's ``groups``. A value that only one of them reads
        as is that one.
    :param numbers: Whether a number is as good as its digits.
    :param quotes: Whether a pair of double quotes around the text is taken away.
    :param env: For a login: an environment variable that counts where nothing was typed. Quotes are then part of it.
    :raises InvalidInput: naming the variable and AWX, never the value, when the text is lost.
    """
    if env:
        typed = _text(value, name, known, numbers, False, _IN_ENVIRONMENT.format(env))
        return typed or untemplated(os.environ.get(env, ""))
    return _text(value, name, known, numbers, quotes, _WAY_ON)


def _text(value, name, known, numbers, quotes, way_on):
    if value is None:
        return ""
    if isinstance(value, str):
        return _unquoted(value) if quotes else value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not isinstance(value, (int, float, list, tuple, dict)):
        # a vaulted value, which isn't of type str before ansible-core 2.19
        return str(value)
    if numbers and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    meant = _names_read_as(value, known)
    if len(meant) == 1:
        return meant[0]
    if isinstance(value, (int, float)):
        kind = "true or false" if isinstance(value, bool) else "a number"
        raise InvalidInput(
            f"{name}: is {kind} and must be text. YAML without quotes, as AWX hands text on, makes 83 of 0123 "
            f"and false of no. {way_on}"
        )
    raise InvalidInput(f"{name}: must be text, not a {'mapping' if isinstance(value, dict) else 'list'}")


def _unquoted(text):
    inside = len(text) >= 2 and text[0] == text[-1] == '"'
    if not inside:
        return text
    # Before ansible-core 2.19 the type is what keeps a text with braces from being taken for a template.
    return type(text)(text[1:-1]) if hasattr(text, "__UNSAFE__") else text[1:-1]


def _names_read_as(value, known):
    # It comes with Ansible; imported here, since each door's process loads this file and hardly one gets this far.
    import yaml

    names = chain(known, chain.from_iterable(known.values())) if isinstance(known, dict) else known
    found = []
    for name in dict.fromkeys(names):
        try:
            read = yaml.safe_load(name)
        except (yaml.YAMLError, ValueError):
            continue
        if read == value and isinstance(read, bool) == isinstance(value, bool):
            found.append(name)
    return found
