# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets Galaxy's importer look at the tarball, and fails where it has anything to say: it ends with 0 all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

DONE = "Importer processing completed successfully"
# What the importer leaves out unless asked for it.
MORE = {"GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "True"}


def main() -> int:
    """Run the program."""
    with tempfile.TemporaryDirectory(prefix="akuvox-import-") as folder:
        subprocess.run(["ansible-galaxy", "collection", "build", "--output-path", folder], check=True)
        (tarball,) = Path(folder).glob("*.tar.gz")
        # It is for the importer to say where collections are: the tarball's own, and no others.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        done = subprocess.run(
            [sys.executable, "-m", "galaxy_importer.main", tarball.name],
            cwd=folder,
            env={**environment, **MORE},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    said = [line for line in done.stdout.splitlines() if line.startswith(("WARNING", "ERROR", "CRITICAL"))]
    if done.returncode or said or DONE not in done.stdout:
        print(done.stdout)
        print(f"{len(said)} warnings and errors, exit code {done.returncode}")
        return 1
    print(DONE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
