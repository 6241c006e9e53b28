# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/support-matrix.md says what the tables of models and profiles say, and the documentation names all profiles."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ansible_collections.doorfleet.akuvox.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.doorfleet.akuvox.plugins.module_utils.profiles import PROFILES

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_up_to_date():
    tool = str(ROOT / "tests" / "tools" / "support_matrix.py")
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_option_names_every_profile():
    assert [name for name in PROFILES if f"V({name})" not in ModuleDocFragment.DOCUMENTATION] == []
