# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes of a file as text. Only a mark at the beginning or the user says what they are; nothing is guessed."""

from __future__ import annotations

import codecs

from ..errors import InvalidInput

# The mark of UTF-16 is also the beginning of the other's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How .xlsx and .ods, and how .xls begin.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def check_encoding(encoding, option):
    """Refuse what is no encoding of text.

    :raises InvalidInput: naming the option.
    """
    try:
        known = codecs.lookup(encoding)._is_text_encoding and "a".encode(encoding).decode(encoding) == "a"
    except (LookupError, UnicodeError):
        known = False
    # rot13 and the like make no text of bytes
    if not known:
        raise InvalidInput(f"{option}: must be an encoding such as utf-8, utf-16 or cp1252, not '{encoding}'")


def text_from(data, encoding="", option="encoding"):
    """The text of ``data``: UTF-8, or UTF-16 that is marked as such, or what ``encoding`` says.

    :param option: the option or variable that says it, for messages.
    :raises InvalidInput: naming the first line that is none, and never a part of it.
    """
    if encoding:
        check_encoding(encoding, option)
    if data.startswith(_WORKBOOKS):
        raise InvalidInput("line 1: is no text but a spreadsheet's own file; save it as CSV in UTF-8")
    named = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(named).removeprefix("\ufeff")
    except UnicodeError as exc:
        line = data[: getattr(exc, "start", 0)].decode(named, "ignore").count("\n") + 1
        what = named.removesuffix("-sig").upper()
        ways = f"save it as UTF-8, or say what it is by {option}, such as cp1252"
        raise InvalidInput(f"line {line}: is not {what} text; {ways}") from None
