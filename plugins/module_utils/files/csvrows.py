# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a CSV file with a header row, and say where in it a mistake is."""

from __future__ import annotations

import csv
import io

from ..errors import InvalidInput


def csv_rows(text, check_header, columns):
    """The rows as mappings of text without their empty cells, and the line that each begins in.

    :param check_header: is given the cells of the header and their line, and raises for what is wrong with them.
    :param columns: what the header may have, for messages.
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
            check_header(cells, line)
            _refuse_twins(cells, line)
            header = cells
            continue
        if len(cells) > len(header):
            raise InvalidInput(
                f"line {line}, column {len(header) + 1}: the header has {len(header)} columns and this line "
                f"{len(cells)}; put a cell that has a comma in it in double quotes"
            )
        rows.append({name: cell for name, cell in zip(header, cells) if cell})
        lines.append(line)
    if header is None:
        raise InvalidInput(f"line 1: must be a header with the columns {columns}; the file is empty")
    return rows, lines


def separator_hint(name):
    """What to say of a header that may be separated by something else."""
    return "; columns are separated by commas" if ";" in name or "\t" in name else ""


def _refuse_twins(cells, line):
    for number, name in enumerate(cells, 1):
        if name in cells[: number - 1]:
            raise InvalidInput(f"line {line}, column {number}: there is a column {name} already")
