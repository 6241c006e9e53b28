# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of doors from a CSV file: address, name and port, and columns that become host variables."""

from __future__ import annotations

import keyword
import re

from ..api.identity import expected_macs
from ..api.options import INVENTORY_VARIABLES
from ..errors import InvalidInput
from ..files.csvrows import csv_rows
from .addresses import Target, addresses, port_number
from .hosts import MAC

ADDRESS, NAME, PORT = "address", "name", "port"
_COLUMNS = "address, and also name, port, mac, and any variables"
_SECRET = re.compile("passw|secret|token", re.IGNORECASE)


def doors_from_csv(text, file, is_reserved):
    """A :class:`Target` for each row, and the names of the columns beside address and port.

    :param file: its name, for messages.
    :param is_reserved: says of a name whether Ansible uses it for something else.
    :raises InvalidInput: with file, line and column.
    """
    columns = []

    def check_header(cells, line):
        columns.extend(name for name in cells if name not in (ADDRESS, PORT, MAC))
        for number, name in enumerate(cells, 1):
            wrong = "" if name in (ADDRESS, NAME, PORT, MAC) else _wrong(name, is_reserved)
            if wrong:
                raise InvalidInput(f"line {line}, column {number}: {wrong}")
        if ADDRESS not in cells:
            raise InvalidInput(f"line {line}: the header must have a column {ADDRESS}; the columns are {_COLUMNS}")

    try:
        rows, lines = csv_rows(text, check_header, _COLUMNS)
        targets = [_target(row, line, file) for row, line in zip(rows, lines)]
        _refuse_twins(targets, lines, lambda target: target.columns.get(NAME), "name")
        _refuse_twins(targets, lines, lambda target: (target.host, target.port), "address")
        _refuse_twins(targets, lines, lambda target: target.macs, MAC)
    except InvalidInput as exc:
        raise InvalidInput(f"csv: {file} {exc.message}") from None
    return targets, tuple(columns)


def _wrong(name, is_reserved):
    """What is wrong with a column as the name of a variable, empty when nothing is."""
    if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) or keyword.iskeyword(name) or is_reserved(name):
        return f"'{name}' can't be the name of a variable; the columns are {_COLUMNS}"
    if name in INVENTORY_VARIABLES:
        return f"{name} is set by the plugin; the columns {ADDRESS}, {PORT} and {MAC} say where a door is, and which"
    if _SECRET.search(name):
        return f"{name} would show a secret in the inventory; put it into the environment or a vault"
    return ""


def _target(row, line, file):
    row = dict(row)
    if ADDRESS not in row:
        raise InvalidInput(f"line {line}, column {ADDRESS}: is empty")
    place = f"line {line}, column {ADDRESS}"
    span = addresses(row.pop(ADDRESS), place)
    if span.count != 1 or span.ports is not None:
        raise InvalidInput(f"{place}: must be one host name or address; the port has a column of its own")
    host = span.first if isinstance(span.first, str) else str(span.first)
    port = port_number(row.pop(PORT), f"line {line}, column {PORT}") if PORT in row else None
    macs = _macs(row.pop(MAC, None), f"line {line}, column {MAC}")
    return Target(host, port, f"{file} line {line}", columns=row, macs=macs)


def _macs(cell, place):
    """The MACs of the units that a row expects, as twelve small hex digits."""
    try:
        return expected_macs(cell)
    except InvalidInput as exc:
        raise InvalidInput(f"{place}: {exc.message.partition(': ')[2]}") from None


def _refuse_twins(targets, lines, identity, what):
    seen = {}
    for target, line in zip(targets, lines):
        found = identity(target)
        for key in found if what == MAC else (found,):
            if key is not None and key in seen:
                raise InvalidInput(f"line {line}, column {what}: is the same as in line {seen[key]}")
            seen[key] = line
