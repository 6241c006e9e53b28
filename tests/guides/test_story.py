# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader of guides: a block that it overlooked would be one that no test runs."""

from __future__ import annotations

import pytest
from story import Block, blocks, commands, fences, missing


def page(tmp_path, text):
    path = tmp_path / "guide.rst"
    path.write_text(text, encoding="utf-8")
    return path


def test_blocks_have_their_place_language_caption_and_text(tmp_path):
    text = "Title\n=====\n\n.. code-block:: yaml\n   :caption: a/b.yml\n\n   ---\n   a:\n\n     b: 1\n\n"
    text += "Text.\n\n- Point\n\n  .. code-block:: console\n\n    $ ls\n"
    assert blocks(page(tmp_path, text)) == [
        Block("guide.rst:4", "yaml", "a/b.yml", "---\na:\n\n  b: 1\n"),
        Block("guide.rst:16", "console", "", "$ ls\n"),
    ]


@pytest.mark.parametrize("text", ["Like this::\n\n   a: 1\n", ".. code-block::\n\n   a: 1\n"])
def test_a_block_that_says_not_what_it_is_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match=r"guide\.rst:1"):
        blocks(page(tmp_path, text))


def test_fences_of_markdown_are_the_same_blocks(tmp_path):
    text = "# Title\n\n<!-- a/b.yml -->\n```yaml\na: 1\n```\n\nText.\n\n"
    text += "1. Point:\n\n   ```sh\n   one \\\n     --two   # why\n   three\n   ```\n"
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    file, shell = fences(path)
    assert file == Block("page.md:4", "yaml", "a/b.yml", "a: 1\n")
    assert [command.line for command in commands(shell)] == ["one --two", "three"]


def test_commands_have_the_lines_that_they_print():
    found = commands(Block("x:1", "console", "", "$ one \\\n    --two\nprinted\n\n$ three\n"))
    assert [(command.line, command.prints) for command in found] == [("one --two", ("printed",)), ("three", ())]


def test_output_without_a_command_is_refused():
    with pytest.raises(ValueError, match="before the first command"):
        commands(Block("x:1", "console", "", "printed\n$ one\n"))


@pytest.mark.parametrize(
    ("prints", "lacks"),
    [
        (("a  b", "d"), None),
        (("d", "a b"), "a b"),
        (("a ... c", "..."), None),
        (("a ... d",), "a ... d"),
        (("a.b",), "a.b"),
    ],
)
def test_lines_are_looked_for_in_their_order(prints, lacks):
    assert missing(prints, "a   b c\nd\n") == lacks
