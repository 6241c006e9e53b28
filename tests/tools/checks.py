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
from testdriver.cores import DriverError, Interpreters
from testdriver.runner import Runner

# Venvs that are needed once, with the newest ansible-core, and what makes their jobs.
ONCE = {
    "tools": (venvs.tools_venv, jobs.tool_jobs),
    "demo": (venvs.demo_venv, jobs.demo_jobs),
    "awx": (venvs.awx_venv, jobs.awx_jobs),
    "events": (venvs.events_venv, jobs.events_jobs),
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
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="NAME", help="not these jobs, such as report-page on a server"
    )
    # One more than there are processors, since plays wait for doors now and then.
    side_by_side = (os.cpu_count() or 1) + 1
    parser.add_argument("--jobs", type=int, default=side_by_side, help="how many run side by side (here: %(default)s)")
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


def insists(arguments: argparse.Namespace) -> bool:
    """Say whether a wanted ansible-core that no Python here can run is an error: in CI, and where it was named."""
    ends = set(cores.split(arguments.cores)) <= {"oldest", "newest", "none"}
    return not arguments.allow_missing and (not ends or os.environ.get("CI", "") not in ("", "false", "0"))


def collect_jobs(arguments: argparse.Namespace, found: Interpreters) -> tuple[list[jobs.Job], list[str]]:
    """Return the jobs asked for, in the order of their start, and what is left out."""
    newest = cores.newest_runnable(found)
    collected = [job for make_venv, make_jobs in ONCE.values() for job in make_jobs(make_venv(*newest))]
    pairs, advice = cores.runnable(arguments.cores, found, insists(arguments))
    for core, interpreter in pairs:
        venv = venvs.core_venv(core, interpreter)
        thorough = "all" in cores.split(arguments.cores)
        collected += jobs.core_jobs(core, venv, core == newest[0], thorough, oldest=min(found))
        if core == newest[0]:
            collected += jobs.once_jobs(core, venv)
    wanted, named = jobs.without(jobs.only(collected, arguments.only), arguments.without)
    left_out = [advice] if advice else []
    if named:
        left_out.append(f"{', '.join(named)}, by name (--without)")
    return jobs.in_order(wanted), left_out


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
        (((core, interpreter),), _advice) = cores.runnable(name, found, insist=name != "newest")
        venv = venvs.core_venv(core, interpreter)
    make_venvs([venv], 1)
    environment = venvs.job_environment(venv, found)
    os.chdir(venvs.ROOT)
    os.execvpe(command[0], command, environment)


def print_left_out(left_out: list[str]) -> None:
    """Say what was not checked, a line for each reason."""
    for text in left_out:
        print(f"left out: {text}")


def check(arguments: argparse.Namespace, found: Interpreters) -> int:
    """Run the jobs and return the exit code."""
    wanted, left_out = collect_jobs(arguments, found)
    if arguments.list:
        for job in wanted:
            print(f"{job.name:24} {job.venv.name:18} {job.venv.interpreter.path}")
        print_left_out(left_out)
        return 0
    make_venvs(list({job.venv.name: job.venv for job in wanted}.values()), arguments.jobs)
    passed, failed = Runner(found).run_all(wanted, arguments.jobs)
    print_left_out(left_out)
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
