# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs that can be undone: a folder each in ``akuvox_undo_dir``, and how long they are kept."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from datetime import datetime, timedelta, timezone

from ..errors import InvalidInput
from .undofile import UNDO_DIR

UNDO_RUN = "akuvox_undo_run"
KEEP_DAYS, KEEP_RUNS = "akuvox_undo_keep_days", "akuvox_undo_keep_runs"
UNDOABLE = frozenset(("provision", "credentials", "revoke", "restore", "events", "hardening", "undo"))
"""The jobs that write people or settings through what keeps them."""
DEFAULTS = {KEEP_DAYS: 30, KEEP_RUNS: 200}
_OTHERS = {
    "firmware": ", as no door takes an older firmware back by itself",
    "api_credentials": "; run that job again with the other login",
    "readmit": "; the playbook revoke takes them out again",
    **dict.fromkeys(
        (
            "access",
            "adopt",
            "backup",
            "changes",
            "collect_logs",
            "drift",
            "identities",
            "people_pins",
            "probe",
            "report",
        ),
        ", as it changes no door",
    ),
}
_RUN = re.compile(r"([a-z][a-z0-9_]*)-(\d{8}T\d{6}\.\d{6}Z)")
_NAME_TIME = "%Y%m%dT%H%M%S.%fZ"
_JOB = re.compile(r"[a-z][a-z0-9_]*")
# by how much the clocks of two controllers may differ
_CLOCKS = timedelta(minutes=5)
_SHOWN, _SLIP, _ALIKE = 8, 0.95, 0.6


def run_name(job, started):
    """The name of a run: that of its run file without the ending."""
    return f"{job}-{re.sub('[-:]', '', started)}"


def runs_in(folder):
    """The names of the runs that have changed something, the oldest first."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as exc:
        raise InvalidInput(f"{UNDO_DIR}: {folder} cannot be read: {exc.strerror}") from None
    found = [name for name in names if _RUN.fullmatch(name) and os.path.isdir(os.path.join(folder, name))]
    return sorted(found, key=lambda name: (_RUN.fullmatch(name)[2], name))


def time_of(name):
    """When a run began, as a time with its zone."""
    return datetime.strptime(_RUN.fullmatch(name)[2], _NAME_TIME).replace(tzinfo=timezone.utc)


def chosen_runs(given, folder, own="", now=None):
    """The names of the runs that ``akuvox_undo_run`` means, the oldest first.

    Each is given as a run's name, the path of its run file, or a job, which is its newest run.

    :param given: a text, with commas where the slices of a job have each made a run.
    :param own: the run that asks, which is never meant. ``now``: a time with its zone, for tests.
    :raises InvalidInput: there is no such run, with those that there are.
    """
    texts = [part.strip() for part in str(given or "").split(",") if part.strip()]
    runs = [run for run in runs_in(folder) if run != own]
    if not texts:
        raise InvalidInput(f"{UNDO_RUN}: is missing. {_known(runs, folder)}")
    latest = (now or datetime.now(timezone.utc)) + _CLOCKS
    chosen = {_chosen_run(text, runs, folder, latest) for text in texts}
    return [run for run in runs if run in chosen]


def _chosen_run(text, runs, folder, latest):
    name = os.path.basename(text)
    name = name[: -len(".json")] if name.endswith(".json") else name
    if _JOB.fullmatch(name):
        of_job = [run for run in runs if _RUN.fullmatch(run)[1] == name]
        if of_job and time_of(of_job[-1]) > latest:
            raise InvalidInput(
                f"{UNDO_RUN}: which run of {name} is the newest isn't certain, as {of_job[-1]} is of a time to come, "
                f"so a clock was wrong. Give the run itself. {_known(runs, folder)}"
            )
        if of_job:
            return of_job[-1]
    if name in runs:
        return name
    known, is_run = _known(runs, folder), _RUN.fullmatch(name)
    job = is_run[1] if is_run else name
    if job in _OTHERS:
        raise InvalidInput(f"{UNDO_RUN}: a run of {job} can't be undone{_OTHERS[job]}. {known}")
    # names of a job's runs differ in their time alone, so only one that is a typing mistake away is meant
    meant = difflib.get_close_matches(name, [*runs, *UNDOABLE], n=1, cutoff=_SLIP if is_run else _ALIKE)
    if meant:
        raise InvalidInput(f"{UNDO_RUN}: nothing is kept of '{text}'; did you mean {meant[0]}? {known}")
    more = f"It may have changed nothing, or be older than {KEEP_DAYS}. " if is_run else ""
    raise InvalidInput(f"{UNDO_RUN}: nothing is kept of '{text}'. {more}{known}")


def _known(runs, folder):
    if not os.path.isdir(folder):
        return f"There is no folder {folder} ({UNDO_DIR})"
    if not runs:
        return f"{folder} has no run that has changed a door"
    return f"The newest runs in {folder} that have changed doors: {', '.join(runs[: -_SHOWN - 1 : -1])}"


def number_of(value, name):
    """How many days or runs are kept.

    :raises InvalidInput: naming the variable.
    """
    text = str(DEFAULTS[name] if value in (None, "") else value).strip()
    if not re.fullmatch("[0-9]{1,6}", text) or not int(text):
        raise InvalidInput(f"{name}: must be a whole number from 1 on, not '{text}'")
    return int(text)


def prune(folder, days, count, now):
    """Delete the runs that are older than ``days``, and all but the newest ``count``; return their names."""
    runs = runs_in(folder)
    too_old = {name for name in runs if time_of(name) < now - timedelta(days=days)}
    gone = [name for name in runs if name in too_old or name in runs[:-count]]
    for name in gone:
        # another job of the same time may do so as well
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
    return gone
