# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that arrive as text."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import chosen, text_list, without_text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import group, rfkey


@pytest.mark.parametrize(("given", "entries"), [
    ("1000-1999, 2000-2999, staff-*", ["1000-1999", "2000-2999", "staff-*"]),
    (" a ,\tb,,\r\nc\n", ["a", "b", "c"]),
    ('["a", " b "]', ["a", "b"]),
    (["a ", 7], ["a", "7"]),
    (1001, ["1001"]),
    ("", []),
    (None, []),
    ([], []),
])  # fmt: skip
def test_text_is_split_and_stripped(given, entries):
    assert text_list(given) == entries


@pytest.mark.parametrize(("given", "path", "reason"), [
    ({"a": 1}, "", "must be a list"),
    (True, "", "must be a list"),
    ("[a, b]", "", "no JSON list"),
    (["a", ["b"]], "[1]", "must be text, not a list"),
    ('[{"a": 1}]', "[0]", "must be text, not a dict"),
    ([None], "[0]", "must be text"),
])  # fmt: skip
def test_what_is_no_list_of_texts(given, path, reason):
    with pytest.raises(BadValue, match=reason) as caught:
        text_list(given)
    assert caught.value.path == path


def test_choices_are_named_with_the_place():
    assert chosen("pin, cards,pin", ("pin", "cards")) == ["pin", "cards"]
    with pytest.raises(BadValue, match="must be one of pin, cards, not 'card'") as caught:
        chosen(["pin", "card"], ("pin", "cards"))
    assert caught.value.path == "[1]"


SPEC = {
    "names": {"type": "list", "elements": "str"},
    "dtmf": {"type": "dict", "options": {"codes": {"type": "list", "elements": "raw"}}},
    "keys": {"type": "list", "elements": "dict"},
    "groups": {"type": "list", "elements": "raw"},
    "text": {"type": "str"},
}
TABLES = {"keys": rfkey.TABLE, "groups": group.TABLE}


def test_the_lists_among_a_tasks_options():
    given = {"names": "a, b", "dtmf": {"codes": "12, 34"}, "groups": "Front, Back", "text": "a, b", "keys": [{}]}
    assert without_text(SPEC, TABLES, given) == {
        **given,
        "names": ["a", "b"],
        "dtmf": {"codes": ["12", "34"]},
        "groups": ["Front", "Back"],
    }


@pytest.mark.parametrize(("given", "option"), [
    ({"keys": "[{'code': '12', 'name': 'x'}, {}]"}, "keys"),
    ({"groups": '[{"name": "Front"}]'}, "groups"),
])  # fmt: skip
def test_records_as_text_get_one_sentence_with_the_form_that_works(given, option):
    with pytest.raises(BadValue) as caught:
        without_text(SPEC, TABLES, given)
    assert caught.value.path == option
    assert str(caught.value).startswith("must be a list of records, not text. On the command line give it as JSON")
    assert str(caught.value).count("must be") == 1
