# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes of a fleet between two times: gathered, printed and written. No door is asked."""

from __future__ import annotations

import datetime
import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.changesources import Sources
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.changewords import COLUMNS, rows, text_lines, to_csv
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import RUN_DIR, make_folder, write_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.setnames import name_of_time
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.summary import wrapped
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import UNDO_DIR
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import from_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.undofolder import undo_folder

SINCE, UNTIL, DIR = "akuvox_changes_since", "akuvox_changes_until", "akuvox_changes_dir"
_SET = "%Y%m%dT%H%M%SZ"
_UTC = "%Y-%m-%dT%H:%M:%SZ"


def changes_of(variables, since, until, vault):
    """The events of the doors of the play, the two times, and what could not be read.

    :param variables: a :class:`doorvars.DoorVariables`.
    :raises InvalidInput: naming the variable: a time is none, or there is no folder to read.
    """
    now = datetime.datetime.now(datetime.timezone.utc)
    end = _moment(until, UNTIL) or now
    begin = _moment(since, SINCE) or end - datetime.timedelta(days=1)
    if begin >= end:
        raise InvalidInput(f"{SINCE}: must be before {UNTIL}, and {begin:%Y-%m-%d %H:%M} is not")
    folders = [variables.folder(RUN_DIR), undo_folder(variables), variables.folder("akuvox_backup_dir")]
    given = [(name, variables.folder(name)) for name in (RUN_DIR, UNDO_DIR, "akuvox_backup_dir")]
    missing = [f"{name}: there is no folder {folder}" for name, folder in given if folder and not os.path.isdir(folder)]
    runs, undo, backups = (folder if folder and os.path.isdir(folder) else "" for folder in folders)
    if not (runs or undo or backups):
        raise InvalidInput(
            "; ".join(missing)
            or f"there is nothing to read: {RUN_DIR}, {UNDO_DIR} or akuvox_backup_dir has to be a folder"
        )
    sources = Sources(runs, undo, backups, vault if vault.has_password else None)
    doors = [str(door) for door in variables.task_vars["ansible_play_hosts_all"]]
    return sources.events(doors, begin, end), begin.strftime(_UTC), end.strftime(_UTC), [*missing, *sources.problems]


def _moment(value, name):
    text = text_answer(value, name) if not isinstance(value, datetime.date) else value
    if text in (None, ""):
        return None
    try:
        found = datetime.datetime.strptime(name_of_time(text), _SET)
    except BadValue as exc:
        raise InvalidInput(f"{name}: {exc}") from None
    return found.replace(tzinfo=datetime.timezone.utc)


def say_changes(params, variables, vault, check_mode, show):
    """Print the changes, write the CSV file, and return the task's result."""
    events, since, until, problems = changes_of(variables, params["since"], params["until"], vault)
    lines = text_lines(events, since, until)
    lines += [f"Could not be read: {problem}" for problem in problems]
    for line in ["", *wrapped(lines), ""]:
        show(line)
    path, changed = "", False
    if params["dir"]:
        folder = from_here(params["dir"])
        path = os.path.join(folder, "changes.csv")
        text = to_csv(events)
        changed = text != _held(path)
        if changed and not check_mode:
            make_folder(folder, DIR)
            write_file(path, text)
    listed = [dict(zip(COLUMNS, row, strict=True)) for row in rows(events)]
    return {"changed": changed, "lines": lines, "events": listed, "path": path, "problems": problems}


def _held(path):
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError):
        return None
