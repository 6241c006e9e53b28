# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file from which new PINs are handed out: CSV, a line for each person, which is encrypted as a whole."""

from __future__ import annotations

from ..errors import InvalidInput
from ..files.csvcells import csv_text
from ..files.csvrows import csv_rows

COLUMNS = ("user_id", "name", "pin", "since")


def read_handout(text):
    """The rows of the file's text.

    :raises InvalidInput: with line and column, and nothing of the content.
    """

    def check_header(cells, line):
        if tuple(cells) != COLUMNS:
            raise InvalidInput(f"line {line}: the header must be {','.join(COLUMNS)}, as this job writes it")

    rows, _lines = csv_rows(text, check_header, ",".join(COLUMNS))
    return [tuple(row.get(column, "") for column in COLUMNS) for row in rows]


def with_handed_out(rows, given):
    """The file's text with new rows, in the place of an earlier PIN of the same people."""
    new = {row[0] for row in given}
    return csv_text([COLUMNS, *(row for row in rows if row[0] not in new), *given])
