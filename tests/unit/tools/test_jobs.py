# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which jobs run, in which order, and what becomes of them."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest

from testdriver import jobs, runner, venvs
from testdriver.cores import CORES, DriverError, Interpreter
from testdriver.jobs import Job
from testdriver.runner import Runner

PYTHON = Interpreter((3, 12), "3.12.1", Path(sys.executable))
VENV = venvs.Venv("sample", PYTHON, ())


def named(*names):
    return [Job(name, VENV, ("true",), seconds=9) for name in names]


@pytest.fixture
def shell_job(tmp_path, monkeypatch):
    """Make jobs that run a shell script in place of a tool."""
    monkeypatch.setattr(venvs, "CACHE", tmp_path)
    monkeypatch.setattr(jobs, "CACHE", tmp_path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)

    def make(name, script, limit=20):
        tool = VENV.bin / name
        tool.parent.mkdir(parents=True, exist_ok=True)
        tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        tool.chmod(0o755)
        return Job(name, VENV, (name,), seconds=1, limit=limit)

    return make


def test_quick_jobs_start_first_and_then_the_longest():
    times = {"slow": 60, "q": 1, "slowest": 300, "other": 1}
    ordered = jobs.in_order([Job(name, VENV, ("true",), seconds) for name, seconds in times.items()])
    assert [job.name for job in ordered] == ["q", "other", "slowest", "slow"]


def test_every_core_gets_unit_tests_and_sanity_with_no_way_around_them():
    names = [job.name for core in CORES for job in jobs.core_jobs(core, VENV, everything=False)]
    for core in CORES:
        assert {f"unit-{core.name}", f"sanity-{core.name}"} <= set(names)
    assert len(names) == len(set(names))


def test_each_scenario_is_a_job(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "ROOT", tmp_path)
    assert jobs.molecule_jobs(VENV) == []
    for folder in ("shared", "sample", "other"):
        (tmp_path / "extensions" / "molecule" / folder).mkdir(parents=True)
    for name in ("sample", "other"):
        (tmp_path / "extensions" / "molecule" / name / "molecule.yml").touch()
    assert [(job.name, job.argv) for job in jobs.molecule_jobs(VENV)] == [
        ("molecule-other", ("molecule", "test", "-s", "other")),
        ("molecule-sample", ("molecule", "test", "-s", "sample")),
    ]


def test_what_one_core_is_enough_for_is_run_on_the_newest_only():
    for everything in (True, False):
        argvs = {job.name: job.argv for job in jobs.core_jobs(CORES[0], VENV, everything)}
        for name in ("unit", "integration"):
            assert ("not one_core" in argvs[f"{name}-{CORES[0].name}"]) is not everything
            assert ("loadfile" in argvs[f"{name}-{CORES[0].name}"]) is everything


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["docs", "unit-2.16", "unit-2.21", "ruff-check"]),
        (["unit"], ["unit-2.16", "unit-2.21"]),
        (["unit-2.21", "docs"], ["docs", "unit-2.21"]),
        (["*-2.16"], ["unit-2.16"]),
    ],
)
def test_only(words, expected):
    chosen = jobs.only(named("docs", "unit-2.16", "unit-2.21", "ruff-check"), words)
    assert [job.name for job in chosen] == expected


def test_only_refuses_a_name_that_would_run_nothing():
    with pytest.raises(DriverError, match=r"'uint'.*unit-2\.16"):
        jobs.only(named("unit-2.16"), ["uint"])


def test_sanity_is_run_in_full_on_the_newest_core_and_before_a_release():
    def tests_of(**how):
        argvs = {job.name.partition("-")[0]: job.argv for job in jobs.core_jobs(CORES[0], VENV, **how)}
        return argvs["sanity"][5:], argvs.get("imports", ())[5:]

    assert tests_of(everything=True, thorough=True) == tests_of(everything=False, thorough=True) == ((), ())
    imports = ("--test", "import", "--python", "3.10")
    assert tests_of(everything=True, oldest=(3, 10)) == (("--skip-test", "import"), imports)
    assert tests_of(everything=False)[0].count("--test") == len(jobs.OF_EACH_CORE)


def test_without_takes_away_by_name_and_says_what():
    kept, away = jobs.without(named("docs", "unit-2.16", "unit-2.21"), ["unit"])
    assert [job.name for job in kept] == ["docs"]
    assert away == ["unit-2.16", "unit-2.21"]


def test_without_refuses_a_name_that_is_none():
    with pytest.raises(DriverError, match="'evnets'"):
        jobs.without(named("docs"), ["evnets"])


def test_what_a_job_took_of_the_processor_is_told_children_included(shell_job, capsys):
    count = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"
    outcome = Runner({}).run(shell_job("busy", f"sh -c '{count}'"))
    assert 0.01 < outcome.processor_seconds < 20
    runner.report(outcome)
    assert f"{outcome.processor_seconds:.1f} s of processor" in capsys.readouterr().out


def test_tests_that_were_skipped_are_told_of_a_job_that_passed(shell_job, capsys):
    Runner({}).run_all([shell_job("some", "echo 'SKIPPED [2] tests/a.py:3: no browser'")], 1)
    assert "skipped: tests/a.py:3: no browser" in capsys.readouterr().out


def test_outcomes_are_counted_and_failures_show_their_log(shell_job, capsys):
    wanted = [shell_job("good", "echo fine"), shell_job("bad", "echo 'ERROR: broken'; exit 3")]
    assert Runner({}).run_all(wanted, 2) == (1, 1)
    printed = capsys.readouterr().out
    assert "fine" not in printed
    assert "ERROR: broken" in printed
    assert "exit code 3" in printed


def test_a_job_past_its_limit_is_ended_with_its_children(shell_job, tmp_path):
    job = shell_job("endless", f"(sleep 60; touch {tmp_path}/child) & wait", limit=1)
    outcome = Runner({}).run(job)
    assert outcome.problem == "stopped after its limit of 1 s"
    assert outcome.seconds < 30


def test_a_missing_tool_is_a_failure(shell_job):
    job = dataclasses.replace(shell_job("there", "true"), argv=("not-there",))
    assert "not-there" in Runner({}).run(job).problem


def test_nothing_starts_after_stop(shell_job):
    stopped = Runner({})
    stopped.stop()
    assert stopped.run(shell_job("late", "true")).problem == "not run"


def test_error_lines_above_the_end_of_a_long_log_are_shown(shell_job, capsys):
    job = shell_job("long", "echo 'ERROR: early'; seq 1000; exit 1")
    Runner({}).run_all([job], 1)
    assert "ERROR: early" in capsys.readouterr().out


def test_what_pip_prints_is_left_out_of_a_failures_report():
    noise = ["Collecting x==1", "  Downloading x-1.whl", "     \u2501\u2501 1/1 MB", "Successfully installed x-1"]
    assert runner.excerpt("\n".join([*noise, "ERROR: a.py:1:1: wrong", *noise])) == ["ERROR: a.py:1:1: wrong"]
