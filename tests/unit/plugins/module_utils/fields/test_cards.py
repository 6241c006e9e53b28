# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Card notations, and what is wrong or looks wrong with the cards of a whole list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardlists import (
    doubles,
    doubts,
    reversed_pairs,
    table_in_notation,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardnumbers import (
    NOTATIONS,
    CardCode,
    card_digits,
    reversed_bytes,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import rfkey, user


# The rows for the UID A1B2C3D4, for facility 186 and number 12345, and for a UID of 7 bytes.
@pytest.mark.parametrize(("notation", "byte_order", "text", "digits"), [
    ("hex", "normal", "A1B2C3D4", "A1B2C3D4"),
    ("hex", "normal", " 0xA1b2c3d4 ", "A1b2c3d4"),
    ("hex", "normal", "a1:b2:c3:d4", "a1b2c3d4"),
    ("hex", "normal", "A1 B2 C3 D4", "A1B2C3D4"),
    ("hex", "normal", "A1-B2-C3-D4", "A1B2C3D4"),
    ("hex", "reversed", "D4C3B2A1", "A1B2C3D4"),
    ("hex", "reversed", "3930BA00", "00BA3039"),
    ("hex", "reversed", "A1B2C3D", "3D2C1B0A"),
    ("hex", "reversed", "F6E5D4C3B2A104", "04A1B2C3D4E5F6"),
    ("hex", "reversed", "3930BA0001", "0100BA3039"),
    ("decimal", "normal", "2712847316", "A1B2C3D4"),
    ("decimal", "normal", "0012202041", "00BA3039"),
    ("decimal", "normal", "12202041", "00BA3039"),
    ("decimal", "normal", "4307169337", "00000100BA3039"),
    ("decimal", "reversed", "3569595041", "A1B2C3D4"),
    ("decimal", "reversed", "0959494656", "00BA3039"),
    ("facility_number", "normal", "186,12345", "00BA3039"),
    ("facility_number", "normal", "186/12345", "00BA3039"),
    ("facility_number", "normal", "186 - 12345", "00BA3039"),
    ("facility_number", "normal", "186,01234", "00BA04D2"),
    ("facility_number", "reversed", "186,12345", "3930BA00"),
    ("facility_number_34", "normal", "41394,50132", "A1B2C3D4"),
    ("facility_number_34", "normal", "00186,12345", "00BA3039"),
    ("facility_number_34", "reversed", "54467,45729", "A1B2C3D4"),
    ("wiegand_3_5", "normal", "18612345", "00BA3039"),
    ("wiegand_3_5", "normal", "17850132", "00B2C3D4"),
    ("wiegand_3_5", "normal", "4847616", "0030BA00"),
    ("em4100", "normal", "0100BA3039", "00BA3039"),
    ("h10301", "normal", "11011101000110000001110011", "00BA3039"),
    ("h10301", "normal", "3746073", "00BA3039"),
    ("h10306", "normal", "3436587A9", "A1B2C3D4"),
    ("h10306", "normal", "1101000011011001011000011110101001", "A1B2C3D4"),
])  # fmt: skip
def test_a_card_in_each_notation(notation, byte_order, text, digits):
    assert card_digits(text, notation, byte_order) == digits


@pytest.mark.parametrize(("notation", "byte_order", "text", "reason"), [
    ("hex", "normal", "186,12345", "facility and number are the notation facility_number"),
    ("hex", "normal", "00AB0001 00AB0002", "hex digits"),
    ("hex", "normal", "1.2E+10", "a spreadsheet has shortened it"),
    ("hex", "normal", "0x", "hex digits"),
    ("hex", "normal", "0000 0000", "hex digits"),
    ("hex", "normal", "00000000", "zeros only"),
    ("hex", "normal", "\uff11\uff12", "hex digits"),
    ("hex", "reversed", "A1B2C3D4E5F", "4, 5 or 7 bytes"),
    ("decimal", "normal", "A1B2C3D4", "decimal digits"),
    ("decimal", "normal", "0", "zeros only"),
    ("decimal", "normal", "72057594037927936", "at most 72057594037927935"),
    ("decimal", "normal", "1,2E+10", "a spreadsheet has shortened it"),
    ("facility_number", "normal", "18612345", "such as 186,12345"),
    ("facility_number", "normal", "256,1", "facility_number_34"),
    ("facility_number", "normal", "1,65536", "65535"),
    ("facility_number_34", "normal", "65536,1", "65535"),
    ("wiegand_3_5", "normal", "25612345", "3 digits of the facility"),
    ("wiegand_3_5", "normal", "18665536", "up to 255 and 65535"),
    ("wiegand_3_5", "normal", "186,12345", "facility_number"),
    ("em4100", "normal", "00BA3039", "10 hex digits"),
    ("em4100", "normal", "0100000000", "zeros only"),
    ("h10301", "normal", "11011101000110000001110010", "parity"),
    ("h10306", "normal", "3436587A8", "parity"),
])  # fmt: skip
def test_what_is_no_card_of_a_notation(notation, byte_order, text, reason):
    with pytest.raises(BadValue, match=reason):
        card_digits(text, notation, byte_order)


@given(number=st.integers(1, 2**32 - 1))
def test_reversing_twice_is_the_card(number):
    assert card_digits(reversed_bytes(f"{number:08X}"), "hex", "reversed") == f"{number:08X}"
    assert card_digits(str(number), "decimal") == f"{number:08X}"


@given(facility=st.integers(0, 255), number=st.integers(1, 65535))
def test_the_notations_of_26_bits_agree(facility, number):
    texts = {"facility_number": f"{facility},{number}", "wiegand_3_5": f"{facility:03d}{number:05d}"}
    texts |= {"decimal": str(facility << 16 | number), "facility_number_34": f"{facility},{number}"}
    assert len({card_digits(text, notation) for notation, text in texts.items()}) == 1
    assert set(texts) <= set(NOTATIONS)


def test_the_table_of_a_module_takes_the_notation_of_its_list():
    given_as = {"card_notation": "decimal", "card_byte_order": "reversed"}
    rows = table_in_notation(rfkey.TABLE, given_as).check_rows([{"code": "3569595041"}])
    assert rows == [{"code": "A1B2C3D4"}]
    users = table_in_notation(user.table(_PROFILE), {"card_notation": "facility_number"})
    assert users.check_rows([{"user_id": "1", "cards": ["186,12345"]}])[0]["cards"] == ["00BA3039"]
    # a card of zeros that a door has can be removed
    table_in_notation(rfkey.TABLE, {"card_notation": None, "state": "absent"}).check_rows([{"code": "0000"}])


class _PROFILE:
    schedule_keys, schedule_separator, schedule_end, schedule_list_key = ("ScheduleRelay",), ",", "", ""


def test_one_card_in_two_notations_is_found_whichever_comes_first():
    for decimal in ("0012202041", "12202041", "18612345"):
        assert [found[0] for found in doubles([("kim", "00BA3039"), ("robin", decimal)])] == ["robin"]
        assert [found[0] for found in doubles([("robin", decimal), ("kim", "00ba3039")])] == ["robin"]
    assert not list(doubles([("kim", "00BA3039"), ("robin", "00BA3038"), ("alex", "00000010"), ("sam", "0000000A")]))


@pytest.mark.parametrize(("table", "rows", "message"), [
    ("users", [{"user_id": "1", "cards": ["00BA3039"]}, {"user_id": "2", "cards": ["12202041"]}],
     r"users\[1\].cards \(user_id 2\): 12202041 is already a card of users\[0\] \(user_id 1\) "
     r"\(12202041 in decimal digits is 00BA3039 in hex\)"),
    ("users", [{"user_id": "1", "cards": ["ab1"]}, {"user_id": "2", "cards": ["00AB1"]}], "is already a card of users"),
    ("users", [{"user_id": "1", "cards": ["ab1", "00AB1", "AB1"]}], r"cards\[1\].*a person has a card once"),
    ("users", [{"user_id": "1", "cards": ["00", "1"]}], r"cards\[0\].*zeros only"),
    ("keys", [{"code": "00BA3039"}, {"code": "18612345"}], r"keys\[1\].code: 18612345 is the card of keys\[0\]"),
])  # fmt: skip
def test_a_list_in_which_one_card_is_two(table, rows, message):
    tables = {"users": user.table(_PROFILE), "keys": rfkey.TABLE}
    with pytest.raises(InvalidInput, match=message):
        tables[table].check_rows(rows)


def test_reversed_bytes_are_a_warning_with_both_ids():
    cards = [("user_id 1", "A1B2C3D4"), ("user_id 2", "D4C3B2A1"), ("user_id 3", "ABABABAB"), ("user_id 1", "D4C3B2A0")]
    assert [(one, other) for one, _card, other, _others in reversed_pairs(cards)] == [("user_id 1", "user_id 2")]
    (said,) = doubts(cards, None)
    assert "user_id 1 has the card A1B2C3D4 and user_id 2 has D4C3B2A1" in said


@pytest.mark.parametrize(("count", "notation", "last", "warned"), [
    (20, None, "00000101", True),
    (19, None, "00000101", False),
    (20, "hex", "00000101", False),
    (20, None, "0000010A", False),
])  # fmt: skip
def test_a_list_of_digits_only(count, notation, last, warned):
    cards = [(f"user_id {number}", f"{number:08d}") for number in range(count - 1)] + [("user_id x", last)]
    said = doubts(cards, notation, "akuvox_card_notation")
    assert bool(said) is warned
    assert not said or "set akuvox_card_notation: decimal" in said[0]


def test_what_two_lists_of_cards_have_in_common_is_found_in_no_time():
    cards = [(str(number), f"{number * 48611 % 2**32:08X}") for number in range(20_000)]
    assert not any(one == other for one, _card, other, _others in doubles(cards))


def test_card_codes_are_compared_without_case_and_zeros():
    assert CardCode.same("00ab") == CardCode.same(" AB")


@pytest.mark.parametrize(("text", "reason"), [
    ("00AB0001\u200b", "character 9 is ZERO WIDTH SPACE (U+200B)"),
    ("00AB\u00a00001", "character 5 is NO-BREAK SPACE (U+00A0)"),
    ("\uff10\uff10AB0001", "character 1 is FULLWIDTH DIGIT ZERO (U+FF10)"),
    ("########", "a spreadsheet could not work it out"),
    ("12202041.0", "a spreadsheet has added decimal places"),
])  # fmt: skip
def test_what_is_wrong_with_a_card_is_named(text, reason):
    with pytest.raises(BadValue) as caught:
        CardCode().check(text)
    assert reason in str(caught.value)
