# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments under .cache, and the clean environment that everything in them runs with."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from testdriver.cores import RELEASED, Core, DriverError, Interpreter, Version, dotted

ROOT = Path(__file__).resolve().parents[3]
CACHE = ROOT / ".cache"
COLLECTIONS = CACHE / "collections"


def listed(*files: str) -> tuple[str, ...]:
    """Return the requirements in these files of the project, each once."""
    lines = [line.partition("#")[0].strip() for name in files for line in ROOT.joinpath(name).read_text().splitlines()]
    return tuple(dict.fromkeys(line for line in lines if line))


RUNTIME = ("requests>=2.28,<3",)
# What Debian 12 has, whose urllib3 does much otherwise; the oldest core is tested with it.
OLD_RUNTIME = ("requests==2.28.1", "urllib3==1.26.12")
EMULATOR = listed("extensions/emulator/requirements.txt")
# The files that ansible-test reads as well, and pytest, which it has of its own.
TESTS = (
    "pytest>=8,<10",
    "pytest-xdist>=3.5,<4",
    *listed("tests/unit/requirements.txt", "tests/integration/requirements.txt"),
)
# A client of the same devices by others. It asks for Python 3.13.2, but works with 3.12.
INDEPENDENT = ("pylocal-akuvox>=1.7,<2",)
INDEPENDENT_FROM = (3, 12)
TOOLS = (
    "ansible-lint>=25,<27",
    "antsibull-changelog>=0.30,<1",
    "antsibull-docs>=2.16,<3",
    "ruff>=0.14,<0.16",
    "yamllint>=1.35,<2",
)
# Drives the system's Chromium by the system's driver, which are no Python packages.
BROWSER = ("selenium>=4.20,<5",)
# From here on it finds extensions/molecule/config.yml by itself.
MOLECULE = ("molecule>=26,<27",)

# The site of the documentation.
DOCS = ("antsibull-docs>=2.16,<3", "myst-parser>=4,<6", "sphinx>=8,<10", "sphinx-ansible-theme>=0.10,<1")
# What Galaxy itself looks at when a collection is published; it asks for older releases of much that others need.
IMPORTER = ("galaxy-importer>=0.4.31,<1",)
# What AWX runs jobs with, and what builds its execution environments.
EXECUTION = ("ansible-builder>=3.1,<4", "ansible-runner>=2.4,<3")
# The collection awx.awx is on the package index in this package only, and no longer in its release 14.
AWX = ("ansible>=13,<14", "ansible_collections/awx/")

# The engine of Event-Driven Ansible. Pinned, as its behaviour is what the event source is built on (guide "Events").
EVENTS = (
    "ansible-rulebook==1.3.2",
    "drools_jpy==0.4.1",
    "jpy==2.2.0",
    "ansible-runner==2.4.3",
    "ansible-builder>=3.1,<4",
)

# Nothing else of the user's environment reaches a job: an ANSIBLE_* variable or a PYTHONPATH would change its outcome.
KEPT_VARIABLES = {
    "CI", "COLUMNS", "LANG", "NO_COLOR", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE", "TERM", "TMPDIR", "TZ",
    "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "all_proxy", "https_proxy", "http_proxy", "no_proxy",
}  # fmt: skip
KEPT_PREFIXES = ("LC_", "PIP_")

# So that pip, also where ansible-test calls it, finds the index and the cache that the user has set up.
SHARED_WITH_HOME = (".pip", ".config/pip", ".cache/pip")


@dataclass(frozen=True)
class Venv:
    """A virtual environment that is wanted; it exists once `ensure` has returned."""

    name: str
    interpreter: Interpreter
    requirements: tuple[str, ...]
    any_python: tuple[str, ...] = ()
    """Installed last, without what they require, and whatever Python they ask for."""
    parts: tuple[tuple[str, str], ...] = ()
    """Packages of which only the files below a folder are unpacked, into `site`, without installing them."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return CACHE / "venvs" / self.name

    @property
    def bin(self) -> Path:
        """Where its commands are."""
        return self.path / "bin"

    @property
    def site(self) -> Path:
        """Where parts of packages are."""
        return self.path / "parts"

    @property
    def home(self) -> Path:
        """The home folder of what runs in it."""
        return CACHE / "home" / self.name

    @property
    def fingerprint(self) -> str:
        """Changes with all that would make a venv made earlier the wrong one; its path is in each of its scripts."""
        parts = (
            str(self.path),
            str(self.interpreter.path),
            self.interpreter.full_version,
            *sorted(self.requirements),
            *self.any_python,
            *(word for part in self.parts for word in part),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def core_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that runs the tests under one ansible-core."""
    name = f"core-{core.name}-py{dotted(interpreter.version)}"
    others = INDEPENDENT if interpreter.version >= INDEPENDENT_FROM else ()
    runtime = OLD_RUNTIME if core == RELEASED[0] else RUNTIME
    return Venv(name, interpreter, (core.requirement, *runtime, *EMULATOR, *TESTS), others)


def tools_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv with the linters."""
    return Venv("tools", interpreter, (core.requirement, *RUNTIME, *TOOLS))


def demo_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that holds what a user of the collection and of the emulator needs, and nothing more."""
    return Venv("demo", interpreter, (core.requirement, *RUNTIME, *EMULATOR))


def molecule_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that runs the scenarios of the roles."""
    return Venv("molecule", interpreter, (core.requirement, *RUNTIME, *EMULATOR, *MOLECULE))


def docs_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that builds the site of the documentation."""
    return Venv("docs", interpreter, (core.requirement, *RUNTIME, *DOCS))


def importer_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv with Galaxy's importer."""
    return Venv("importer", interpreter, (core.requirement, *RUNTIME, *IMPORTER))


def awx_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that has what surrounds the collection in AWX."""
    return Venv("awx", interpreter, (core.requirement, *RUNTIME, *EMULATOR, *TESTS, *EXECUTION), parts=(AWX,))


def events_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that runs rulebooks; the engine in it needs Java besides."""
    return Venv("events", interpreter, (core.requirement, *RUNTIME, *EMULATOR, *TESTS, *EVENTS))


def browser_venv(core: Core, interpreter: Interpreter) -> Venv:
    """Return the venv that looks at the pages of report and access in a browser."""
    return Venv("browser", interpreter, (core.requirement, *RUNTIME, *BROWSER, "pytest>=8,<10"))


@contextlib.contextmanager
def lock(name: str) -> Iterator[None]:
    """Hold a lock that another run in the same clone waits for."""
    folder = CACHE / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure(venv: Venv) -> bool:
    """Make the venv unless a complete one is there already; say whether it was made."""
    with lock(f"venv-{venv.name}"):
        prepare_home(venv.home)
        stamp = venv.path / "fingerprint"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == venv.fingerprint:
            return False
        shutil.rmtree(venv.path, ignore_errors=True)
        log = CACHE / "logs" / f"venv-{venv.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        pip = [venv.bin / "python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
        with log.open("w", encoding="utf-8") as output:
            commands = [[venv.interpreter.path, "-m", "venv", venv.path], [*pip, "install", *venv.requirements]]
            if venv.any_python:
                commands.append([*pip, "install", "--ignore-requires-python", "--no-deps", *venv.any_python])
            if venv.parts:
                packages = [package for package, _folder in venv.parts]
                wheels = ["--dest", venv.path / "wheels", "--only-binary", ":all:"]
                commands.append([*pip, "download", "--ignore-requires-python", "--no-deps", *wheels, *packages])
            for command in commands:
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=kept_environment(), check=False
                )
                if done.returncode:
                    raise DriverError(f"cannot make the virtual environment {venv.name}, see {log}:\n{tail(log, 15)}")
        unpack(venv)
        # Last, so that an interrupted run leaves no venv that the next one would trust.
        stamp.write_text(venv.fingerprint, encoding="utf-8")
    return True


def unpack(venv: Venv) -> None:
    """Unpack the wanted parts of the packages that were downloaded for the venv, and drop the rest."""
    for wheel in venv.path.joinpath("wheels").glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            folders = tuple(folder for _package, folder in venv.parts)
            archive.extractall(venv.site, [name for name in archive.namelist() if name.startswith(folders)])
        wheel.unlink()


def prepare_home(home: Path) -> None:
    """Make a home folder without any of the user's settings but pip's."""
    for name in SHARED_WITH_HOME:
        shared, link = Path.home() / name, home / name
        if shared.exists() and not link.is_symlink():
            link.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                link.symlink_to(shared)
    home.mkdir(parents=True, exist_ok=True)
    # An explicit, empty configuration also keeps /etc/ansible/ansible.cfg out.
    home.joinpath("ansible.cfg").touch()


def kept_environment() -> dict[str, str]:
    """Return what is kept of the user's environment."""
    kept = {name for name in os.environ if name in KEPT_VARIABLES or name.startswith(KEPT_PREFIXES)}
    return {name: os.environ[name] for name in kept} | {
        "HOME": str(Path.home()),
        "PATH": os.environ.get("PATH", os.defpath),
    }


def job_environment(venv: Venv, interpreters: dict[Version, Interpreter]) -> dict[str, str]:
    """Return the environment in which a command of this venv runs."""
    own = [str(venv.bin), *(str(found.path.parent) for found in interpreters.values())]
    # ansible-test would take a shim for an interpreter, and then find that it doesn't work without pyenv's variables.
    rest = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(folder).name != "shims"]
    return kept_environment() | {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_CONFIG": str(venv.home / "ansible.cfg"),
        "HOME": str(venv.home),
        "PATH": os.pathsep.join(dict.fromkeys([*own, *rest])),
        "VIRTUAL_ENV": str(venv.path),
    }


def link_collection() -> None:
    """Make the clone, whatever its name, findable as doorfleet.akuvox: a live link, not a copy."""
    link = COLLECTIONS / "ansible_collections" / "doorfleet" / "akuvox"
    link.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        link.symlink_to(os.path.relpath(ROOT, link.parent))


def tail(path: Path, lines: int) -> str:
    """Return the last lines of a log."""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
