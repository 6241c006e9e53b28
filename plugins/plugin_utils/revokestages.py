# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the jobs revoke and readmit do once for all doors: find out who is meant, and write the file.

The tasks of the role register ``revoke_who``, ``revoke_found``, ``revoke_written`` and ``revoke_result_door``.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from dataclasses import replace

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import (
    VARIABLE,
    Entry,
    entries_of,
    merged,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.revokedfile import NOBODY_YET, change_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.whomeant import (
    Said,
    directly,
    enriched,
    in_list,
    on_doors,
    said,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import is_awx_job
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.looselist import people_of_list
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer


@contextlib.contextmanager
def _nobody_yet():
    try:
        yield
    except InvalidInput as exc:
        end = "" if exc.message.endswith("?") else "."
        raise exc.restated(f"{exc.message}{end} {NOBODY_YET}") from None


class RevokeStages:
    """The stages, each of which returns the result of its task.

    :param variables: a :class:`doorvars.DoorVariables`.
    :param loader: of Ansible, for files that are encrypted by ansible-vault.
    :param show: prints a line for the user.
    """

    def __init__(self, variables, loader, check_mode, show):
        self._variables, self._loader, self._check_mode, self._show = variables, loader, check_mode, show

    # -- revoke --------------------------------------------------------------------------------------------------------

    def resolve(self):
        """Who is meant, as far as the list and what was typed tell it. Nothing is written, no door is asked."""
        with _nobody_yet():
            return self._resolve()

    def _resolve(self):
        path = self._path()
        held = entries_of(path)
        people = self._list()
        asked, unknown = [], []
        for one in self._said("akuvox_revoke", people or ()):
            listed = people and in_list(one, people, "akuvox_revoke")
            found = [listed] if listed else directly(one)
            asked += found
            unknown += [] if found else [one]
        if not (asked or unknown or held):
            raise InvalidInput("akuvox_revoke: is missing, and nobody is in the file. Give an id, a name or a card")
        for one in unknown:
            self._refuse_part(one)
        return {
            "people": [entry.facts for entry in asked],
            "names": [one.text for one in unknown],
            "known": not unknown,
            "kinds": [one.kind for one in unknown],
        }

    def _refuse_part(self, one):
        """Refuse what has to be looked for on all doors where not all can be asked: others may know somebody else."""
        batch, doors = (self._variables.task_vars.get(f"ansible_play_{name}") or () for name in ("batch", "hosts_all"))
        if self._variables.get("awx_workflow_job_id"):
            why = "a job of a workflow may be a slice, which has some of them"
            way_out = "launch the template alone, with job_slice_count 1"
        elif len(batch) < len(doors):
            why, way_out = "akuvox_serial goes through them in batches", "run again with -e akuvox_serial=100%"
        else:
            return
        text = one.text
        if one.kind or not text.isdigit():
            what, say = "is a name that no list has", "Give the id or a card, as id:1007 or card:00B4161D"
        else:
            what, say = "may be an id or a card", f"Say which one: id:{text} or card:{text}"
        raise InvalidInput(
            f"akuvox_revoke: '{text}' {what}, so all doors have to be asked for it first, and {why}. {say}, set "
            f"akuvox_people_file, or {way_out}"
        )

    def _list(self):
        try:
            return people_of_list(self._variables, self._loader)
        except InvalidInput as exc:
            self._show(f"The list of people can't be read, so it tells nobody's cards: {exc.message}")
            return None

    def write(self):
        """Put those who are meant into the file, on the disk, before a door is written."""
        with _nobody_yet():
            return self._write()

    def _write(self):
        path, who = self._path(), self._variables.get("revoke_who") or {}
        asked = [Entry.of(facts) for facts in who.get("people") or ()]
        names, kinds = who.get("names") or [], who.get("kinds") or []
        asked += [self._on_doors(Said(text, kind)) for text, kind in zip(names, kinds, strict=True)]
        since = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        reason = " ".join(text_answer(self._variables.get("akuvox_revoke_reason"), "akuvox_revoke_reason").split())
        new = [replace(entry, since=since, reason=reason) for entry in asked]
        _entries, changed = change_file(path, lambda held: merged([*held, *new]), self._check_mode)
        return {"changed": changed, "people": [entry.facts for entry in asked], "path": path}

    def _on_doors(self, one):
        found, silent = {}, []
        for door in self._variables.task_vars.get("ansible_play_hosts_all") or ():
            said_by = plain(self._variables.of(door).get("revoke_found") or {})
            if said_by.get("failed") or said_by.get("unreachable") or "people" not in said_by:
                silent.append(door)
            else:
                found[door] = [Entry.of(facts) for facts in said_by["people"]]
        return on_doors(one, found, silent, "akuvox_revoke")

    def note(self):
        """Keep what the doors know of the people: their names and cards, by which other doors find them."""
        written = self._variables.get("revoke_written") or {}
        part = self._variables.part(
            [str(door) for door in self._variables.task_vars.get("ansible_play_hosts_all") or ()]
        )
        if part:
            self._show(part)
        results = self._results()
        known = [Entry.of(facts) for result in results.values() for facts in result.get("people") or ()]
        if not known:
            return {"again": [], "people": []}
        before = [Entry.of(facts) for facts in written.get("people") or ()]
        asked = enriched(before, known)
        before = [*before, *entries_of(self._path())]
        _entries, changed = change_file(self._path(), lambda held: enriched(held, known), self._check_mode)
        after = enriched(merged(before), known)
        again = [
            door
            for door, result in results.items()
            if result.get("keys_left") and _news(after, [*before, *map(Entry.of, result.get("people") or ())])
        ]
        return {"changed": changed, "people": [entry.facts for entry in asked], "again": again}

    def _results(self):
        """What the doors of the batch said, by their names."""
        doors = self._variables.task_vars.get("ansible_play_hosts_all") or ()
        begun = self._variables.get(BEGUN) or {}
        batch = set(begun.get("batch") or doors)
        return {door: self._result(door) for door in doors if door in batch}

    def _result(self, door):
        result = self._variables.of(door).get("revoke_result_door") or {}
        return {name: plain(result[name]) for name in ("people", "keys_left") if name in result}

    # -- readmit -------------------------------------------------------------------------------------------------------

    def readmit(self):
        """Take entries out of the file."""
        path = self._path()
        held = entries_of(path)
        asked, going = self._said("akuvox_readmit", held), []
        if not asked:
            raise InvalidInput("akuvox_readmit: is missing. Give an id, a name or a card")
        for one in asked:
            entry = in_list(one, held, "akuvox_readmit")
            if entry:
                going.append(entry)
            else:
                self._refuse_unknown(one, path, held)
        _entries, changed = change_file(
            path, lambda now: [entry for entry in now if entry not in going], self._check_mode
        )
        for entry in going:
            self._show(
                f"{entry.spoken} may be let in again. The next run of credentials does so, if they are in the list"
            )
        return {"changed": changed, "people": [entry.facts for entry in going], "path": path}

    def _refuse_unknown(self, one, path, held):
        """Refuse somebody who isn't in the file, where no other slice of the same job may have readmitted them."""
        known = ", ".join(other.spoken for other in held[:5]) or "nobody"
        text = f"akuvox_readmit: '{one.text}' isn't in {path}, which has {known}"
        if not self._variables.get("awx_workflow_job_id"):
            raise InvalidInput(text)
        self._show(f"{text}. If this is a slice of a job, another one may have readmitted them")

    # -- both ----------------------------------------------------------------------------------------------------------

    def _said(self, name, people):
        value = self._variables.template(name) if name in self._variables.task_vars else None
        known = [entry.user_id for entry in people if entry.user_id]
        value = plain(value) if isinstance(value, (list, tuple)) else value
        if isinstance(value, list):
            texts = [text_answer(one, f"{name}[{index}]", known) for index, one in enumerate(value)]
        else:
            texts = text_answer(value, name, known).split(",")
        return said(texts, name)

    def _path(self):
        path = self._variables.revoked_file()
        if not path:
            raise InvalidInput(f"{VARIABLE}: is missing. It keeps who was revoked from being let in again")
        if not os.path.isabs(path):
            raise InvalidInput(f"{VARIABLE}: must be the absolute path of a file, not '{path}'")
        folder = _lost_folder(path, self._variables.task_vars)
        if folder:
            raise InvalidInput(
                f"{VARIABLE}: {path} is in {folder}, which AWX throws away after the job. Give a path on a volume that "
                "is mounted in the execution environments"
            )
        return path


def _lost_folder(path, variables):
    """The folder of an AWX job that a path is in, which ends with the job; "" where there is none."""
    if not is_awx_job(variables):
        return ""
    ways = [os.environ.get("AWX_PRIVATE_DATA_DIR"), os.getcwd(), variables.get("playbook_dir"), "/runner"]
    place = os.path.realpath(path)
    folders = [_checkout(os.path.realpath(str(way))) for way in ways if way]
    return next((folder for folder in folders if place.startswith(os.path.join(folder, ""))), "")


def _checkout(folder):
    """The checkout that a folder is in, the folder itself where it is in none."""
    above = folder
    while above != os.path.dirname(above):
        if os.path.exists(os.path.join(above, ".git")):
            return above
        above = os.path.dirname(above)
    return folder


def _news(after, before):
    """Whether more is known of somebody now than when a door was asked, by which its keys may be theirs."""
    told = {entry.user_id: entry for entry in merged(before) if entry.user_id}
    return any(
        entry.numbers - told.get(entry.user_id, entry).numbers
        or (entry.name and not told.get(entry.user_id, entry).name)
        for entry in after
        if entry.user_id
    )
