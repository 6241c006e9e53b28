# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fragments stand in the changelog as they are written, and the version is the same in all places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
FRAGMENTS = sorted((ROOT / "changelogs" / "fragments").glob("*.yml"))
RELEASES = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text("utf-8"))["releases"]
# What is to be released, and what was.
CONTENTS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FRAGMENTS} | {
    version: release["changes"] for version, release in RELEASES.items()
}
# What Ansible's documentation makes bold or a link of stands in a changelog letter by letter.
MARKUP = re.compile(r"\b(?:[BCEILMOPRUV]|RV)\([^)]*\)|(?<!`)`(?!`)[^`]+(?<!`)`(?!`)")


def entries(content):
    return [entry for section, listed in content.items() if section != "release_summary" for entry in listed]


@pytest.mark.parametrize(
    ("entry", "found"),
    [("a - with C(x) on", "C(x)"), ("a - `x`", "`x`"), ("a - ``x``, PIN(s), RFC(1) and ``O(x)`` of U", "O(x)")],
)
def test_markup_is_found(entry, found):
    assert MARKUP.search(entry)[0] == found


@pytest.mark.parametrize("name", CONTENTS)
def test_an_entry_says_what_it_is_about_and_has_no_markup_of_documentation(name):
    for entry in entries(CONTENTS[name]):
        assert " - " in entry, f"begin with what it is about, such as 'all modules - ': {entry}"
        assert not MARKUP.search(entry), f"write names in double backticks: {entry}"


def test_the_version_is_the_same_in_all_places():
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"]
    assert re.findall(r"doorfleet\.akuvox:==([\d.]+)", (ROOT / "README.md").read_text("utf-8")) == [version]
    assert version in RELEASES or (ROOT / "changelogs" / "fragments" / f"{version}.yml").exists()
