# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes of a file as text. Only a mark at the beginning or the user says what they are; nothing is guessed."""

from __future__ import annotations

import codecs

from ..errors import InvalidInput

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_from(data, encoding="", option="encoding"):
    """The text of ``data``: UTF-8, or UTF-16 that is marked as such, or what ``encoding`` says.

    :param option: the option or variable that says it, for messages.
    :raises InvalidInput: naming the first line that is none, and never a part of it.
    """
    if encoding:
        try:
            known = codecs.lookup(encoding)
        except LookupError:
            known = None
        # rot13 and the like make no text of bytes
        if known is None or not known._is_text_encoding:
            raise InvalidInput(f"{option}: must be an encoding such as utf-8, utf-16 or cp1252, not '{encoding}'")
    named = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(named).removeprefix("\ufeff")
    except UnicodeDecodeError as exc:
        line = data[: exc.start].decode(named, "ignore").count("\n") + 1
        what = named.removesuffix("-sig").upper()
        ways = f"save it as UTF-8, or say what it is by {option}, such as cp1252"
        raise InvalidInput(f"line {line}: is not {what} text; {ways}") from None
