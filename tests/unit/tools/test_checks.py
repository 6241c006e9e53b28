# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the checks insist on every ansible-core, and what their last lines say."""

from __future__ import annotations

import sys
from pathlib import Path

import checks
import pytest

from testdriver.cores import DriverError, Interpreter

DEBIAN_12 = {(3, 11): Interpreter((3, 11), "3.11.2", Path(sys.executable))}


@pytest.fixture(autouse=True)
def not_in_ci(monkeypatch):
    """As on somebody's own machine."""
    monkeypatch.delenv("CI", raising=False)


def chosen(*words):
    collected, left_out = checks.collect_jobs(checks.parse_arguments(list(words)), DEBIAN_12)
    return {job.name for job in collected}, left_out


def test_a_machine_with_one_python_is_not_refused():
    names, left_out = chosen("--only", "unit", "faults")
    assert names == {"unit-2.16", "unit-2.19", "faults-2.19"}
    (line,) = left_out
    assert "ansible-core 2.21 needs one of Python 3.12" in line


@pytest.mark.parametrize("words", [("--cores", "all"), ("--cores", "newest,2.21")])
def test_what_was_named_is_insisted_on(words):
    with pytest.raises(DriverError, match=r"ansible-core 2\.21 needs"):
        chosen(*words)
    assert chosen(*words, "--allow-missing")[1]


def test_ci_insists(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(DriverError, match=r"ansible-core 2\.21 needs"):
        chosen()


def test_what_is_left_out_by_name_is_said():
    names, left_out = chosen("--cores", "none", "--only", "report-page", "docs", "--without", "report-page")
    assert names == {"docs"}
    assert left_out == ["report-page, by name (--without)"]
