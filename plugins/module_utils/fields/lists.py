# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that arrive as text: from a survey, from ``-e name=value``, from a module option on the command line.

Text is split here and nowhere else, so that a blank after a comma means the same everywhere.
"""

from __future__ import annotations

import json
import re

from .codec import BadValue, spoken

_BREAKS = re.compile(r"[,\r\n]+")


def text_list(value):
    """A list of texts from a list, from one text or number, or from text with commas or line ends between its entries.

    Entries are stripped and empty ones left out. Text in brackets is read as JSON. None is an empty list.

    :raises BadValue: for anything else, with the path to the entry.
    """
    if value is None:
        return []
    if isinstance(value, str):
        bracketed = value.strip().startswith("[") and value.strip().endswith("]")
        value = _from_json(value) if bracketed else _BREAKS.split(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        # AWX and YAML make a number of an entry that is one
        value = [value]
    if not isinstance(value, (list, tuple)):
        raise BadValue(f"must be a list, or text with commas between the entries, not a {type(value).__name__}")
    return [entry for entry in (_entry(index, entry) for index, entry in enumerate(value)) if entry]


def _from_json(text):
    try:
        return json.loads(text)
    except ValueError:
        raise BadValue('is in brackets and is no JSON list; write ["a", "b"], or a, b without brackets') from None


def _entry(index, entry):
    if isinstance(entry, bool) or not isinstance(entry, (str, int, float)):
        raise BadValue(f"must be text, not a {type(entry).__name__}", f"[{index}]")
    return str(entry).strip()


def chosen(value, choices):
    """The entries of a list, each one of ``choices``, without doubles.

    :raises BadValue: naming the entry and what there is.
    """
    entries = text_list(value)
    for index, entry in enumerate(entries):
        if entry not in choices:
            raise BadValue(f"must be one of {', '.join(choices)}, not {spoken(entry)}", f"[{index}]")
    return list(dict.fromkeys(entries))


def records_as_text(option, example):
    """What is wrong with a list of records that was given as text, in one sentence with the form that works.

    :param option: the option or variable that takes the list.
    :param example: name of the option that each record begins with.
    """
    shown = json.dumps({option: [{example: "..."}]})
    way = "-e" if option.startswith("akuvox_") else "-a"
    return (
        f"{option}: must be a list of records, not text. On the command line give it as JSON, {way} '{shown}'. In AWX, "
        "give it as a variable of the template, since the answer to a survey's question is text"
    )


def without_text(spec, tables, values):
    """Module arguments with the lists among them as lists.

    Ansible splits text at each comma and keeps the blanks, and complains of each piece where records are wanted.

    :param spec: an argument spec.
    :param tables: list option -> field table of those that hold records.
    :raises BadValue: with the option as its path, and never a value of a list of records.
    """
    found = dict(values)
    for option, entry in spec.items():
        value = values.get(option)
        if option in tables:
            found[option] = _records(option, tables[option], value)
        elif entry.get("type") == "list" and entry.get("elements") != "dict" and isinstance(value, str):
            found[option] = _named(option, text_list, value)
        elif entry.get("options") and isinstance(value, dict):
            try:
                found[option] = without_text(entry["options"], {}, value)
            except BadValue as exc:
                raise BadValue(str(exc), f"{option}.{exc.path}") from None
    return {option: value for option, value in found.items() if option in values}


def _records(option, table, value):
    if not isinstance(value, str):
        return value
    if not value.strip():
        # as from a question of a survey that was left empty
        return None
    if table.plain and "{" not in value:
        return _named(option, text_list, value)
    raise BadValue(records_as_text(option, table.key.option).partition(": ")[2], option)


def _named(option, convert, value):
    try:
        return convert(value)
    except BadValue as exc:
        raise BadValue(str(exc), option + exc.path) from None
