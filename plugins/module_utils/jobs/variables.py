# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the collection, by which a misspelled one is found.

A test holds them against the argument specs of the roles, the connection options and what the inventory plugin sets.
"""

from __future__ import annotations

import difflib

from ..api.options import CONNECTION_SPEC

PREFIX = "akuvox_"

# What a door shall be: without any of these the job has nothing to do.
_STATE = frozenset(
    PREFIX + name
    for name in (
        "config contacts dialreplace dtmf groups http_trigger input_call inputs log_level privatekeys publiccode "
        "relays rfkeys schedules sip users"
    ).split()
)
_PEOPLE = frozenset({"akuvox_people", "akuvox_people_file"})
DESIRED = {"provision": _STATE, "drift": _STATE | _PEOPLE}

_PLAYBOOKS = (
    "allow_no_doors drift_fail hosts job job_check_mode job_title retry run_artifact run_dir serial stop_at "
    "summary_names"
)
_ROLES = (
    "api_new_auth_mode api_new_password api_new_username api_wait_timeout backup_dir backup_exports backup_keep "
    "backup_parts backup_vault canary credential_store failure_budget firmware_baseline firmware_clock_tolerance "
    "firmware_config_ignore firmware_report_only firmware_settle_timeout firmware_wait_timeout hardening_fix "
    "hardening_http_port known_doors log_capture log_csv log_dir log_types people_fields people_managed "
    "people_timezone people_today pin_policy purge purge_groups purge_limit purge_schedules report_ask report_dir "
    "report_max_age report_runs report_title restore_confirm restore_exclude restore_from restore_parts restore_set "
    "site soak update_secrets wave"
)
_INVENTORY = "firmware info location mac model reachability"
KNOWN = frozenset(
    {
        *_STATE,
        *_PEOPLE,
        *(PREFIX + name for text in (_PLAYBOOKS, _ROLES, _INVENTORY) for name in text.split()),
        *(PREFIX + option for option in CONNECTION_SPEC),
    }
)
# What playbooks register, and what AWX hands on from one job to the next.
_OWN = ("akuvox_job_", "akuvox_run_of_")


def unknown_variables(variables, set_in_plays=()):
    """The names of variables of a door that look like ours and are none, as a list.

    :param set_in_plays: names that a play has registered or set, which are its own affair.
    """
    strange = [name for name in variables if name.startswith(PREFIX) and name not in KNOWN and name not in set_in_plays]
    return [name for name in strange if not name.startswith(_OWN) and not _is_helper(name, variables)]


def _is_helper(name, variables):
    """Whether another variable is made of this one."""
    return any(name in str(value) for other, value in variables.items() if other.startswith(PREFIX) and other != name)


def warnings_of(doors_of):
    """A line for each unknown variable: name -> the doors that have it."""
    return [
        f"Unknown variable {name} ({len(doors)} door{'' if len(doors) == 1 else 's'}){_nearest(name)}"
        for name, doors in sorted(doors_of.items())
    ]


def _nearest(name):
    close = difflib.get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.7)
    return f": did you mean {close[0]}?" if close else ": the collection has none of this name"
