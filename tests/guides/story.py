# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a guide as what it asks its reader to do: files to write, and commands with what they print.

A block with a caption is a file of that name. One whose caption ends with ", added" goes to the end of it, and one
whose caption is "from FILE" quotes a file of the collection. In a console block a line that begins with "$ " is a
command, and the lines up to the next one are printed by it in this order, perhaps with others between; "..." stands for
anything. In Markdown the caption is a comment in the line before, and blocks of commands are sh, without "$ ".
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ADDED, QUOTED = ", added", "from "
_DIRECTIVE = re.compile(r"^(?P<indent> *)\.\. (?:code-block|code|sourcecode)::(?: +(?P<language>\S+))?$")
_OPTION = re.compile(r"^ *:(?P<name>[\w-]+):(?: +(?P<value>.*))?$")
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)$")
_COMMENT = re.compile(r"^<!-- (?P<text>.*?) -->$")
# Where a command begins: not where the line before ends with a backslash.
_PROMPTED = re.compile(r"(?<!\\\n)^(?=\S)", re.MULTILINE)
_NOTE = re.compile(r" {2,}# .*$|^# .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One code block of a guide."""

    place: str
    language: str
    caption: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the lines that it has to print."""

    place: str
    line: str
    prints: tuple[str, ...]


def blocks(page: Path) -> list[Block]:
    """All code blocks of a page in reStructuredText. A literal block after "::" is none, and refused."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found, number = [], 0
    while number < len(lines):
        directive = _DIRECTIVE.match(lines[number])
        place = f"{page.name}:{number + 1}"
        if not directive:
            text = lines[number].strip()
            if text.endswith("::") and not text.startswith(".."):
                raise ValueError(f"{place}: a literal block; write '.. code-block::' with a language")
            number += 1
            continue
        if not directive["language"]:
            raise ValueError(f"{place}: a block without a language")
        number += 1
        options, indent = {}, len(directive["indent"])
        while number < len(lines) and (option := _OPTION.match(lines[number])):
            options[option["name"]] = option["value"] or ""
            number += 1
        body = []
        while number < len(lines) and (not lines[number].strip() or _indent(lines[number]) > indent):
            body.append(lines[number])
            number += 1
        text = textwrap.dedent("\n".join(body)).strip("\n") + "\n"
        found.append(Block(place, directive["language"], options.get("caption", ""), text))
    return found


def fences(page: Path) -> list[Block]:
    """All code blocks of a page in Markdown."""
    found, caption, opened, body = [], "", None, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened, body = (f"{page.name}:{number}", fence["language"], len(fence["indent"])), []
        elif opened is None:
            comment = _COMMENT.match(line)
            caption = comment["text"] if comment else caption if not line.strip() else ""
        elif fence:
            place, language, indent = opened
            text = "\n".join(row[indent:] for row in body) + "\n"
            if language == "sh":
                language, text = "console", _PROMPTED.sub("$ ", _NOTE.sub("", text))
            found.append(Block(place, language, caption, text))
            opened, caption = None, ""
        else:
            body.append(line)
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def commands(block: Block) -> list[Command]:
    """The commands of a console block; a backslash at the end joins a line with the next."""
    found: list[tuple[str, list[str]]] = []
    continued = False
    for line in block.text.splitlines():
        if continued:
            found[-1] = (found[-1][0] + line.strip(), [])
        elif line.startswith("$ "):
            found.append((line[2:], []))
        elif not found:
            raise ValueError(f"{block.place}: output before the first command")
        elif line.strip():
            found[-1][1].append(line.strip())
        continued = found[-1][0].endswith("\\") and not found[-1][1]
        if continued:
            found[-1] = (found[-1][0].removesuffix("\\").rstrip() + " ", [])
    return [Command(block.place, line, tuple(prints)) for line, prints in found]


def missing(prints: tuple[str, ...], output: str) -> str | None:
    """The first line that the output lacks, or has before the line that it has to come after."""
    rest = re.sub(r"[ \t]+", " ", output)
    for line in prints:
        pattern = r"[^\n]*".join(re.escape(part) for part in re.sub(r"[ \t]+", " ", line).split("..."))
        if line.strip() == "...":
            continue
        found = re.search(pattern, rest)
        if not found:
            return line
        rest = rest[found.end() :]
    return None
