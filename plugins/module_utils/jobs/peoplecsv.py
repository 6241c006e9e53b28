# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people from a CSV file: a header row, and several cards, doors or schedules in one cell joined by ``;``."""

from __future__ import annotations

import re

from ..errors import InvalidInput
from ..files.csvrows import csv_rows, separator_hint

LISTS = ("cards", "doors", "schedule")


def people_from_csv(text, columns):
    """The rows as mappings without their empty cells, and the line that each begins in.

    :param columns: the names that the header may have.
    :raises InvalidInput: with line and column, and never a cell's content.
    """
    known = ", ".join(columns)

    def check_header(cells, line):
        for number, name in enumerate(cells, 1):
            if name not in columns:
                # without a header it is a person's data
                what = f"'{name}'" if re.fullmatch(r"[A-Za-z_ -]+", name) else "what stands there"
                raise InvalidInput(
                    f"line {line}, column {number}: {what} is not a column; the header may have {known}"
                    f"{separator_hint(name)}"
                )

    rows, lines = csv_rows(text, check_header, known)
    return [{name: _cell(name, cell) for name, cell in row.items()} for row in rows], lines


def _cell(name, cell):
    return [part.strip() for part in cell.split(";") if part.strip()] if name in LISTS else cell
