# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A demo that prints too much, and a README that shows something else, are found."""

from __future__ import annotations

import pytest
from demo_output import complaints

README = "<!-- what the demo prints -->\n```text\n12 doors: 12 ok\n```\n"
GOOD = "$ a command\n12 doors: 12 ok\nfile:///" + "long/" * 30 + "report.html\n"


@pytest.mark.parametrize(("output", "readme", "wrong"), [
    (GOOD, README, []),
    (GOOD + "\n" * 97, README, ["the demo prints 100 lines; 99 are the most"]),
    (GOOD + "x " * 40 + "x", README, ["too long a line: " + "x " * 40 + "x"]),
    (GOOD, "", ["README.md shows nothing of what the demo prints"]),
    (GOOD.replace("12 ok", "11 ok"), README, ["README.md shows what the demo no longer prints:\n12 doors: 12 ok\n"]),
])  # fmt: skip
def test_what_is_wrong_with_the_demos_output_is_said(output, readme, wrong):
    assert complaints(output, readme) == wrong
