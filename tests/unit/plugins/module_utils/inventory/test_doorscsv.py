# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A CSV file with doors: its columns, and what is wrong with it."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.doorscsv import doors_from_csv


def read(text):
    return doors_from_csv(text, "doors.csv", lambda name: name == "tags")


def test_each_row_is_a_door_with_its_variables():
    targets, columns = read(
        '\ufeffname,address,port,site,floor\nnorth,192.0.2.1,,Harbour,1\n\n,[2001:db8::1],8443,,\n"a,b",Gate.example.net\n'
    )
    assert columns == ("name", "site", "floor")
    assert [(target.host, target.port, target.columns, target.place) for target in targets] == [
        ("192.0.2.1", None, {"name": "north", "site": "Harbour", "floor": "1"}, "doors.csv line 2"),
        ("2001:db8::1", 8443, {}, "doors.csv line 4"),
        ("gate.example.net", None, {"name": "a,b"}, "doors.csv line 5"),
    ]
    assert all(target.named for target in targets)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: must be a header with the columns address"),
        ("name,site\nnorth,x\n", "line 1: the header must have a column address"),
        ("address,the site\n", "line 1, column 2: 'the site' can't be"),
        ("address,class\n", "line 1, column 2: 'class' can't be"),
        ("address,tags\n", "line 1, column 2: 'tags' can't be"),
        ("address,,site\n", "line 1, column 2: the header has no name here"),
        ("address,ansible_host\n", "line 1, column 2: ansible_host is set by the plugin"),
        ("address,akuvox_port\n", "line 1, column 2: akuvox_port is set by the plugin"),
        ("address,akuvox_password\n", "line 1, column 2: akuvox_password would show a secret"),
        ("address,site,site\n", "line 1, column 3: there is a column site already"),
        ("address,site\n,x\n", "line 2, column address: is empty"),
        ("address\n192.0.2.1-4\n", "line 2, column address: must be one host name or address"),
        ("address\n192.0.2.1:80\n", "line 2, column address: must be one host name or address"),
        ("address\nhttp://x\n", "line 2, column address: must be a host name"),
        ("address,port\n192.0.2.1,https\n", "line 2, column port: a port must be 1 to 65535, not 'https'"),
        ("address\n192.0.2.1,x\n", "line 2, column 2: the header has 1 columns and this line 2"),
        ("address,name\n192.0.2.1,a\n192.0.2.2,a\n", "line 3, column name: is the same as in line 2"),
        ("address,name\n192.0.2.1,a\n\n192.0.2.1,b\n", "line 4, column address: is the same as in line 2"),
        ('address\n"192.0.2.1\n', "line 2: is not CSV"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(text, says):
    with pytest.raises(InvalidInput, match=f"^csv: doors.csv {says}"):
        read(text)


def test_the_column_mac_is_what_the_row_expects():
    text = "address,mac,site\n192.0.2.1,0C-11-05-00-00-01; 0c1105000002,x\n192.0.2.2,,y\n"
    targets, columns = doors_from_csv(text, "doors.csv", lambda name: False)
    assert [target.macs for target in targets] == [("0c1105000001", "0c1105000002"), ()]
    assert columns == ("site",)
    assert targets[0].columns == {"site": "x"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,0c11\n", "csv: doors.csv line 2, column mac: must be a MAC address such as"),
        ("a,0c1105000001\nb,0C:11:05:00:00:01\n", "csv: doors.csv line 3, column mac: is the same as in line 2"),
    ],
)
def test_a_mac_that_is_none_or_another_rows_is_refused(rows, says):
    with pytest.raises(InvalidInput) as caught:
        doors_from_csv(f"address,mac\n{rows}", "doors.csv", lambda name: False)
    assert caught.value.message.startswith(says)
