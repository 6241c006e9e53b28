# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as CSV that any reader gets back whole, and that a spreadsheet reads only as text.

What doors call themselves and their people goes through here. The csv module is no help: before Python 3.13 it leaves a
lone carriage return without quotes, at which its own reader and spreadsheets begin a new row.
"""

from __future__ import annotations

import re

# What a spreadsheet would take for a formula, also in full width. Numbers with a sign are none.
_FORMULA = re.compile("[=@\t\r\n\uff1d\uff20]|[+\\-\uff0b\uff0d](?!\\d*$)")
_NEEDS_QUOTES = re.compile('[",;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]|^ | $')
# Readers stop at it, so that its picture stands for it.
_NUL, _PICTURE_OF_NUL = "\0", "\u2400"


def csv_text(rows):
    """Lines of CSV for rows of values; None is an empty cell.

    A text that a spreadsheet would take for a formula has a ' before it. A NUL is written as its picture, U+2400.
    """
    return "".join(",".join(_cell(value) for value in row) + "\n" for row in rows)


def unguarded(text):
    """A cell's text without the ' that :func:`csv_text` puts before a formula; the name 't Hart keeps its own."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _cell(value):
    if value is None:
        return ""
    text = str(value).replace(_NUL, _PICTURE_OF_NUL)
    if _FORMULA.match(text):
        text = f"'{text}"
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _NEEDS_QUOTES.search(text) else text
