# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run files as jobs write them, and how a later run finds what an earlier one has left open.

A file says of each door what is certain at the time: ``not_tried`` before its batch begins, ``unknown`` while it runs,
and its outcome at the end of the batch. So even a killed run leaves a file that is true.
"""

from __future__ import annotations

import json
import os
import re

from ..errors import InvalidInput
from ..files.replacing import replace_file
from .outcomes import OPEN
from .runfiles import FORMAT, find_files, is_ahead, read_run, run_of

ARTIFACT = "akuvox_run_of_"
RETRY = "akuvox_retry"
RUN_DIR = "akuvox_run_dir"


def record(job, started, finished, check_mode, doors):
    """The record of a run: what the run file holds, and what is handed on."""
    return {
        "format": FORMAT,
        "job": job,
        "started": started,
        "finished": finished,
        "check_mode": bool(check_mode),
        "doors": doors,
    }


def run_path(folder, job, started):
    """Where the file of a run is. The time has fractions, so that slices that start together don't share a file."""
    return os.path.join(folder, f"{job}-{re.sub('[-:]', '', started)}.json")


def artifact_name(job, started):
    """The name under which a run is handed on, another one for each run, as slices come together in a workflow."""
    return f"{ARTIFACT}{job}_{re.sub('[^0-9TZ]', '', started)}"


def make_folder(folder, variable, mode=0o700):
    """Make the folder of a variable, where it isn't there; unless the mode says otherwise, for nobody else to read.

    :raises InvalidInput: naming the variable.
    """
    try:
        os.makedirs(folder, mode=mode, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as exc:
        raise InvalidInput(f"{variable}: can't write to the folder {folder}: {exc.strerror}") from None


def write_file(path, text, mode=0o600):
    """Put a file in the place of another one at once, so that no reader and no kill meets a half of it.

    :raises InvalidInput: naming the path.
    """
    try:
        replace_file(path, text, mode)
    except OSError as exc:
        raise InvalidInput(f"can't write {path}: {exc.strerror}") from None


def write_run(path, run):
    """Write the file of a run."""
    write_file(path, json.dumps(run, sort_keys=False))


def held_doors(path):
    """What the file of this run says of the doors so far; empty where there is no file."""
    try:
        return dict(read_run(path).doors)
    except InvalidInput:
        return {}


def open_doors(retry, doors, folder, variables, now=None):
    """The doors that an earlier run has left open, of ``doors``, in their order.

    :param retry: the path of a run file, or the name of a job, whose newest word on each door counts.
    :param folder: the folder of the run files, None where there is none.
    :param variables: all variables, among which those are that AWX has handed on.
    :param now: the time, by which a run that is dated in the future is found out.
    :raises InvalidInput: naming the variable when there is no such run.
    """
    retry = str(retry).strip()
    if re.fullmatch(r"[a-z][a-z0-9_]*", retry):
        said = _newest(retry, doors, folder, variables, now)
    else:
        said = _of_file(os.path.abspath(os.path.expanduser(retry)))
    return [door for door in doors if said.get(door, {}).get("outcome") in OPEN]


def _of_file(path):
    """What one run file says of its doors."""
    if not os.path.isfile(path):
        raise InvalidInput(f"{RETRY}: there is no run file {path}, and a job has a name such as provision")
    try:
        run = read_run(path)
    except InvalidInput as exc:
        raise InvalidInput(f"{RETRY}: {path} {exc.message}") from None
    if run is None:
        raise InvalidInput(f"{RETRY}: {path} is a report; give the file of a run, or the name of a job")
    return run.doors


def _newest(job, doors, folder, variables, now):
    """Door -> what the newest run of the job says of it, from run files and from what was handed on."""
    runs = _handed_on(job, variables)
    files = []
    if folder and os.path.isdir(folder):
        files = [path for path in find_files([folder], RETRY) if os.path.basename(path).startswith(f"{job}-")]
        runs += _of_files(files, job, now)
    if not runs:
        where = f"the folder {folder} has none" if folder else f"{RUN_DIR} is not set, so there are none"
        where = f"those in {folder} can't be used" if files else where
        raise InvalidInput(f"{RETRY}: there is no run of {job} to go on from; run files are looked for, and {where}")
    # what a run in check mode foresaw has not been done; a job that never does anything has no others
    done = [run for run in runs if not run.check_mode] or runs
    said = {}
    for run in sorted(done, key=lambda run: run.started):
        said.update(run.doors)
    return said


def _of_files(files, job, now):
    """The runs in the files of a job that can be trusted."""
    runs = []
    for path in files:
        try:
            run = read_run(path)
        except InvalidInput:
            continue
        if run is not None and run.job == job and not (now and is_ahead(run.started, now)):
            runs.append(run)
    return runs


def _handed_on(job, variables):
    """The runs of a job that AWX has handed on from earlier jobs of the workflow, each as a text."""
    runs = []
    for name in (name for name in variables if name.startswith(f"{ARTIFACT}{job}_")):
        try:
            data = json.loads(str(variables[name]))
        except ValueError:
            data = None
        if not isinstance(data, dict) or "format" not in data:
            raise InvalidInput(f"{name}: is not the text of a run, as akuvox_run_artifact hands it on")
        try:
            run = run_of(data, name)
        except InvalidInput as exc:
            raise InvalidInput(f"{name}: {exc.message}") from None
        if run.job == job:
            runs.append(run)
    return runs
