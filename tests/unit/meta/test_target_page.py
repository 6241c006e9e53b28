# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of docs/adding-a-target.md go together: descriptor, test data and emulator speak of one target."""

from __future__ import annotations

import ast
import dataclasses
import random
import re
import sys
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.plan import hold, make_plan
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.records import RecordTarget
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field, FieldTable
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.descriptor import Target

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import targets
from targets.common import Battery, Campaign, TargetData

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "adding-a-target.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(part, package):
    """What the page's one example with such a part defines, as a file of a package."""
    (example,) = (text for text in EXAMPLES if part in text)
    names = {"__package__": package, "__name__": f"{package}.holiday"}
    exec(compile(example, "adding-a-target.md", "exec"), names)  # pylint: disable=exec-used
    return names


TARGET = run("DESCRIPTOR =", "ansible_collections.doorfleet.akuvox.plugins.module_utils.targets")["DESCRIPTOR"]
TABLE = TARGET.records.table(None)
DATA = run("DATA =", targets.__name__)["DATA"]


def encoded(row):
    """The fields that the options of a checked record are."""
    return {
        key: value for fld in TABLE.fields if fld.option in row for key, value in fld.encode(row[fld.option]).items()
    }


def test_it_names_eight_files():
    rows = re.findall(r"^\| (\d) \| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert [number for number, _path in rows] == list("12345678")
    for _number, path in rows:
        assert ROOT.joinpath(path).parent.is_dir(), path
        assert "holiday" in path or ROOT.joinpath(path).is_file(), path


@pytest.mark.parametrize("described", [Field, FieldTable, RecordTarget, Target, TargetData, Battery, Campaign])
def test_each_member_is_explained(described):
    cells = re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE)
    # the text explains the arguments of FieldTable, and settings under what is no list
    explained = {"option", "fields", "settings"}.union(*(re.findall(r"\w+", cell) for cell in cells))
    assert {member.name for member in dataclasses.fields(described)} - explained == set()


def test_the_test_data_is_of_the_target():
    assert (DATA.module, DATA.option) == (TARGET.module, TABLE.option)
    assert DATA.key == (TABLE.key.option, TARGET.key)
    assert set(vars(DATA)) >= {"stored", "compared", "refused"}


def test_the_battery_is_what_becomes_of_the_door():
    battery = DATA.battery
    held = [{"ID": str(number), **record} for number, record in enumerate(battery.held, 1)]
    plan = make_plan(hold(held, TABLE, lambda record: False), TABLE.check_rows(battery.wanted), TABLE, purge=True)
    stays, changes, goes, comes = battery.names
    assert [row["name"] for row in plan.add] == [comes]
    assert [(update.held.record["Name"], update.changes) for update in plan.update] == [(changes, battery.changes[1])]
    assert [record.record["Name"] for record in plan.remove] == [goes]
    assert {row["Name"] for row in battery.holds} == {stays, changes, comes}


@pytest.mark.parametrize("number", range(5))
def test_the_campaign_spells_values_as_the_table_does(number):
    values = DATA.campaign.values(number, random.Random(number))
    options = {option: value for option, (value, _fields) in values.items()}
    (row,) = TABLE.check_rows([{"name": DATA.campaign.spell(number), **options}])
    wanted = {key: value for _value, fields in values.values() for key, value in fields.items()}
    assert encoded(row) == {"Name": DATA.campaign.spell(number), **wanted}


def test_the_tables_of_its_fields_are_right():
    ((options, fields),) = DATA.stored
    assert encoded(TABLE.check_rows([{"name": "Day 1", **options}])[0]).items() >= fields.items()
    ((options, message),) = DATA.refused
    for row, said in (({"name": "Day 1", **options}, message), DATA.battery.bad):
        with pytest.raises(InvalidInput) as caught:
            TABLE.check_rows([row])
        assert said in str(caught.value)


def test_the_emulator_keeps_the_fields_that_the_table_has():
    (kind,) = (text for text in EXAMPLES if text.startswith("RecordKind("))
    call = ast.parse(kind.strip().rstrip(",")).body[0].value
    assert call.args[0].value == TARGET.name
    assert set(ast.literal_eval(call.args[1])) == {key for fld in TABLE.fields for key in fld.keys}
