# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What single jobs add to the end of a run: lines of their own, and whom they let in and no longer let in."""

from __future__ import annotations

from .adoptedlosses import end_of_adopt
from .assessment import fleet_score
from .firmware import table
from .outcomes import OPEN
from .revokedfile import NOBODY_YET

# Where the names of people are, by job: results of tasks with ``names``, and the keys of what changed, when the job's
# report doesn't have these.
_NAMES = {
    "credentials": ("credentials_door", "credentials_result_people"),
    "provision": ("provision_result",),
    "revoke": ("revoke_result_door", "revoke_result_again"),
    "undo": ("undo_result_door",),
}
_CHANGES = ("added", "updated", "removed")


def _score(run):
    return [fleet_score({name: door["report"] for name, door in run["doors"].items()})]


def _drift_advice(run):
    drifted = any(says_differs(door) for door in run["doors"].values())
    return ["To bring them back: the playbooks provision and credentials, first with --check --diff"] if drifted else []


def _still_open(run):
    """The doors at which somebody may still get in, by name: that is what a revocation is about."""
    left = [name for name, door in run["doors"].items() if door["outcome"] in OPEN]
    if not left or any(NOBODY_YET in door["reason"] for door in run["doors"].values()):
        return []
    return [
        f"Still open: {len(left)} of {len(run['doors'])} doors may still let them in: {', '.join(left)}. The next run "
        "of revoke or credentials closes them"
    ]


ENDS = {
    "adopt": end_of_adopt,
    "revoke": _still_open,
    "hardening": _score,
    "drift": _drift_advice,
    "firmware": lambda run: table({name: door["report"] for name, door in run["doors"].items()}),
}


def people_of(variables, job, outcome):
    """``added``, ``updated`` and ``removed`` people of a door, user_id -> name; empty where nobody was.

    :param variables: what the job's tasks have registered for the door.
    :param outcome: the door's, of :func:`outcomes.door_outcome`.
    """
    results = [_of_people(variables.get(name) or {}) for name in _NAMES.get(job, ())]
    if not results or outcome["outcome"] == "not_tried":
        return {}
    sources = [outcome["report"]] if job == "credentials" else results
    names = {str(key): name for result in results for key, name in (result.get("names") or {}).items()}
    changes = {
        change: {str(key): names.get(str(key), "") for its in sources for key in its.get(change) or ()}
        for change in _CHANGES
    }
    return changes if any(changes.values()) else {}


def _of_people(result):
    """A result that tells of people, also where it has one for each section."""
    return result["sections"].get("users", {}) if "sections" in result else result


def says_differs(outcome):
    """Whether a door's report says that it drifted."""
    return bool(outcome["report"].get("drifted"))
