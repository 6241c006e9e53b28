# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job people_pins: a list in, the same list with PINs out, and no PIN anywhere else but in the hand-out file."""

from __future__ import annotations

import contextlib
import os
import stat
from collections import Counter

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import chosen, text_list
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.replacing import locked_beside, replace_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import FIELDS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.handout import read_handout, with_handed_out
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import CODECS, Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecolumns import check_columns
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecsv import with_people_pins
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinmaking import (
    LENGTH,
    make_pins,
    pin_length,
    without_pin,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.shortened import shortened
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.credentials import Managed
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import from_here, is_awx_job
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.listcontent import (
    bytes_of,
    check_writable,
    read_content,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.looselist import path_of_list
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplefile import check_name, people_from_text
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault, is_vaulted
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.yamlpins import vaulted_values, with_pins

FILE, HANDOUT, WHOM = "akuvox_people_file", "akuvox_people_pins_file", "akuvox_people_pins_for"
_LOCK_SECONDS = 60
_SHOWN = 20


class PeoplePins:
    """The job.

    :param variables: a :class:`doorvars.DoorVariables`.
    :param loader: of Ansible, which holds the vault passwords.
    """

    def __init__(self, variables, loader, check_mode, show):
        self._variables, self._loader, self._check_mode, self._show = variables, loader, check_mode, show
        self._vault = Vault(loader)

    def run(self):
        """Give the PINs, and return the task's result, which has none of them.

        :raises InvalidInput: when anything is wrong. The list is as it was then.
        """
        path = self._path()
        handout = self._handout(path)
        with self._alone(path):
            content = read_content(path, self._vault, str(self._variables.get("akuvox_people_encoding") or ""))
            people, rows = self._people(path, content.text)
            revocations = self._variables.revocations()
            wanting = without_pin(people, self._today, self._patterns())
            wanting = [person for person in wanting if revocations.meant("user", person) is None]
            who = [person["user_id"] for person in wanting]
            result = {"changed": bool(who), "people": who, "path": path, "handed_out": handout if who else ""}
            if who:
                self._give(path, handout, content, people, wanting, rows)
        self._tell(result)
        return result

    def _give(self, path, handout, content, people, wanting, rows):
        seal, one_by_one = self._seal(path, content)
        check_writable(path, FILE)
        check_writable(handout, HANDOUT)
        pins = make_pins(people, wanting, self._length, self._policy)
        values = {index: self._sealed(pin, seal) if one_by_one else pin for index, pin in pins.items()}
        name = os.path.basename(path)
        try:
            if path.lower().endswith(".csv"):
                text = with_people_pins(content.text, self._columns, values)
            else:
                text = with_pins(content.text, values)
            self._prove(text, path, rows, pins)
        except InvalidInput as exc:
            raise InvalidInput(f"{name} {exc.message}. Nothing was written") from None
        today = self._today
        given = [(person["user_id"], person.get("name", ""), pins[person["index"]], today) for person in wanting]
        handed = self._vault.seal(with_handed_out(self._handed_out(handout), given).encode(), seal)
        if self._check_mode:
            return
        its = os.stat(path)
        if bytes_of(path, FILE) != content.data:
            raise InvalidInput(f"{FILE}: {path} was changed by somebody else just now. Nothing was written; run again")
        try:
            # first, so that no PIN is in use that nobody can hand out
            replace_file(handout, handed, durable=True)
            replace_file(
                path, content.alike(text, self._vault), stat.S_IMODE(its.st_mode), True, (its.st_uid, its.st_gid)
            )
        except OSError as exc:
            raise InvalidInput(f"{FILE}: can't write {exc.filename or path}: {exc.strerror}") from None

    def _sealed(self, pin, seal):
        return self._vault.seal(pin.encode(), seal).decode()

    def _prove(self, text, path, rows, pins):
        """Read the text that is to be written, and refuse it unless it is the list with the PINs and nothing else."""
        wanted = [{**row, "pin": pins[index]} if index in pins else row for index, row in enumerate(rows)]
        try:
            found, _place = people_from_text(text, path, self._loader, self._columns)
        except InvalidInput:
            found = None
        if found != wanted:
            wrong = next((index for index in pins if not found or found[index] != wanted[index]), min(pins))
            who = rows[wrong].get("user_id")
            raise InvalidInput(f"has a form that can't be changed in its place, at user_id {who}")

    # -- what is asked for ---------------------------------------------------------------------------------------------

    def _path(self):
        if is_awx_job(self._variables.task_vars):
            raise InvalidInput(
                f"{FILE}: a job of AWX works on a copy of the project, so new PINs would be lost with it. Run this "
                "playbook where the list is kept, and commit the list"
            )
        file = self._variables.get(FILE)
        if not file:
            raise InvalidInput(
                f"{FILE}: is missing. It is the CSV, YAML or JSON file of the list; a list in the variable "
                "akuvox_people has to be in a file of its own, such as group_vars/akuvox/people.yml"
            )
        path = os.path.realpath(path_of_list(str(file), self._variables))
        self._columns = check_columns(self._variables.get("akuvox_people_columns"), tuple(CODECS))
        check_name(path, self._columns)
        self._policy = pin_policy(self._variables.get("akuvox_pin_policy"))
        self._length = pin_length(self._variables.get(LENGTH), self._policy)
        self._today = day(text_answer(self._variables.get("akuvox_people_today"), "akuvox_people_today"))
        if "pin" not in self._list("akuvox_people_fields", FIELDS, lambda value: chosen(value, FIELDS)):
            raise InvalidInput("akuvox_people_fields: has no pin, so the list says nothing of PINs and needs none")
        return path

    def _handout(self, path):
        given = self._variables.get(HANDOUT)
        place = os.path.realpath(from_here(given)) if given else f"{os.path.splitext(path)[0]}-new-pins.csv"
        if not place.lower().endswith(".csv"):
            # a folder of variables would take others for variables
            raise InvalidInput(f"{HANDOUT}: must end in .csv, not '{place}'")
        if place == path:
            raise InvalidInput(f"{HANDOUT}: is the list itself")
        return place

    def _patterns(self):
        return self._list(WHOM, ["*"], Managed().check)

    def _list(self, name, default, read):
        value = self._variables.get(name)
        try:
            return default if value is None else read(value)
        except BadValue as exc:
            raise InvalidInput(f"{name}{exc.path}: {exc}") from None

    # -- files ---------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self, path):
        """Two runs at once would give one person two PINs."""
        with contextlib.ExitStack() as held:
            if not self._check_mode:
                check_writable(path, FILE)
                try:
                    held.enter_context(locked_beside(path, _LOCK_SECONDS))
                except TimeoutError:
                    raise InvalidInput(f"{FILE}: another run has been at {path} for {_LOCK_SECONDS} s") from None
                except OSError as exc:
                    raise InvalidInput(f"{FILE}: can't lock {path}: {exc.strerror}") from None
            yield

    def _people(self, path, text):
        rows, place = self._rows(path, text)
        groups = self._variables.task_vars["groups"]
        columns = self._columns
        rules = Rules(
            names=frozenset([*map(str, groups), *map(str, groups["all"])]),
            policy=self._policy,
            today=self._today,
            known=tuple(self._list("akuvox_known_doors", [], text_list)),
            notation=(columns and columns.notation) or self._variables.get("akuvox_card_notation"),
            byte_order=(columns and columns.byte_order) or self._variables.get("akuvox_card_byte_order", "normal"),
        )
        people, problems = check_people(rows, place, rules)
        if problems:
            raise InvalidInput(f"{shortened(problems, _SHOWN, '; ')}. Nothing was written")
        return people, rows

    def _rows(self, path, text):
        try:
            return people_from_text(text, path, self._loader, self._columns)
        except InvalidInput as exc:
            raise InvalidInput(f"{os.path.basename(path)} {exc.message}") from None

    def _seal(self, path, content):
        """What new PINs are encrypted with, and whether each is by itself: as the list, or as other values of it.

        :raises InvalidInput: when they would be plain.
        """
        if content.seal:
            return content.seal, False
        name = os.path.basename(path)
        if not path.lower().endswith((".yml", ".yaml")):
            raise InvalidInput(
                f"{FILE}: {name} isn't encrypted, and new PINs would be plain in it. First run: ansible-vault encrypt "
                f"{name}"
            )
        self._vault.check(f"{FILE}: {name} isn't encrypted as a whole, so each new PIN is encrypted by itself")
        labels = Counter(value.partition("\n")[0].strip() for value in vaulted_values(content.text))
        if not labels:
            return self._vault.own_seal(), True
        usual = labels.most_common(1)[0][0]
        value = next(value for value in vaulted_values(content.text) if value.startswith(usual))
        return self._vault.open(value.encode(), path)[1], True

    def _handed_out(self, path):
        """The rows that are in the hand-out file already."""
        if not os.path.exists(path):
            return []
        data = bytes_of(path, HANDOUT)
        if not is_vaulted(data):
            raise InvalidInput(f"{HANDOUT}: {path} is there and isn't encrypted. Move it away, or name another file")
        try:
            return read_handout(self._vault.decrypt(data, path).decode())
        except (InvalidInput, UnicodeDecodeError) as exc:
            raise InvalidInput(f"{HANDOUT}: {path} {exc}") from None

    def _tell(self, result):
        who = result["people"]
        if not who:
            self._show("Everybody of the list who gets in has a PIN")
            return
        gets = "would get" if self._check_mode else "got"
        people = "person" if len(who) == 1 else "people"
        self._show(f"{len(who)} {people} of the list {gets} a PIN: {shortened(who, _SHOWN)}")
        if not self._check_mode:
            self._show(
                f"To hand them out: ansible-vault view {result['handed_out']}. Remove the file when that is done. The "
                "next run of credentials takes the PINs to the doors"
            )
