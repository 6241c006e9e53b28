# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/functions.md: every function of the manual, the module that reaches it, and the test that shows it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "tests" / "contract"
PAGE = ROOT / "docs" / "functions.md"

HEAD = """\
<!-- Made by tests/tools/function_table.py. Change tests/contract/coverage.yaml, and run it again. -->

# The manual's functions

The vendor's HTTP API manual v2.0 has {all} functions; {usable} can be used. This is where each has its place in the
collection, and a test that shows it.

That the table is true is tested, on what an emulated door was asked for: one play with tasks of all modules
(`test_every_function.py`) for the modules, and the fixture `fleet` for the tests.

| function | what it does | module | test |
|---|---|---|---|
"""


def load(name: str) -> dict:
    """Read a file of the contract."""
    return yaml.load((CONTRACT / name).read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def row(function: dict, entry: dict) -> str:
    """One line of the table."""
    name = f"`{function['target']}/{function['action']}`"
    if "unusable" in entry:
        return f"| {name} | not usable: {entry['unusable']} | none | none |"
    path, test = entry["test"].split("::")
    shown = f"[`{Path(path).name}`](../{path})<br>`{test}`"
    return f"| {name} | {function['purpose'].rstrip('.')} | `{entry['module']}` | {shown} |"


def table() -> str:
    """The whole page, in the manual's order."""
    functions, covered = load("api-catalogue.yaml")["functions"], load("coverage.yaml")["functions"]
    rows = [row(function, covered[f"{function['target']}/{function['action']}"]) for function in functions]
    usable = sum(function["documented"] for function in functions)
    return HEAD.format(all=len(functions), usable=usable) + "\n".join(rows) + "\n"


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="function_table.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail when the page is not up to date")
    check = parser.parse_args().check
    page = table()
    if check:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            print("docs/functions.md is not up to date; run python tests/tools/function_table.py", file=sys.stderr)
            return 1
        return 0
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
