# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo prints has to be short enough to be read, and what README shows of it has to be what is printed."""

from __future__ import annotations

import re

MOST_LINES, MOST_COLUMNS = 99, 80
_SHOWN = re.compile(r"<!-- what the demo prints -->\n```text\n(.*?)```", re.DOTALL)


def complaints(output: str, readme: str) -> list[str]:
    """What is wrong with the demo's output, or with what README shows of it."""
    lines = output.splitlines()
    wrong = []
    if len(lines) > MOST_LINES:
        wrong.append(f"the demo prints {len(lines)} lines; {MOST_LINES} are the most")
    # a path or an address can't be wrapped
    wrong += [f"too long a line: {line}" for line in lines if len(line) > MOST_COLUMNS and _can_be_wrapped(line)]
    shown = _SHOWN.findall(readme)
    if not shown:
        wrong.append("README.md shows nothing of what the demo prints")
    wrong += [f"README.md shows what the demo no longer prints:\n{text}" for text in shown if text not in output]
    return wrong


def _can_be_wrapped(line: str) -> bool:
    return max(map(len, line.split())) <= MOST_COLUMNS // 2
