# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the collection and fails when the tarball holds what it must not, or lacks what it must have."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

GENERATED = {"MANIFEST.json", "FILES.json"}
REQUIRED = {"LICENSE", "README.md", "CHANGELOG.md", "meta/runtime.yml", "changelogs/changelog.yaml"}
NOT_SHIPPED = (".", "dist/", "collections/", "findings/", "tests/output/")


def build(folder: str) -> set[str]:
    """Build and return the names of the files in the tarball."""
    command = ["ansible-galaxy", "collection", "build", "--force", "--output-path", folder]
    subprocess.run(command, check=True)
    (tarball,) = Path(folder).glob("*.tar.gz")
    with tarfile.open(tarball) as archive:
        return {member.name for member in archive if not member.isdir()}


def main() -> int:
    """Run the program."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    known = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0"))
    with tempfile.TemporaryDirectory(prefix="akuvox-build-") as folder:
        shipped = build(folder)
    unwanted = {name for name in shipped if name.startswith(NOT_SHIPPED)} | (shipped - known - GENERATED)
    # The linters' settings are part of the collection: whoever tests the tarball gets the same verdict.
    unwanted -= {".ansible-lint", ".yamllint"}
    for name in sorted(unwanted):
        print(f"{name}: in the tarball but not meant for it; add it to build_ignore in galaxy.yml")
    missing = sorted(REQUIRED - shipped)
    for name in missing:
        print(f"{name}: missing from the tarball")
    print(f"{len(shipped)} files")
    return 1 if unwanted or missing else 0


if __name__ == "__main__":
    sys.exit(main())
