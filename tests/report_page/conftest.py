# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sample fleets importable, and the collection whose plugins they use; starts the browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# where the driver of the checks has linked the collection
sys.path[:0] = [str(Path(__file__).resolve().parent), os.environ["ANSIBLE_COLLECTIONS_PATH"]]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """The browser of most tests of a file."""
    from browsing import chromium

    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver
