# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job identities beside its doors: check of the variables, comparison with the file, and a door's own part."""

from __future__ import annotations

import contextlib
import datetime
import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import alike
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.replacing import LOCK_SUFFIX, locked_beside
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.identities import (
    ACCEPTED,
    DIFFERS,
    NEW,
    UNKNOWN,
    compare,
    read_identities,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import make_folder, write_file
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.identityfile import absolute, read_text
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer

FILE, ACCEPT = "akuvox_identities", "akuvox_identities_accept"
# What a task of the job has registered: what a door said, and the stage "write".
ASKED, COMPARED = "identities_door", "identities_all"
_LOCK_SECONDS = 60


class Identities:
    """The stages, each of which returns the result of its task.

    :param variables: a :class:`doorvars.DoorVariables`.
    """

    def __init__(self, variables, check_mode):
        self._variables, self._check_mode = variables, check_mode

    def check(self):
        """Refuse what is wrong, all of it at once, before a door is asked."""
        wrong = []
        try:
            path = absolute(self._variables.get(FILE, ""))
            read_identities(read_text(path) or "", f"{FILE}: {path} ")
        except InvalidInput as exc:
            wrong.append(exc.message)
        doors = {str(door) for door in self._variables.task_vars["ansible_play_hosts_all"]}
        strangers = [door for door in self._accepted() if door not in doors]
        if strangers:
            said = (f"there is no door {name} in this run; {alike(name, doors)}".rstrip("; ") for name in strangers)
            wrong.append(f"{ACCEPT}: {', and '.join(said)}")
        if wrong:
            raise InvalidInput("; ".join(wrong))
        return {}

    def _accepted(self):
        """The doors whose new unit is accepted; also where it is one text, with commas between."""
        given = plain(self._variables.template(ACCEPT)) if ACCEPT in self._variables.task_vars else []
        if isinstance(given, list):
            return [str(door) for door in given]
        groups = plain(self._variables.task_vars["groups"])
        return [name for part in text_answer(given, ACCEPT, groups).split(",") if (name := part.strip())]

    def write(self):
        """Compare the doors of the batch with the file, and write it where it changes.

        Slices of a job share the file, so one of them at a time changes it. A run that changes nothing needs no lock.
        """
        path = absolute(self._variables.get(FILE, ""))
        result, _content = self._compared(path)
        if self._check_mode or not result["changed"]:
            return result
        make_folder(os.path.dirname(path), FILE, mode=0o755)
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(locked_beside(path, _LOCK_SECONDS))
            except TimeoutError:
                raise InvalidInput(f"{FILE}: another job has been writing {path} for {_LOCK_SECONDS:.0f} s") from None
            except OSError as exc:
                raise InvalidInput(f"{FILE}: can't write {path}{LOCK_SUFFIX}: {exc.strerror}") from None
            result, content = self._compared(path)
            write_file(path, content, mode=0o644)
        return result

    def _compared(self, path):
        """The task's result by what the file holds now, and what it is to hold."""
        text = read_text(path) or ""
        batch = [str(door) for door in self._variables.task_vars["ansible_play_batch"]]
        said = {door: plain(self._variables.of(door).get(ASKED)) for door in batch}
        content, doors = compare(said, text, self._accepted(), datetime.date.today().isoformat())
        changed = content != text
        diff = {"before_header": path, "after_header": path, "before": text, "after": content}
        return {"changed": changed, "path": path, "doors": doors, **({"diff": diff} if changed else {})}, content

    def door(self):
        """What becomes of this door."""
        its = plain(self._variables.task_vars[COMPARED])["doors"][str(self._variables.task_vars["inventory_hostname"])]
        noted = its["state"] in (NEW, ACCEPTED)
        report = {key: its[key] for key in ("mac", "model", "state")}
        report["summary"] = [its["says"]] if noted else []
        failed = {"failed": True, "msg": its["says"]} if its["state"] in (DIFFERS, UNKNOWN) else {}
        return {"changed": noted, "reason": its["says"], "report": report, **failed}
