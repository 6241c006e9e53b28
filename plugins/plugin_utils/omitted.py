# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables whose template says ``default(omit)``: an action that reads them itself has to leave them out, too."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

try:
    from ansible.errors import AnsibleValueOmittedError as _Omitted
except ImportError:
    # before 2.19 a word stands for what is omitted

    class _Omitted(Exception):
        """Raised by no version that has a word for it."""


def resolved(templar, value, omit):
    """A variable's value, plain and without what is omitted; None where all of it is.

    :param omit: the variable ``omit``, which is the word in versions that have one.
    """
    if not has_templates(value):
        return plain(value)
    try:
        found = plain(templar.template(value))
    except _Omitted:
        return None
    word = str(omit) if omit else None
    return None if word and found == word else _without(found, word) if word else found


def has_templates(value):
    """Whether there may be something to resolve in a value, whatever it is made of."""
    if isinstance(value, str):
        return "{{" in value or "{%" in value or "{#" in value or value.startswith("#jinja2")
    if isinstance(value, dict):
        return any(has_templates(key) or has_templates(member) for key, member in value.items())
    if isinstance(value, (list, tuple)):
        return any(has_templates(member) for member in value)
    return not (value is None or isinstance(value, (bool, int, float)))


def _without(value, word):
    if isinstance(value, dict):
        return {key: _without(member, word) for key, member in value.items() if member != word}
    if isinstance(value, list):
        return [_without(member, word) for member in value if member != word]
    return value
