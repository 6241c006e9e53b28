# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a sanity ignore file exists: the collection passes without exceptions."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run the program."""
    found = sorted(Path("tests/sanity").glob("ignore*"))
    for path in found:
        print(f"{path}: mend what it hides; this collection has no sanity exceptions")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
