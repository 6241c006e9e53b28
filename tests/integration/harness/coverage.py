# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which module and which test reach each function of the manual, as docs/functions.md says it; checked by the runs."""

from __future__ import annotations

import os
import subprocess
import sys

import yaml

from .emulator import ROOT

_CONTRACT = ROOT / "tests" / "contract"


def _load(name: str) -> dict:
    return yaml.load((_CONTRACT / name).read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


# target/action -> module and test
COVERAGE = {name: entry for name, entry in _load("coverage.yaml")["functions"].items() if "module" in entry}


def functions() -> dict[str, dict]:
    """The manual's functions by target/action."""
    return {f"{entry['target']}/{entry['action']}": entry for entry in _load("api-catalogue.yaml")["functions"]}


def promised(test: str) -> set[str]:
    """The functions that a test is named for."""
    return {name for name, entry in COVERAGE.items() if entry["test"] == test}


def collected() -> set[str]:
    """All tests that pytest finds in the named files."""
    files = sorted({entry["test"].partition("::")[0] for entry in COVERAGE.values()})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {line.strip() for line in done.stdout.splitlines() if "::" in line}
