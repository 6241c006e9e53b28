# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Field tables: what is said of the user's records, and how records become options and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import TEMPLATED
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Digits, Number, Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import (
    DAY_KEYS,
    DAYS,
    DaysField,
    Field,
    FieldTable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import relay, rfkey, user

USERS = user.table(PROFILES["field"])
CARDS = rfkey.TABLE
RELAYS = relay.TABLE
KEYS = FieldTable("keys", (Field("code", ("Code",), Digits(2, 8), needed="always", secret=True), Field("name", ("N",))))


def refusal(table, rows):
    with pytest.raises(InvalidInput) as caught:
        table.check_rows(rows)
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "rows", "message"),
    [
        (USERS, [{"user_id": "1"}, {"user_id": "1042", "pin": "12ab"}],
         "users[1].pin (user_id 1042): must be 2 to 8 digits in quotes, not text with other characters"),
        (USERS, [{"user_id": "1042", "pin": 7}],
         "users[0].pin (user_id 1042): must be 2 to 8 digits in quotes, not a number: YAML drops the leading zeros of "
         "an unquoted one"),
        (USERS, [{"user_id": "1"}, {"user_id": "2"}, {"user_id": 1}],
         "users[2].user_id: 1 is already in users[0]; each may be listed once"),
        (USERS, [{"name": "Robin"}], "users[0].user_id: is missing; it is what the record is found by"),
        (USERS, [{"user_id": ""}], "users[0].user_id: is missing; it is what the record is found by"),
        (USERS, [{"user_id": None}], "users[0].user_id: is missing; it is what the record is found by"),
        (USERS, [{"user_id": "1", "age": 7}],
         "users[0].age: is not an option; there are user_id, name, pin, cards, web_relay, lift_floors, schedules, "
         "type"),
        (USERS, [{"user_id": "1", "cards": ["0A", 12]}],
         "users[0].cards[1] (user_id 1): must be a card code in quotes, not 12: YAML drops leading zeros of an "
         "unquoted number"),
        (USERS, [{"user_id": "1", "schedules": [{"schedule": "7", "relays": ["E"]}]}],
         "users[0].schedules[0].relays (user_id 1): must be letters out of A, B, C, D, not 'E'"),
        (USERS, [{"user_id": "1", "nmae": "Kim", "schedule": []}, {"name": "Robin", "pin": "x"}, {"user_id": "1"}],
         "users[0].nmae: is not an option; did you mean name?; users[0].schedule: is not an option; did you mean "
         "schedules?; users[1].user_id: is missing; it is what the record is found by; users[1].pin: must be 2 to 8 "
         "digits in quotes, not text with other characters; users[2].user_id: 1 is already in users[0]; each may be "
         "listed once"),
        (USERS, ["1042"], "users[0]: must be a mapping of options, not str"),
        (USERS, {"user_id": "1042"}, "users: must be a list, not dict"),
        (RELAYS, [{"relay": "A", "hold_delay": 99}],
         "relays[0].hold_delay (relay A): must be 0 to 60 seconds, not 99"),
        (RELAYS, [{"relay": "D", "hold_delay": 5}], "relays[0].relay: must be one of A, B, C, not 'D'"),
        (CARDS, [{"code": "0A", "doors": ["A", "D"]}],
         "keys[0].doors (code 0A): must be letters out of A, B, C, not 'D'"),
        (CARDS, [{"code": "0A", "days": ["mon", "thur"]}],
         "keys[0].days (code 0A): must be days out of mon, tue, wed, thu, fri, sat, sun, not 'thur'"),
        (CARDS, [{"code": "0A", "days": "mon"}],
         "keys[0].days (code 0A): must be a list of mon, tue, wed, thu, fri, sat, sun, not 'mon'"),
        (CARDS, [{"code": "00b4161d"}, {"code": "00B4161D"}],
         "keys[1].code: 00B4161D is already in keys[0]; each may be listed once"),
        (CARDS, [{"code": "0A", "time_start": 390}],
         "keys[0].time_start (code 0A): must be HH:MM in quotes, not 390: YAML reads an unquoted time as a number"),
    ],
)  # fmt: skip
def test_wrong_records_are_refused_by_place(table, rows, message):
    assert refusal(table, rows).removesuffix(TEMPLATED) == message


@pytest.mark.parametrize(
    "rows",
    [
        [{"code": "8642", "name": "two\nlines"}],
        [{"code": "8642"}, {"code": "8642"}],
        [{"code": "8642", "colour": 1}],
        [{"code": "8642x"}],
        [{"code": 8642}],
        ["8642"],
        "8642",
    ],
)
def test_a_secret_key_is_quoted_in_no_refusal(rows):
    assert "8642" not in refusal(KEYS, rows)


@given(pin=st.one_of(st.integers(10**9, 10**10), st.text("0123456789x", min_size=9, max_size=20)))
def test_a_wrong_pin_is_quoted_in_no_refusal(pin):
    assert str(pin) not in refusal(USERS, [{"user_id": "1", "name": "Robin", "pin": pin}])


def test_options_that_are_null_count_as_left_out():
    assert USERS.check_rows([{"user_id": 7, "name": None, "pin": None}]) == [{"user_id": "7"}]


def test_the_users_rows_are_not_changed():
    rows = [{"user_id": 7, "schedules": [{"schedule": 1001}]}]
    USERS.check_rows(rows)
    assert rows == [{"user_id": 7, "schedules": [{"schedule": 1001}]}]


card_rows = st.lists(
    st.fixed_dictionaries(
        {"code": st.from_regex("[0-9a-fA-F]{0,7}[1-9a-fA-F]", fullmatch=True)},
        optional={
            "name": st.text("abc ", max_size=5).filter(lambda name: name.strip() or not name),
            "doors": st.lists(st.sampled_from("ABC")),
            "days": st.lists(st.sampled_from(DAYS)),
            "time_start": st.sampled_from(["7:00", "00:00"]),
            "access": st.sampled_from(sorted(rfkey.ACCESS)),
            "frequency": st.one_of(st.integers(0, 65535), st.just("7")),
        },
    ),
    unique_by=lambda row: row["code"].upper(),
)


@given(rows=card_rows)
def test_checking_checked_rows_changes_nothing(rows):
    checked = CARDS.check_rows(rows)
    assert CARDS.check_rows(checked) == checked


@given(rows=card_rows)
def test_a_row_survives_the_way_to_the_device_and_back(rows):
    for row in CARDS.check_rows(rows):
        record = {key: value for field in CARDS.fields if field.option in row
                  for key, value in field.encode(row[field.option]).items()}  # fmt: skip
        assert CARDS.decode(record) == row


def test_days_are_seven_switches_with_a_four_letter_thursday():
    days = DaysField("days")
    assert days.encode(["mon", "thu"]) == {
        "Mon": "1", "Tue": "0", "Wed": "0", "Thur": "1", "Fri": "0", "Sat": "0", "Sun": "0"
    }  # fmt: skip
    assert days.encoded_default() == dict.fromkeys(DAY_KEYS, "1")
    assert days.decode({"Mon": "1", "Thur": "1", "Sun": 0}) == ["mon", "thu"]
    assert days.decode({"Name": "no days at all"}) is None


def test_a_field_is_written_to_all_its_keys_and_read_from_the_first_that_is_there():
    field = Field("schedules", ("New", "Newer"), Text(), stale_keys=("Old",))
    assert field.encode("7") == {"New": "7", "Newer": "7"}
    assert field.decode({"Newer": "2", "Old": "3"}) == "2"
    assert field.decode({"New": None, "Old": "3"}) == "3"
    assert field.decode({"Other": "4"}) is None


def test_a_whole_record_is_written_back_under_the_names_that_count():
    field = Field("schedules", ("New", "Newer"), Text(), stale_keys=("Old",))
    assert field.rewrite({"Old": "3"}) == {"New": "3", "Newer": "3"}
    assert field.rewrite({"Name": "Robin"}) == {}
    assert Field("name", ("Name",)).rewrite({"Name": "Robin"}) == {}, "nothing to do without stale names"


@pytest.mark.parametrize(
    "fields",
    [
        (Field("a", ("A",), needed="always"), Field("a", ("B",))),
        (Field("a", ("A",)), Field("b", ("B",))),
    ],
    ids=["an option twice", "a key that may be missing"],
)
def test_a_table_that_makes_no_sense_is_refused_when_it_is_made(fields):
    with pytest.raises(ValueError, match="the key, is always needed"):
        FieldTable("rows", fields)


def test_the_argument_spec_comes_from_the_table():
    spec = USERS.spec()
    assert spec["user_id"] == {"type": "str", "required": True}
    assert spec["pin"] == {"type": "raw", "no_log": False}, "masked by column, not by value"
    assert spec["lift_floors"] == {"type": "list", "elements": "int"}
    assert spec["schedules"]["options"]["relays"]["choices"] == ["A", "B", "C", "D"]
    assert CARDS.spec()["access"]["choices"] == ["allowed", "frequency", "forbidden", "schedule"]
    assert CARDS.spec()["days"] == {"type": "list", "elements": "str", "choices": list(DAYS)}
    assert Field("x", ("X",), Number()).spec() == {"type": "int"}


def test_the_key_of_a_record_is_shown_in_one_way():
    table = FieldTable("keys", (Field("code", ("Code",), Number(), needed="always"), Field("name", ("Name",))))
    assert (table.shown_key({"code": 7}), table.named({"code": 7})) == ("7", "code 7")
    hidden = FieldTable("keys", (Field("code", ("Code",), needed="always", secret=True), Field("name", ("Name",))))
    assert (hidden.shown_key({"code": "7"}), hidden.named({"code": "7"})) == ("********", "code hidden")
