# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the collection's checks on every supported ansible-core; see CONTRIBUTING.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit("the checks need Python 3.10 or newer to start; this is " + sys.version.split()[0])

from testdriver import cores, jobs, venvs
from testdriver.cores import Core, DriverError, Interpreter, Version
from testdriver.runner import Runner

Interpreters = dict[Version, Interpreter]

# Venvs that are needed once, with the newest ansible-core, and what makes their jobs.
ONCE = {
    "tools": (venvs.tools_venv, jobs.tool_jobs),
    "demo": (venvs.demo_venv, jobs.demo_jobs),
    "awx": (venvs.awx_venv, jobs.awx_jobs),
    "browser": (venvs.browser_venv, jobs.browser_jobs),
    "molecule": (venvs.molecule_venv, jobs.molecule_jobs),
    "docs": (venvs.docs_venv, jobs.docs_jobs),
    "importer": (venvs.importer_venv, jobs.importer_jobs),
}


def parse_arguments(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="checks.py", description=__doc__)
    parser.add_argument("--cores", default="oldest,newest", help="all, none, oldest, newest, or versions: 2.17,2.19")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only these jobs, such as unit or docs")
    parser.add_argument("--jobs", type=int, default=2, help="how many run side by side (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="list the jobs and the interpreters they use, run nothing")
    parser.add_argument(
        "--allow-missing", action="store_true", help="leave out an ansible-core that no Python here can run"
    )
    parser.add_argument(
        "--exec",
        nargs=argparse.REMAINDER,
        metavar="VENV COMMAND",
        help=f"run one command in a venv: {', '.join(ONCE)}, or an ansible-core such as 2.19 or newest",
    )
    return parser.parse_args(argv)


def runnable_cores(words: str, found: Interpreters, allow_missing: bool) -> list[tuple[Core, Interpreter]]:
    """Pair each wanted ansible-core with an interpreter."""
    pairs, missing = [], []
    for core in cores.select_cores(words):
        try:
            pairs.append((core, cores.choose(core, found)))
        except DriverError as problem:
            missing.append(str(problem))
    for text in missing:
        print(f"{'left out: ' if allow_missing else ''}{text}", file=sys.stderr)
    if missing and not allow_missing:
        raise DriverError("install such a Python, or leave these versions out with --allow-missing")
    return pairs


def collect_jobs(arguments: argparse.Namespace, found: Interpreters) -> list[jobs.Job]:
    """Return the jobs asked for, in the order of their start."""
    newest = cores.newest_runnable(found)
    collected = [job for make_venv, make_jobs in ONCE.values() for job in make_jobs(make_venv(*newest))]
    for core, interpreter in runnable_cores(arguments.cores, found, arguments.allow_missing):
        venv = venvs.core_venv(core, interpreter)
        collected += jobs.core_jobs(core, venv)
        if core == newest[0]:
            collected += jobs.once_jobs(core, venv)
    return jobs.in_order(jobs.only(collected, arguments.only))


def make_venvs(wanted: list[venvs.Venv], parallel: int) -> None:
    """Make the virtual environments that aren't there yet."""
    venvs.link_collection()
    with ThreadPoolExecutor(parallel) as pool:
        for venv, made in zip(wanted, pool.map(venvs.ensure, wanted), strict=True):
            if made:
                print(f"made    {venv.name} with {venv.interpreter.path}", file=sys.stderr, flush=True)


def execute(words: list[str], found: Interpreters) -> None:
    """Become a command that runs in a venv."""
    if len(words) < 2:
        raise DriverError("--exec wants the name of a venv and a command")
    name, command = words[0], words[1:]
    if name in ONCE:
        venv = ONCE[name][0](*cores.newest_runnable(found))
    else:
        ((core, interpreter),) = runnable_cores(name, found, allow_missing=False)
        venv = venvs.core_venv(core, interpreter)
    make_venvs([venv], 1)
    environment = venvs.job_environment(venv, found)
    os.chdir(venvs.ROOT)
    os.execvpe(command[0], command, environment)


def check(arguments: argparse.Namespace, found: Interpreters) -> int:
    """Run the jobs and return the exit code."""
    wanted = collect_jobs(arguments, found)
    if arguments.list:
        for job in wanted:
            print(f"{job.name:18} {job.venv.name:18} {job.venv.interpreter.path}")
        return 0
    make_venvs(list({job.venv.name: job.venv for job in wanted}.values()), arguments.jobs)
    passed, failed = Runner(found).run_all(wanted, arguments.jobs)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def main() -> int:
    """Run the program."""
    arguments = parse_arguments(sys.argv[1:])
    # Ends by way of an exception, as Ctrl-C does, so that the jobs are ended too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        found = cores.find_interpreters()
        if arguments.exec is not None:
            execute(arguments.exec, found)
        return check(arguments, found)
    except DriverError as problem:
        print(f"checks.py: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
