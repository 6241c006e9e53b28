# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change single cells of CSV text, and leave every other character as it is."""

from __future__ import annotations

import io

from .csvrows import separator_of


def with_cells(text, header_line, column, values):
    """The text with a column's cells set; a column that the header lacks is put at its end.

    :param header_line: the line that the header is in, from 1.
    :param column: the name of the column, which needs no quotes.
    :param values: line that a row begins in, as ``csv_rows`` gives it -> the cell's text, which needs no quotes either.
    """
    separator = separator_of(text)
    begins = _begins(text)
    header = _spans(text, begins[header_line - 1], separator)
    names = [text[begin:end].strip().strip('"').removeprefix("\ufeff").strip() for begin, end in header]
    edits = []
    if column not in names:
        # empty cells at its end are no columns
        while len(header) > 1 and not names[-1]:
            names.pop()
            header.pop()
        end = header[-1][1]
        edits.append((end, end, f"{separator}{column}"))
        names.append(column)
    place = names.index(column)
    for line, value in values.items():
        cells = _spans(text, begins[line - 1], separator)
        if place < len(cells):
            edits.append((*cells[place], value))
        else:
            end = cells[-1][1]
            edits.append((end, end, f"{separator * (place + 1 - len(cells))}{value}"))
    return edited(text, edits)


def edited(text, edits):
    """The text with pieces replaced, each given as begin, end and what takes its place; none may overlap."""
    for begin, end, piece in sorted(edits, reverse=True):
        text = text[:begin] + piece + text[end:]
    return text


def _begins(text):
    """Where each line begins, as the csv module counts lines."""
    begins, place = [], 0
    for line in io.StringIO(text, newline=""):
        begins.append(place)
        place += len(line)
    return begins


def _spans(text, place, separator):
    """Begin and end of each cell of the record that begins at a place. Quotes count at a cell's beginning only."""
    spans, begin = [], place
    while True:
        if text[place : place + 1] == '"' and place == begin:
            place = _after_quotes(text, place)
        char = text[place : place + 1]
        if char in ("", "\r", "\n"):
            return [*spans, (begin, place)]
        place += 1
        if char == separator:
            spans.append((begin, place - 1))
            begin = place


def _after_quotes(text, place):
    """Where the quotation that begins at a place is over; a quote within it is two."""
    place += 1
    while place < len(text):
        if text[place] != '"':
            place += 1
        elif text[place + 1 : place + 2] == '"':
            place += 2
        else:
            return place + 1
    return place
