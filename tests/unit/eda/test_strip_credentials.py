# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter for other sources: no PIN, card or name gets through, and it never raises."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

import conftest as shared

SECRETS = ("83920174", "0FACADE1", "Marker")


@pytest.fixture(scope="session")
def strip():
    """The filter."""
    return shared.load("eda_strip", shared.EDA / "plugins" / "event_filter" / "strip_credentials.py")


def webhook(payload, endpoint="doors"):
    """An event as ansible.eda.webhook makes it."""
    meta = {"endpoint": endpoint, "headers": {"Host": "x", "X-User-Name": "Mary Marker", "User-Agent": "a"}}
    return {"payload": payload, "meta": {**meta, "source": {"name": "hook", "type": "ansible.eda.webhook"}}}


EVENTS = [
    webhook({"mac": "0C1105000001", "code": "83920174", "Card-SN": "0FACADE1", "$user_name": "Mary Marker"}),
    webhook({"deep": [{"x": {"PIN": 83920174}}, ["a", {"cards": ["0FACADE1", {"no": "0FACADE1"}]}]]}),
    webhook({"text": "GET /mac=0C1105000001:ip=1:code=83920174:card_sn=0FACADE1:user_name=Mary Marker HTTP/1.1"}),
    webhook({"url": "/tamper?mac=1&code=83920174&qrcode=0FACADE1&x=1"}, "t?card_sn=0FACADE1&code=83920174"),
    webhook({"raw": '{"code": "83920174", "card_sn":"0FACADE1","name" : "Mary Marker"}'}),
    webhook({"raw": "next=%2Ftamper%3Fcode%3D83920174%26card_sn%3D0FACADE1"}),
    webhook({"raw": "pin=0FACADE1&next=%2Ftamper%3Fcode%3D83920174&a=%2520"}),
    webhook({"x=1&code=83920174": "a key with all of it", b"code=83920174": b"card_sn=0FACADE1"}),
]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("arguments", [{}, {"mode": "hash", "hash_key": "k" * 16}, {"mode": "hash"}, {"mode": 7}])
def test_no_secret_gets_through_and_the_rest_does(strip, event, arguments):
    found = strip.main(event, **arguments)
    assert not [secret for secret in SECRETS if secret.lower() in str(found).lower()]
    assert found["meta"]["source"] == event["meta"]["source"]
    assert found["payload"].get("mac", "0C1105000001") == "0C1105000001"


@pytest.mark.parametrize("text", ["100%", "a=b&x=%2F%3Fy%3D1", "12:30:00", "a b", "", "%25%32"])
def test_text_without_a_secret_stays(strip, text):
    assert strip.main({"payload": {"raw": text}}) == {"payload": {"raw": text}}


def test_equal_values_can_be_told_by_their_hash(strip):
    arguments = {"mode": "hash", "hash_key": "k" * 16}
    one, same = (strip.main({"payload": {"card_sn": card}}, **arguments) for card in ("0FACADE1", "0f:ac:ad:e1"))
    other = strip.main({"payload": {"card_sn": "0FACADE2"}}, **arguments)
    assert one == same != other
    assert len(one["payload"]["card_sn"]) == 16


def test_more_keys_can_be_named(strip):
    assert strip.main({"a": {"Flat No.": "Marker"}}, keys=["flat_no"]) == {"a": {"Flat No.": ""}}


def test_whatever_comes_it_never_raises(strip):
    class Hostile:
        def __str__(self):
            raise RuntimeError("0FACADE1")

    deep = {}
    for _time in range(2000):
        deep = {"code": deep}
    loop = {"a": 1}
    loop["loop"] = loop
    for event in (None, 7, [], "code=83920174", {"code": Hostile()}, {Hostile(): 1}, deep, {"x": deep}, loop):
        assert "83920174" not in str(strip.main(event))
    assert strip.main({"code": Hostile()}) == {"akuvox_filter": "failed", "why": "RuntimeError"}
    rng = random.Random(7)
    for _time in range(2000):
        text = rng.randbytes(rng.randrange(60)).decode("latin-1")
        event = {"payload": {text: text, "code": text + "83920174", "raw": f"{text[:9]}&code=83920174"}, "meta": text}
        assert "83920174" not in str(strip.main(event))


def test_the_options_are_those_of_the_documentation(strip):
    assert list(yaml.safe_load(strip.DOCUMENTATION)["options"]) == ["mode", "hash_key", "keys"]
    (example,) = yaml.safe_load(strip.EXAMPLES)
    (arguments,) = [each["doorfleet.akuvox.strip_credentials"] for each in example["filters"]]
    assert strip.main({"payload": {"code": "1"}}, **arguments) == {"payload": {"code": ""}}
