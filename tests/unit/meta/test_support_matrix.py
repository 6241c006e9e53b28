# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/support-matrix.md says what the tables of models and profiles say, and the documentation names all profiles."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES

ROOT = Path(__file__).resolve().parents[3]

# device-facts 12, a line for each device: what is known of its functions, in the order of the columns below.
COLUMNS = (
    "people: read", "add", "change", "remove", "schedules", "contacts: read", "contacts: write", "groups: read, add",
    "groups: remove", "groups: rename", "relay: trigger", "relay: status", "config: read", "config: write", "door log",
    "call log",
)  # fmt: skip
FACTS = {
    "916.* (seen: 916.30.10.114, known for 916.30.10.* alone)": "SSSS S SS SSS SS SS SS",
    "2915.* (seen: 2915.30.10.114)": "SSSS S SU SSS SS SS SS",
    "2915.* before 2915.30.10.114 (seen: 2915.30.10.113)": "?U?? ? ?U ??? ?? ?? ??",
    "E18... (seen: 18.30.10.118)": "SSSS S SS SSS SS SS SS",
    "E18C... 18.* (seen: 18.30.11.21, known for 18.30.11.* alone)": "SSSS S SS SSS SS SS SS",
    "A08S... (seen: 108.30.10.144)": "SSSS S UU UUU SS SS SU",
    "R20K... (seen: 320.30.3.122)": "SSSS S SS SS? SS SS SS",
    "R20A... (seen: 320.30.11.63)": "SSSS S SS SS? SS SS SS",
    "R20BX3... (seen: 320.30.10.153)": "SSSS S SS SS? SS SS SS",
    "E12... (seen: 312.30.11.15)": "SSSS S SS SS? SS SS SS",
    "IT83... (seen: 83.30.10.4, known for 83.30.10.4 alone)": "???? ? ?? ??? UU ?? ??",
    "E16C... 216.* (seen: 216.30.10.141)": "S??? ? ?? ??? ?? SS ??",
    "X912... any": "SSSS S ?? ??? ?? ?? SS",
    "S532... any": "SSSS ? ?? SS? S? SS ??",
    # the manual, by which these are addressed, has no schedules, and groups that can be read and added, not removed
    "R29... 29.* (seen: 29.30.10.239)": "???? U ?? ?U? S? SS ??",
}
SAID = {"S": "yes", "U": "no", "?": "?"}


def cells(line):
    """What a row of the page says, by column."""
    return [cell.strip() for cell in line.strip("| \n").split("|")]


def rows():
    """The rows of the page's table by model and firmware, each as a mapping of its columns."""
    lines = (ROOT / "docs" / "support-matrix.md").read_text(encoding="utf-8").splitlines()
    head, _rule, *body = (cells(line) for line in lines if line.startswith("|"))
    return {" ".join(row[:2]).removeprefix("any "): dict(zip(head, row, strict=True)) for row in body}


def test_the_page_is_up_to_date():
    tool = str(ROOT / "tests" / "tools" / "support_matrix.py")
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_option_names_every_profile():
    assert [name for name in PROFILES if f"V({name})" not in ModuleDocFragment.DOCUMENTATION] == []


@pytest.mark.parametrize("device", FACTS)
def test_a_row_says_what_is_known_of_the_device(device):
    row = rows()[device]
    known = [SAID[letter] for letter in FACTS[device] if letter != " "]
    assert {column: row[column] for column in COLUMNS} == dict(zip(COLUMNS, known, strict=True))
