# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times and folders that the playbook changes is given."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.changesrun import changes_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables

NO_VAULT = SimpleNamespace(has_password=False)


def told(since=None, until=None, **variables):
    variables = {"ansible_play_hosts_all": ["gate"], **variables}
    return changes_of(DoorVariables(variables, lambda value: value), since, until, NO_VAULT)


@pytest.mark.parametrize(
    ("since", "begin"),
    [
        ("2026-01-31 18:00", "2026-01-31T18:00:00Z"),
        ("2026-01-31T18:00+05:45", "2026-01-31T12:15:00Z"),
        ("2026-01-31T18:00-09:30", "2026-02-01T03:30:00Z"),
        ("20260131T180000Z", "2026-01-31T18:00:00Z"),
        (datetime.date(2026, 1, 31), "2026-01-31T00:00:00Z"),
        (None, "2026-02-01T12:00:00Z"),
    ],
)
def test_times_of_any_zone_are_said_in_utc(since, begin, tmp_path):
    """In a window without runs there is nothing to say, and that is no mistake."""
    found = told(since, "2026-02-02 12:00", akuvox_run_dir=str(tmp_path))
    assert found == ([], begin, "2026-02-02T12:00:00Z", [])


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2026-02-02", "2026-02-01", "akuvox_changes_since: must be before akuvox_changes_until, and 2026-02-02 00:00"),
        ("2999-01-01", None, "akuvox_changes_since: must be before akuvox_changes_until"),
        ("2026-02-01 25:00", None, "akuvox_changes_since: must be a time such as"),
        (None, "2026-02-01 18:00 Europe/Berlin", "akuvox_changes_until: must be a time such as"),
    ],
)
def test_times_that_are_none(since, until, says, tmp_path):
    with pytest.raises(InvalidInput) as refused:
        told(since, until, akuvox_run_dir=str(tmp_path))
    assert says in refused.value.message


def test_a_folder_that_is_given_and_not_there_is_named(tmp_path):
    """It was left out in silence, as one that nobody has asked for."""
    none = str(tmp_path / "backup")
    says = f"akuvox_backup_dir: there is no folder {none}"
    assert told(akuvox_run_dir=str(tmp_path), akuvox_backup_dir=none)[3] == [says]
    with pytest.raises(InvalidInput) as refused:
        told(akuvox_backup_dir=none)
    assert refused.value.message == says
    with pytest.raises(InvalidInput, match="there is nothing to read: akuvox_run_dir, akuvox_undo_dir or"):
        told()
