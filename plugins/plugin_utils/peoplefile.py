# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people from a variable or a file, and the words for the place of each mistake.

Files are read by Ansible's own loader, so they, or single values in them, may be encrypted by ansible-vault. Nothing of
a file's content is ever in a message.
"""

from __future__ import annotations

import os

import yaml
from ansible.errors import AnsibleError

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import records_as_text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import CODECS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecsv import people_from_csv
from ansible_collections.doorfleet.akuvox.plugins.module_utils.shortened import shortened
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textfile import text_of

VARIABLE = "akuvox_people"
_SHOWN = 20


def people_from_variable(value):
    """The rows of the variable, and the words for a row's field.

    :raises InvalidInput: when it is no list, naming the variable.
    """
    return _rows(value, VARIABLE), lambda index, field: f"{VARIABLE}[{index}]{'.' if field else ''}{field}"


def people_from_file(path, loader, columns=None, encoding=""):
    """The same from a CSV or YAML file.

    :param columns: of :func:`check_columns`, which column of a CSV file is what.
    :raises InvalidInput: naming the file and, where there is one, the line.
    """
    name = check_name(path, columns)
    text = text_of(path, loader, "akuvox_people_file", encoding, "akuvox_people_encoding")
    try:
        return people_from_text(text, path, loader, columns)
    except InvalidInput as exc:
        raise InvalidInput(f"{name} {exc.message}") from None


def check_name(path, columns=None):
    """The name of a list's file for messages, by which it is also known what it is.

    :raises InvalidInput: when it is none that lists have, or ``columns`` don't go with it.
    """
    kind = os.path.splitext(path)[1].lower()
    if kind not in _READERS:
        raise InvalidInput(f"akuvox_people_file: must end in .csv, .yml, .yaml or .json, not '{path}'")
    if columns is not None and kind != ".csv":
        raise InvalidInput("akuvox_people_columns: goes with a CSV file only")
    return os.path.basename(path)


def people_from_text(text, path, loader, columns=None):
    """The same from the text of a file, whose path says what it is.

    :raises InvalidInput: with the line, where there is one.
    """
    name = os.path.basename(path)
    rows, line_of = _READERS[os.path.splitext(path)[1].lower()](text, path, loader, columns)
    return rows, lambda index, field: f"{name} line {line_of(index, field)}{', ' if field else ''}{field}"


def _rows(value, name, place=None):
    """The rows of a list, with what can't be read of it named by its ``place``, a function of index and field."""
    if isinstance(value, str):
        raise InvalidInput(records_as_text(VARIABLE, "user_id") if name == VARIABLE else f"{name}: must be a list")
    if not isinstance(value, list):
        raise InvalidInput(f"{name}: must be a list of people")
    try:
        return plain(value)
    except AnsibleError:
        raise InvalidInput(_unreadable(value, place or (lambda index, field: f"{name}[{index}].{field}"))) from None


def _unreadable(rows, place):
    """Each value that can't be decrypted or templated by place, person and field."""
    said = []
    for index, row in enumerate(rows):
        for field, value in row.items() if isinstance(row, dict) else [("", row)]:
            if not _is_readable(value):
                user_id = row.get("user_id") if isinstance(row, dict) else None
                who = f" (user_id {user_id})" if field != "user_id" and user_id and _is_readable(user_id) else ""
                said.append(
                    f"{place(index, str(field))}{who}: can't be decrypted or templated; is its vault password given?"
                )
    return shortened(said, _SHOWN, "; ")


def _is_readable(value):
    try:
        plain(value)
    except AnsibleError:
        return False
    return True


def _csv(text, path, loader, columns):
    rows, lines = people_from_csv(text, tuple(CODECS), columns)
    return rows, lambda index, field: lines[index]


def _yaml(text, path, loader, columns):
    try:
        data = loader.load(text, file_name=path, show_content=False)
    except AnsibleError as exc:
        # 2.16 has it in orig_exc, later ones in __cause__
        mark = getattr(getattr(exc, "orig_exc", None) or exc.__cause__, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "as a whole"
        raise InvalidInput(f"{place}: is not valid YAML") from None
    inner = isinstance(data, dict)
    if inner and list(data) != [VARIABLE]:
        raise InvalidInput(f"line 1: must be a list of people, or {VARIABLE} with the list")
    lines = []

    def line_of(index, field):
        # only a mistake needs lines
        if not lines:
            lines.extend(_lines(text))
        own, fields = lines[index]
        return fields.get(field.partition("[")[0], own)

    return _rows(
        data[VARIABLE] if inner else data, "line 1", lambda *place: f"line {line_of(*place)}, {place[1]}"
    ), line_of


def rows_of_nodes(text):
    """The node of each row of a list in YAML, which is a list or has one in ``akuvox_people``."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return (node.value[0][1] if isinstance(node, yaml.MappingNode) else node).value


def _lines(text):
    """For each row the line that it begins in, and the lines of its fields."""
    for row in rows_of_nodes(text):
        pairs = row.value if isinstance(row, yaml.MappingNode) else ()
        yield row.start_mark.line + 1, {key.value: key.start_mark.line + 1 for key, member in pairs}


_READERS = {".csv": _csv, ".yml": _yaml, ".yaml": _yaml, ".json": _yaml}
