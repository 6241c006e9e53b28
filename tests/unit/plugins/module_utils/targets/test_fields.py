# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is peculiar to the fields of each list, by the tables in tests/targets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.plan import hold, make_plan
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.registry import TARGETS

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

from targets import LISTS


def rows_of(table):
    """A parameter set for each row of such a table of all targets."""
    return [pytest.param(target, *row, id=f"{target}-{number}")
            for target, data in LISTS.items() for number, row in enumerate(getattr(data, table))]  # fmt: skip


def table_of(target):
    return TARGETS[target].records.table(PROFILES["manual"])


def row_of(target, options):
    """A record with the options, and the first key of the fault campaign where they have none."""
    return {LISTS[target].key[0]: LISTS[target].campaign.spell(1), **options}


def test_each_list_has_its_test_data_in_one_file():
    wanted = {name for name, target in TARGETS.items() if target.records}
    assert set(LISTS) == wanted, "tests/targets has a file for each list"
    for name, data in LISTS.items():
        table = table_of(name)
        assert (data.module, data.option) == (TARGETS[name].module, table.option)
        assert data.key == (table.key.option, table.key.keys[0])
        assert data.campaign, "the fault campaign takes it"
        assert bool(data.battery) != bool(data.tested_in), "the tests of all lists take it, or others do"
        assert not data.tested_in or Path(__file__).resolve().parents[5].joinpath(data.tested_in).is_file()


@pytest.mark.parametrize(("target", "options", "fields"), rows_of("stored"))
def test_options_are_stored_in_fields_and_come_back(target, options, fields):
    table = table_of(target)
    (row,) = table.check_rows([row_of(target, options)])
    given = [field for field in table.fields if field.option in options]
    stored = {}
    for field in given:
        stored |= field.encode(row[field.option])
    assert stored == fields
    assert {field.option: field.decode(fields) for field in given} == {option: row[option] for option in options}


@pytest.mark.parametrize(("target", "fields", "options", "changed"), rows_of("compared"))
def test_only_what_differs_is_changed(target, fields, options, changed):
    table, row = table_of(target), row_of(target, options)
    record = {"ID": "1", LISTS[target].key[1]: row[LISTS[target].key[0]], **fields}
    made = make_plan(hold([record], table, TARGETS[target].records.is_foreign), table.check_rows([row]), table)
    assert (made.add, made.remove) == ((), ())
    assert (made.update[0].changes if made.update else {}) == changed


@pytest.mark.parametrize(("target", "options", "message"), rows_of("refused"))
def test_a_wrong_value_is_refused_by_its_place(target, options, message):
    table = table_of(target)
    with pytest.raises(InvalidInput) as caught:
        table.check_rows([row_of(target, options)])
    assert str(caught.value).startswith(f"{table.option}[0].")
    assert message in str(caught.value)
