# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails where prose has a word from the list of recurring offenders, or a sentence that is too long.

Both are judged in pages (Markdown, reStructuredText), in the documentation of plugins and roles, in changelog
fragments, in docstrings, in comments, and in the messages of plugins, roles and playbooks. Of tables and headings only
the words are judged. Other code, the changelog of past releases and generated pages are not judged at all.
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
    r"belongs? into": "belong in",
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
# A line of YAML that is commented out.
SETTING = re.compile(r"[a-z_]+:(?: |$)")
PAGES = (".md", ".rst")
DOCUMENTATION = ("DOCUMENTATION", "RETURN")
MESSAGE_KEYS = ("msg", "fail_msg", "success_msg")
# A text of the code that has fewer is a name or a part of a sentence.
FEWEST_WORDS = 4
PROSE_KEYS = ("description", "short_description", "notes", "why", "alternative")


@dataclass(frozen=True)
class Passage:
    """Connected prose that begins at a line of a file; of a ``fragment`` of a sentence only the words are judged."""

    path: str
    line: int
    text: str
    fragment: bool = False


def faults(passage: Passage) -> Iterator[str]:
    """Yield what is wrong with a passage, with its place."""
    place = f"{passage.path}:{passage.line}"
    for found in PATTERN.finditer(re.sub(r"``?[^`]*``?", "CODE", passage.text)):
        better = list(OFFENDERS.values())[int(found.lastgroup[1:])]  # type: ignore[index]
        yield f"{place}: '{found.group()}'; better: {better}"
    if passage.fragment:
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
        Passage(path, number, plain(line.strip()), fragment=True)
        for number, line in enumerate(given, 1)
        if line.lstrip().startswith(("|", "#", ">")) and not lines[number - 1]
    )
    start, held = 0, []
    for number, line in enumerate([*lines, ""], 1):
        bare = line.strip()
        item = re.match(r"(?:[-*+]|\d+\.)\s", bare)
        if (not bare or item) and held:
            yield Passage(path, start, plain(" ".join(held)))
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
            yield from of_docstring(path, node.body[0].lineno, docstring)
        elif (
            isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        ):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if any(name in DOCUMENTATION or path.startswith("plugins/doc_fragments/") for name in names):
                yield from of_data(path, node.value.lineno, node.value.value)
    found = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT]
    # one behind code is about that line alone
    behind = [token for token in found if token.line[: token.start[1]].strip()]
    yield from (Passage(path, token.start[0], token.string.lstrip("#! ")) for token in behind)
    yield from joined(path, [(token.start[0], token.string.lstrip("#! ")) for token in found if token not in behind])
    if path.startswith("plugins/"):
        yield from of_messages(path, tree)


def of_docstring(path: str, line: int, docstring: str) -> Iterator[Passage]:
    """Yield its paragraphs, the items of its lists and its fields, each of which is read by itself."""
    start, held = line, []
    for number, text in enumerate([*docstring.splitlines(), ""], line):
        begins = re.match(r"\s*(?::\w[^:]*:|-)\s", text)
        if held and (begins or not text.strip()):
            yield Passage(path, start, " ".join(held))
            held = []
        if text.strip():
            start = start if held else number
            held.append(text[begins.end() :] if begins else text.strip())


def of_messages(path: str, tree: ast.Module) -> Iterator[Passage]:
    """Yield the texts of the code that are prose: what is put in while it runs counts as a word."""
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    documented = {
        part
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (*DOCUMENTATION, "EXAMPLES")
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) or node in documented:
            documented |= set(ast.iter_child_nodes(node)) if isinstance(node, ast.Expr) else set()
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "CODE" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            text = node.value
        else:
            continue
        if len(words(text)) >= FEWEST_WORDS and "\n" not in text:
            yield Passage(path, node.lineno, text)


def of_yaml(path: str, text: str) -> Iterator[Passage]:
    """Yield the comments of a YAML file, and the descriptions where it documents something."""
    found = (re.match(r"\s*#+ ?(.*)", line) for line in text.splitlines())
    yield from joined(path, [(number, match[1]) for number, match in enumerate(found, 1) if match])
    if path.endswith(("argument_specs.yml", "meta/runtime.yml")) or path.startswith("plugins/"):
        yield from of_data(path, 1, text)
    elif path.startswith(("roles/", "playbooks/")):
        yield from of_data(path, 1, text, MESSAGE_KEYS)


def of_fragment(path: str, text: str) -> Iterator[Passage]:
    """Yield the entries of a changelog fragment."""
    for section in (yaml.safe_load(text) or {}).values():
        for entry in section if isinstance(section, list) else [section]:
            yield Passage(path, 1, plain(str(entry)))


def of_data(path: str, line: int, text: str, keys: Iterable[str] = PROSE_KEYS) -> Iterator[Passage]:
    """Yield what the texts under some keys of a YAML file say."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    for prose in descriptions(data, keys):
        before = text.partition(" ".join(prose.split()[:3]))[0]
        yield Passage(path, line + (before.count("\n") if len(before) < len(text) else 0), prose)


def descriptions(data: object, keys: Iterable[str], key: str = "") -> Iterator[str]:
    """Walk through data and yield the texts under the keys that hold prose."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from descriptions(value, keys, str(name))
    elif isinstance(data, list):
        for value in data:
            yield from descriptions(value, keys, key)
    elif isinstance(data, str) and key in keys:
        yield re.sub(r"{{.*?}}", "CODE", data, flags=re.DOTALL)


def joined(path: str, comments: Iterable[tuple[int, str]]) -> Iterator[Passage]:
    """Join comments on consecutive lines.

    An empty one and a setting that is commented out end a passage, and one that is set in begins another.
    """
    start, last, held = 0, -1, []
    for number, comment in comments:
        if held and (number != last + 1 or not comment or comment.startswith("  ") or SETTING.match(comment)):
            yield Passage(path, start, " ".join(held))
            held = []
        last = number
        if comment and not SETTING.match(comment):
            start = start if held else number
            held.append(comment.strip())
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
