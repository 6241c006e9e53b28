# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would change on a door, as data: from the results of the jobs in check mode."""

from __future__ import annotations

import re

_CHANGES = ("added", "updated", "removed")
# The job's registered results, and the section, named by its variable, that each tells of.
_RESULT = re.compile(r"provision_result_(.*?)(?:_purged)?")
_PEOPLE = "credentials_door"
_MOST_SHOWN = 5


def is_result(name):
    """Whether a variable of this name is a result that tells of a section."""
    return name == _PEOPLE or bool(_RESULT.fullmatch(name))


def drift_sections(results):
    """Section -> ``added``, ``updated`` and ``removed`` with the keys of what would change, empty ones left out.

    :param results: what the tasks have registered, by the variable's name, in check mode. They have no secrets.
    """
    sections = {}
    for name in sorted(results):
        result, found = results[name], _RESULT.fullmatch(name)
        section = f"akuvox_{found[1]}" if found else "akuvox_people" if name == _PEOPLE else ""
        if section and result.get("changed"):
            entry = sections.setdefault(section, {})
            for change in _CHANGES:
                keys = [*entry.get(change, ()), *(str(key) for key in result.get(change) or ())]
                if keys:
                    entry[change] = keys
    return sections


def drift_line(sections):
    """The same in one line."""
    return ", ".join(
        f"{section} ({'; '.join(f'{change} {_some(keys)}' for change, keys in entry.items())})"
        for section, entry in sections.items()
    )


def _some(keys):
    more = f" and {len(keys) - _MOST_SHOWN} more" if len(keys) > _MOST_SHOWN else ""
    return ", ".join(keys[:_MOST_SHOWN]) + more
