# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs jobs side by side, each in a process group of its own, so that none outlives the run."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from testdriver import ansible_test
from testdriver.cores import DriverError, Interpreter, Version
from testdriver.jobs import Job
from testdriver.venvs import ROOT, job_environment, lock

TAIL_LINES = 60

# What pip prints while ansible-test installs its tools hides what ansible-test found.
PIP_NOISE = re.compile(
    r"\s*(Attempting uninstall|Collecting|Downloading|Found existing|Installing (collected|requirements)|Looking in|"
    r"Processing|Successfully (un)?installed|Uninstalling|Using cached|WARNING: Location|\u2501)"
)

# As pytest lists what it skipped.
SKIPPED = re.compile(r"^SKIPPED \[\d+\] (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What became of a job; no problem means that it passed."""

    job: Job
    seconds: float
    processor_seconds: float = 0.0
    problem: str = ""


class Runner:
    """Runs jobs and can stop them all."""

    def __init__(self, interpreters: dict[Version, Interpreter]) -> None:
        self._interpreters = interpreters
        self._running: set[subprocess.Popen[bytes]] = set()
        self._guard = threading.Lock()
        self._stopped = False

    def run_all(self, jobs: Sequence[Job], parallel: int) -> tuple[int, int]:
        """Run the jobs, report each as it ends, and return how many passed and how many failed."""
        passed = failed = 0
        with ThreadPoolExecutor(parallel) as pool:
            try:
                for future in as_completed([pool.submit(self.run, job) for job in jobs]):
                    outcome = future.result()
                    report(outcome)
                    passed += not outcome.problem
                    failed += bool(outcome.problem)
            except BaseException:
                self.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return passed, failed

    def run(self, job: Job) -> Outcome:
        """Run one job to its end or its time limit."""
        start = time.monotonic()
        job.log.parent.mkdir(parents=True, exist_ok=True)
        used = 0.0
        with job.log.open("wb") as log:
            try:
                problem, used = self._run_in_tree(job, log) if job.tree else self._run(job, ROOT, log)
            except (DriverError, OSError) as error:
                problem = str(error)
        return Outcome(job, time.monotonic() - start, used, problem)

    def stop(self) -> None:
        """End every job that runs, and start none."""
        with self._guard:
            self._stopped = True
            for process in self._running:
                kill_group(process.pid)

    def _run_in_tree(self, job: Job, log) -> tuple[str, float]:
        assert job.tree
        with lock(f"tree-{job.tree}"):
            tree = ansible_test.tree_of(job.tree)
            ansible_test.export_tree(tree)
            notes = [ansible_test.provide_pip_script(job.venv), *ansible_test.free_archive_pins(job.venv)]
            for note in filter(None, notes):
                log.write(f"{note}\n".encode())
                log.flush()
            return self._run(job, tree, log)

    def _run(self, job: Job, folder: os.PathLike[str], log) -> tuple[str, float]:
        """Return what went wrong, and the processor's seconds of the job and all that it waited for."""
        environment = job_environment(job.venv, self._interpreters)
        # Looked up here: Popen would search this process's PATH, not the job's.
        argv = [str(job.venv.bin / job.argv[0]), *job.argv[1:]]
        with self._guard:
            if self._stopped:
                return "not run", 0.0
            process = subprocess.Popen(
                argv,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.add(process)
        late = threading.Event()
        clock = threading.Timer(job.limit, lambda: (late.set(), kill_group(process.pid)))
        clock.daemon = True
        clock.start()
        try:
            _pid, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            clock.cancel()
            # Also after a good end: whatever a job left running must not disturb those that follow.
            kill_group(process.pid)
            with self._guard:
                self._running.discard(process)
        problem = f"exit code {process.returncode}" if process.returncode else ""
        return f"stopped after its limit of {job.limit} s" if late.is_set() else problem, used.ru_utime + used.ru_stime


def kill_group(pid: int) -> None:
    """Kill a job and all its children."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def report(outcome: Outcome) -> None:
    """Print a line for the job, each test that it skipped, and the end of its log if it failed."""
    job = outcome.job
    verdict = "FAILED" if outcome.problem else "ok"
    print(
        f"{verdict:6}  {job.name:24} {outcome.seconds:6.1f} s {outcome.processor_seconds:7.1f} s of processor",
        flush=True,
    )
    log = job.log.read_text(encoding="utf-8", errors="replace")
    for line in SKIPPED.findall(log):
        print(f"        skipped: {line}", flush=True)
    if outcome.problem:
        text = "\n".join(f"    {line}" for line in excerpt(log))
        print(f"{text}\n    {outcome.problem}; all of it: {job.log.relative_to(ROOT)}", flush=True)


def excerpt(log: str) -> list[str]:
    """Return the end of a log, and before it the errors further up: ansible-test goes on after an error."""
    lines = [line for line in log.splitlines() if line.strip() and not PIP_NOISE.match(line)]
    above, end = lines[:-TAIL_LINES], lines[-TAIL_LINES:]
    errors = [line for line in above if line.startswith(("ERROR", "FATAL"))]
    return [*errors[:TAIL_LINES], *end]
