# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What newer firmware alone has, by the emulator's kinds of records and the collection's descriptors."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
KINDS = ROOT / "extensions" / "emulator" / "akuvox_emulator" / "recordkinds.py"


def calls(path, name):
    """The calls of a class in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


TARGETS = [
    call.args[0].value
    for call in calls(KINDS, "RecordKind")
    if any(keyword.arg == "in_manual" and keyword.value.value is False for keyword in call.keywords)
]
FUNCTIONS = [f"{target}/{action}" for target in TARGETS for action in ("get", "add", "set", "del")]
# Module -> target.
MODULES = {
    call.args[1].value: call.args[0].value
    for path in sorted((ROOT / "plugins" / "module_utils" / "targets").glob("*.py"))
    for call in calls(path, "Target")
    if call.args[0].value in TARGETS
}
assert MODULES, "schedules at least"
