# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would change on a door, as data: from the results of the jobs in check mode."""

from __future__ import annotations

from ..shortened import shortened
from ..targets.descriptor import PREFIX

_CHANGES = ("added", "updated", "removed")
# What the jobs have registered: a result of all sections of a door, and one of its people.
# The variables in which the role drift has the results.
SECTIONS, PEOPLE = "drift_result_sections", "credentials_door"
_MOST_SHOWN = 5


def is_result(name):
    """Whether a variable of this name is a result that tells of a section."""
    return name in (SECTIONS, PEOPLE)


def drift_sections(results):
    """Section -> ``added``, ``updated`` and ``removed`` with the keys of what would change, empty ones left out.

    :param results: what the tasks have registered, by the variable's name, in check mode. They have no secrets.
    """
    told = {PREFIX + name: result for name, result in (results.get(SECTIONS) or {}).get("sections", {}).items()}
    told["akuvox_people"] = results.get(PEOPLE) or {}
    return {
        section: {change: [str(key) for key in result[change]] for change in _CHANGES if result.get(change)}
        for section, result in sorted(told.items())
        if result.get("changed")
    }


def drift_line(sections):
    """The same in one line."""
    return ", ".join(
        f"{section} ({'; '.join(f'{change} {shortened(keys, _MOST_SHOWN)}' for change, keys in entry.items())})"
        for section, entry in sections.items()
    )
