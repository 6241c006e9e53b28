# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people from a CSV file: a header row, and several cards, doors or schedules in one cell joined by ``;``."""

from __future__ import annotations

import csv
import io
import re

from ..errors import InvalidInput

LISTS = ("cards", "doors", "schedule")


def people_from_csv(text, columns):
    """The rows as mappings without their empty cells, and the line that each begins in.

    :param columns: the names that the header may have.
    :raises InvalidInput: with line and column, and never a cell's content.
    """
    # spreadsheets put a mark before UTF-8 text
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows, lines, header = [], [], None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as exc:
            raise InvalidInput(f"line {line}: is not CSV: {exc}") from None
        if cells is None:
            break
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if header is None:
            header = _header(cells, line, columns)
            continue
        if len(cells) > len(header):
            raise InvalidInput(
                f"line {line}, column {len(header) + 1}: the header has {len(header)} columns and this line "
                f"{len(cells)}; put a cell that has a comma in it in double quotes"
            )
        rows.append({name: _cell(name, cell) for name, cell in zip(header, cells) if cell})
        lines.append(line)
    if header is None:
        raise InvalidInput(f"line 1: must be a header with the columns {', '.join(columns)}; the file is empty")
    return rows, lines


def _header(cells, line, columns):
    for number, name in enumerate(cells, 1):
        if name not in columns:
            hint = "; columns are separated by commas" if ";" in name or "\t" in name else ""
            # without a header it is a person's data
            what = f"'{name}'" if re.fullmatch(r"[A-Za-z_ -]+", name) else "what stands there"
            raise InvalidInput(
                f"line {line}, column {number}: {what} is not a column; the header may have {', '.join(columns)}{hint}"
            )
        if name in cells[: number - 1]:
            raise InvalidInput(f"line {line}, column {number}: there is a column {name} already")
    return cells


def _cell(name, cell):
    return [part.strip() for part in cell.split(";") if part.strip()] if name in LISTS else cell
