# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: number replacement rules."""

from __future__ import annotations

import random

from .common import Battery, Campaign, TargetData, change_list


def replaced(*numbers: str) -> dict:
    """The five fields with the numbers."""
    return {f"Replace{place}": (*numbers, *[""] * 5)[place - 1] for place in range(1, 6)}


def record(prefix: str, *numbers: str, line: str = "0") -> dict:
    """A rule as a device has it."""
    return {"Prefix": prefix, "Line": line, **replaced(*numbers)}


def values(number: int, rng: random.Random) -> dict:
    """Options with the fields that they stand for."""
    numbers = [f"0{rng.randrange(100, 999)}" for _count in range(rng.randrange(1, 6))]
    return {"replacements": (numbers, replaced(*numbers)), "account": ("2", {"Line": "2"})}


FIVE, SWAPPED = ["101", "102", "103", "104", "105"], ["102", "101", "103", "104", "105"]
DATA = TargetData(
    "akuvox_dialreplace",
    change_list("rules", {"prefix": "110", "replacements": ["102"]}, {"prefix": "0", "replacements": ["100"]}),
    held=[{"Prefix": prefix, "Line": "0", "Replace1": "100"} for prefix in ("110", "112")],
    option="rules",
    key=("prefix", "Prefix"),
    battery=Battery(
        held=[record("0110", "192.0.2.1"), record("0120", *FIVE), record("0130", "106")],
        wanted=[
            {"prefix": "0110", "replacements": ["192.0.2.1"]},
            {"prefix": "0120", "replacements": ["102", "101"], "account": 1},
            {"prefix": "0140", "replacements": ["107", "108"]},
        ],
        holds=[record("0110", "192.0.2.1"), record("0120", "102", "101", line="1"), record("0140", "107", "108")],
        names=("0110", "0120", "0130", "0140"),
        changes=({"account": "auto", "replacements": FIVE}, {"account": "1", "replacements": ["102", "101"]}),
        bad=(
            {"prefix": "0120", "replacements": ["1", "2", "3", "4", "5", "6"]},
            "rules[0].replacements (prefix 0120): must be a list of 1 to 5 numbers or addresses",
        ),
    ),
    campaign=Campaign(lambda number: f"0{number}", values, ("replacements",), {"Line": "0"}),
    # in order, and what isn't listed is emptied
    stored=(({"replacements": SWAPPED}, replaced(*SWAPPED)), ({"replacements": ["101"]}, replaced("101"))),
    compared=(
        (replaced(*FIVE), {"replacements": FIVE}, {}),
        (replaced(*FIVE), {"replacements": SWAPPED}, {"replacements": SWAPPED}),
        (replaced(*FIVE), {"replacements": ["101"]}, {"replacements": ["101"]}),
        # a gap is a difference
        ({**replaced("101"), "Replace3": "103"}, {"replacements": ["101", "103"]}, {"replacements": ["101", "103"]}),
    ),
    refused=(
        ({"replacements": []}, "replacements (prefix 01): must be a list of 1 to 5 numbers"),
        ({"replacements": "101"}, "replacements (prefix 01): must be a list of 1 to 5 numbers"),
        ({"replacements": ["101", 7]}, "replacements[1] (prefix 01): must be in quotes"),
        ({"replacements": ["101", ""]}, "replacements[1] (prefix 01): must not be empty"),
    ),
)
