# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails where prose has a word from the list of recurring offenders, or a sentence that is too long.

Words are judged in pages (Markdown, reStructuredText), tables and headings included, in the documentation of plugins
and roles, in changelog fragments, in docstrings and in comments. The length of sentences is judged in pages and
changelog fragments only: not in documentation of plugins and roles, docstrings, comments, tables and quoted messages.
Code, messages in it, the changelog of past releases and generated pages are not judged at all.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 35
# What is found, and what to write instead.
OFFENDERS = {
    r"lest": "so that ... not",
    r"of (?:no |any |little )?use(?= only| in| for| to| when| where| here| there|[.,;:]|$)": "used, useful",
    r"(?:is|are|was|were|be|been|being) told": "name what happens: is given, is set, learns",
    r"no more(?! than\b)(?= |[.,;:]|$)(?! (?:\w+ )?(?:than|of)\b)": "no longer",
    r"(?:he|him|his|himself|she|hers|herself)": "they, them, their",
    r"for want of": "because there is no",
    r"anew": "again",
    r"shall": "should, must, will",
    r"(?:thereof|thereby|therein|hereby|herewith|therewith)": "of it, by that, in it",
    r"take[ns]? (?:it|them|that) for": "assume, mistake for",
    r"without need": "without a reason",
}
PATTERN = re.compile("|".join(rf"(?P<w{index}>\b{word}\b)" for index, word in enumerate(OFFENDERS)), re.IGNORECASE)
# Made by other tools, which hold the words; and this list with its test, which have to name the words.
LEFT_OUT = (
    "CHANGELOG.md",
    "changelogs/changelog.yaml",
    "docs/functions.md",
    "docs/support-matrix.md",
    "tests/tools/check_words.py",
    "tests/unit/tools/test_check_words.py",
    "LICENSE",
)
# A sentence ends here; a full stop within a name, a number or "e.g." is followed by no space and capital.
END = re.compile(r"(?<=[.?!])[\"')*_]*\s+(?=[\"'(*_`]*[A-Z0-9`])")
PAGES = (".md", ".rst")
DOCUMENTATION = ("DOCUMENTATION", "RETURN")
PROSE_KEYS = ("description", "short_description", "notes", "why", "alternative")


@dataclass(frozen=True)
class Passage:
    """Connected prose that begins at a line of a file; ``page`` when its sentences are counted."""

    path: str
    line: int
    text: str
    page: bool = False


def faults(passage: Passage) -> Iterator[str]:
    """Yield what is wrong with a passage, with its place."""
    place = f"{passage.path}:{passage.line}"
    for found in PATTERN.finditer(re.sub(r"``?[^`]*``?", "CODE", passage.text)):
        better = list(OFFENDERS.values())[int(found.lastgroup[1:])]  # type: ignore[index]
        yield f"{place}: '{found.group()}'; better: {better}"
    if not passage.page:
        return
    for sentence in END.split(passage.text):
        if (count := len(words(sentence))) > MOST_WORDS:
            yield f"{place}: a sentence of {count} words, at most {MOST_WORDS}: {sentence[:70]}..."


def words(sentence: str) -> list[str]:
    """Split a sentence; a command or a name in backticks counts as one word."""
    return re.findall(r"\w[\w'.:/-]*", re.sub(r"``?[^`]*``?", "CODE", sentence))


def of_page(path: str, text: str) -> Iterator[Passage]:
    """Yield the paragraphs and list items of a page; headings and tables for their words only, no code."""
    given = text.splitlines()
    lines = list((blank_rst if path.endswith(".rst") else blank_markdown)(given))
    yield from (
        Passage(path, number, plain(line.strip()))
        for number, line in enumerate(given, 1)
        if line.lstrip().startswith(("|", "#", ">")) and not lines[number - 1]
    )
    start, held = 0, []
    for number, line in enumerate([*lines, ""], 1):
        bare = line.strip()
        item = re.match(r"(?:[-*+]|\d+\.)\s", bare)
        if (not bare or item) and held:
            yield Passage(path, start, plain(" ".join(held)), page=True)
            held = []
        if bare:
            if not held:
                start = number
            held.append(bare[item.end() :] if item else bare)


def blank_markdown(lines: Iterable[str]) -> Iterator[str]:
    """Replace what is no prose by empty lines."""
    code = False
    for line in lines:
        bare = line.strip()
        if bare.startswith("```"):
            code = not code
            yield ""
        else:
            yield "" if code or bare.startswith(("|", "#", ">", "<!--", "![")) else line


def blank_rst(lines: Iterable[str]) -> Iterator[str]:
    """Replace what is no prose by empty lines: directives with what belongs to them, tables, underlines."""
    depth: int | None = None
    table = False
    for line in lines:
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        if depth is not None and (not bare or indent > depth):
            yield ""
            continue
        depth = None
        if bare.startswith("..") or bare.endswith("::"):
            depth = indent
            yield ""
        elif re.fullmatch(r"=+( +=+)+", bare):
            table = True
            yield ""
        elif not bare:
            table = False
            yield ""
        else:
            yield "" if table or re.fullmatch(r"([=\-~^\"'])\1+", bare) or bare.startswith(("+-", "|")) else line


def plain(text: str) -> str:
    """Take links' targets and roles' names away."""
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r":[\w:.-]+:`([^`<]*)(?:<[^`]*>)?`", r"\1", text)


def of_python(path: str, text: str) -> Iterator[Passage]:
    """Yield docstrings, comments and the documentation of a plugin."""
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and (docstring := ast.get_docstring(node)):
            yield Passage(path, node.body[0].lineno, docstring)
        elif (
            isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        ):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if any(name in DOCUMENTATION or path.startswith("plugins/doc_fragments/") for name in names):
                yield from of_data(path, node.value.lineno, node.value.value)
    comments = [
        (token.start[0], token.string.lstrip("#! "))
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    yield from joined(path, comments)


def of_yaml(path: str, text: str) -> Iterator[Passage]:
    """Yield the comments of a YAML file, and the descriptions where it documents something."""
    found = (re.match(r"\s*#+ ?(.*)", line) for line in text.splitlines())
    yield from joined(path, [(number, match[1]) for number, match in enumerate(found, 1) if match])
    if path.endswith(("argument_specs.yml", "meta/runtime.yml")) or path.startswith("plugins/"):
        yield from of_data(path, 1, text)


def of_fragment(path: str, text: str) -> Iterator[Passage]:
    """Yield the entries of a changelog fragment."""
    for section in (yaml.safe_load(text) or {}).values():
        for entry in section if isinstance(section, list) else [section]:
            yield Passage(path, 1, plain(str(entry)), page=True)


def of_data(path: str, line: int, text: str) -> Iterator[Passage]:
    """Yield what a documentation in YAML says."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    for prose in descriptions(data):
        before = text.partition(" ".join(prose.split()[:3]))[0]
        yield Passage(path, line + (before.count("\n") if len(before) < len(text) else 0), prose)


def descriptions(data: object, key: str = "") -> Iterator[str]:
    """Walk through a documentation and yield the texts under the keys that hold prose."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from descriptions(value, str(name))
    elif isinstance(data, list):
        for value in data:
            yield from descriptions(value, key)
    elif isinstance(data, str) and key in PROSE_KEYS:
        yield data


def joined(path: str, comments: Iterable[tuple[int, str]]) -> Iterator[Passage]:
    """Join comments on consecutive lines."""
    start, last, held = 0, -1, []
    for number, comment in comments:
        if number != last + 1 and held:
            yield Passage(path, start, " ".join(held))
            held = []
        if not held:
            start = number
        held.append(comment)
        last = number
    if held:
        yield Passage(path, start, " ".join(held))


def passages(path: str, text: str) -> Iterator[Passage]:
    """Yield the prose of a file, by what kind of file it is."""
    if path.endswith(PAGES):
        return of_page(path, text)
    if path.endswith(".py"):
        return of_python(path, text)
    if path.startswith("changelogs/fragments/"):
        return of_fragment(path, text)
    if path.endswith((".yml", ".yaml")):
        return of_yaml(path, text)
    return iter(())


def tree() -> Iterator[Passage]:
    """Yield the prose of all files in the repository."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for path in listed.splitlines():
        if path not in LEFT_OUT and ROOT.joinpath(path).is_file() and path.endswith((*PAGES, ".py", ".yml", ".yaml")):
            yield from passages(path, ROOT.joinpath(path).read_text(encoding="utf-8"))


def main() -> int:
    """Run the program."""
    found = [fault for passage in tree() for fault in faults(passage)]
    print("\n".join(found) or "No offenders.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
