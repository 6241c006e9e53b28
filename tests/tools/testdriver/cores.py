# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ansible-core versions the collection supports, and the Pythons of this machine that can run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Version = tuple[int, int]


@dataclass(frozen=True)
class Core:
    """A supported ansible-core and the Pythons its controller runs on, the one to prefer first."""

    name: str
    pythons: tuple[Version, ...]
    candidate: str = ""
    """Its release candidate, until its release is out: take this away then, and it is the newest one."""

    @property
    def requirement(self) -> str:
        """The pip requirement for the newest patch release."""
        major, minor = (int(part) for part in self.name.split("."))
        return f"ansible-core>={self.candidate or self.name},<{major}.{minor + 1}"


# Oldest first. The preferred Pythons differ, so that all cores together try every Python from 3.10 to 3.13.
CORES = (
    Core("2.16", ((3, 11), (3, 12), (3, 10))),
    Core("2.17", ((3, 10), (3, 11), (3, 12))),
    Core("2.18", ((3, 11), (3, 12), (3, 13))),
    Core("2.19", ((3, 12), (3, 13), (3, 11))),
    Core("2.20", ((3, 13), (3, 12), (3, 14))),
    Core("2.21", ((3, 12), (3, 13), (3, 14))),
    Core("2.22", ((3, 13), (3, 14), (3, 15)), candidate="2.22.0rc1"),
)
RELEASED = tuple(core for core in CORES if not core.candidate)

# Also those too old for a controller: modules are checked on them.
KNOWN_PYTHONS = tuple((3, minor) for minor in range(15, 8, -1))

PROBE = """
import json, os, sys
try:
    import ensurepip, venv
except ImportError:
    venv = None
executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
print(json.dumps([list(sys.version_info[:2]), sys.version, executable, venv is not None]))
"""


Interpreters = dict[Version, "Interpreter"]


@dataclass(frozen=True)
class Interpreter:
    """A real interpreter, neither a shim nor a virtual environment's."""

    version: Version
    full_version: str
    path: Path
    has_venv: bool = True

    @property
    def name(self) -> str:
        """As in python3.12."""
        return "python" + dotted(self.version)


class DriverError(Exception):
    """Something the user must put right; the text is the message."""


def dotted(version: Version) -> str:
    """Turn (3, 12) into 3.12."""
    return ".".join(str(part) for part in version)


def select_cores(words: str) -> list[Core]:
    """Read a list such as 'oldest,newest', 'all', 'none' or '2.17,2.19'; the answer is in the table's order."""
    by_word = {"oldest": RELEASED[0], "newest": RELEASED[-1]} | {core.name: core for core in CORES}
    chosen = set()
    for word in split(words):
        if word == "all":
            chosen.update(CORES)
        elif word in by_word:
            chosen.add(by_word[word])
        elif word != "none":
            raise DriverError(f"unknown ansible-core '{word}': say all, none, {', '.join(by_word)}")
    return [core for core in CORES if core in chosen]


def split(words: str) -> list[str]:
    """Return the words of a list with commas or spaces."""
    return [word for word in re.split(r"[,\s]+", words) if word]


def runnable(words: str, found: Interpreters, insist: bool) -> tuple[list[tuple[Core, Interpreter]], str]:
    """Pair each wanted ansible-core with an interpreter; also return what is left out and how to get it.

    Where no Python here can run the oldest or the newest one, the next that can be run takes its place. Others are left
    out. With ``insist`` both are errors.
    """
    wanted, reasons = select_cores(words), unmet(found)
    missing = [reasons[core] for core in wanted if core in reasons]
    able = [core for core in RELEASED if core not in reasons]
    advice = f"{'; '.join(missing)}: install such a Python by the system's packages or with pyenv" if missing else ""
    if missing and (insist or not able):
        raise DriverError(f"{advice}, or leave these versions out with --allow-missing" if able else advice)
    ends = {"oldest": able[:1], "newest": able[-1:]}
    stand_ins = [core for word in split(words) for core in ends.get(word, [])]
    chosen = [core for core in CORES if core not in reasons and core in (*wanted, *stand_ins)]
    return [(core, choose(core, found)) for core in chosen], advice


def unmet(found: Interpreters) -> dict[Core, str]:
    """Say of each ansible-core that no interpreter here can run what it needs."""
    reasons = {}
    for core in CORES:
        try:
            choose(core, found)
        except DriverError as problem:
            reasons[core] = str(problem)
    return reasons


def candidates(path: str, pyenv_root: Path) -> Iterable[Path]:
    """Every file that may be an interpreter: those on PATH, then those that pyenv keeps."""
    folders = [Path(folder) for folder in path.split(os.pathsep) if folder]
    names = [f"python{dotted(version)}" for version in KNOWN_PYTHONS] + ["python3"]
    for name in names:
        for folder in folders:
            yield folder / name
    for folder in sorted(pyenv_root.glob("versions/3.*"), key=version_key, reverse=True):
        yield folder / "bin" / "python3"


def version_key(folder: Path) -> tuple[int, ...]:
    """Order 3.9.18 before 3.13.0."""
    return tuple(int(number) for number in re.findall(r"\d+", folder.name))


def probe(path: Path) -> Interpreter | None:
    """Ask an interpreter what it is; None when it is none, such as the shim of a version that is not switched on."""
    try:
        done = subprocess.run([path, "-I", "-c", PROBE], capture_output=True, text=True, timeout=30, check=True)
        version, full_version, executable, has_venv = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter((version[0], version[1]), full_version, Path(executable), has_venv)


def find_interpreters() -> Interpreters:
    """Return one interpreter per Python version; one that can make virtual environments wins."""
    pyenv_root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found: Interpreters = {}
    seen = set()
    for path in candidates(os.environ.get("PATH", os.defpath), pyenv_root):
        if not path.is_file() or (real := path.resolve()) in seen:
            continue
        seen.add(real)
        interpreter = probe(path)
        if interpreter is None or interpreter.version not in KNOWN_PYTHONS:
            continue
        known = found.get(interpreter.version)
        if known is None or (interpreter.has_venv and not known.has_venv):
            found[interpreter.version] = interpreter
    return found


def choose(core: Core, found: Interpreters) -> Interpreter:
    """Return the preferred interpreter for this ansible-core, or say what is missing."""
    fitting = [found[version] for version in core.pythons if version in found]
    for interpreter in fitting:
        if interpreter.has_venv:
            return interpreter
    if fitting:
        version = dotted(fitting[0].version)
        raise DriverError(
            f"ansible-core {core.name}: {fitting[0].path} has no venv and ensurepip modules; "
            f"on Debian and Ubuntu install python{version}-venv (or python3-venv)"
        )
    wanted = ", ".join(dotted(version) for version in sorted(core.pythons))
    have = ", ".join(dotted(version) for version in sorted(found)) or "none"
    raise DriverError(f"ansible-core {core.name} needs one of Python {wanted}; found here: {have}")


def newest_runnable(found: Interpreters) -> tuple[Core, Interpreter]:
    """Return the newest released ansible-core that some interpreter here can run."""
    (pair,), _advice = runnable("newest", found, insist=False)
    return pair
