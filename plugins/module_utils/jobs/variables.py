# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the collection, by which a misspelled one is found: these, and those of the roles' specs."""

from __future__ import annotations

import difflib

from ..api.options import CONNECTION_SPEC, INVENTORY_VARIABLES
from ..targets.descriptor import PREFIX
from ..targets.registry import TARGETS

# The wanted state of a door: without any of these the job has nothing to do.
_STATE = frozenset(variable for target in TARGETS.values() for variable in target.variables)
_PEOPLE = frozenset({"akuvox_people", "akuvox_people_file"})
DESIRED = {"provision": _STATE, "drift": _STATE | _PEOPLE}

_PLAYBOOKS = (
    "allow_no_doors drift_fail hosts job job_check_mode job_title notify_tasks notify_url retry run_artifact run_dir "
    "serial stop_at summary_names undo_dir undo_keep_days undo_keep_runs"
)
_OF_HOSTS = "info location"
KNOWN = frozenset(
    {
        *_STATE,
        *_PEOPLE,
        *INVENTORY_VARIABLES,
        *(PREFIX + name for text in (_PLAYBOOKS, _OF_HOSTS) for name in text.split()),
        *(PREFIX + option for option in CONNECTION_SPEC),
    }
)
# What playbooks register, and what AWX hands on from one job to the next.
_OWN = ("akuvox_job_", "akuvox_run_of_")


def unknown_variables(variables, known, set_in_plays=()):
    """The names of variables of a door that look like ours and are none, as a list.

    :param known: the names that there are: ``KNOWN``, and those of the roles.
    :param set_in_plays: names that a play has registered or set, which are its own affair.
    """
    strange = [name for name in variables if name.startswith(PREFIX) and name not in known and name not in set_in_plays]
    return [name for name in strange if not name.startswith(_OWN) and not _is_helper(name, variables)]


def _is_helper(name, variables):
    """Whether another variable is made of this one."""
    return any(name in str(value) for other, value in variables.items() if other.startswith(PREFIX) and other != name)


def warnings_of(doors_of, known):
    """A line for each unknown variable: name -> the doors that have it."""
    return [
        f"Unknown variable {name} ({len(doors)} door{'' if len(doors) == 1 else 's'}){_nearest(name, known)}"
        for name, doors in sorted(doors_of.items())
    ]


def _nearest(name, known):
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f": did you mean {close[0]}?" if close else ": the collection has none of this name"
