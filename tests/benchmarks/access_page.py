# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the page of the job access takes beyond reading the doors, and how large it is: 500 doors x 2,000 people."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".cache" / "collections"))

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfindings import findings  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import rows_of  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accesspage import (  # noqa: E402
    access_csv,
    access_data,
    access_page,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack, unpack  # noqa: E402

FILES = ROOT / "roles" / "access" / "files"


def told(people: int, door: int) -> str:
    """What a door tells of so many people, packed as its task returns it."""
    rights = [{"openings": [[{"kind": "always"}, ["A"]]], "limit": "", "text": f"always ({relays})"} for relays in "AB"]
    rows = [
        [
            str(1000 + number),
            f"Person {number}",
            "user",
            (number + door) % 2,
            [f"00B4{number:04X}"],
            f"{number:016x}",
            1,
        ]
        for number in range(people)
    ]
    return pack({"people": rows, "rights": rights, "missing": [], "public": False, "readers": {}})


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="access_page.py", description=__doc__.partition("\n")[0])
    parser.add_argument("--doors", type=int, default=500)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--page", type=Path, help="where to write the page, to open it in a browser")
    given = parser.parse_args()
    packed = {f"door-{number:04d}": told(given.people, number) for number in range(given.doors)}
    began = time.process_time()
    said = {door: unpack(text, "packed") for door, text in packed.items()}
    rows = {door: rows_of(door, its) for door, its in said.items()}
    found = findings(rows, said, None, "2026-01-01")
    data = access_data(rows, {}, lambda row: "list", found, {"generated": "2026-01-01T00:00:00Z", "part": ""})
    page = access_page(data, *((FILES / f"access.{end}").read_text("utf-8") for end in ("html", "css", "js")))
    csv, text = access_csv(rows, {}, lambda row: "list"), json.dumps(data)
    seconds = time.process_time() - began
    sizes = [f"{name} {len(what) / 1e6:.1f} MB" for name, what in (("page", page), ("csv", csv), ("json", text))]
    print(f"{given.doors} doors x {given.people} people: {seconds:.1f} s of processor; {', '.join(sizes)}")
    if given.page:
        given.page.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
