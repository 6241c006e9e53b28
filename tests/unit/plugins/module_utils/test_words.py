# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every number that the catalogue gives a meaning has a word, which is accepted, sent as that number, and read back."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.codecs import BadValue, Choice, Flag
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields import DAYS, DaysField
from ansible_collections.doorfleet.akuvox.plugins.module_utils.registration import STATES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import (
    contact,
    dialreplace,
    group,
    log,
    privatekey,
    publiccode,
    relay,
    rfkey,
    sip,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import input as input_target

yaml = pytest.importorskip("yaml")

CATALOGUE = Path(__file__).resolve().parents[3] / "contract" / "api-catalogue.yaml"

RECORDS = {
    "privatekey": privatekey.TABLE,
    "rfkey": rfkey.TABLE,
    "contact": contact.TABLE,
    "group": group.TABLE,
    "dialreplace": dialreplace.TABLE,
}
LETTERED = {"input": input_target.TABLE, "relay": relay.TABLE, "sip": sip.FLAT}
SINGLE = {
    "Config.DoorSetting.PASSWORD.PublicKeyEnable": Flag(),
    "Config.DoorSetting.PASSWORD.PublicKeyBitsLimit": publiccode.Length(),
    "Config.Settings.LOGLEVEL.Level": log.LEVEL,
    "Config.DoorSetting.DTMF.Enable": Flag(),
    "Config.DoorSetting.DTMF.Option": relay.OneLess(),
    "Config.DoorSetting.RELAY.HttpTrig": Flag(),
    "Status": Choice({word: number for number, word in STATES.items()}),
    "type": Choice({name: name for name in log.LOGS}),
    **{f"Input{letter}": Choice(input_target.TRIGGERS) for letter in "ABC"},
}
# Words that are not the manual's own, with what its table says of them.
MEANS = {
    "A": "(relay|door) A",
    "B": "(relay|door) B",
    "C": "(relay|door) C",
    "1": "account 1",
    "2": "account 2",
    "emergency": "EMERG",
    "critical": "CRIT",
    "error": "ERR",
    "normally_closed": "NC - COM",
    "normally_open": "NO - COM",
    "registration_failed": "registration failed",
    "log": "application log",
    "kmsg": "kernel log",
    "log_debug": "Android only",
}


@functools.cache
def tables():
    return yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["param_tables"]


class Codec:
    """How one device key is checked, sent and read by whatever table has it."""

    def __init__(self, check, encode, decode):
        self.check, self.encode, self.decode = check, encode, decode


def of_record(table, key):
    fld = next((fld for fld in table.fields if key in fld.keys), None)
    if fld is None:
        return None
    return of_day(fld, key) if isinstance(fld, DaysField) else of_field(fld, key)


def of_field(fld, key):
    return Codec(fld.check, lambda value: fld.encode(value)[key], lambda text: fld.decode({key: text}))


def of_day(fld, key):
    day = DAYS[fld.keys.index(key)]
    return Codec(
        lambda on: fld.check([day] if on else []),
        lambda days: fld.encode(days)[key],
        lambda text: day in fld.decode({key: text}),
    )


def of_letter(table, key):
    letters = list(table.key.codec.words)
    for letter in letters:
        for fld in table.compared:
            found = fld.find(letter, letters[0], {key: ""})
            if found:
                return Codec(found[1].check, found[1].encode, found[1].decode)
    return None


def codec_of(name, key):
    if key in SINGLE:
        single = SINGLE[key]
        return Codec(getattr(single, "check", lambda value: value), single.encode, single.decode)
    if name in RECORDS:
        return of_record(RECORDS[name], key)
    return of_letter(LETTERED[name], key)


def entries(kind):
    names = (*RECORDS, *LETTERED, "publiccode", "log", "log_type", "sip_status", "input_status")
    return [(name, entry) for name in names for entry in tables()[name]["fields"] if kind in entry]


def label(value):
    return value if isinstance(value, str) else value.get("name", "") if isinstance(value, dict) else None


def means(word, meaning):
    if isinstance(word, bool):
        return meaning.startswith("enable" if word else "disable")
    if isinstance(word, int):
        return re.match(rf"{word} digits?\b", meaning) is not None
    if isinstance(word, list):
        return all(means(member, meaning) for member in word) if word else meaning.startswith("no door")
    return re.search(MEANS.get(word, word), meaning, re.IGNORECASE) is not None


@pytest.mark.parametrize(("name", "entry"), entries("values"), ids=label)
def test_every_number_has_a_word(name, entry):
    codec = codec_of(name, entry["name"])
    assert codec, f"no option of {name} is {entry['name']}"
    words = []
    for value in entry["values"]:
        word = codec.decode(value["value"])
        words.append(word)
        assert means(word, value["meaning"]), f"{value['value']} is {word!r}, and the manual says {value['meaning']}"
        assert codec.encode(codec.check(word)) == value["value"]
        assert codec.decode(codec.encode(word if not isinstance(word, bool) else codec.check(word))) == word
    assert len({str(word) for word in words}) == len(words)


@pytest.mark.parametrize(("name", "entry"), entries("range"), ids=label)
def test_the_bounds_are_the_manuals(name, entry):
    codec, bounds = codec_of(name, entry["name"]), entry["range"]
    for allowed in (bounds["min"], bounds["max"]):
        assert codec.decode(codec.encode(codec.check(allowed))) == allowed
    for outside in (bounds["min"] - 1, bounds["max"] + 1):
        with pytest.raises(BadValue, match=f"must be {bounds['min']} to {bounds['max']}"):
            codec.check(outside)


def test_the_transports_of_device_facts():
    assert sip.TRANSPORTS == {"udp": "0", "tcp": "1", "tls": "2", "dns_naptr": "3"}
