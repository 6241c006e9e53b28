# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pages the site has beside the generated ones, and where their links lead."""

from __future__ import annotations

import build_docs
import pytest
from build_docs import REPOSITORY, ROOT

PAGES = {"docs/inputs.md": "inputs.md", "roles/backup/README.md": "role-backup.md"}


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        (f"{REPOSITORY}roles/backup/README.md", "role-backup.md"),
        (f"{REPOSITORY}roles/backup/README.md#playbook", "role-backup.md#playbook"),
        (f"{REPOSITORY}docs/inputs.md#cards", "inputs.md#cards"),
        ("../roles/backup/README.md", "role-backup.md"),
        ("../tests/benchmarks/by_hand.yml", f"{REPOSITORY}tests/benchmarks/by_hand.yml"),
        (f"{REPOSITORY}README.md#connection-options", f"{REPOSITORY}README.md#connection-options"),
        ("#what-a-set-is", "#what-a-set-is"),
        ("https://example.com/roles/backup/README.md", "https://example.com/roles/backup/README.md"),
    ],
)
def test_a_link_leads_to_the_page_where_there_is_one(link, leads_to):
    assert build_docs.linked(f"see [this]({link}), and more", PAGES) == f"see [this]({leads_to}), and more"


def test_each_role_and_each_table_has_a_page_that_the_index_names():
    names = [name for _file, name in build_docs.markdown_pages()]
    assert len(set(names)) == len(names)
    assert {f"role-{path.name}.md" for path in ROOT.joinpath("roles").iterdir() if path.is_dir()} <= set(names)
    index = ROOT.joinpath("docs", "site", "index.rst").read_text(encoding="utf-8").split()
    assert [name for name in names if f"pages/{name.removesuffix('.md')}" not in index] == []
