# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a job begins no further door, in whatever form the time arrives."""

from __future__ import annotations

import datetime

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.stoptime import stop_time

BEGAN = datetime.datetime(2026, 1, 31, 22, 0)


def moment(value):
    return str(datetime.datetime.fromtimestamp(stop_time(value, BEGAN)))


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize(("typed", "then"), [
    ("23:30", "2026-01-31 23:30:00"),
    ("22:01", "2026-01-31 22:01:00"),
    ("22:00", "2026-02-01 22:00:00"),
    ("5:00", "2026-02-01 05:00:00"),
    ("05:00", "2026-02-01 05:00:00"),
    ("0:30", "2026-02-01 00:30:00"),
    ("1:00", "2026-02-01 01:00:00"),
    ("2026-02-03 05:00", "2026-02-03 05:00:00"),
    ("2026-02-03T05:00", "2026-02-03 05:00:00"),
])  # fmt: skip
def test_a_time_is_what_was_typed_with_quotes_and_without(typed, then, quoted):
    assert moment(typed if quoted else yaml.safe_load(typed)) == then


def test_a_moment_with_seconds_is_one_without_quotes():
    assert moment(yaml.safe_load("2026-02-03 05:00:00")) == "2026-02-03 05:00:00"


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_no_time(value):
    assert stop_time(value, BEGAN) is None


@pytest.mark.parametrize("value", ["24:00", "soon", "5pm", 5, 1440, 2400, 23.5, True, datetime.date(2026, 1, 31)])
def test_what_is_no_time_is_refused(value):
    with pytest.raises(InvalidInput, match=r"^akuvox_stop_at: must be a time of day such as"):
        stop_time(value, BEGAN)
