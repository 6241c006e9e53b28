# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run files of any jobs, read and merged: the newest outcome for each door and job.

Version 0.2.0 wrote format 1, which has no outcome "unknown". Slices of one job that have each written a run file are
as one: who says the newest of a door is asked for each door.
"""

from __future__ import annotations

import glob
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from ..errors import InvalidInput
from .outcomes import OUTCOMES

FORMAT = 2
FORMATS = (1, 2)
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
# How far the clock of another controller may be ahead.
_AHEAD = timedelta(minutes=10)
# Name of the job and beginning of the run, see runwriter.py.
_NAME = re.compile(r"([a-z][a-z0-9_]*)-(\d{8}T\d{6}\.\d{6}Z)\.json")
_NAME_TIME = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Run:
    """One run file, with the members of :func:`runwriter.record`."""

    file: str
    job: str
    started: str
    finished: Any
    check_mode: bool
    doors: Mapping

    @property
    def order(self):
        """Sorts runs by their age; of two that began at once any will do, if it is always the same."""
        return self.started, self.file


@dataclass
class Merged:
    """What run files say together.

    ``said``: door -> job -> newest run with that door. ``reports``: the same of the newest run with a report of it, and
    ``models`` of the newest one whose report knows the model.
    ``problems``: what of the files could not be used, as ``file`` and ``reason``. ``older``: how many were left out.
    ``others``: doors in them that the inventory doesn't have.
    """

    said: dict = field(default_factory=dict)
    reports: dict = field(default_factory=dict)
    models: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    older: int = 0
    others: set = field(default_factory=set)

    def add(self, run, doors, inventory):
        """Take in what a run says of the ``doors``."""
        for door, stated in run.doors.items():
            if door not in doors:
                if door not in inventory:
                    self.others.add(door)
                continue
            report = stated["report"]
            for newest in (
                self.said,
                *([self.reports] if report else ()),
                *([self.models] if report.get("model") else ()),
            ):
                held = newest.setdefault(door, {}).setdefault(run.job, run)
                if held.order < run.order:
                    newest[door][run.job] = run


def find_files(paths, option):
    """The files of a list of files and folders, each once; of a folder those that end in .json.

    :raises InvalidInput: naming the place in the list where there is nothing.
    """
    found = []
    for index, path in enumerate(paths):
        path = os.path.abspath(os.path.expanduser(str(path)))
        if os.path.isdir(path):
            if not os.access(path, os.R_OK | os.X_OK):
                raise InvalidInput(f"{option}[{index}]: the folder '{path}' cannot be read")
            found += sorted(glob.glob(os.path.join(glob.escape(path), "*.json")))
        elif os.path.exists(path):
            found.append(path)
        else:
            raise InvalidInput(f"{option}[{index}]: there is no file or folder '{path}'")
    return list(dict.fromkeys(found))


def merge(files, doors, oldest=None, inventory=(), now=None):
    """What run files say of ``doors``, as :class:`Merged`; runs that began before ``oldest`` don't count.

    :param inventory: all doors that there are, also those that a limit leaves out.
    :param now: the time, so that a run which began later is named as a problem instead of hiding the true ones.

    A file that is named as jobs name it is opened only while there are doors of which no newer one has a report. So a
    folder with the runs of years costs little more than the last night.
    """
    doors, merged = set(doors), Merged()
    named = {path: _NAME.fullmatch(os.path.basename(path)) for path in files}
    missing = {}
    for path in sorted(files, key=lambda path: named[path][2] if named[path] else "~", reverse=True):
        job = named[path][1] if named[path] else None
        if job and _before(named[path][2], _NAME_TIME, oldest):
            merged.older += 1
            continue
        if job and not missing.get(job, True):
            continue
        for run in _runs_in(path, merged.problems):
            if _before(run.started, TIME, oldest):
                merged.older += 1
                continue
            if now is not None and is_ahead(run.started, now):
                reason = f"is dated in the future ({run.started}); see to the clock of the machine that wrote it"
                merged.problems.append({"file": path, "reason": reason})
                continue
            merged.add(run, doors, inventory)
            if job == run.job:
                left = missing.setdefault(job, set(doors))
                left -= {door for door, stated in run.doors.items() if _is_whole(job, stated["report"])}
    return merged


def _runs_in(path, problems):
    """The runs of a file: of what a job wrote, or of a list of that. What can't be read is added to ``problems``."""
    found, name = [], os.path.basename(path)
    try:
        data = _read(path)
    except InvalidInput as exc:
        problems.append({"file": path, "reason": exc.message})
        return found
    listed = isinstance(data, list)
    for index, each in enumerate(data if listed else [data]):
        try:
            found.append(_run_in(each, f"{name}[{index}]" if listed else name))
        except InvalidInput as exc:
            problems.append({"file": path, "reason": f"[{index}] {exc.message}" if listed else exc.message})
    return [run for run in found if run is not None]


def _is_whole(job, report):
    """Whether an older report of a door can add nothing; one of a door that did not answer is short of the model."""
    return bool(report.get("model") if job == "report" else report)


def _before(text, shape, oldest):
    try:
        return oldest is not None and datetime.strptime(text, shape).replace(tzinfo=timezone.utc) < oldest
    except ValueError:
        return False


def oldest_of(now, days):
    """The time ``days`` before the time ``now``, given as text; None for no days."""
    return moment_of(now) - timedelta(days=days) if days else None


def is_ahead(started, now):
    """Whether a run began later than now, so that the clock of one of the two machines is wrong."""
    return moment_of(started) > now + _AHEAD


def moment_of(text):
    """The moment of a time in a run file."""
    return datetime.strptime(text, TIME).replace(tzinfo=timezone.utc)


def read_run(path):
    """The run in a file; None where the file is a report, which may lie in the same folder.

    :raises InvalidInput: when it is none that this version reads.
    """
    return _run_in(_read(path), os.path.basename(path))


def _read(path):
    try:
        with open(path, "rb") as stream:
            return json.loads(stream.read().decode("utf-8"))
    except OSError as exc:
        raise InvalidInput(f"cannot be read: {exc.strerror}") from None
    except (ValueError, RecursionError):
        raise InvalidInput("is not JSON, or was cut off") from None


def _run_in(data, name):
    """The run that a file's content is; None where it is a report."""
    if not isinstance(data, dict) or "format" not in data:
        raise InvalidInput("is not a run file")
    if data.get("kind") == "report":
        return None
    return run_of(data, name)


def run_of(data, name):
    """The run of a run file's content, of any format that was ever written.

    :raises InvalidInput: when it is none that this version reads.
    """
    if data["format"] not in FORMATS:
        known = " and ".join(map(str, FORMATS))
        raise InvalidInput(f"is of format {data['format']}; this version reads the formats {known}")
    wrong = _wrong(data)
    if wrong:
        raise InvalidInput(f"is not a run file as jobs write it: {wrong}")
    run = Run(name, *(data[key] for key in ("job", "started", "finished", "check_mode", "doors")))
    return _honest(run) if data["format"] == 1 else run


def _honest(run):
    """A run of format 1: where it did not end, a door that it calls not tried may have been written to."""
    if run.finished is not None:
        return run
    unknown = {
        "outcome": "unknown",
        "reason": f"the run of {run.started} did not end, so this door may have been changed or not; run again",
        "report": {},
    }
    doors = {
        door: unknown if stated["outcome"] == "not_tried" and not stated["reason"] else stated
        for door, stated in run.doors.items()
    }
    return replace(run, doors=doors)


def _wrong(data):
    """The first member that isn't what it has to be, empty where there is none."""
    if not isinstance(data.get("job"), str) or not re.fullmatch(r"[a-z][a-z0-9_]*", data["job"]):
        return "job: must be the name of a job"
    for key in ("started", "finished"):
        if not _is_time(data.get(key)) and not (key == "finished" and data.get(key, "") is None):
            return f"{key}: must be a time such as 2026-01-02T03:04:05.000000Z"
    if not isinstance(data.get("check_mode"), bool):
        return "check_mode: must be true or false"
    if not isinstance(data.get("doors"), dict):
        return "doors: must be a dictionary"
    return next((said for said in map(_wrong_door, *zip(*data["doors"].items())) if said), "") if data["doors"] else ""


def _wrong_door(name, door):
    if not isinstance(door, dict) or door.get("outcome") not in OUTCOMES:
        return f"doors.{name}.outcome: must be one of {', '.join(OUTCOMES)}"
    if not isinstance(door.get("reason"), str):
        return f"doors.{name}.reason: must be text"
    if not isinstance(door.get("report"), dict):
        return f"doors.{name}.report: must be a dictionary"
    return ""


def _is_time(value):
    try:
        return bool(datetime.strptime(value, TIME))
    except (TypeError, ValueError):
        return False
