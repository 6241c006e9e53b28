# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page with a row for each set-up of a web server: what was asked of it, and whether it held."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "servers.md"
HEAD = """\
<!-- Made by tests/servers/run.py --write from what the servers did. -->

# Real web servers

Doors answer by a web server of their own, many of them by lighttpd, and some sites have a proxy before them. So the
modules also run through **lighttpd** and **Apache** as Debian has them. A play on each set-up reads, changes the
configuration, adds, changes and removes contacts, and exports them. Then it uploads a file that is too large for the
server. Behind the server is the emulated door, and between the two a relay that frames the answers as the row says.

`python3 tests/tools/checks.py --exec newest python tests/servers/run.py` runs all of it, and `--write` makes this page
again.

- Each task has to end as it does without a server between. The door has to hold what was asked for, each write once.
- Nonces live one second at the door and in Apache, less than most tasks take. lighttpd's own live ten minutes, which
  can't be set.
- *Requests per connection* is the most that the server allows. Its log has to show that it was kept to.
- The upload has to end with a message that names HTTP 413, and the door keeps its firmware.
"""
MATRIX = """
## Logins, connections and bodies

| Server | Login asked for by | Requests per connection | Answers | Held |
|---|---|---|---|---|
"""
UPSETS = """
## What goes wrong

| Server | What was asked | Held |
|---|---|---|
"""
_VERSION = re.compile(r"\b(lighttpd|Apache) [0-9.]+")


def page(rows: list[list[str]]) -> str:
    """The whole page; a row of five is of the first table, one of three of the second."""
    return HEAD + MATRIX + _lines(rows, 5) + UPSETS + _lines(rows, 3)


def is_told(rows: list[list[str]], text: str) -> bool:
    """Whether the page has these rows, whatever the versions of the servers are."""
    return _VERSION.sub(r"\1", page(rows)) == _VERSION.sub(r"\1", text)


def _lines(rows: list[list[str]], length: int) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows if len(row) == length)
