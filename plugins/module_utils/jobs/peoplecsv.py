# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people from a CSV file: a header row, and several cards, doors or schedules in one cell joined by ``;``."""

from __future__ import annotations

import re

from ..errors import InvalidInput
from ..files.csvediting import with_cells
from ..files.csvrows import csv_rows
from ..shortened import shortened
from .peoplecolumns import LISTS, VARIABLE, Source

_SHOWN = 20


def people_from_csv(text, fields, columns=None):
    """The rows as mappings without their empty cells, and the line that each begins in.

    :param fields: the names that the header may have.
    :param columns: of :func:`peoplecolumns.check_columns`, for a file with headings of its own.
    :raises InvalidInput: with line and column, and never a cell's content.
    """
    known = ", ".join(fields)
    if columns is None:
        rows, lines = csv_rows(text, lambda cells, line: _check_header(cells, line, fields), known)
        return [{name: _cell(name, cell) for name, cell in row.items()} for row in rows], lines
    headings = ", ".join(heading for source in columns.sources.values() for heading in source.columns)
    rows, lines = csv_rows(text, lambda cells, line: _check_mapped(cells, line, columns), headings, **columns.shape)
    wrong, people = [], []
    for row, line in zip(rows, lines):
        people.append({})
        for name, source in columns.sources.items():
            try:
                value = source.read(name, row)
            except ValueError as exc:
                wrong.append(f"line {line}, column {' or '.join(source.columns)}: {exc}")
                continue
            if value not in (None, "", []):
                people[-1][name] = value
    if wrong:
        raise InvalidInput(shortened(wrong, _SHOWN, "; "))
    return people, lines


def with_people_pins(text, columns, pins):
    """The text of a list with PINs of people who have none; all else stays as it is.

    :param columns: as of :func:`people_from_csv`. ``pins``: row, from 0, -> PIN.
    :raises InvalidInput: when the file has no column of its own for them.
    """
    headers, shape = [], columns.shape if columns else {}
    source = columns.sources.get("pin") if columns else Source(("pin",))
    if source is None or len(source.columns) != 1 or source.table:
        raise InvalidInput(f"line 1: {VARIABLE}.pin must name one column, without a table, to put PINs into")
    _rows, lines = csv_rows(text, lambda cells, line: headers.append(line), "", **shape)
    return with_cells(text, headers[0], source.columns[0], {lines[row]: pin for row, pin in pins.items()})


def _check_header(cells, line, fields):
    """Refuse a header with names that are no fields, all at once."""
    unknown = [(number, name) for number, name in enumerate(cells, 1) if name not in fields]
    if not unknown:
        return
    # without a header it is a person's data
    shown = ", ".join(f"{number} {_shown(name)}" for number, name in unknown)
    raise InvalidInput(
        f"line {line}: the header has columns that are none of a person's fields: {shown}; it may have "
        f"{', '.join(fields)}. For a file of another system say by {VARIABLE} which column is what"
    )


def _shown(name):
    return f"'{name}'" if re.fullmatch(r"[^\W\d]([^\W\d]|[ _.-]){0,40}", name) else "(hidden here)"


def _check_mapped(cells, line, columns):
    """Refuse a header that lacks a column that is wanted, all at once."""
    missing = [
        f"{' or '.join(source.columns)} (for {name})"
        for name, source in columns.sources.items()
        if source.columns and not set(source.columns) & set(cells)
    ]
    if missing:
        raise InvalidInput(
            f"line {line}: the header lacks {', '.join(missing)}; {VARIABLE} says so. It has "
            f"{', '.join(map(_shown, cells))}"
        )


def _cell(name, cell):
    return [part.strip() for part in cell.split(";") if part.strip()] if name in LISTS else cell
