# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of words: each offender is found in each kind of file, and what is right passes."""

from __future__ import annotations

import check_words
import pytest
from check_words import MOST_WORDS

# One sentence for each entry of the list.
OFFENDING = {
    "Wait lest it is lost.": "lest",
    "This is of use in check mode.": "of use",
    "The door is told to restart.": "is told",
    "A door answers no more.": "no more",
    "Nobody knows where he is.": "he",
    "It fails for want of a login.": "for want of",
    "The list is made anew.": "anew",
    "A door shall open.": "shall",
    "The key thereof is kept.": "thereof",
    "The check takes it for free.": "takes it for",
    "It is asked without need.": "without need",
    "The port belongs into its own option.": "belongs into",
}
FINE = (
    "A door answers no more than three times, and no longer than that.",
    "Lists of users are read, and it is useful.",
    "The words `he` and ``lest`` are code.",
    "The other doors are there; their people are theirs.",
)
LONG = " ".join(["word"] * (MOST_WORDS + 1)).capitalize() + "."
PLACES = {
    "README.md": "# Title\n\nSome text.\n{}\n",
    "docs/list.md": "- one\n- {}\n",
    "docs/table.md": "| a | b |\n|---|---|\n| c | {} |\n",
    "docs/guide.rst": "Title\n=====\n\n{}\n\n.. code-block:: yaml\n\n   a: b\n",
    "roles/x/README.md": "text\n\n{}\n",
    "plugins/modules/x.py": 'DOCUMENTATION = r"""\nmodule: x\noptions:\n  a:\n    description:\n      - "{}"\n"""\n',
    "plugins/doc_fragments/x.py": 'class F:\n    DOCUMENTATION = r"""\noptions:\n  a:\n    description: "{}"\n"""\n',
    "plugins/filter/x.yml": 'DOCUMENTATION:\n  description: "{}"\n',
    "roles/x/meta/argument_specs.yml": 'argument_specs:\n  main:\n    description: ["{}"]\n',
    "roles/x/tasks/main.yml": "---\n# {}\n- name: x\n",
    "changelogs/fragments/1-x.yml": 'bugfixes:\n  - "{}"\n',
    "roles/x/tasks/fail.yml": "---\n- name: x\n  ansible.builtin.fail:\n    msg: '{}'\n",
    "plugins/module_utils/raised.py": 'raise ValueError("{}")\n',
    "plugins/module_utils/joined.py": 'raise ValueError(f"{{place}}. {}")\n',
    "tests/x.py": 'def f():\n    """{}"""\n',
    "tests/y.py": "# {}\na = 1\n",
    "tests/z.py": "a = 1  # {}\n",
}


def found(path, text):
    return [fault for passage in check_words.passages(path, text) for fault in check_words.faults(passage)]


def test_the_list_has_a_sentence_for_each_offender():
    named = [{match.lastgroup for match in check_words.PATTERN.finditer(sentence)} for sentence in OFFENDING]
    assert [len(groups) for groups in named] == [1] * len(OFFENDING)
    assert len(set.union(*named)) == len(check_words.OFFENDERS)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("sentence", OFFENDING)
def test_an_offender_is_found_where_it_stands(path, sentence):
    (fault,) = found(path, PLACES[path].format(sentence))
    assert fault.startswith(f"{path}:")
    assert f"'{OFFENDING[sentence]}'" in fault


@pytest.mark.parametrize("word", ["him", "his", "himself", "she", "hers", "herself", "He", "Lest"])
def test_people_are_they_and_capitals_do_not_matter(word):
    assert len(found("README.md", f"What {word} has.\n")) == 1


def test_a_word_at_the_end_of_a_line_is_found_with_the_next_line():
    assert len(found("docs/x.md", "The door is\ntold to open.\n")) == 1
    assert len(found("tests/x.py", "# the door is\n# told to open\n")) == 1


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("sentence", FINE)
def test_what_is_right_passes(path, sentence):
    assert found(path, PLACES[path].format(sentence)) == []


@pytest.mark.parametrize("path", [path for path in PLACES if path != "docs/table.md"])
def test_a_long_sentence_is_found_where_it_stands(path):
    (fault,) = found(path, PLACES[path].format(LONG))
    assert fault.startswith(f"{path}:")
    assert f"a sentence of {MOST_WORDS + 1} words" in fault
    half = LONG.replace("word word word", "word word. Word", 1)
    assert found(path, PLACES[path].format(half)) == []


def test_of_a_table_only_the_words_are_judged():
    assert found("docs/table.md", PLACES["docs/table.md"].format(LONG)) == []


def test_the_items_of_a_docstring_and_of_a_comment_are_read_by_themselves():
    half = " ".join(["word"] * (MOST_WORDS // 2 + 1))
    assert found("tests/x.py", f'def f():\n    """{half}\n\n    :param a: {half}\n    - {half}\n    """\n') == []
    assert found("tests/x.yml", f"---\n# {half}\n#\n#   a   {half}\n") == []
    assert found("tests/x.py", f'def f():\n    """{half}\n    {half}\n    """\n') != []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/x.md", "```sh\necho lest\n```\n"),
        ("docs/x.md", "see [this](https://example.com/he/lest)\n"),
        ("docs/x.rst", ".. code-block:: console\n\n   $ echo lest\n\n   he\n\nText.\n"),
        ("tests/x.py", 'A = "he shall"\n'),
        ("roles/x/tasks/main.yml", "---\n- name: he shall\n"),
    ],
)
def test_code_is_left_out(path, text):
    assert found(path, text) == []
