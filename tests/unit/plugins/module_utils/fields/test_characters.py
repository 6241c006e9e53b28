# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ids with characters that nobody sees, or that look like others."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.characters import character
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Quoted, Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.names import Name, PersonId

UNSEEN = {
    "\u200b": "ZERO WIDTH SPACE (U+200B)",
    "\u200d": "ZERO WIDTH JOINER (U+200D)",
    "\u202e": "RIGHT-TO-LEFT OVERRIDE (U+202E)",
    "\u2066": "LEFT-TO-RIGHT ISOLATE (U+2066)",
    "\u200e": "LEFT-TO-RIGHT MARK (U+200E)",
    "\u2028": "LINE SEPARATOR (U+2028)",
    "\u2029": "PARAGRAPH SEPARATOR (U+2029)",
    "\ufeff": "ZERO WIDTH NO-BREAK SPACE (U+FEFF)",
    "\u00a0": "NO-BREAK SPACE (U+00A0)",
    "\u3000": "IDEOGRAPHIC SPACE (U+3000)",
    "\u00ad": "SOFT HYPHEN (U+00AD)",
    "\u3164": "HANGUL FILLER (U+3164)",
    "\ufe0f": "VARIATION SELECTOR-16 (U+FE0F)",
    "\x00": "NULL (U+0000)",
    "\x07": "BELL (U+0007)",
    "\t": "CHARACTER TABULATION (U+0009)",
    "\n": "LINE FEED (U+000A)",
    "\r": "CARRIAGE RETURN (U+000D)",
    "\x1b": "ESCAPE (U+001B)",
    "\x7f": "DELETE (U+007F)",
    "\x85": "NEXT LINE (U+0085)",
    "\x9b": "CONTROL CHARACTER (U+009B)",
    "\ud800": "SURROGATE (U+D800)",
}


@pytest.mark.parametrize("codec", [Text(), Name(), PersonId(), Quoted()], ids=lambda codec: type(codec).__name__)
@pytest.mark.parametrize("char", UNSEEN, ids=lambda char: f"U+{ord(char):04X}")
def test_an_unseen_character_is_named_with_its_place(codec, char):
    with pytest.raises(BadValue) as caught:
        codec.check(f"100{char}1")
    assert str(caught.value) == f"must be one line of visible characters; character 4 is {UNSEEN[char]}"


@pytest.mark.parametrize("text", ["José Ñandú", "山田 太郎", "Zoë O\u2019Connor-Śmigły", "Ελένη", "Олена", "नेहा",
                                  "מרים", "محمد", "Robin \U0001f600"])  # fmt: skip
def test_names_of_people_are_names(text):
    assert Name().check(text) == text


@pytest.mark.parametrize(("codec", "text", "reason"), [
    (Name(), "Lift \uff12", "ordinary digits 0 to 9; character 6 is FULLWIDTH DIGIT TWO (U+FF12)"),
    (PersonId(), "100\uff11", "character 4 is FULLWIDTH DIGIT ONE (U+FF11)"),
    (PersonId(), "100\u0661", "character 4 is ARABIC-INDIC DIGIT ONE (U+0661)"),
    (PersonId(), "\uff21bc", "character 1 is FULLWIDTH LATIN CAPITAL LETTER A (U+FF21)"),
    (PersonId(), "\ufb01n", "character 1 is LATIN SMALL LIGATURE FI (U+FB01)"),
    (PersonId(), "Jose\u0301", "character 5 is COMBINING ACUTE ACCENT (U+0301)"),
    (PersonId(), "1001.0", "a spreadsheet has added decimal places"),
    (PersonId(), "1001,00", "a spreadsheet has added decimal places"),
    (PersonId(), 1001.0, "put the id in quotes"),
    (PersonId(), "#N/A", "a spreadsheet could not work it out"),
    (PersonId(), "####", "a spreadsheet could not work it out"),
    (PersonId(), "'1001", "a spreadsheet's mark for text stands before it"),
    (Name(), "#REF!", "a spreadsheet could not work it out"),
    (Name(), "   ", "not blanks only"),
    (PersonId(), "1E+05", "a spreadsheet has shortened it"),
    (PersonId(), "1,00123E+15", "a spreadsheet has shortened it"),
    (PersonId(), " 1001", "must not begin or end with a blank"),
    (PersonId(32, blanks=False), "10 01", "without spaces"),
])  # fmt: skip
def test_what_looks_like_another_name_or_id(codec, text, reason):
    with pytest.raises(BadValue) as caught:
        codec.check(text)
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", ["1001", 1001, "staff-7", "1E5", "A.12", "0042", "José", "10.5"])
def test_ids_that_are_ids(text):
    assert PersonId().check(text) == str(text)


def test_a_password_is_not_quoted_for_an_unseen_character():
    with pytest.raises(BadValue) as caught:
        Quoted().check("geheim\u200bwort")
    assert "geheim" not in str(caught.value)


def test_every_character_has_a_name():
    assert all(character(chr(number)) for number in range(0x3000))
