# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the site of the documentation in dist/docs; a warning fails it."""

from __future__ import annotations

import re
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
    """Bring all pages together: the plugins' documentation, the guides, the tables and the roles' READMEs."""
    shutil.rmtree(SOURCES, ignore_errors=True)
    # antsibull-docs wants a folder that nobody else can write to
    SOURCES.mkdir(mode=0o700, parents=True)
    options = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(SOURCES)]
    settings = ["--config-file", str(SETTINGS / "antsibull-docs.cfg")]
    subprocess.run(["antsibull-docs", *settings, "collection", *options, "doorfleet.akuvox"], check=True)
    SOURCES.joinpath("index.rst").rename(SOURCES / "collection.rst")
    shutil.copy(SETTINGS / "index.rst", SOURCES)
    shutil.copytree(ROOT / "docs" / "images", SOURCES / "images")
    folder = SOURCES / "pages"
    folder.mkdir()
    pages = {file.relative_to(ROOT).as_posix(): name for file, name in markdown_pages()}
    for path, name in pages.items():
        text = ROOT.joinpath(path).read_text(encoding="utf-8")
        folder.joinpath(name).write_text(linked(text, pages), encoding="utf-8")


def markdown_pages() -> list[tuple[Path, str]]:
    """Return the Markdown files that become pages, each with the name of its page."""
    tables = [(path, path.name) for path in sorted(ROOT.glob("docs/*.md"))]
    return tables + [(path, f"role-{path.parent.name}.md") for path in sorted(ROOT.glob("roles/*/README.md"))]


def linked(text: str, pages: dict[str, str]) -> str:
    """Lead links to files to their pages, which are given by path; those to other files lead to the repository."""
    text = text.replace("](../", f"]({REPOSITORY}")

    def to_page(link: re.Match[str]) -> str:
        page = pages.get(link["path"])
        return f"]({page}{link['anchor']})" if page else link[0]

    return re.sub(rf"\]\({re.escape(REPOSITORY)}(?P<path>[^)#]+)(?P<anchor>#[^)]*|)\)", to_page, text)


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
