# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tool that writes what follows from the modules: the samples of akuvox_info show what the module shows."""

from __future__ import annotations

import derived_files
import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.records import RecordTarget
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Digits, Flag, Joined, Letters, Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field, FieldTable
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.descriptor import Target
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.registry import TARGETS

LISTS = {name: target for name, target in TARGETS.items() if target.records}
STARS = "********"
CODE, OTHER_CODE, PIN = "41973025", "60852917", "01730264"
TABLE = FieldTable(
    "passes",
    (
        Field("name", ("Name",), Text(63), needed="always"),
        Field("code", ("Code",), Digits(4, 8), secret=True),
        Field("spare_codes", ("Spare",), Joined(Digits(4, 8)), secret=True),
        Field("pin", ("Pin",), Digits(4, 8), secret=True),
        Field("relays", ("Relays",), Letters("AB"), default="1"),
        Field("night", ("Night",), Flag()),
        Field("renamed_from", (), Text(63)),
    ),
    former="renamed_from",
)
PASS = Target(
    "pass",
    "akuvox_pass",
    {"akuvox_passes": "passes"},
    records=RecordTarget("pass", lambda profile: TABLE),
    key="Name",
)


@pytest.fixture
def sample(monkeypatch):
    """``sample(record)``: the text and the sample that the tool writes for a module whose first example has it."""

    def written(record):
        examples = yaml.safe_dump([{"doorfleet.akuvox.akuvox_pass": {"passes": [record, {"name": "Courier"}]}}])
        monkeypatch.setattr(derived_files, "documented", lambda target: ({}, examples))
        text = derived_files.shown(PASS)
        (record,) = yaml.safe_load(text)["pass"]["sample"]
        return text, record

    return written


def test_secrets_of_an_example_are_stars_in_the_sample(sample):
    text, record = sample({"name": "Plumber", "code": CODE, "spare_codes": [OTHER_CODE], "pin": PIN})
    assert record == {"id": "1", "name": "Plumber", "code": STARS, "spare_codes": STARS, "pin": STARS, "relays": ["A"]}
    assert not [secret for secret in (CODE, OTHER_CODE, PIN) if secret in text]


def test_the_sample_has_what_a_door_returns_and_nothing_else(sample):
    _text, record = sample({"name": "Plumber", "renamed_from": "Painter", "relays": ["B", "A"], "night": "yes"})
    assert record == {"id": "1", "name": "Plumber", "relays": ["A", "B"], "night": True}


def test_a_secret_of_the_vault_needs_no_value(sample):
    _text, record = sample({"name": "Plumber", "code": "{{ vault_codes.plumber }}"})
    assert record["code"] == STARS


def test_a_record_may_be_its_key_alone(sample):
    _text, record = sample("Plumber")
    assert record["name"] == "Plumber"


def test_an_example_that_the_module_would_refuse_is_named(sample):
    with pytest.raises(
        SystemExit, match=r"^akuvox_pass: night in the first example must be true or false, not '{{ x }}'$"
    ):
        sample({"name": "Plumber", "night": "{{ x }}"})


@pytest.mark.parametrize("name", LISTS)
def test_samples_show_no_secret_of_any_list(name):
    """Those that the tool would write, and those in the module, which may have been improved by hand."""
    target = LISTS[name]
    info = (derived_files.ROOT / "plugins" / "modules" / "akuvox_info.py").read_text(encoding="utf-8")
    (returned,) = (part.partition('"""')[0] for part in info.split('RETURN = r"""')[1:])
    there = yaml.safe_load(returned)["akuvox"]["contains"][name]["sample"]
    made = yaml.safe_load(derived_files.shown(target))[name]["sample"]
    secrets = target.records.table(derived_files.PROFILES["manual"]).secrets
    for record in (*there, *made):
        assert {record[option] for option in secrets & set(record)} <= {STARS, ""}
