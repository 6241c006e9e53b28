# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer

GROUPS = {"all": ["101", "0123", "lobby"], "no": ["lobby"], "twice": ["83", "0124"], "more": ["84", "2026-01-01"]}


def arrives(text):
    """What AWX makes of an answer, as ansible-core from 2.19 on reads it."""
    return yaml.safe_load(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        ("null", ""),
        ("2026-01-31", "2026-01-31"),
        ("lobby", "lobby"),
        ("100%", "100%"),
        ("{{ 7*7 }}".replace("{{", "x{{"), "x{{ 7*7 }}"),
        ("20260102T030405Z", "20260102T030405Z"),
        ("'\"0123\"'", "0123"),
        ("'\"\"'", ""),
    ],
)
def test_what_was_typed_is_what_comes_out(typed, expected):
    assert text_answer(arrives(typed), "akuvox_x") == expected


@pytest.mark.parametrize(("typed", "name"), [("101", "101"), ("no", "no"), ("2026-01-01", "2026-01-01")])
def test_the_one_name_that_reads_like_it_is_meant(typed, name):
    assert text_answer(arrives(typed), "akuvox_hosts", GROUPS) == name


# 0123 is 83, and there are both; 7 is nobody.
@pytest.mark.parametrize("typed", ["0123", "83", "7", "yes", "1.5"])
def test_where_it_cannot_be_told_the_message_names_awx_and_the_way_on(typed):
    with pytest.raises(InvalidInput) as caught:
        text_answer(arrives(typed), "akuvox_hosts", GROUPS)
    assert caught.value.message.startswith("akuvox_hosts: is ")
    assert "AWX" in caught.value.message
    assert '"0123"' in caught.value.message


def test_a_secret_keeps_its_quotes_and_is_not_repeated(monkeypatch):
    monkeypatch.setenv("AKUVOX_X", "{{ of the environment }}")
    assert text_answer('"quoted"', "akuvox_x", quotes=False) == '"quoted"'
    assert text_answer('"quoted"', "akuvox_x", env="AKUVOX_X") == '"quoted"'
    for nothing in (None, ""):
        assert str(text_answer(nothing, "akuvox_x", env="AKUVOX_X")) == "{{ of the environment }}"
    monkeypatch.delenv("AKUVOX_X")
    assert text_answer("", "akuvox_x", env="AKUVOX_X") == ""
    with pytest.raises(InvalidInput) as caught:
        text_answer(4711, "akuvox_x", env="AKUVOX_X")
    assert caught.value.message.endswith("in a credential that sets the environment variable AKUVOX_X")
    assert "4711" not in caught.value.message


def test_a_count_may_be_a_number_and_a_list_is_no_text():
    assert text_answer(10, "akuvox_canary", numbers=True) == "10"
    with pytest.raises(InvalidInput, match="must be text, not a list"):
        text_answer(["a"], "akuvox_x")
    with pytest.raises(InvalidInput, match="true or false"):
        text_answer(True, "akuvox_canary", numbers=True)


def test_text_that_is_marked_as_unsafe_stays_so():
    class Unsafe(str):
        __UNSAFE__ = True

    assert isinstance(text_answer(Unsafe('"{{ x }}"'), "akuvox_x"), Unsafe)
