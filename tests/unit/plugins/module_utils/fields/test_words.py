# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every number that the catalogue gives a meaning has a word, which is accepted, sent as that number, and read back."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Choice, Flag
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import DAYS, DaysField
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations import upgrade as firmware
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.info import SUBSETS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.sip_registration import STATES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import (
    contact,
    dialreplace,
    group,
    log,
    logs,
    privatekey,
    publiccode,
    relay,
    rfkey,
    sip,
    transfer,
    user,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import input as input_target
from ansible_collections.doorfleet.akuvox.plugins.modules import akuvox_pcap, akuvox_relay_trigger

CATALOGUE = Path(__file__).resolve().parents[4] / "contract" / "api-catalogue.yaml"

RECORDS = {
    "privatekey": privatekey.TABLE,
    "rfkey": rfkey.TABLE,
    "contact": contact.TABLE,
    "group": group.TABLE,
    "dialreplace": dialreplace.TABLE,
    "user": user.table(PROFILES["manual"]),
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
    "num": Choice(relay.LETTERS),
    "mode": relay.TRIGGER_MODES,
    "level": relay.TRIGGER_LEVELS,
    "delay": akuvox_relay_trigger.MODULE.codecs["delay"],
    "filetype": Choice({word: word for word in transfer.CONTACT_FORMATS}),
}
# Tables whose numbers are only read, with what reads them.
READ_ONLY = {
    "calllog": {"Type": logs.CALL_TYPE},
    "doorlog": {"Type": logs.DOOR_TYPE, "Status": logs.DOOR_STATUS},
}
# Tables that no codec stands behind, with the test that shows their words.
ELSEWHERE = {
    "system": "test_the_states_of_the_network_are_words",
    "calllog_type": "test_the_types_of_calls_are_sent_by_name",
    "firmware": "test_silent_is_a_switch_in_the_address",
    "pcap": "test_the_types_of_captures_are_the_manuals",
    "user_source": "nothing is filtered by owner: all users are read",
    "item_result": "test_envelope.py: the result of an item is a number, not an option",
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
    "auto_close": "auto close",
    "ordinary": "ordinary user",
    "dialed": "Dialed",
    "unknown": "unknow",
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
    letters = list(table.key.codec.choices)
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
    names = (*RECORDS, *LETTERED, "publiccode", "log", "log_type", "sip_status", "input_status", "relay_trig")
    names = (*names, "contact_export")
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


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in READ_ONLY.items() for key in keys])
def test_every_number_that_is_only_read_has_a_word(name, key):
    entry = next(entry for entry in tables()[name]["fields"] if entry["name"] == key)
    words = [READ_ONLY[name][key].decode(value["value"]) for value in entry["values"]]
    for word, value in zip(words, entry["values"], strict=True):
        assert means(word, value["meaning"])
        # firmware also says it by the word itself (device-facts 10)
        assert READ_ONLY[name][key].decode(value["meaning"].split(" ")[0]) == word
    assert len(set(words)) == len(words)


def test_the_states_of_the_network_are_words():
    meaning = {entry["name"]: entry.get("values", ()) for entry in tables()["system"]["fields"]}
    door = SimpleNamespace(profile=SimpleNamespace(name="manual"))
    for key, part in (("PortType", "type"), ("LinkStatus", "link")):
        for value in meaning[f"Lan.{key}"]:
            shown = SUBSETS["system"].decode(door, {"Lan": {key: value["value"]}}, False)
            assert shown["lan"][part] == value["meaning"].lower().replace(" ", "_")
    for value in meaning["Account1.Status"]:
        shown = SUBSETS["system"].decode(door, {"Account1": {"Status": value["value"]}}, False)
        assert means(shown["accounts"][0]["status"], value["meaning"])


def test_the_types_of_calls_are_sent_by_name():
    named = [value["meaning"].split(" ")[0] for value in tables()["calllog_type"]["fields"][0]["values"]]
    assert list(logs.CALL_TYPES.values()) == named


def test_silent_is_a_switch_in_the_address():
    silent = next(entry for entry in tables()["firmware"]["fields"] if entry["name"] == "silent")
    assert [value["value"] for value in silent["values"]] == [
        firmware.silent_query(on)["silent"] for on in (False, True)
    ]


def test_the_types_of_captures_are_the_manuals():
    kinds = next(entry for entry in tables()["pcap"]["fields"] if entry["name"] == "type")["values"]
    assert akuvox_pcap.MODULE.spec["type"]["choices"] == [value["value"] for value in kinds]


def test_no_table_is_forgotten():
    with_words = {name for name, table in tables().items() if any("values" in entry for entry in table["fields"])}
    assert with_words <= {name for name, entry in entries("values")} | set(READ_ONLY) | set(ELSEWHERE)
