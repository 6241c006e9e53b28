# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the code cites of devices can be looked up: the sections of docs/device-facts.md, the catalogue's entries."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "device-facts.md"
SECTIONS = set(re.findall(r"^##+ ([0-9]+(?:\.[0-9]+)?)\b", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
ROWS = set(re.findall(r"^\| ([0-9]+) \|", PAGE.read_text(encoding="utf-8").partition("## 14.")[2], re.MULTILINE))
TAGS = set(re.findall(r"^\| \[(\w+)\] \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
CATALOGUE = ROOT / "tests" / "contract" / "api-catalogue.yaml"
FILES = [
    path
    for folder in ("plugins", "extensions", "roles", "playbooks", "tests", "docs")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".yml", ".yaml", ".md", ".rst") and path != PAGE and path != CATALOGUE
]
# "device-facts 1.4, 5.3 and 12", also over the end of a line of a comment.
CITED = re.compile(r"device-facts\s+(?:#\s*)?(?:section )?((?:[0-9]+(?:\.[0-9]+)?(?:,\s+|\s+and\s+)?)+)")
ROW = re.compile(r"device-facts 14, rows? ([0-9]+)")
CONTRADICTION = re.compile(r"(?<![\w-])C([0-9]{2})(?![\w-])")


def cited(pattern):
    """File and what it cites, for all that fits."""
    for path in FILES:
        for found in pattern.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT), found[1]


def test_every_section_that_is_cited_is_there():
    found = [(path, number) for path, text in cited(CITED) for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", text)]
    assert len(found) > 200
    assert [(path, number) for path, number in found if number not in SECTIONS] == []


def test_every_row_of_the_contradictions_that_is_cited_is_there():
    assert len(ROWS) > 25
    assert [(path, row) for path, row in cited(ROW) if row not in ROWS] == []


def test_every_entry_of_the_catalogue_that_is_cited_is_there():
    known = re.findall(r"^\s*- id: C([0-9]{2})$", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(known) > 60
    assert [(path, number) for path, number in cited(CONTRADICTION) if number not in known] == []


def test_every_fact_names_sources_that_are_listed():
    said = PAGE.read_text(encoding="utf-8")
    used = set(re.findall(r"\[([A-Z]\w{0,3}|PLv)[\]: ]", said)) - {"N"}
    assert len(TAGS) > 10
    assert used - TAGS == set()


def test_no_comment_cites_what_a_reader_cannot_open():
    unopened = re.compile(r"\bdesign: [0-9]")
    assert [path.relative_to(ROOT) for path in FILES if unopened.search(path.read_text(encoding="utf-8"))] == []
