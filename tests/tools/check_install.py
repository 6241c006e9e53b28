# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs the tarball into an empty folder, runs the demo from there, and looks at what it prints."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from demo_output import complaints


def main() -> int:
    """Run the program."""
    with tempfile.TemporaryDirectory(prefix="akuvox-install-") as name:
        folder = Path(name)
        collections = folder / "collections"
        environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections)}
        galaxy = ["ansible-galaxy", "collection"]
        subprocess.run([*galaxy, "build", "--output-path", name], check=True, env=environment)
        (tarball,) = folder.glob("*.tar.gz")
        install = [*galaxy, "install", "--offline", "--collections-path", str(collections), str(tarball)]
        subprocess.run(install, check=True, env=environment)
        installed = collections / "ansible_collections" / "doorfleet" / "akuvox"
        argv = [sys.executable, "demo/demo.py"]
        demo = subprocess.run(argv, cwd=installed, env=environment, check=False, stdout=subprocess.PIPE, text=True)
    print(demo.stdout)
    wrong = complaints(demo.stdout, Path("README.md").read_text(encoding="utf-8"))
    print(*wrong, sep="\n", file=sys.stderr)
    return demo.returncode or bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
