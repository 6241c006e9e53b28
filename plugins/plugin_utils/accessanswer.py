# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of the job access: from what the doors of the run have told, and the list, to lines and files."""

from __future__ import annotations

import datetime
import gc
import json
import os
import secrets
from pathlib import Path

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import NOBODY as NOBODY_REVOKED
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfindings import SEVERITIES, findings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import (
    LIST,
    NOBODY,
    columns,
    doubts_of_person,
    lines_of_door,
    lines_of_person,
    of_person,
    rows_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accesspage import (
    access_csv,
    access_data,
    access_page,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import doors_of, is_over
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import DEFAULTS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import make_folder, write_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.whomeant import Said, said
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import unpack
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import in_job
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.looselist import people_of_list, rows_of_list
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day

_FILES = Path(__file__).resolve().parents[2] / "roles" / "access" / "files"
_DIR = "akuvox_access_dir"
_SHOWN = 20


class AccessAnswer:
    """The stages of the job, each of which returns the result of its task.

    :param variables: a :class:`doorvars.DoorVariables`.
    """

    def __init__(self, variables, loader, check_mode, show):
        self._variables, self._loader, self._check_mode, self._show = variables, loader, check_mode, show
        self._doors = [str(door) for door in variables.task_vars.get("ansible_play_hosts_all") or ()]
        self._unread = []

    def begin(self):
        """Refuse wrong questions before a door is asked, and make the key by which PINs are compared."""
        person, moment, _limit, _twins = self._person(), self._moment(), self._limit(), self._twins()
        door = self._text("akuvox_access_door")
        if moment and not (person.text or door):
            raise InvalidInput(
                "akuvox_access_on: is for a question about somebody or about a door, so it needs akuvox_access_person "
                "or akuvox_access_door"
            )
        if door and door not in self._doors:
            raise InvalidInput(f"akuvox_access_door: there is no door {door} in this run")
        folder = self._variables.folder(_DIR)
        if folder and not self._check_mode:
            make_folder(folder, _DIR)
        return {"key": secrets.token_hex(32)}

    def answer(self):
        """Answer what was asked, as lines and files."""
        # a million rows have no cycles, and to look for them takes a quarter of the time
        gc.disable()
        try:
            return self._answer()
        finally:
            gc.enable()

    def _answer(self):
        self._doors = self._asked()
        told = {door: self._said(door) for door in self._doors}
        rows = {door: None if its is None else rows_of(door, its) for door, its in told.items()}
        revocations = self._revocations()
        listed = self._listed(revocations)
        answered = {door: its for door, its in told.items() if its}
        found = findings(rows, answered, listed, day(), self._twins(), revocations, self._unread)
        person, door, moment = self._person(), self._text("akuvox_access_door"), self._moment()

        def manages(row):
            if row.manager:
                return row.manager
            return LIST if listed and row.user_id in listed["names"] else NOBODY

        if person.text:
            doors = [each for each in self._doors if door in ("", each)]
            known = (*self._entries(), *revocations.entries)
            asked = of_person(person.text, doors, rows, known, person.kind)
            public = [each for each in doors if (told[each] or {}).get("public")]
            lines = [*lines_of_person(person.text, *asked, moment), *doubts_of_person(asked[0], rows, public)]
        elif door and door not in rows:
            lines = [f"{door}: is in a later batch (akuvox_serial), which answers it"]
        elif door:
            lines = lines_of_door(door, rows[door], manages, (told[door] or {}).get("public"), moment)
        else:
            lines = self._overview(rows, found)
        part = self._variables.part(self._doors)
        path = "" if person.text or door else self._write(rows, manages, found, part)
        if person.text or door:
            # the overview has them among its findings
            lines += self._unread
        for line in [*lines, *([part] if part else [])]:
            self._show(line)
        return {"lines": lines, "part": part, "path": path, "findings": found, "failing": self._failing(found)}

    def _asked(self):
        """The doors of the batches that have begun, as of the others nothing is known yet."""
        begun = plain(self._variables.task_vars.get(BEGUN) or {}) if in_job(self._variables.task_vars) else {}
        places = [self._doors.index(door) for door in begun.get("batch") or () if door in self._doors]
        return self._doors[: max(places) + 1] if places else self._doors

    def _said(self, door):
        """What a door has told in this run, None where it hasn't."""
        result = plain(self._variables.of(door).get("access_door") or {})
        return unpack(result["packed"], "packed") if result.get("packed") else None

    def _overview(self, rows, found):
        table = [["door", "people", "findings"]]
        for door, its in sorted(rows.items()):
            count = sum(door in one["doors"] for one in found)
            table.append([door, "unknown" if its is None else len({row.person for row in its}), count])
        lines = columns(table)
        for one in found[:_SHOWN]:
            where = f" ({', '.join(one['doors'][:3])})" if one["doors"] else ""
            lines.append(f"{one['severity']} {one['id']}: {one['text']}{where}")
        return [*lines, f"and {len(found) - _SHOWN} more findings"] if len(found) > _SHOWN else lines

    # -- the list ------------------------------------------------------------------------------------------------------

    def _entries(self):
        try:
            return people_of_list(self._variables, self._loader) or ()
        except InvalidInput:
            return ()

    def _revocations(self):
        try:
            return self._variables.revocations()
        except InvalidInput as exc:
            self._unread.append(f"nothing is compared with the file of revoked people: {exc.message}")
            return NOBODY_REVOKED

    def _listed(self, revocations):
        """Who belongs where by the list, None where there is no list that can be read."""
        try:
            rows = rows_of_list(self._variables, self._loader)
        except InvalidInput as exc:
            self._unread.append(f"nothing is compared with the list of people: {exc.message}")
            return None
        if rows is None:
            return None
        groups = {name: list(map(str, hosts)) for name, hosts in self._variables.task_vars["groups"].items()}
        rules = Rules(names=frozenset([*groups, *groups["all"]]), policy=DEFAULTS, today=day())
        people = [person for person in check_people(rows, lambda index, name: "", rules)[0] if "user_id" in person]
        over = frozenset(person["user_id"] for person in people if is_over(person, day()))
        present = [
            person
            for person in people
            if person["user_id"] not in over
            and person.get("valid_from", "") <= day()
            and revocations.meant("user", person) is None
        ]
        return {
            "doors": {
                door: frozenset(present[number]["user_id"] for number in numbers)
                for door, numbers in doors_of(present, groups, self._doors).items()
            },
            "names": {person["user_id"]: person.get("name", "") for person in people},
            "over": over,
        }

    # -- variables -----------------------------------------------------------------------------------------------------

    def _given(self, name):
        return self._variables.template(name) if name in self._variables.task_vars else None

    def _text(self, name):
        return text_answer(self._given(name), name, self._variables.task_vars.get("groups") or {}).strip()

    def _person(self):
        """Who is asked about, as :class:`whomeant.Said`; empty where nobody is."""
        name = "akuvox_access_person"
        value = self._given(name)
        # a number that only one id of the list reads as is that id
        known = [] if value is None or isinstance(value, str) else [entry.user_id for entry in self._entries()]
        found = said([text_answer(value, name, known).strip()], name)
        return found[0] if found else Said("")

    def _moment(self):
        text = self._text("akuvox_access_on")
        if not text:
            return None
        try:
            moment = datetime.datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo:
            raise InvalidInput(
                "akuvox_access_on: must be like 2026-12-24T22:00, a time of the doors' clocks without a zone, not "
                f"'{text}'"
            )
        return moment

    def _limit(self):
        fail = str(self._variables.get("akuvox_access_fail") or "none")
        if fail not in ("none", *SEVERITIES):
            raise InvalidInput(f"akuvox_access_fail: must be none, {', '.join(SEVERITIES)}, not '{fail}'")
        return SEVERITIES[: SEVERITIES.index(fail) + 1] if fail != "none" else ()

    def _twins(self):
        given = self._variables.get("akuvox_twins") or []
        if not isinstance(given, list) or not all(isinstance(group, list) for group in given):
            raise InvalidInput("akuvox_twins: must be a list of lists of doors that should agree")
        known = set(map(str, (self._variables.task_vars.get("groups") or {}).get("all") or self._doors))
        for number, group in enumerate(given):
            for door in group:
                if str(door) not in known:
                    raise InvalidInput(f"akuvox_twins[{number}]: there is no door {door} in the inventory")
        return [[str(door) for door in group] for group in given]

    def _failing(self, found):
        active = [str(door) for door in self._variables.task_vars.get("ansible_play_batch") or self._doors]
        counted = {}
        for one in found:
            if one["severity"] in self._limit():
                # what is of no single door fails one of the doors that can still fail
                for door in one["doors"] or active[:1]:
                    counted.setdefault(door, []).append(one["id"])
        return {door: f"findings: {', '.join(dict.fromkeys(ids))}" for door, ids in counted.items()}

    # -- files ---------------------------------------------------------------------------------------------------------

    def _write(self, rows, manages, found, part):
        folder = self._variables.folder(_DIR)
        if folder is None or self._check_mode:
            return ""
        make_folder(folder, _DIR)
        sites = {door: self._site(door) for door in self._doors}
        generated = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        data = access_data(rows, sites, manages, found, {"generated": generated, "part": part})
        template, style, script = ((_FILES / f"access.{end}").read_text("utf-8") for end in ("html", "css", "js"))
        path = os.path.join(folder, "access.html")
        write_file(path, access_page(data, template, style, script))
        write_file(os.path.join(folder, "access.csv"), access_csv(rows, sites, manages))
        write_file(os.path.join(folder, "access.json"), json.dumps(data))
        return path

    def _site(self, door):
        value = self._variables.of(door).get("akuvox_site")
        return "" if value is None or "{{" in str(value) else str(plain(value))
