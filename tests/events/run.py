# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run rulebooks in the real ansible-rulebook, whose Java is installed before where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "openjdk-17-jre-headless"


def provide_java() -> None:
    """Install Java, as root and with apt; else say which package it is."""
    if shutil.which("java"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Java 17 or newer is missing. On Debian, as root: apt-get install {PACKAGE}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "--yes", "--no-install-recommends", PACKAGE)):
        subprocess.run(["apt-get", "--quiet", *words], env=quiet, check=True)


if __name__ == "__main__":
    provide_java()
    command = [sys.executable, "-m", "pytest", "-q", "-rfEs", Path(__file__).parent]
    sys.exit(subprocess.run(command, check=False).returncode)
