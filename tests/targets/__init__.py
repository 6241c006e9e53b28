# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test data of each target, in one file each, by hand: no test takes from the client's code what it has to do.

``docs/adding-a-target.md`` shows what goes into such a file.
"""

from __future__ import annotations

import importlib
from pathlib import Path

# Target -> its data.
ALL = {
    path.stem: importlib.import_module(f"{__name__}.{path.stem}").DATA
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem not in ("__init__", "common")
}
LISTS = {target: data for target, data in ALL.items() if data.key}
