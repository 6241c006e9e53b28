# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs: which commands check the collection."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from testdriver.cores import Core, DriverError, Version, dotted
from testdriver.venvs import CACHE, ROOT, Venv

MINUTE = 60
# Seconds of a quick job. The others begin with the longest, and end with the scenarios of Molecule, which fill what is
# left on two cores: none of them is long enough to be waited for at the end.
QUICK = 10
# Of ansible-test's sanity tests, those that judge by what this ansible-core has: its documentation's rules, what it can
# import, its routing. Newer ones of the others ask for all that older ones do.
OF_EACH_CORE = ("action-plugin-docs", "ansible-doc", "import", "runtime-metadata", "validate-modules")


@dataclass(frozen=True)
class Job:
    """One command with one verdict; ``seconds`` is about what it takes where nothing else runs."""

    name: str
    venv: Venv
    argv: tuple[str, ...]
    seconds: int
    limit: int = 10 * MINUTE
    tree: str | None = None

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return CACHE / "logs" / f"{self.name}.log"


def tool_jobs(tools: Venv) -> list[Job]:
    """Return the jobs that need no particular ansible-core."""
    docs = "antsibull-docs lint-collection-docs --plugin-docs --check-extra-docs-refs --validate-collection-refs all ."
    lint = ("ansible-lint", "--nocolor")
    return [
        Job("no-ignores", tools, ("python", "tests/tools/check_ignores.py"), 1),
        Job("words", tools, ("python", "tests/tools/check_words.py"), 4),
        Job("ruff-check", tools, ("ruff", "check", "."), 1),
        Job("ruff-format", tools, ("ruff", "format", "--check", "."), 1),
        Job("changelog", tools, ("antsibull-changelog", "lint"), 2),
        Job("yamllint", tools, ("yamllint", "--strict", "."), 3),
        Job("build", tools, ("python", "tests/tools/check_build.py"), 3),
        Job("docs", tools, tuple(docs.split()), 8),
        # Each playbook is loaded by Ansible, and most of them are those of the scenarios.
        Job("ansible-lint", tools, (*lint, "--exclude", "extensions/molecule"), 30),
        Job("lint-molecule", tools, (*lint, "extensions/molecule"), 58),
    ]


def core_jobs(core: Core, venv: Venv, everything: bool, thorough: bool = False, oldest: Version = (3, 9)) -> list[Job]:
    """Return the jobs for one ansible-core.

    Without ``everything``, less the tests that one ansible-core is enough for. ``thorough``: all sanity tests with all
    Pythons. Else with ``everything`` all of them, but imports with the ``oldest`` Python alone; else those only whose
    outcome depends on the ansible-core.
    """
    # By way of the interpreter: the script's first line names it, and fails where the clone's path has a space.
    sanity = ("python", str(venv.bin / "ansible-test"), "sanity", "--color", "no")
    imports = []
    if everything and not thorough:
        # Each Python takes half a minute, and the oldest core's imports are tried with its own.
        seen = (*sanity, "--test", "import", "--python", dotted(oldest))
        imports = [Job(f"imports-{core.name}", venv, seen, 25, limit=10 * MINUTE, tree=f"imports-{core.name}")]
        sanity = (*sanity, "--skip-test", "import")
    elif not thorough:
        python = ("--python", dotted(venv.interpreter.version))
        sanity = (*sanity, *python, *(word for test in OF_EACH_CORE for word in ("--test", test)))
    # All tests on two workers, or they would be the last to end. A file stays together, as it may share what it starts.
    tests = ("pytest", "-rfEs", *(("-n", "2", "--dist", "loadfile") if everything else ("-m", "not one_core")))
    return [
        Job(f"unit-{core.name}", venv, (*tests, "tests/unit"), 90 if everything else 40),
        Job(
            f"sanity-{core.name}",
            venv,
            sanity,
            350 if thorough else 180 if everything else 50,
            limit=25 * MINUTE,
            tree=f"core-{core.name}",
        ),
        *imports,
        Job(
            f"integration-{core.name}",
            venv,
            (*tests, "tests/integration"),
            400 if everything else 200,
            limit=70 * MINUTE,
        ),
    ]


def once_jobs(core: Core, venv: Venv) -> list[Job]:
    """Return the jobs that one ansible-core is enough for."""
    return [
        Job(f"faults-{core.name}", venv, ("pytest", "-s", "-rfEs", "tests/faults"), 80, limit=30 * MINUTE),
        Job(f"guides-{core.name}", venv, ("pytest", "-rfEs", "tests/guides"), 50, limit=20 * MINUTE),
        Job(f"servers-{core.name}", venv, ("python", "tests/servers/run.py"), 32, limit=20 * MINUTE),
    ]


def docs_jobs(docs: Venv) -> list[Job]:
    """Return the job that builds the site of the documentation."""
    return [Job("site", docs, ("python", "tests/tools/build_docs.py"), 25)]


def importer_jobs(importer: Venv) -> list[Job]:
    """Return the job that looks at the tarball as Galaxy does."""
    return [Job("importer", importer, ("python", "tests/tools/check_importer.py"), 70)]


def awx_jobs(awx: Venv) -> list[Job]:
    """Return the job that tries the collection with what surrounds it in AWX."""
    return [Job("awx", awx, ("pytest", "-rfEs", "tests/awx"), 150, limit=20 * MINUTE)]


def demo_jobs(demo: Venv) -> list[Job]:
    """Return the job that runs what `make demo` runs, from where the tarball was installed."""
    return [Job("demo", demo, ("python", "tests/tools/check_install.py"), 35)]


def events_jobs(events: Venv) -> list[Job]:
    """Return the job that runs the rulebooks in the real engine of Event-Driven Ansible."""
    return [Job("events", events, ("python", "tests/events/run.py"), 150, limit=20 * MINUTE)]


def browser_jobs(browser: Venv) -> list[Job]:
    """Return the job that looks at the pages of report and access in Chromium."""
    return [Job("report-page", browser, ("python", "tests/report_page/run.py"), 30, limit=20 * MINUTE)]


def molecule_jobs(molecule: Venv) -> list[Job]:
    """Return a job for each scenario of a role."""
    scenarios = sorted(path.parent.name for path in ROOT.glob("extensions/molecule/*/molecule.yml"))
    return [Job(f"molecule-{name}", molecule, ("molecule", "test", "-s", name), 20) for name in scenarios]


def only(jobs: Sequence[Job], names: Iterable[str]) -> list[Job]:
    """Keep the named jobs; 'unit' also stands for unit-2.16 and its like, and shell patterns are allowed."""
    names = list(names)
    if not names:
        return list(jobs)
    for name in names:
        if not any(matches(job, name) for job in jobs):
            raise DriverError(f"no job is named '{name}'; there are: {', '.join(job.name for job in jobs)}")
    return [job for job in jobs if any(matches(job, name) for name in names)]


def without(jobs: Sequence[Job], names: Iterable[str]) -> tuple[list[Job], list[str]]:
    """Take the named jobs away; also return their names."""
    names = list(names)
    away = only(jobs, names) if names else []
    return [job for job in jobs if job not in away], [job.name for job in away]


def matches(job: Job, name: str) -> bool:
    """Say whether a name given by the user stands for this job."""
    return job.name == name or job.name.startswith(f"{name}-") or fnmatch.fnmatch(job.name, name)


def in_order(jobs: Sequence[Job]) -> list[Job]:
    """Quick ones first, as most mistakes show within seconds; then the longest, so that it is not the last to end."""
    quick = [job for job in jobs if job.seconds <= QUICK]
    return sorted(quick, key=lambda job: job.seconds) + sorted(
        (job for job in jobs if job.seconds > QUICK), key=lambda job: -job.seconds
    )
