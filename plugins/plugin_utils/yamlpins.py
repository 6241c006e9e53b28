# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put PINs into the text of a list in YAML or JSON, at the marks of its nodes: comments, order and forms stay.

What is put there is right for the forms that people write. For any other one the result reads differently, which the
caller finds out by reading it again before it is written.
"""

from __future__ import annotations

import json
import re

import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.csvediting import edited
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplefile import rows_of_nodes

PIN = "pin"
# After one of these a PIN stands where people look for it.
_AFTER = ("name", "user_id")
_INDENT = 2


def with_pins(text, pins):
    """The text with the PINs.

    :param pins: row -> a PIN, or the text of one that is encrypted by ansible-vault.
    :raises InvalidInput: when a row is in a form that can't be changed in its place.
    """
    try:
        rows = rows_of_nodes(text)
    except yaml.YAMLError:
        # such as JSON with tabs, which Ansible reads all the same
        raise InvalidInput("line 1: can't be changed in its place; write it with blanks in the place of tabs") from None
    line_end = "\r\n" if "\r\n" in text else "\n"
    return edited(text, [edit for row, pin in pins.items() for edit in _edits(text, rows[row], pin, line_end)])


def vaulted_values(text):
    """The texts of all values of the list that are encrypted one by one."""
    rows = rows_of_nodes(text)
    members = [member for row in rows if isinstance(row, yaml.MappingNode) for _key, member in row.value]
    return [member.value for member in members if member.tag == "!vault"]


def _edits(text, row, pin, line_end):
    own = [(key, member) for key, member in row.value if key.value == PIN]
    lines = pin.splitlines()
    whole = len(lines) == 1
    block = not row.flow_style and not whole
    value = "!vault |" if block else json.dumps(pin) if whole else f"!vault {json.dumps(pin)}"
    indent = " " * row.value[0][0].start_mark.column
    body = "".join(f"{line_end}{indent}{' ' * _INDENT}{line}" for line in lines) if block else ""
    if own:
        # an empty one, in whose place it comes
        begin, end = (mark.index for mark in (own[-1][1].start_mark, own[-1][1].end_mark))
        found = [(begin, end, f"{' ' if text[begin - 1] == ':' else ''}{value}")]
        return [*found, (*[_end_of_line(text, end)] * 2, body)] if body else found
    anchor = _anchor(row)
    if row.flow_style:
        key, member = anchor or row.value[-1]
        name = f'"{PIN}"' if text[key.start_mark.index] == '"' else PIN
        return [(*[member.end_mark.index] * 2, f", {name}: {value}")]
    if anchor is None:
        begin = row.value[0][0].start_mark.index
        return [(begin, begin, f"{PIN}: {value}{body}{line_end}{indent}")]
    return [(*[_end_of_line(text, anchor[1].end_mark.index)] * 2, f"{line_end}{indent}{PIN}: {value}{body}")]


def _anchor(row):
    """The pair of key and value after which the PIN comes, None where none of them is on one line."""
    for name in _AFTER:
        for key, member in row.value:
            marks = (key.start_mark, member.start_mark, member.end_mark)
            # the marks of an alias are elsewhere
            if key.value == name and len({mark.line for mark in marks}) == 1 and member.style not in ("|", ">"):
                return key, member
    return None


def _end_of_line(text, place):
    found = re.compile("\r?\n|\r").search(text, place)
    return found.start() if found else len(text)
