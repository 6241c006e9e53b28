# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the user behind the options of a role's task, so that a job's messages name what the user has set.

Which variable an option has is read from the task itself, as the role has it:
``purge_limit: "{{ akuvox_purge_limit }}"``.
"""

from __future__ import annotations

import re

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.places import in_words
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.descriptor import PREFIX

_COLLECTION = "doorfleet.akuvox."
_VARIABLE = re.compile(rf"\s*{{{{-?\s*({PREFIX}\w+(?:\.\w+)*)")


def is_of_role(task):
    """Whether a role of the collection has the task, so that its user has set variables alone."""
    role = getattr(task, "_role", None)
    return role is not None and str(role.get_name()).startswith(_COLLECTION)


def variables_of(task):
    """Option -> variable of a task that a role of the collection has; empty for any other task."""
    if not is_of_role(task):
        return {}
    written = getattr(task, "_ds", None) or {}
    arguments = next((written[key] for key in written if str(key).startswith(_COLLECTION)), None) or {}
    found = {str(option): _VARIABLE.match(value) for option, value in arguments.items() if isinstance(value, str)}
    return {option: str(match[1]) for option, match in found.items() if match}


def in_variables(message, variables, of_role=False):
    """A message with the variables where it names the options, see :func:`fields.places.in_words`.

    :param of_role: whether it is of a role's task, which never sets the connection's options itself.
    """
    if not (variables or of_role):
        return message
    return in_words(message, variables, {option: PREFIX + option for option in CONNECTION_SPEC})
