# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records that are matched by a chosen option, renamed, given as plain keys."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.plan import hold, make_plan
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import dialreplace, group, privatekey

KEYS = privatekey.TABLE


def local(record):
    return False


def plan(table, records, rows, **more):
    return make_plan(hold(records, table, local), table.check_rows(rows), table, **more)


def test_the_key_is_chosen_and_only_it_is_needed():
    assert KEYS.key.option == "name"
    by_code = KEYS.matched_by("code")
    assert (by_code.key.option, by_code.secrets) == ("code", {"code"})
    assert KEYS.check_rows([{"name": "A"}]) == [{"name": "A"}]
    assert by_code.check_rows([{"code": "0012"}]) == [{"code": "0012"}]
    with pytest.raises(InvalidInput, match=r"keys\[0\]\.name: is missing"):
        KEYS.check_rows([{"code": "0012"}])
    with pytest.raises(InvalidInput, match=r"keys\[0\]\.code: is missing"):
        by_code.check_rows([{"name": "A"}])


def test_codes_are_unique_by_either_key_and_never_quoted():
    rows = [{"name": "A", "code": "40414243"}, {"name": "B", "code": "40414243"}]
    for table in (KEYS, KEYS.matched_by("code")):
        with pytest.raises(InvalidInput) as caught:
            table.check_rows(rows)
        assert str(caught.value) == ("keys[1].code: the same value is already in keys[0]; each may be listed once")
    same_name = [{"name": "A", "code": "40414243"}, {"name": "A", "code": "50515253"}]
    assert len(KEYS.matched_by("code").check_rows(same_name)) == 2
    with pytest.raises(InvalidInput, match=r"keys\[1\]\.name: A is already in keys\[0\]"):
        KEYS.check_rows(same_name)


def test_a_new_code_for_a_name_is_one_update():
    made = plan(KEYS, [{"ID": "1", "Name": "A", "Code": "1234"}], [{"name": "A", "code": "4321"}])
    assert (made.add, made.remove, made.update[0].changes) == ((), (), {"code": "4321"})
    by_code = plan(KEYS.matched_by("code"), [{"ID": "1", "Name": "A", "Code": "1234"}], [{"name": "B", "code": "1234"}])
    assert by_code.update[0].changes == {"name": "B"}


def test_codes_behind_stars_can_not_be_a_key():
    with pytest.raises(InvalidInput, match="match_by: this device shows every code as stars"):
        hold([{"ID": "1", "Name": "A", "Code": "****"}], KEYS.matched_by("code"), local)


def test_groups_are_given_as_names_or_mappings():
    assert group.TABLE.check_rows(["A", {"name": "B", "renamed_from": "C"}, 7]) == [
        {"name": "A"}, {"name": "B", "renamed_from": "C"}, {"name": "7"}
    ]  # fmt: skip
    for wrong in (None, ["A"], {"name": ""}, True):
        with pytest.raises(InvalidInput, match=r"groups\[0\]"):
            group.TABLE.check_rows([wrong])


GROUPS = [{"ID": "1", "Name": "A"}, {"ID": "2", "Name": "B"}]


def test_a_rename_is_an_update_and_spared_by_purge():
    made = plan(group.TABLE, GROUPS, [{"name": "C", "renamed_from": "A"}], purge=True)
    assert [(update.held.record["ID"], update.changes) for update in made.update] == [("1", {"name": "C"})]
    assert [record.record["ID"] for record in made.remove] == ["2"]
    assert made.add == ()


@pytest.mark.parametrize("row", [{"name": "B", "renamed_from": "A"}, {"name": "B", "renamed_from": "gone"}])
def test_a_rename_to_a_name_that_is_there_is_no_change(row):
    assert not plan(group.TABLE, GROUPS, [row])


def test_a_rename_counts_for_nothing_when_the_group_goes():
    made = plan(group.TABLE, GROUPS, [{"name": "C", "renamed_from": "A"}], state="absent")
    assert not made


def test_swapped_names_are_refused():
    with pytest.raises(InvalidInput, match=r"groups\[0\]\.renamed_from: B is listed as well"):
        group.TABLE.check_rows([{"name": "A", "renamed_from": "B"}, {"name": "B", "renamed_from": "A"}])


def test_a_gap_between_replacements_is_shown():
    record = {"ID": "1", "Prefix": "0110", "Replace1": "101", "Replace2": "", "Replace3": "103", "Replace4": ""}
    assert dialreplace.TABLE.decode(record)["replacements"] == ["101", "", "103"]
