# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at the pages of report and access in Chromium, which is installed before where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromedriver")
PACKAGES = ("chromium", "chromium-driver")


def provide_browser() -> None:
    """Install what is missing, as root and with apt; else say which packages it is."""
    if all(map(shutil.which, COMMANDS)):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Chromium and its driver are missing. On Debian, as root: apt-get install {' '.join(PACKAGES)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "--yes", "--no-install-recommends", *PACKAGES)):
        subprocess.run(["apt-get", "--quiet", *words], env=quiet, check=True)


if __name__ == "__main__":
    provide_browser()
    sys.exit(subprocess.run([sys.executable, "-m", "pytest", "-q", Path(__file__).parent], check=False).returncode)
