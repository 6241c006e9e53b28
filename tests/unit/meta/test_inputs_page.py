# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each message that docs/inputs.md quotes is raised here, and reads as it says."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.environment import from_environment
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.cardlists import doubts
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import text_list
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.texts import text_from
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.batches import batches
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.restore import _exclude
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplefile import _unreadable
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.uservariables import in_variables

PAGE = Path(__file__).resolve().parents[3] / "docs" / "inputs.md"
# A code span of so many words is a message; shorter ones are names, values and examples.
_WORDS = 5
# What the page shows to be typed, not what is said.
_NO_MESSAGES = ("1000-1999, 2000-2999, staff-*", "A1 B2 C3 D4")
_RULES = Rules(names=frozenset({"all"}), policy=pin_policy({}), today="2026-05-15")


def quoted():
    """The messages of the page: its block quotes, and the longer code spans of its prose."""
    text = re.sub(r"^```.*?^```$", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    blocks = [" ".join(line[2:] for line in block.splitlines()) for block in re.findall(r"(?:^> .*\n)+", text, re.M)]
    prose = re.sub(r"^> .*$", "", text, flags=re.MULTILINE)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]
    # two in a code span of the page stand for a template or an example of what is typed
    long_ones = [span for span in spans if len(span.split()) >= _WORDS and "{{" not in span]
    return blocks, [span for span in long_ones if span not in _NO_MESSAGES]


def module(name, **options):
    """What a module says of its options."""
    found = importlib.import_module(f"ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_{name}").MODULE
    defaults = {option: entry.get("default") for option, entry in found.flat_spec.items()}
    return found.check(found.listed({**defaults, **options}))


def people(*rows):
    """What a list of people says."""
    place = "akuvox_people[{}].{}".format
    _people, problems = check_people([{"doors": "all", **row} for row in rows], place, _RULES)
    raise AkuvoxError("; ".join(problems))


def doubtful(cards, notation):
    raise AkuvoxError("; ".join(doubts(cards, notation, "akuvox_card_notation")))


def sip(**options):
    return module("sip", accounts=[{"account": 1, **options}])


def users(*rows):
    return module(
        "user", users=[{"user_id": str(1001 + index), "name": "Kim", **row} for index, row in enumerate(rows)]
    )


def encoded():
    try:
        text_from("user_id,name\n1001,Zoë\n".encode("cp1252"), "", "akuvox_people_encoding")
    except AkuvoxError as exc:
        # as textfile.py has it, with the name of the file
        raise AkuvoxError(f"people.csv {exc.message}") from None


class Undecryptable(str):
    """A value at which plain() fails as at one whose vault password isn't known."""


def undecryptable(monkeypatch):
    name = "ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplefile._is_readable"
    monkeypatch.setattr(name, lambda value: not isinstance(value, Undecryptable))
    rows = [{"user_id": "1002", "pin": Undecryptable()}]
    raise AkuvoxError(_unreadable(rows, lambda index, field: f"people.yml line 6, {field}"))


SAYS = [
    lambda: text_list("[pin, cards]"),
    lambda: module("user", users="user_id: 1001"),
    lambda: module("credentials", people=[], managed=["1000-1999 2000-2999"]),
    lambda: batches("10.5%"),
    lambda: users({"cards": ["00BA3039"]}, {"cards": ["0012202041"]}),
    lambda: people({"user_id": "1001", "name": "Kim", "cards": ["AB0001", "ab0001"]}),
    lambda: users({"cards": ["00000000"]}),
    lambda: people({"user_id": "1001", "name": "Kim", "cards": ["1.2E+10"]}),
    lambda: people(
        {"user_id": "1001", "name": "Kim\u200b"}, {"user_id": "1E+05", "name": "Robin"}
    ),
    lambda: people({"user_id": "1001", "name": "Kim\u200b"}),
    lambda: people({"user_id": "1001", "name": "Kim"}, {"user_id": "1E+05", "name": "Robin"}),
    lambda: module("rfkey", keys=[{"code": "00B4161D", "name": "Night", "time_start": "22:00", "time_end": "06:00"}]),
    lambda: sip(server="pbx.example:5160"),
    lambda: sip(server="sip:pbx.example"),
    lambda: sip(server="pbx.example;transport=tcp"),
    lambda: sip(server="7101@pbx.example"),
    lambda: sip(username="sip:7101@pbx.example"),
    lambda: sip(username="Front door"),
    lambda: _exclude({"exclude": ["Config.Netwrok"], "access": False}, {"Config.Network.LAN.IP": "192.0.2.1"}),
    lambda: from_environment("timeout", {"AKUVOX_TIMEOUT": "soon"}),
    encoded,
]  # fmt: skip
# The options of a role's task, by which in_variables has a message name what the user has set.
_VARIABLES = {"managed": "akuvox_people_managed", "exclude": "akuvox_restore_exclude"}


@pytest.fixture
def said(monkeypatch):
    """All messages, as a user of the roles reads them."""
    found = []
    for says in [*SAYS, lambda: undecryptable(monkeypatch)]:
        with pytest.raises((AkuvoxError, BadValue)) as caught:
            says()
        found.append(in_variables(str(caught.value), _VARIABLES))
    return found


def test_each_message_of_the_page_is_said_as_it_stands(said):
    blocks, spans = quoted()
    assert len(blocks) >= 8
    assert len(spans) >= 10
    assert [block for block in blocks if block not in said] == []
    assert [span for span in spans if not any(span in message for message in said)] == []
