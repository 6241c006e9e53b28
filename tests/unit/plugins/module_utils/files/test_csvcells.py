# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What doors say of themselves as CSV: whole, and harmless, on each Python."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.csvcells import csv_text, unguarded

texts = st.text(st.characters(exclude_categories=["Cs"]))


def read(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def as_it_comes_back(value):
    text = str(value).replace("\0", "\u2400")
    return text[1:] if text.startswith("'") else text


@given(rows=st.lists(st.lists(texts, min_size=2, max_size=4), max_size=4))
@example(rows=[["Lobby\rGate", "x"]])
@example(rows=[["Lobby\r", "\n", "\r\n"], ["a\0b", '"', ","]])
@example(rows=[["", ""], [" x ", "\u2028"]])
def test_every_cell_comes_back_whole_and_in_its_row(rows):
    back = read(csv_text(rows))
    assert [list(map(as_it_comes_back, row)) for row in back] == [list(map(as_it_comes_back, row)) for row in rows]


@pytest.mark.parametrize(
    "text", ["=1", "+cmd", "-1+1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0bx", "\uff20x"]
)
def test_nothing_is_a_formula(text):
    assert read(csv_text([[text, "x"]])) == [[f"'{text}", "x"]]


@pytest.mark.parametrize("text", ["=1", "+cmd", "@x", "\uff1d1", "'t Hart", "'", "-5", "'5", "Robin", ""])
def test_the_guard_comes_off_and_nothing_else(text):
    """A name that begins with an apostrophe lost it."""
    assert unguarded(read(csv_text([[text, "x"]]))[0][0]) == text


@pytest.mark.parametrize("value", ["-5", "+49", "a=b", "Robin", 7, 1.5, True])
def test_what_is_no_formula_stays_as_it_is(value):
    assert read(csv_text([[value, None, "x"]])) == [[str(value), "", "x"]]


def test_a_nul_is_shown_and_ends_nothing():
    assert csv_text([["a\0b", "c"]]) == "a\u2400b,c\n"
