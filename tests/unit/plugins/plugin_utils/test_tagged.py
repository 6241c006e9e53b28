# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule of --tags and --skip-tags for a part of a task is Ansible's own for whole tasks, and omitted variables."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.task import Task

from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.registry import SECTIONS
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.omitted import has_templates, resolved
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.tagged import chosen, inherited, runs

TAGS = ((), ("akuvox_users",), ("akuvox_users", "access"), ("akuvox_users", "always"), ("akuvox_users", "never"),
        ("never", "always", "access"))  # fmt: skip
WORDS = ("all", "tagged", "untagged", "always", "never", "akuvox_users", "access", "other")
PAIRS = [*((word,) for word in WORDS), ("access", "other"), ("always", "all"), ("never", "akuvox_users")]


def task_with(tags):
    task = Task.load({"name": "x", "ansible.builtin.debug": {"msg": "x"}, "tags": list(tags)}, loader=DataLoader())
    # newer versions look at the play's tags as well
    task.get_play = lambda: SimpleNamespace(_tags=[])
    return task


@pytest.mark.parametrize("tags", TAGS)
def test_the_rule_is_that_of_ansible(tags):
    task = task_with(tags)
    for only, skip in itertools.product([("all",), *PAIRS], [(), *PAIRS]):
        by_ansible = task.evaluate_tags(list(only), list(skip), all_vars={})
        assert runs(tags, only, skip) is bool(by_ansible), (tags, only, skip)


def test_the_tags_of_the_user_are_those_of_what_the_task_is_in():
    include = SimpleNamespace(tags=["always"], _parent=None, statically_loaded=False)
    apply = SimpleNamespace(tags=["access"], _parent=include)
    assert inherited(SimpleNamespace(_parent=apply, tags=["always", "access"])) == {"access"}
    role = SimpleNamespace(tags=["always"])
    of_role = SimpleNamespace(tags=[], _role=role, _parent=SimpleNamespace(tags=["access"], _parent=None))
    assert inherited(SimpleNamespace(_parent=of_role, tags=["always", "access"])) == {"access", "always"}
    assert inherited(SimpleNamespace(_parent=None, tags=["always", "x"])) == {"x"}


def test_names_are_chosen_in_their_order():
    task = SimpleNamespace(_parent=None, tags=["access", "always"])
    names = ["config", "users"]
    assert chosen(names, "akuvox_", task, {"ansible_run_tags": ["all"], "ansible_skip_tags": []}) == names
    assert chosen(names, "akuvox_", task, {"ansible_run_tags": ["akuvox_users"]}) == ["users"]
    assert chosen(names, "akuvox_", task, {"ansible_run_tags": ["access"]}) == names
    assert chosen(names, "akuvox_", task, {"ansible_skip_tags": ["akuvox_users"]}) == ["config"]
    assert chosen(names, "akuvox_", task, {"ansible_skip_tags": ["access"]}) == []


def test_each_section_is_a_tag_of_the_role_and_leaves_that_section_alone():
    path = Path(__file__).parents[4] / "roles" / "provision" / "tasks" / "main.yml"
    of_role = {tag for task in yaml.safe_load(path.read_text(encoding="utf-8")) for tag in task["tags"]}
    assert of_role == {"always", "never", *(f"akuvox_{name}" for name in SECTIONS)}
    task = SimpleNamespace(_parent=None, tags=["always"])
    for name in SECTIONS:
        assert chosen(SECTIONS, "akuvox_", task, {"ansible_run_tags": [f"akuvox_{name}"]}) == [name]


class Templar:
    """Gives what a template is, or raises what newer versions raise."""

    def __init__(self, found):
        self.found = found

    def template(self, value):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def omitted():
    """What the version at hand does for a variable that is omitted: an error, or a word."""
    try:
        from ansible.errors import AnsibleValueOmittedError
    except ImportError:
        return "__omit__", "__omit__"
    return AnsibleValueOmittedError(), None


def test_an_omitted_variable_is_as_good_as_none():
    found, word = omitted()
    assert resolved(Templar(found), "{{ x | default(omit) }}", word) is None


def test_a_word_for_what_is_omitted_is_left_out_of_mappings_and_lists_too():
    found = {"a": "__omit__", "b": [{"c": "__omit__", "d": 1}, "__omit__"]}
    assert resolved(Templar(found), {"a": "{{ x }}"}, "__omit__") == {"b": [{"d": 1}]}
    with pytest.raises(AnsibleError):
        resolved(Templar(AnsibleError("undefined")), "{{ x }}", "__omit__")


def test_a_value_without_templates_is_not_templated():
    assert resolved(Templar(AnsibleError("templated")), [{"a": "b", "c": [1, None, True]}], None) == [
        {"a": "b", "c": [1, None, True]}
    ]
    texts = ["{{ x }}", "{% if x %}", ["a", {"b": "{# c #}"}], {"{{ a }}": 1}, "#jinja2: trim_blocks: true", object()]
    assert [has_templates(text) for text in texts] == [True] * 6
