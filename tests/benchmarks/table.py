# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as Markdown: tables, spans of several runs, and their place in a document."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(str(cell) for cell in line)} |" for line in lines]


def span(values: Sequence[float], unit: str = "") -> str:
    """The median, with the smallest and the largest where there are several."""
    middle = f"{short(statistics.median(values))}{unit}"
    return middle if len(values) == 1 else f"{middle} ({short(min(values))} to {short(max(values))})"


def ratio(these: Sequence[float], those: Sequence[float]) -> str:
    """How many times as much these are as those, pair by pair; a single one is compared with the others' median."""
    if len(these) != len(those):
        these, those = [statistics.median(these)], [statistics.median(those)]
    return span([this / that for this, that in zip(these, those, strict=True)], "x")


def short(value: float) -> str:
    """A number with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def megabytes(size: float) -> str:
    """Bytes as MB."""
    return f"{short(size / 2**20)} MB"


def put(document: Path, name: str, lines: Sequence[str]) -> None:
    """Replace what stands between the markers of this name."""
    text = document.read_text(encoding="utf-8")
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    pattern = f"{re.escape(begin)}.*?{re.escape(end)}"
    if not re.search(pattern, text, re.DOTALL):
        raise SystemExit(f"{document} has no place for the figures of {name}: put {begin} and {end} there")
    block = "\n".join([begin, "", *lines, "", end])
    document.write_text(re.sub(pattern, lambda _found: block, text, count=1, flags=re.DOTALL), encoding="utf-8")
