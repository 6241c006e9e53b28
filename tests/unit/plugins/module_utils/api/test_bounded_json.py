# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that is meant to do harm: it costs little, and what is taken can be shown, walked through and sent again."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api import bounded_json
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.bounded_json import MAX_DEPTH, TooMuch, decode

values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**38), 10**39),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"])),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=20,
)


@given(value=values, ascii_only=st.booleans(), tail=st.sampled_from(["", "\0\0", "{", " junk"]))
def test_what_is_json_is_read_as_it_is_whatever_follows(value, ascii_only, tail):
    text = json.dumps(value, ensure_ascii=ascii_only)
    # a number goes on with what follows it
    tail = tail if text[-1:] in ']}"' else ""
    cleaned = json.loads(json.dumps(value, ensure_ascii=ascii_only))
    assert decode(f"  {text}{tail}", 2) == cleaned


def strings(value):
    """All strings in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from strings(key)
            yield from strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)


@given(text=st.one_of(st.text(), st.text('[]{}",:0123456789.eE-\\ud8N'), st.text('"\\ud8aD'), st.text("[{:1,")))
def test_whatever_is_taken_can_be_sent_again(text):
    try:
        value = decode(text)
    except ValueError:
        return
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    for string in strings(value):
        assert string.encode().decode() == string


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "", " ", "{", '{"a" 1}', "nul", "'a'"])
def test_what_is_no_json_is_none(text):
    with pytest.raises(ValueError):  # noqa: PT011
        decode(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("9" * 41, "too many digits"),
        ("-" + "9" * 41, "too many digits"),
        ("9" * 10_000_000, "too many digits"),
        ("1e999", "too large"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
    ids=["digits", "negative", "endless digits", "exponent", "just too deep", "lists without end", "objects"],
)
def test_what_is_too_much(text, says):
    with pytest.raises(TooMuch, match=says):
        decode(text)


@pytest.mark.parametrize("text", ["9" * 40, "1e300", "[" * MAX_DEPTH + "]" * MAX_DEPTH])
def test_what_is_just_not_too_much(text):
    assert decode(text) == json.loads(text)
    assert decode(text) != math.inf


def test_too_many_values_are_not_even_read(monkeypatch):
    monkeypatch.setattr(bounded_json, "MAX_VALUES", 5)
    assert decode("[1,2,3,4,5]") == [1, 2, 3, 4, 5]
    with pytest.raises(TooMuch, match="too many values"):
        decode("[1,2,3,4,5,")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"a\ud83db"', "a\ufffdb"),
        (r'"\ude00"', "\ufffd"),
        (r'{"\ud800": ["\udfff", 1, null]}', {"\ufffd": ["\ufffd", 1, None]}),
        (r'"\\ud800"', "\\ud800"),
    ],
)
def test_halves_of_characters_are_replaced(text, value):
    assert decode(text) == value
