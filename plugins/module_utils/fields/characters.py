# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters that nobody sees, or that look like others: with them, two names or ids can read the same."""

from __future__ import annotations

import re
import unicodedata

# A number as a spreadsheet writes it.
_DECIMAL_PLACES = re.compile(r"[0-9]+[.,]0+")
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+")
# What it writes where a formula failed or a column is too narrow, and before a number that it is to keep as text.
_FAILED = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)")
_MARK = re.compile("['\u2019][0-9]+")
# unicodedata has no names for control characters, but knows these words for them.
_CONTROLS = {
    found: word
    for word in (
        *("NULL", "BELL", "BACKSPACE", "CHARACTER TABULATION", "LINE FEED", "LINE TABULATION", "FORM FEED"),
        *("CARRIAGE RETURN", "ESCAPE", "DELETE", "NEXT LINE"),
    )
    for found in [{"BELL": "\a"}.get(word) or unicodedata.lookup(word)]
}
# Drawn as nothing although they count as letters, marks or symbols (Unicode: Default_Ignorable_Code_Point, U+2800).
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def character(char):
    """A character by its Unicode name and number, such as ``ZERO WIDTH SPACE (U+200B)``."""
    kind = "SURROGATE" if "\ud800" <= char <= "\udfff" else "CONTROL CHARACTER"
    name = _CONTROLS.get(char) or unicodedata.name(char, kind)
    return f"{name} (U+{ord(char):04X})"


def is_unseen(char):
    """Whether a character is a control character, or drawn as nothing, or as a blank that isn't the ordinary one."""
    category = unicodedata.category(char)
    return (
        category in _UNSEEN
        or (category == "Zs" and char != " ")
        or char in _BLANK
        or _SELECTORS.fullmatch(char) is not None
    )


def _is_wide_digit(char):
    return unicodedata.category(char) == "Nd" and not char.isascii() and unicodedata.normalize("NFKC", char).isascii()


def unseen_in(text):
    """What is wrong with text that has a character that nobody sees, "" when it has none.

    The character is named with its place, and nothing else of the text.
    """
    return "" if _is_plain(text) else _named(text, is_unseen, "must be one line of visible characters")


def wrong_in_name(text):
    """The same for a name, which may not have digits that only look like the ordinary ones either."""
    if _FAILED.fullmatch(text):
        return f"must be what it stands for, not '{text}': a spreadsheet could not work it out or show it"
    if _is_plain(text):
        return ""
    return unseen_in(text) or _named(text, _is_wide_digit, "must have ordinary digits 0 to 9")


def wrong_in_id(text):
    """The same for an id, which another one must not look like: other digits, letters of a compatible form, marks.

    Numbers as a spreadsheet writes them are none either.
    """
    if _DECIMAL_PLACES.fullmatch(text):
        return f"must be the id as it is, not '{text}': a spreadsheet has added decimal places"
    if _SCIENTIFIC.fullmatch(text):
        return f"must be the id as it is, not '{text}': a spreadsheet has shortened it; format its cells as text"
    if _MARK.fullmatch(text):
        return f"must be the id as it is, not '{text}': a spreadsheet's mark for text stands before it"
    if _is_plain(text) and not _FAILED.fullmatch(text):
        return ""
    return wrong_in_name(text) or _named(text, _looks_like_another, "must have characters that no other one looks like")


def _is_plain(text):
    return text.isascii() and text.isprintable()


def _looks_like_another(char):
    # an ASCII digit is of the category Nd as well
    other = not char.isascii() and unicodedata.category(char) in ("Nd", "Mn", "Me")
    return other or unicodedata.normalize("NFKC", char) != char


def _named(text, wrong, rule):
    for number, char in enumerate(text, 1):
        if wrong(char):
            return f"{rule}; character {number} is {character(char)}"
    return ""
