# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in a list of people, for jobs that may not be held up by a mistake in it: without its PINs and its rules."""

from __future__ import annotations

import os

from ansible.parsing.dataloader import DataLoader

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import Entry
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardlists import in_notation
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import CODECS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecolumns import check_columns
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplefile import people_from_file, people_from_variable


def rows_of_list(variables, loader):
    """The rows of ``akuvox_people`` or ``akuvox_people_file`` as they are written; None where neither is set.

    :param variables: a :class:`doorvars.DoorVariables`.
    :raises InvalidInput: when it can't be read.
    """
    file = variables.get("akuvox_people_file")
    if file:
        columns = check_columns(variables.get("akuvox_people_columns"), tuple(CODECS))
        encoding = str(variables.get("akuvox_people_encoding") or "")
        return people_from_file(path_of_list(str(file), variables), loader or DataLoader(), columns, encoding)[0]
    if "akuvox_people" not in variables.task_vars or variables.task_vars["akuvox_people"] is None:
        return None
    return people_from_variable(variables.template("akuvox_people"))[0]


def people_of_list(variables, loader):
    """The people of the list as entries, as far as they can be read; None where there is no list.

    :raises InvalidInput: when it can't be read at all.
    """
    rows = rows_of_list(variables, loader)
    if rows is None:
        return None
    columns = check_columns(variables.get("akuvox_people_columns"), tuple(CODECS))
    notation = (columns and columns.notation) or variables.get("akuvox_card_notation")
    order = (columns and columns.byte_order) or variables.get("akuvox_card_byte_order", "normal")
    cards = in_notation(CODECS["cards"], notation, order)
    found = [_entry(row, cards) for row in rows if isinstance(row, dict)]
    return [entry for entry in found if entry.user_id]


def _entry(row, cards):
    def read(field, codec, empty):
        try:
            return codec.check(row[field]) if row.get(field) not in (None, "") else empty
        except BadValue:
            return empty

    return Entry(
        user_id=read("user_id", CODECS["user_id"], ""),
        name=read("name", CODECS["name"], ""),
        cards=tuple(read("cards", cards, ())),
    )


def path_of_list(file, variables):
    """Where the file of a list is; a relative path begins here, beside the inventory, or beside the playbook.

    :raises InvalidInput: when it is nowhere.
    """
    file = os.path.expanduser(file)
    for folder in (os.getcwd(), str(variables.get("inventory_dir") or ""), str(variables.get("playbook_dir") or "")):
        if folder and os.path.isfile(os.path.join(folder, file)):
            return os.path.join(folder, file)
    raise InvalidInput(f"akuvox_people_file: there is no file {file}")
