# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts that the collection's plugins can say, and the messages that the guide to them speaks of."""

from __future__ import annotations

import ast
import re
from pathlib import Path

# An entry of the guide: the message, a verdict where it has one, and the line with what to do.
_ENTRY = re.compile(r"^\*(?P<message>[^*\n]+)\*(?: \(``(?P<verdict>\w+)``\))?\n  \S", re.MULTILINE)
ANYTHING = "\0"


def entries(page: Path) -> dict[str, str]:
    """The messages of the guide, each with its verdict or an empty text."""
    text = page.read_text(encoding="utf-8")
    found = [(entry["message"], entry["verdict"] or "") for entry in _ENTRY.finditer(text)]
    begun = re.findall(r"^\*[^*\n].*", text, re.MULTILINE)
    assert len(begun) == len(found), "a message whose advice doesn't begin on the next line"
    assert len(dict(found)) == len(found), "a message is there twice"
    return dict(found)


def texts(folder: Path) -> list[str]:
    """All texts in the Python files below a folder; what is filled in at run time is :data:`ANYTHING`."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else ANYTHING for part in node.values)
                found.append("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


def is_said(message: str, said: list[str]) -> bool:
    """Say whether one of the texts has the message; "..." in it is one or more things that are filled in."""
    parts = [re.escape(part.strip()) for part in message.split("...")]
    pattern = re.compile(rf"[ '\"(]*{ANYTHING}.*?".join(parts), re.DOTALL)
    return any(pattern.search(text) for text in said)
