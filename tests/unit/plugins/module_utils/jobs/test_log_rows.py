# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the logs come in one shape, and codes that may be PINs are hidden."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.logs import CALLLOG, DOORLOG, check_ids


@pytest.mark.parametrize(
    ("word", "spellings"),
    {
        "all": ("0", "All"),
        "dialed": ("1", "Dialed", 1),
        "received": ("2", "Received", "RECEIVED"),
        "missed": ("3", "Missed", " missed "),
        "forwarded": ("4", "Forwarded"),
        "unknown": ("5", "Unknow", "Unknown", 5),
    }.items(),
)
def test_call_types(word, spellings):
    for said in spellings:
        row = CALLLOG.row({"ID": "1", "Type": said})
        assert (row["type"], row["record"]["Type"]) == (word, said)


@pytest.mark.parametrize(
    ("column", "key", "words"),
    [
        (
            "type",
            "Type",
            {
                "unknown": ("0", "Unknow"),
                "card": ("1", "Card"),
                "password": ("2", "Password"),
                "public": ("3", "Public"),
                "face": ("4", "Face"),
            },
        ),
        ("status", "Status", {"success": ("0", "Success", "Succ", 0), "failed": ("1", "Failed", 1)}),
        ("access_mode", "AccessMode", {"normal": ("0",), "entry": ("1",), "exit": ("2", 2)}),
    ],
)
def test_door_words(column, key, words):
    for word, spellings in words.items():
        for said in spellings:
            row = DOORLOG.row({"ID": "1", key: said})
            assert (row[column], row["record"][key]) == (word, said)


def test_unknown_words_pass_through_and_missing_ones_are_left_out():
    assert DOORLOG.row({"ID": 7, "Type": "Bluetooth"}) == {
        "id": "7",
        "type": "Bluetooth",
        "record": {"ID": 7, "Type": "Bluetooth"},
    }


def test_a_whole_row_of_each_log():
    call = {
        "ID": "23",
        "Type": "Received",
        "Date": "2018-12-13",
        "Time": "05:55:59",
        "LocalIdentity": "192.0.2.98@192.0.2.98",
        "Name": "192.0.2.48",
        "Num": "192.0.2.48@192.0.2.48",
        "PicUrl": "",
    }
    assert CALLLOG.row(call) == {
        "id": "23",
        "type": "received",
        "date": "2018-12-13",
        "time": "05:55:59",
        "local_identity": "192.0.2.98@192.0.2.98",
        "name": "192.0.2.48",
        "number": "192.0.2.48@192.0.2.48",
        "record": call,
    }
    door = {
        "ID": "1",
        "Type": "1",
        "Name": "Kim",
        "Status": "Succ",
        "Code": "00B4161D",
        "Relay": "2",
        "AccessMode": "1",
    }
    row = DOORLOG.row(door)
    assert (row["relay"], row["access_mode"], row["code"], row["record"]) == (2, "entry", "00B4161D", door)


@pytest.mark.parametrize("kind", ["0", "2", "Password", "Public", "Face", "Private PIN", None])
def test_codes_that_may_be_pins_are_hidden_everywhere(kind):
    record = {"ID": "1", "Type": kind, "Code": "48271530"}
    row = DOORLOG.row(record)
    assert row["code"] == row["record"]["Code"] == HIDDEN
    assert "48271530" not in str(row)
    assert record["Code"] == "48271530"
    shown = DOORLOG.row(record, secrets=True)
    assert shown["code"] == shown["record"]["Code"] == "48271530"


def test_ids():
    assert check_ids(["23", 24, " 23 ", 23]) == ["23", "24"]
    for wrong in (True, -1, "x", "1.5", None, ["1"], 1.0):
        with pytest.raises(BadValue):
            check_ids([wrong])
