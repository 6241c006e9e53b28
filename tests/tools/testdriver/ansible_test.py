# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-test needs before it runs: the work tree where it insists on finding it, and a way to install pip."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

from testdriver.cores import DriverError
from testdriver.venvs import CACHE, ROOT, Venv

# Never removed from an exported tree: ansible-test's own results, and what makes the tree a repository.
KEPT_IN_TREE = (("tests", "output"), (".git",))

# A requirement with the address of an archive in the place of a version.
ARCHIVE_PIN = re.compile(r"^((\S+) @ (https://[^\s#]+)\S*)$", re.MULTILINE)

STAND_IN = '''\
"""Installs pip from Python's own copy: the script that ansible-test downloads was out of reach."""
import subprocess
import sys

wanted = [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]
# Each in a process of its own: pip started from ensurepip's process would lack its index settings.
subprocess.check_call([sys.executable, "-m", "ensurepip"])
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install"] + wanted))
'''


def listed_files() -> list[str]:
    """Return the files of the work tree that git has or would add, committed or not."""
    names = run_git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    return sorted({name for name in names if name and os.path.lexists(ROOT / name)})


def run_git(*words: str) -> str:
    """Run git in the clone and return what it prints."""
    try:
        return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        raise DriverError("git is not installed, and the checks ask it which files belong to the collection") from None
    except subprocess.CalledProcessError as problem:
        raise DriverError(f"git {words[0]}: {problem.stderr.strip()}") from None


def tree_of(name: str) -> Path:
    """Return the folder of that name's exported tree, of the form ansible-test insists on."""
    return CACHE / "trees" / name / "ansible_collections" / "doorfleet" / "akuvox"


def export_tree(tree: Path) -> None:
    """Make the tree equal to the work tree; files that are equal already are left alone."""
    wanted = listed_files()
    tree.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        source, target = ROOT / name, tree / name
        if target.is_symlink() or not target.is_file() or not same_file(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    remove_others(tree, set(wanted))
    if not tree.joinpath(".git").exists():
        # Else ansible-test asks the clone's git, which ignores all that is under .cache, and finds nothing to test.
        run_git("init", "--quiet", str(tree))


def same_file(source: Path, target: Path) -> bool:
    """Say whether content and mode are equal."""
    return (
        not source.is_symlink()
        and source.stat().st_mode == target.stat().st_mode
        and filecmp.cmp(source, target, shallow=False)
    )


def remove_others(tree: Path, wanted: set[str]) -> None:
    """Remove what the work tree no longer has, empty folders included."""
    for folder, subfolders, files in os.walk(tree, topdown=False):
        relative = Path(folder).relative_to(tree)
        if any(relative.parts[: len(kept)] == kept for kept in KEPT_IN_TREE):
            continue
        for name in files:
            if str(relative / name) not in wanted:
                Path(folder, name).unlink()
        for name in subfolders:
            path = Path(folder, name)
            if path.is_symlink():
                if str(relative / name) not in wanted:
                    path.unlink()
            elif not any(path.iterdir()):
                path.rmdir()


def provide_pip_script(venv: Venv) -> str | None:
    """Write a stand-in for the pip installer that ansible-test downloads, only if that is out of reach; say so."""
    sources = sorted(venv.path.glob("lib/python3.*/site-packages/ansible_test"))
    if not sources:
        return None
    version, url = pip_pin(sources[0])
    script = venv.home / ".ansible" / "test" / "cache" / f"get_pip_{version.replace('.', '_')}.py"
    if script.exists() or can_download(url):
        return None
    script.parent.mkdir(parents=True, exist_ok=True)
    temporary = script.with_suffix(".new")
    temporary.write_text(STAND_IN, encoding="utf-8")
    temporary.rename(script)
    return f"{url} is out of reach: ansible-test installs pip from Python's own copy"


def free_archive_pins(venv: Venv) -> list[str]:
    """Let the index give what a requirement of ansible-test pins to an archive that is out of reach; say which.

    2.22 pins a library of pylint to an archive of its sources. The venv is ours, and the file in it is changed once.
    """
    freed = []
    for path in sorted(venv.path.glob("lib/python3.*/site-packages/ansible_test/_data/requirements/*.txt")):
        text = path.read_text(encoding="utf-8")
        for line, name, url in ARCHIVE_PIN.findall(text):
            if not can_download(url):
                text = text.replace(line, name)
                freed.append(f"{url} is out of reach: the package index gives {name}")
        if freed:
            path.write_text(text, encoding="utf-8")
    return freed


def pip_pin(ansible_test: Path) -> tuple[str, str]:
    """Return the pip version this ansible-test pins for the Pythons we use, and the address of its installer."""
    pins = ansible_test.joinpath("_internal", "python_requirements.py").read_text(encoding="utf-8")
    script = ansible_test.joinpath("_util", "target", "setup", "requirements.py").read_text(encoding="utf-8")
    # The first pin is the default one; those after it are for Pythons older than any we check.
    version = re.search(r"\bpip='([0-9.]+)'", pins)
    url = re.search(r"url = '(https://[^']+)' % pip_version", script)
    if not version or not url:
        raise DriverError(f"{ansible_test} says in a new way which pip it installs; teach {__name__}")
    return version[1], url[1] % version[1]


def can_download(url: str) -> bool:
    """Say whether the address answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=10):
            return True
    except OSError:
        return False
