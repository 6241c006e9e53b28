# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an option's value is checked, and translated to the device's words and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardnumbers import CardCode
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.characters import is_unseen
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import TEMPLATED
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import (
    BadValue,
    Choice,
    Digits,
    Flag,
    Joined,
    Letters,
    Number,
    Text,
    TimeOfDay,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.relay import OneLess
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.user import Cards, Schedules

PIN = Digits(2, 8)
FLOORS = Joined(Number(1, 255), empty="0")
ACCESS = Choice({"allowed": "0", "forbidden": "2"})

one_line = st.text(st.characters(categories=["L", "N", "P", "S"]).filter(lambda char: not is_unseen(char)), max_size=63)
hex_codes = st.from_regex("[0-9a-fA-F]{0,31}[1-9a-fA-F]", fullmatch=True)
# what a user may write, for each codec
RIGHT_VALUES = {
    "text": (Text(63), st.one_of(one_line, st.integers(0, 9999))),
    "pin": (PIN, st.one_of(st.just(""), st.text("0123456789", min_size=2, max_size=8))),
    "card": (CardCode(), hex_codes),
    "number": (Number(0, 60), st.one_of(st.integers(0, 60), st.integers(0, 60).map(str))),
    "flag": (Flag(), st.sampled_from([True, False, "yes", "Off", "1", 0])),
    "choice": (ACCESS, st.sampled_from(["allowed", "forbidden"])),
    "time": (TimeOfDay(), st.times().map(lambda time: f"{time.hour}:{time.minute:02d}")),
    "letters": (Letters("ABC"), st.lists(st.sampled_from("ABC"))),
    "cards": (Cards(), st.lists(hex_codes, max_size=5, unique_by=CardCode.same)),
    "floors": (FLOORS, st.lists(st.integers(1, 255))),
    "dtmf digits": (OneLess(), st.integers(1, 4)),
    "schedules": (
        Schedules(),
        st.lists(
            st.fixed_dictionaries(
                {"schedule": st.sampled_from(["always", "never", "1001", "7", 1003])},
                optional={"relays": st.lists(st.sampled_from("ABCD"), min_size=1)},
            ),
            unique_by=lambda entry: Schedules().check([entry])[0]["schedule"],
        ),
    ),
}  # fmt: skip

right_values = pytest.mark.parametrize("name", RIGHT_VALUES)


@right_values
@given(data=st.data())
def test_a_checked_value_survives_the_way_to_the_device_and_back(name, data):
    codec, values = RIGHT_VALUES[name]
    value = codec.check(data.draw(values))
    assert codec.decode(codec.encode(value)) == value


@right_values
@given(data=st.data())
def test_checking_a_checked_value_changes_nothing(name, data):
    codec, values = RIGHT_VALUES[name]
    value = codec.check(data.draw(values))
    assert codec.check(value) == value


@right_values
@given(data=st.data())
def test_the_device_gets_strings_only(name, data):
    codec, values = RIGHT_VALUES[name]
    assert isinstance(codec.encode(codec.check(data.draw(values))), str)


@right_values
@given(text=st.one_of(st.text(max_size=12), st.text("0123456789-;,: ²", max_size=12), st.integers()))
def test_no_answer_of_a_device_is_too_odd_to_be_read(name, text):
    codec = RIGHT_VALUES[name][0]
    value = codec.decode(text)
    assert value == codec.decode(text)


@pytest.mark.parametrize(
    ("codec", "given_value", "canonical"),
    [
        (Text(), 1042, "1042"),
        (PIN, "0000", "0000"),
        (PIN, "", ""),
        (CardCode(), " 00b4161D ", "00b4161D"),
        (Number(0, 60), "07", 7),
        (Flag(), "Yes", True),
        (Flag(), 0, False),
        (TimeOfDay(), "7:05", "07:05"),
        (Letters("ABC"), ["C", "A", "C"], ["A", "C"]),
        (Letters("ABC"), "B", ["B"]),
        (FLOORS, ["2", 1], [2, 1]),
        (Schedules(), [{"schedule": 1001}], [{"schedule": "always", "relays": ["A"]}]),
        (Schedules(), [{"schedule": " Office ", "relays": ["B", "A", "B"]}],
         [{"schedule": "Office", "relays": ["A", "B"]}]),
    ],
)  # fmt: skip
def test_values_become_canonical(codec, given_value, canonical):
    assert codec.check(given_value) == canonical


@pytest.mark.parametrize(
    ("codec", "wrong", "says"),
    [
        (Text(3), "four", "at most 3 characters, not 4"),
        (Text(), "two\nlines", "one line"),
        (Text(), "half a \ud83d", "one line"),
        (Text(), True, "must be text, not True"),
        (Text(), 1.5, "must be text, not 1.5"),
        (PIN, 7, "2 to 8 digits in quotes, not a number: YAML drops the leading zeros"),
        (PIN, 1234.0, "not a number"),
        (PIN, True, "not a bool"),
        (PIN, ["1234"], "not a list"),
        (PIN, "12ab", "2 to 8 digits in quotes, not text with other characters"),
        (PIN, "१२३४", "not text with other characters"),
        (PIN, "1", "2 to 8 digits in quotes, not 1"),
        (PIN, "123456789", "2 to 8 digits in quotes, not 9"),
        (CardCode(), 4161, "in quotes, not 4161: YAML drops leading zeros"),
        (CardCode(), "00B4161G", "hex digits, not '00B4161G'"),
        (CardCode(), "", "1 to 32 hex digits"),
        (Number(0, 60, "seconds"), 99, "must be 0 to 60 seconds, not 99"),
        (Number(0, 60, "seconds"), -1, "must be 0 to 60 seconds, not -1"),
        (Number(0, 60), "a few", "not 'a few'"),
        (Number(0, 60), True, "not True"),
        (Number(0, 60), 1.0, "not 1.0"),
        (Flag(), "maybe", "true or false, not 'maybe'"),
        (Flag(), 2, "true or false, not 2"),
        (ACCESS, "0", "one of allowed, forbidden, not '0'"),
        (ACCESS, ["allowed"], "one of allowed, forbidden"),
        (TimeOfDay(), 570, "in quotes, not 570: YAML reads an unquoted time as a number"),
        (TimeOfDay(), "24:00", "00:00 to 23:59, not '24:00'"),
        (TimeOfDay(), "9:5", "HH:MM"),
        (Letters("ABC"), ["A", "D"], "letters out of A, B, C, not 'D'"),
        (Letters("ABC"), "AB", "not 'AB'"),
        (Letters("ABC"), [1], "not 1"),
        (Letters("ABC"), 12, "must be a list of A, B, C, not 12"),
        (Cards(), "00B4161D", "must be a list"),
        (Cards(), ["0A", 12], "[1]: must be a card code in quotes"),
        (Cards(), ["01", "02", "03", "04", "05", "06"], "at most 5 cards, not 6"),
        (FLOORS, [1, 256], "[1]: must be 1 to 255, not 256"),
        (OneLess(), 5, "must be 1 to 4"),
        (Schedules(), "always", "must be a list of mappings"),
        (Schedules(), ["always"], "[0]: must be a mapping with schedule and relays"),
        (Schedules(), [{"schedule": "always"}, {"relays": ["A"]}], "[1]: must be a mapping"),
        (Schedules(), [{"schedule": "always", "relay": "A"}], "[0]: must be a mapping"),
        (Schedules(), [{"schedule": ""}], "[0].schedule: must be"),
        (Schedules(), [{"schedule": None}], "[0].schedule: must be"),
        (Schedules(), [{"schedule": True}], "[0].schedule: must be"),
        (Schedules(), [{"schedule": "always", "relays": ["A", "E"]}], "[0].relays: must be letters out of A, B, C, D"),
        (Schedules(), [{"schedule": "always", "relays": 1}], "[0].relays: must be a list"),
        (Schedules(), [{"schedule": "always", "relays": "A"}], "[0].relays: must be"),
        # nobody who writes an empty list means the street door
        (Schedules(), [{"schedule": "always", "relays": []}], "[0].relays: must be"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused_with_what_is_allowed(codec, wrong, says):
    with pytest.raises(BadValue) as caught:
        codec.check(wrong)
    place = f"{caught.value.path}: " if caught.value.path else ""
    assert says in f"{place}{caught.value}"


@given(value=st.one_of(st.text(min_size=9), st.text("x", min_size=1), st.integers(), st.floats(), st.lists(st.text())))
def test_a_refused_pin_is_never_quoted(value):
    with pytest.raises(BadValue) as caught:
        PIN.check(value)
    assert str(caught.value).split(", not ", 1)[1] in {
        "a float", "a list", "text with other characters", str(len(str(value))),
        f"a number: YAML drops the leading zeros of an unquoted one{TEMPLATED}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("codec", "text", "value"),
    [
        (Number(), "7", 7),
        (Number(), 7, 7),
        (Number(), "n/a", "n/a"),
        (Flag(), "1", True),
        (Flag(), "2", "2"),
        (ACCESS, "2", "forbidden"),
        (ACCESS, 2, "forbidden"),
        (ACCESS, "9", "9"),
        (TimeOfDay(), "7:05", "07:05"),
        (TimeOfDay(), "whenever", "whenever"),
        (Letters("ABC"), "13", ["A", "C"]),
        (Letters("ABC"), "0", []),
        (Letters("ABC"), "", []),
        (Letters("ABC"), "4", "4"),
        (Letters("ABC"), "²", "²"),
        (Cards(), "0A; 0B,;0C", ["0A", "0B", "0C"]),
        (FLOORS, "0", []),
        (FLOORS, "1;2;x", [1, 2, "x"]),
        (OneLess(), "3", 4),
        (OneLess(), "", ""),
        # every separator that devices are known to use, with and without a trailing one
        (Schedules(), "1001-1;", [{"schedule": "always", "relays": ["A"]}]),
        (Schedules(), "1001-1,7-2", [{"schedule": "always", "relays": ["A"]}, {"schedule": "7", "relays": ["B"]}]),
        (Schedules(), "1001-12", [{"schedule": "always", "relays": ["A", "B"]}]),
        (Schedules(), "7-2;7-1", [{"schedule": "7", "relays": ["A", "B"]}]),
        (Schedules(), ["1001-1"], [{"schedule": "always", "relays": ["A"]}]),
        (Schedules(), ["1001"], "1001"),
        (Schedules(), "1001-9", "1001-9"),
        (Schedules(), "1001-", "1001-"),
        (Schedules(), "-1", "-1"),
        (Schedules(), "", []),
    ],
)
def test_what_devices_send_is_read_or_passed_through(codec, text, value):
    assert codec.decode(text) == value


@pytest.mark.parametrize(
    ("codec", "value", "text"),
    [
        (Letters("ABC"), [], "0"),
        (Letters("ABC"), ["A", "C"], "13"),
        (FLOORS, [], "0"),
        (FLOORS, [1, 2], "1;2"),
        (Cards(), [], ""),
        (OneLess(), 4, "3"),
        (Schedules(), [{"schedule": "never", "relays": ["A", "B"]}], "1002-1,1002-2"),
        (Schedules(";"), [{"schedule": "7", "relays": ["D"]}, {"schedule": "8", "relays": ["A"]}], "7-4;8-1"),
    ],
)
def test_what_devices_get(codec, value, text):
    assert codec.encode(value) == text


@given(code=hex_codes)
def test_spellings_of_one_card_are_the_same(code):
    assert CardCode.same(code) == CardCode.same("00" + code.lower()) == CardCode.same(f" {code.upper()} ")


def test_schedules_are_compared_as_a_set_of_pairs():
    one = [{"schedule": "7", "relays": ["A", "B"]}]
    other = [{"schedule": "7", "relays": ["B"]}, {"schedule": "7", "relays": ["A"]}]
    assert Schedules.same(one) == Schedules.same(other)
    assert Schedules.same(one) != Schedules.same([{"schedule": "7", "relays": ["A"]}])
    assert Schedules.same("gibberish") == "gibberish"
