# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the site of the documentation in dist/docs; a warning fails it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "docs" / "site"
SOURCES = ROOT / ".cache" / "docs"
SITE = ROOT / "dist" / "docs"
# Where the links of docs/*.md to files that are no pages lead.
REPOSITORY = "https://github.com/doorfleet/doorfleet.akuvox/blob/main/"


def gather() -> None:
    """Bring all pages together: those made from the plugins' documentation, the guides, and the tables."""
    shutil.rmtree(SOURCES, ignore_errors=True)
    # antsibull-docs wants a folder that nobody else can write to
    SOURCES.mkdir(mode=0o700, parents=True)
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(SOURCES)]
    settings = ["--config-file", str(SETTINGS / "antsibull-docs.cfg")]
    subprocess.run(["antsibull-docs", *settings, "collection", *options, "doorfleet.akuvox"], check=True)
    SOURCES.joinpath("index.rst").rename(SOURCES / "collection.rst")
    shutil.copy(SETTINGS / "index.rst", SOURCES)
    shutil.copytree(ROOT / "docs" / "images", SOURCES / "images")
    pages = SOURCES / "pages"
    pages.mkdir()
    for page in ROOT.joinpath("docs").glob("*.md"):
        text = page.read_text(encoding="utf-8").replace("](../", f"]({REPOSITORY}")
        pages.joinpath(page.name).write_text(text, encoding="utf-8")


def build() -> int:
    """Make HTML of them."""
    shutil.rmtree(SITE, ignore_errors=True)
    options = ["-b", "html", "-q", "-n", "-W", "--keep-going", "-c", str(SETTINGS), "-d", str(SOURCES / ".doctrees")]
    return subprocess.run(["sphinx-build", *options, str(SOURCES), str(SITE)], check=False).returncode


def main() -> int:
    """Run the program."""
    gather()
    if code := build():
        return code
    print(f"{len(list(SITE.rglob('*.html')))} pages: {SITE.relative_to(ROOT)}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
