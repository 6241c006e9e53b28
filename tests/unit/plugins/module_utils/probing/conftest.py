# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the helpers beside the tests, the tool that reads reports, and the emulator importable."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[4]
for folder in (HERE, ROOT / "tests" / "tools", ROOT / "extensions" / "emulator"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
