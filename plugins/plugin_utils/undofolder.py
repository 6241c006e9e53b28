# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a run keeps what it is about to change, whether it can, and what the user gets to know of it."""

from __future__ import annotations

import datetime
import os

from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import RUN_DIR, make_folder
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import UNDO_DIR, Keeper, doors_in
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undoruns import (
    KEEP_DAYS,
    KEEP_RUNS,
    UNDOABLE,
    number_of,
    prune,
    run_name,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

_NEVER = {"api_credentials": "A new login of the HTTP API can't be undone: run this job again with the other one"}
# What AWX gives each job.
_AWX = ("awx_job_id", "tower_job_id")
# The folder of a job in its container, which ends with it.
_OF_THE_JOB = ("/runner",)


def undo_folder(variables):
    """The folder for all runs, None where there is none that lasts.

    Without ``akuvox_undo_dir`` it is in the folder of the run files, but in AWX, where that may end with the job.

    :param variables: a :class:`doorvars.DoorVariables`.
    """
    own, runs = variables.folder(UNDO_DIR), variables.folder(RUN_DIR)
    if own is not None:
        return None if _in_awx(variables) and _ends_with_the_job(own) else own
    return os.path.join(runs, "undo") if runs is not None and not _in_awx(variables) else None


def _in_awx(variables):
    return any(variables.get(name) is not None for name in _AWX)


def _ends_with_the_job(folder):
    return any(folder == place or folder.startswith(f"{place}/") for place in _OF_THE_JOB)


def begin(variables, job, started, check_mode, vault):
    """What a run keeps where, for its state: ``undo``, the folder of the run, and ``undo_secrets``. With lines to show.

    :param vault: a :class:`vault.Vault`.
    :raises InvalidInput: the folder can't be written, or a variable is wrong.
    """
    nothing = {"undo": "", "undo_secrets": False}
    if check_mode or job not in (*UNDOABLE, *_NEVER):
        return nothing, []
    if job in _NEVER:
        return nothing, [_NEVER[job]]
    folder = undo_folder(variables)
    if folder is None:
        where = f"{UNDO_DIR} to a folder on a volume" if _in_awx(variables) else f"{RUN_DIR} or {UNDO_DIR} to a folder"
        return nothing, [f"This run can't be undone: set {where}"]
    days, count = (number_of(variables.get(name), name) for name in (KEEP_DAYS, KEEP_RUNS))
    make_folder(folder, UNDO_DIR)
    prune(folder, days, count, datetime.datetime.now(datetime.timezone.utc))
    return {"undo": os.path.join(folder, run_name(job, started)), "undo_secrets": vault.has_password}, []


def end(state):
    """The lines of a run that has changed doors: how it can be undone."""
    folder = state.get("undo")
    if not folder or not doors_in(folder):
        return []
    without = "" if state.get("undo_secrets") else ", without PINs and other secrets, as it had no vault password"
    name = os.path.basename(folder)
    return [f"To undo this run{without}: ansible-playbook -i ... doorfleet.akuvox.undo", f"  -e akuvox_undo_run={name}"]


def keeper_of(task_vars, loader):
    """What keeps the changes of a task on its door, a :class:`undofile.Keeper`; None where nothing is kept."""
    begun = task_vars.get(BEGUN) or {}
    folder = begun.get("undo")
    if not folder:
        return None
    vault = Vault(loader) if begun.get("undo_secrets") else None
    about = {"run": os.path.basename(folder), "job": begun["job"], "started": begun["started"], "vault": bool(vault)}
    return Keeper(folder, str(task_vars["inventory_hostname"]), about, vault)


def say_not_kept(task, task_vars, bastion):
    """Warn, before the module is sent to a bastion, that what it changes is not kept."""
    if (task_vars.get(BEGUN) or {}).get("undo") and not task.check_mode:
        Display().warning(
            f"this task can't be undone: it runs on the bastion {bastion} (delegate_to), and only the "
            "controller keeps what changes"
        )


def required_folder(variables):
    """:func:`undo_folder`, where something is to be undone.

    :raises InvalidInput: there is none.
    """
    folder = undo_folder(variables)
    if folder is None:
        raise InvalidInput(f"{UNDO_DIR}: is missing, so nothing is kept that could be undone")
    return folder
