# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup people_list: one list of people for a fleet, read, checked and sorted by door."""

from __future__ import annotations

DOCUMENTATION = r"""
name: people_list
short_description: One list of people for a fleet, checked and sorted by door
version_added: 0.1.0
description:
  - Reads a list of people from a variable or a file, checks it as a whole, and finds out who belongs on which door. The
    role P(doorfleet.akuvox.credentials#role) uses it once for all doors of a batch.
  - It doesn't fail over mistakes in the list, but returns all of them, so that each door can fail with them. They never
    repeat a PIN.
  - It warns of cards that look wrong and may be right.
  - What it returns has the PINs in it, so the task needs C(no_log).
options:
  _terms:
    description: Names of the doors, such as C(ansible_play_batch).
    type: list
    elements: str
    required: true
  people:
    description: The people, as the variable C(akuvox_people) of the role has them. Give either this or O(file).
    type: raw
  file:
    description:
      - Path of a CSV file (C(.csv)) or a YAML file (C(.yml), C(.yaml), C(.json)) with the people, which may be
        encrypted by ansible-vault.
      - A relative path is looked for in the working directory, then beside the inventory, then where Ansible looks for
        files.
    type: str
  fields:
    description:
      - What the list decides about a person, out of V(pin), V(cards) and V(schedule), as a list or as text with commas.
    type: raw
    default: [pin, cards, schedule]
  pin_policy:
    description: Which PINs are refused, as the variable C(akuvox_pin_policy) of the role.
    type: dict
  known_doors:
    description:
      - Patterns such as V(north-*) of groups and hosts that people may have in C(doors) although the inventory lacks
        them. As a list or as text with commas.
    type: raw
    default: []
  columns:
    description:
      - Which column of a CSV file is what, for a file of another system, as the variable C(akuvox_people_columns) of
        the role takes it. A preset's name, or a mapping.
    type: raw
    version_added: 0.3.0
  encoding:
    description: Encoding of the file, such as V(cp1252), when it is neither UTF-8 nor marked UTF-16.
    type: str
    version_added: 0.3.0
  card_notation:
    description:
      - How the cards of the list are written, as O(doorfleet.akuvox.akuvox_credentials#module:card_notation) takes it;
        V(hex) when left out.
    type: str
    choices: [hex, decimal, facility_number, facility_number_34, wiegand_3_5, em4100, h10301, h10306]
    version_added: 0.3.0
  card_byte_order:
    description: V(reversed) for a list that has the last byte of a card first.
    type: str
    choices: [normal, reversed]
    default: normal
    version_added: 0.3.0
  today:
    description: The date that counts as today, for trying out; by default the controller's.
    type: str
  managed:
    description:
      - Whom the list manages, as the variable C(akuvox_people_managed) of the role. The doors' own values count too.
      - As a list or as text with commas.
    type: raw
    default: ["*"]
    version_added: 0.3.0
  expire_limit:
    description:
      - How many of the managed people of the list may be absent or past C(valid_until), as a number or a percentage.
      - More of them are a mistake of the list, unless they are 10 or fewer.
    type: str
    default: 50%
    version_added: 0.3.0
  same:
    description: Names of variables that all the doors have to have in common.
    type: list
    elements: str
    default: []
  from_variables:
    description:
      - Whether options that aren't given are taken from the variables of the role P(doorfleet.akuvox.credentials#role),
        such as O(file) from C(akuvox_people_file).
      - The variables that have to be the same for all doors are then those of the role, too.
    type: bool
    default: false
    version_added: 0.3.0
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.people_of_door
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read and check the list of people
  ansible.builtin.set_fact:
    checked: "{{ lookup('doorfleet.akuvox.people_list', ansible_play_batch, people=akuvox_people) }}"
  no_log: true
  run_once: true

- name: The same by the variables of the role credentials
  ansible.builtin.set_fact:
    checked: "{{ lookup('doorfleet.akuvox.people_list', ansible_play_batch, from_variables=true) }}"
  no_log: true
  run_once: true

- name: Say what is wrong with it
  ansible.builtin.assert:
    that: checked.problems | length == 0
    fail_msg: "{{ checked.problems | join('; ') }}"
"""

RETURN = r"""
_value:
  description:
    - C(problems) is a list of texts, a mistake each, at most 20 of them and the number of the others.
    - C(packed) is the whole list as one text, for P(doorfleet.akuvox.people_of_door#filter); empty where there are
      problems.
  type: list
  elements: dict
"""

import os

from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import chosen, text_list
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import (
    FIELDS,
    doors_of,
    in_sets,
    listed_person,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.expiry import expiry_mistake
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import (
    CODECS,
    Rules,
    check_people,
    doubts_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecolumns import check_columns
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplefile import people_from_file, people_from_variable
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peopleoptions import VARIABLES, options_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day

DISPLAY = Display()
MOST_SHOWN = 20


class LookupModule(LookupBase):
    """Reads, checks and sorts the list."""

    def run(self, terms, variables=None, **kwargs):
        """Return one mapping with ``problems`` and ``packed``."""
        self.set_options(var_options=variables, direct=kwargs)
        if self.get_option("from_variables"):
            given = options_of(DoorVariables(variables, self._templar.template))
            self.set_options(var_options=variables, direct={**given, **kwargs})
        doors = [str(door) for term in terms for door in (term if isinstance(term, (list, tuple)) else [term])]
        try:
            problems, listed = self._listed(doors, variables)
        except InvalidInput as exc:
            problems, listed = [exc.message], None
        if len(problems) > MOST_SHOWN:
            problems[MOST_SHOWN:] = [f"and {len(problems) - MOST_SHOWN} more"]
        return [{"problems": problems, "packed": "" if problems else pack(listed)}]

    def _listed(self, doors, variables):
        self._check_same(doors, variables["hostvars"])
        fields = self._texts("fields", lambda value: chosen(FIELDS if value == "" else value, FIELDS))
        columns = check_columns(plain(self.get_option("columns")), tuple(CODECS))
        rows, place = self._rows(variables, columns)
        groups = {str(group): [str(host) for host in hosts] for group, hosts in variables["groups"].items()}
        rules = Rules(
            names=frozenset([*groups, *groups["all"]]),
            policy=pin_policy(plain(self.get_option("pin_policy"))),
            today=day(self.get_option("today")),
            known=tuple(self._texts("known_doors", text_list)),
            notation=(columns and columns.notation) or self.get_option("card_notation"),
            byte_order=(columns and columns.byte_order) or self.get_option("card_byte_order"),
        )
        people, problems = check_people(rows, place, rules)
        if problems:
            return problems, None
        managed = self._managed(doors, variables["hostvars"])
        mistaken = expiry_mistake(people, managed, rules.today, self.get_option("expire_limit"))
        if mistaken:
            return [mistaken], None
        for doubt in doubts_of(people, rules):
            DISPLAY.warning(doubt)
        present = [person for person in people if person.get("state") != "absent"]
        return [], {
            "people": [listed_person(person, fields) for person in present],
            **in_sets(doors_of(present, groups, doors)),
            "absent": [person["user_id"] for person in people if person.get("state") == "absent"],
        }

    def _managed(self, doors, hostvars):
        """Whom the list manages, at whichever door; a value that has to be templated counts as everybody."""
        patterns = set(self._texts("managed", text_list))
        for door in doors:
            own = plain(hostvars.raw_get(door).get(VARIABLES["managed"]))
            if own is not None:
                patterns.update(["*"] if "{{" in str(own) else _named("managed", text_list, own))
        return patterns

    def _texts(self, option, read):
        """A list of texts.

        :raises InvalidInput: naming the variable and the place.
        """
        return _named(option, read, plain(self.get_option(option)))

    def _rows(self, variables, columns):
        people, file = self.get_option("people"), self.get_option("file")
        if (people is None) == (not file):
            raise InvalidInput("set either akuvox_people or akuvox_people_file")
        if not file:
            if columns is not None:
                raise InvalidInput("akuvox_people_columns: goes with a CSV file only")
            return people_from_variable(people)
        encoding = str(self.get_option("encoding") or "")
        return people_from_file(self._path(str(file), variables), self._loader, columns, encoding)

    def _path(self, file, variables):
        file = os.path.expanduser(file)
        beside = variables.get("inventory_dir")
        for folder in filter(None, (os.getcwd(), beside and str(beside))):
            if os.path.isfile(os.path.join(folder, file)):
                return os.path.join(folder, file)
        found = self.find_file_in_search_path(variables, "files", file, ignore_missing=True)
        if not found:
            raise InvalidInput(f"akuvox_people_file: there is no file {file}")
        return found

    def _check_same(self, doors, hostvars):
        """Refuse lists that differ between doors: only the first door's would count, and empty the others'.

        The inventory's values are compared as they are written, since templating them for each door takes long.
        """
        for name in self.get_option("same"):
            values = [(door, hostvars.raw_get(door).get(name)) for door in doors]
            for door, value in values:
                if value is not values[0][1] and value != values[0][1]:
                    raise InvalidInput(
                        f"{name}: must be the same for all doors, as one list is for the whole fleet, and is not the "
                        f"same for {values[0][0]} and {door}. Who belongs where is said by the list's doors"
                    )


def _named(option, read, value):
    try:
        return read(value)
    except BadValue as exc:
        raise InvalidInput(f"{VARIABLES[option]}{exc.path}: {exc}") from None
