# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a CSV file with a header row, as programs of any country write it, and say where in it a mistake is."""

from __future__ import annotations

import csv
import io
import re

from ..errors import InvalidInput

_SEPARATORS = ",;\t"
# Excel's own first line, which says how the others are separated.
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def csv_rows(text, check_header, columns, twins=(), first="", until=""):
    """The rows as mappings of text without their empty cells, and the line that each begins in.

    Cells are separated by commas, or by semicolons or tabs where the header has no comma, or as a line ``sep=;`` says.
    Empty cells at the end of the header or of a row are left out.

    :param check_header: is given the cells of the header and their line, and raises for what is wrong with them.
    :param columns: what the header may have, for messages.
    :param twins: names that the header may have twice; the first one counts.
    :param first: text of a line that stands before the header; ``until``: of one that ends the rows.
    :raises InvalidInput: with line and column, and never a cell's content.
    """
    # spreadsheets put a mark before UTF-8 text
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InvalidInput(f"line {line}: has a NUL character, so it is no text of this encoding; is it UTF-16?")
    separator, skipped, text = _separated(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    rows, lines, header = [], [], None
    while True:
        line = reader.line_num + skipped + 1
        try:
            cells = next(reader, None)
        except csv.Error as exc:
            raise InvalidInput(f"line {line}: is not CSV: {exc}") from None
        cells = None if cells is None else _without_empty_end(cells)
        if cells is None or (until and cells == [until]):
            break
        if not cells or (header is None and cells == [first]):
            continue
        if header is None:
            _check_names(cells, line, twins)
            check_header([name for name in cells if name], line)
            header = cells
            continue
        if len(cells) > len(header):
            raise InvalidInput(
                f"line {line}, column {len(header) + 1}: the header has {len(header)} columns and this line "
                f"{len(cells)}; put a cell that has {_named(separator)} in it in double quotes"
            )
        rows.append({name: cell for name, cell in reversed(list(zip(header, cells))) if cell})
        lines.append(line)
    if header is None:
        raise InvalidInput(f"line 1: must be a header with the columns {columns}; the file is empty")
    return rows, lines


def separator_of(text):
    """The separator of CSV text that :func:`csv_rows` reads."""
    return _separated(text.removeprefix("\ufeff"))[0]


def _separated(text):
    """The separator, how many lines said so, and the text without them."""
    begin, end, rest = text.partition("\n")
    said = _SEP_LINE.fullmatch(begin.rstrip("\r"))
    if said:
        return said[1], 1, rest
    header = next((line for line in text.splitlines() if line.strip()), "")
    header = re.sub('"[^"]*"', "", header)
    if "," in header or not re.search("[;\t]", header):
        return ",", 0, text
    return max(_SEPARATORS, key=header.count), 0, text


def _without_empty_end(cells):
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _named(separator):
    return {",": "a comma", ";": "a semicolon", "\t": "a tab"}.get(separator, f"'{separator}'")


def _check_names(cells, line, twins):
    for number, name in enumerate(cells, 1):
        if not name:
            raise InvalidInput(f"line {line}, column {number}: the header has no name here")
        if name in cells[: number - 1] and name not in twins:
            raise InvalidInput(f"line {line}, column {number}: there is a column {name} already")
