# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of people from CSV files: our own, those of spreadsheets of any country, and those of other systems."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.texts import text_from
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import CODECS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecolumns import check_columns
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.peoplecsv import people_from_csv

FIELDS = tuple(CODECS)
KIM = {"user_id": "007", "name": "Sample, Kim", "pin": "0042", "cards": ["00AB", "00CD"], "doors": ["north", "n1"]}


def csv(text, columns=None):
    return people_from_csv(text, FIELDS, check_columns(columns, FIELDS))


def refusal(text, columns=None):
    with pytest.raises(InvalidInput) as caught:
        csv(text, columns)
    return caught.value.message


@pytest.mark.parametrize("text", [
    '\ufeffuser_id,name,pin,cards,doors\r\n\r\n007,"Sample, Kim",0042, 00AB ; 00CD ,north;n1\r\n8,,,,\r\n',
    'user_id,name,pin,cards,doors,,\n\n007,"Sample, Kim",0042,00AB;00CD,north;n1,,,,\n8\n',
    'user_id;name;pin;cards;doors\n\n007;Sample, Kim;0042;"00AB;00CD";"north;n1"\n8;;;;\n',
    "user_id\tname\tpin\tcards\tdoors\n\n007\tSample, Kim\t0042\t00AB;00CD\tnorth;n1\n8\n",
    'sep=;\nuser_id;name;pin;cards;doors\n007;Sample, Kim;0042;"00AB;00CD";"north;n1"\n8;;;;;\n',
    'sep=,\r\nuser_id,name,pin,cards,doors\r\n007,"Sample, Kim",0042,00AB;00CD,north;n1\r\n8\r\n',
])  # fmt: skip
def test_however_a_spreadsheet_separates_columns(text):
    rows, lines = csv(text)
    assert rows == [KIM, {"user_id": "8"}]
    assert lines == [3, 4]


@pytest.mark.parametrize(("text", "message"), [
    ("", "line 1: must be a header"),
    (
        "user_id,pni,fist name,name\n",
        "line 1: the header has columns that are none of a person's fields: 2 'pni', 3 'fist name'; it may have user_id",
    ),
    ("1001,Kim,59172648\n", "line 1: the header has columns that are none of a person's fields: 1 (hidden here), 2 'Kim'"),
    ("user_id,name,user_id\n", "line 1, column 3: there is a column user_id already"),
    ("user_id,,name\n1,2,3\n", "line 1, column 2: the header has no name here"),
    ("user_id,name\n1,Kim,59172648\n", "line 2, column 3: the header has 2 columns and this line 3; put a cell that has a "
                                       "comma"),
    ("sep=;\nuser_id;name\n1;Kim;59172648\n", "line 3, column 3: the header has 2 columns and this line 3; put a cell that "
                                              "has a semicolon"),
    ('user_id,name\n1,"Kim\n2,Robin\n', "line 2: is not CSV: unexpected end of data"),
    ("user_id,name\n1,K\0im\n", "line 2: has a NUL character, so it is no text of this encoding; is it UTF-16?"),
])  # fmt: skip
def test_csv_says_where_it_is_wrong_and_never_what_stands_there(text, message):
    said = refusal(text)
    assert said.startswith(message)
    assert "59172648" not in said


# The header of 2N Access Commander's synchronisation, with its two Group Calls and the blank at its end.
TWO_N = (
    "EmployeeID,User Name,Company,User Mail,Card Numbers,Switch Code,Phone Number 1,Group Call,Phone Number 2,Group Call,"
    "Phone Number 3,Virtual Number,Groups,Is Deleted \n"
    "1001,Kim Example,Sample Ltd,,A1B2C3D4;00BA3039,0042,,,,,,,Staff,FALSE\n"
    "1002,Robin Sample,Sample Ltd,,,,,,,,,,Cleaning,TRUE\n"
)
# A door's own export: cells padded with blanks, and a second section that is about no people.
AKUVOX = (
    "UserData\n"
    "ID,UserId,Name,WebRelay,Floor,Schedule-Relay,Schedule-SRelay,PinCode,CardCode,BlePinCode\n"
    "1, 1001, Kim Example, 0, 0, 1001-12;, 1001-2;, 0042, 00000001;00BA3039, \n"
    "2, 1002, Robin Sample, 0, 0, 1001-1;, , , , \n"
    "ScheduleData\n"
    "ID,Name\n"
)


def test_the_preset_of_2n():
    columns = {
        "preset": "2n",
        "doors": {"column": "Groups", "table": {"Staff": ["north", "south"], "Cleaning": "south"}},
    }
    rows, lines = csv(TWO_N, columns)
    assert rows == [
        {"user_id": "1001", "name": "Kim Example", "pin": "0042", "cards": ["A1B2C3D4", "00BA3039"],
         "doors": ["north", "south"], "state": "present"},
        {"user_id": "1002", "name": "Robin Sample", "doors": ["south"], "state": "absent"},
    ]  # fmt: skip
    assert lines == [2, 3]
    assert csv(TWO_N.replace("Card Numbers", "Card Number"), columns)[0] == rows


def test_the_preset_of_a_doors_own_export():
    rows, lines = csv(AKUVOX, {"preset": "akuvox", "doors": {"value": ["all"]}})
    assert rows == [
        {"user_id": "1001", "name": "Kim Example", "pin": "0042", "cards": ["00000001", "00BA3039"], "doors": ["all"]},
        {"user_id": "1002", "name": "Robin Sample", "doors": ["all"]},
    ]
    assert lines == [3, 4]
    assert csv(AKUVOX, "akuvox")[0][1] == {"user_id": "1002", "name": "Robin Sample"}


def test_columns_of_any_other_system():
    text = "Personnel ID;First Name;Last Name;Card A;Card B;From\n7;Kim;Example;186,12345;186,12346;03/04/2026\n"
    columns = {
        "user_id": "Personnel ID",
        "name": ["First Name", "Last Name"],
        "cards": {"column": ["Card A", "Card B"], "notation": "facility_number", "byte_order": "normal"},
        "valid_from": {"column": "From", "format": "%d/%m/%Y"},
        "doors": {"value": "all"},
    }
    rows, _lines = csv(text, columns)
    assert rows == [{"user_id": "7", "name": "Kim Example", "cards": ["186,12345", "186,12346"], "valid_from": "2026-04-03",
                     "doors": "all"}]  # fmt: skip
    assert check_columns(columns, FIELDS).notation == "facility_number"


@pytest.mark.parametrize(("columns", "message"), [
    ({"user_id": "Id", "name": "Naem", "pin": "Code"}, "line 1: the header lacks Naem (for name), Code (for pin); "
                                                       "akuvox_people_columns says so. It has 'Id', 'Name', 'Start'"),
    ({"user_id": "Id", "valid_from": {"column": "Start", "format": "%Y-%m-%d"}},
     "line 2, column Start: must be a date of the form %Y-%m-%d; line 3, column Start: must be a date"),
    ({"user_id": "Id", "doors": {"column": "Name", "table": {"A": "north"}}},
     "line 2, column Name: is none of those in the table of akuvox_people_columns, which has A"),
    ("net2", "akuvox_people_columns.preset: must be one of the presets 2n, akuvox, not 'net2'"),
    ({"id": "Id"}, "akuvox_people_columns.id: is not a field of a person; there are user_id"),
    ({"pin": {"colum": "x"}}, "akuvox_people_columns.pin.colum: is not a member; did you mean column?"),
    ({"pin": {"separator": ";", "column": "x"}}, "akuvox_people_columns.pin.separator: goes with cards, doors, schedule, keep only"),
    ({"pin": {"column": "x", "value": "1"}}, "akuvox_people_columns.pin: must have either column or value"),
    ({"pin": []}, "akuvox_people_columns.pin: must be the heading of a column"),
    ({"cards": {"column": "x", "notation": "hexadecimal"}}, "akuvox_people_columns.cards.notation: must be one of hex"),
    (["user_id"], "akuvox_people_columns: must be a mapping"),
])  # fmt: skip
def test_what_is_wrong_with_columns(columns, message):
    assert refusal("Id,Name,Start\n1,Kim,1.2.2026\n2,Robin,x\n", columns).startswith(message)


@pytest.mark.parametrize(("data", "encoding"), [
    ("Zoë\n".encode(), ""),
    ("Zoë\n".encode("utf-8-sig"), ""),
    ("Zoë\n".encode("utf-16"), ""),
    (b"\xfe\xff" + "Zoë\n".encode("utf-16-be"), ""),
    ("Zoë\n".encode("cp1252"), "cp1252"),
    ("Zoë\n".encode("utf-16-le"), "utf-16-le"),
    ("Zoë\n".encode("utf-32"), ""),
])  # fmt: skip
def test_text_is_what_its_mark_or_the_user_says(data, encoding):
    assert text_from(data, encoding) == "Zoë\n"


@pytest.mark.parametrize(("data", "encoding", "message"), [
    ("id\nKim\nZoë\n".encode("cp1252"), "", "line 3: is not UTF-8 text; save it as UTF-8, or say what it is by "
                                            "akuvox_people_encoding, such as cp1252"),
    ("Zoë".encode("utf-16")[:-1], "", "line 1: is not UTF-16 text"),
    (b"Zo\x81", "cp1252", "line 1: is not CP1252 text"),
    (b"", "latin-9000", "akuvox_people_encoding: must be an encoding such as utf-8, utf-16 or cp1252, not 'latin-9000'"),
    (b"", "rot13", "akuvox_people_encoding: must be an encoding"),
    (b"", "undefined", "akuvox_people_encoding: must be an encoding"),
    (b"PK\x03\x04\x14\x00", "", "line 1: is no text but a spreadsheet's own file; save it as CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "cp1252", "line 1: is no text but a spreadsheet's own file"),
])  # fmt: skip
def test_text_that_is_none_is_not_guessed(data, encoding, message):
    with pytest.raises(InvalidInput) as caught:
        text_from(data, encoding, "akuvox_people_encoding")
    assert caught.value.message.startswith(message)
