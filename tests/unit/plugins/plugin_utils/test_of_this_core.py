# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-core has by other names in other versions: templates, vault passwords, errors of filters."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleError
from ansible.parsing import vault as core
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.task import Task
from ansible.plugins.action import ActionBase
from ansible.plugins.callback import CallbackBase
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.errors import TemplatePluginError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.untemplated import trust_as_template, untemplated
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

PLUGINS = Path(__file__).resolve().parents[4] / "plugins"
# What ansible-core has deprecated or says that it will; 2.25 lacks it.
ENDING = {
    "ansible.module_utils.common.parameters": {"remove_values", "sanitize_keys"},
    "ansible.utils.unsafe_proxy": {"wrap_var", "AnsibleUnsafe"},
    "ansible.errors": {"AnsibleFilterError", "AnsibleLookupError", "AnsibleActionSkip"},
    "ansible.parsing.ajson": {"AnsibleJSONEncoder", "AnsibleJSONDecoder"},
}
# Each of them for cores that have nothing else.
FOR_OLD_CORES = {
    ("untemplated.py", "wrap_var"),
    ("errors.py", "AnsibleFilterError"),
    ("errors.py", "AnsibleLookupError"),
}


def is_template(text):
    """Whether this core would take the text for a template."""
    try:
        from ansible.template import is_trusted_as_template
    except ImportError:
        from ansible.utils.unsafe_proxy import AnsibleUnsafe

        return not isinstance(text, AnsibleUnsafe)
    return is_trusted_as_template(text)


@pytest.mark.parametrize("text", ["{{ lookup('pipe', 'id') }}", "{% if x %}", "a{b"])
def test_what_could_be_a_template_is_none_wherever_it_comes_from(text):
    for value in (text, trust_as_template(text)):
        assert untemplated(value) == text
        assert not is_template(untemplated(value))


@pytest.mark.parametrize("value", ["Gate", "", 5, None, ["{{ x }}"]])
def test_anything_else_stays(value):
    assert untemplated(value) == value


@pytest.fixture
def loader(monkeypatch):
    """Ansible's loader in a run with one vault password, as this core keeps it."""
    secrets = [("default", core.VaultSecret(b"of the vault"))]
    if hasattr(core, "VaultSecretsContext"):
        monkeypatch.setattr(core.VaultSecretsContext, "_current", core.VaultSecretsContext(secrets))
        return SimpleNamespace()
    return SimpleNamespace(_vault=SimpleNamespace(secrets=secrets))


def test_the_vault_of_the_run_encrypts_and_decrypts(loader):
    vault = Vault(loader)
    vault.check("vault")
    kept = vault.encrypt(b"content")
    assert kept.startswith(b"$ANSIBLE_VAULT;")
    assert vault.decrypt(kept, "/srv/set") == b"content"


def test_without_a_vault_password_it_is_said_how_to_give_one(monkeypatch):
    if hasattr(core, "VaultSecretsContext"):
        monkeypatch.setattr(core.VaultSecretsContext, "_current", None)
    with pytest.raises(InvalidInput, match="--ask-vault-pass"):
        Vault(SimpleNamespace(_vault=SimpleNamespace(secrets=None))).check("vault")


def test_an_error_of_a_filter_is_one_of_ansibles():
    assert issubclass(TemplatePluginError, AnsibleError)


def test_nothing_is_imported_that_ansible_core_is_about_to_remove():
    found = set()
    for path in PLUGINS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found |= {(path.name, name.name) for name in node.names if name.name in ENDING.get(node.module, ())}
    assert found == FOR_OLD_CORES


# The private names of ansible-core in plugins/. What a plugin's own base class has is meant for plugins; the rest could
# go with any version, and what goes without is said.
OF_BASE_CLASSES = {
    ActionBase: {"_execute_module", "_find_needle", "_fixup_perms2", "_make_tmp_path", "_transfer_file"},
    BaseInventoryPlugin: {"_read_config_data"},
    Constructable: {"_add_host_to_composed_groups", "_add_host_to_keyed_groups", "_set_composite_vars"},
    CallbackBase: {"_get_diff", "_handle_warnings"},
}
# Set when a plugin is made, or part of a result or a connection that it is given.
OF_PLUGINS = {
    "_cache", "_connection", "_display", "_host", "_play_context", "_shared_loader_obj", "_shell", "_task", "_templar",
}  # fmt: skip
PRIVATE = {
    "_ds": "messages name options, not the variables that a role's task has",
    "_parent": "the tags of a user's role or block",
    "_role": "the same, and the words of messages",
    "_get_file_contents": "a list of people that is encrypted",
    "_variable_manager": "nothing: a variable that a play has set may be called unknown",
    "_nonpersistent_fact_cache": "nothing: the same",
}


def names_of(tree):
    """The names that code gives to something, and the private names that it asks others for."""
    given, asked = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            given.add(node.name)
        elif isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Store):
            given.add(node.attr if isinstance(node, ast.Attribute) else node.id)
        elif isinstance(node, ast.Attribute):
            asked.add(node.attr)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "hasattr"):
            asked.add(str(getattr(node.args[1], "value", "")))
    return given, {name for name in asked if name.startswith("_") and not name.startswith("__")}


def test_the_private_parts_of_ansible_core_that_are_used_are_these_and_this_core_has_them():
    given, asked = set(), set()
    # what runs on a bastion too knows nothing of Ansible
    for path in PLUGINS.rglob("*.py"):
        if "module_utils" not in path.parts:
            its_given, its_asked = names_of(ast.parse(path.read_text(encoding="utf-8")))
            given, asked = given | its_given, asked | its_asked
    assert asked - given == {*PRIVATE, *OF_PLUGINS, *set().union(*OF_BASE_CLASSES.values())}
    for base, names in OF_BASE_CLASSES.items():
        assert [name for name in names if not hasattr(base, name)] == [], base
    loader = DataLoader()
    task = Task.load({"name": "x", "ansible.builtin.debug": {"msg": "x"}}, loader=loader)
    variables = VariableManager(loader=loader)
    parts = (task, loader, variables, HostVars(None, variables, loader))
    assert [name for name in PRIVATE if not any(hasattr(part, name) for part in parts)] == []


def test_no_strategy_plugin_of_a_collection():
    """They are deprecated, and go with a later ansible-core."""
    assert not (PLUGINS / "strategy").exists()
    plays = [*(PLUGINS.parent / "playbooks").rglob("*.yml"), *(PLUGINS.parent / "extensions" / "awx").rglob("*.yml")]
    used = {line.split(":")[1].strip() for path in plays for line in path.read_text("utf-8").splitlines()
            if line.strip().startswith("strategy:")}  # fmt: skip
    assert used == {"linear"}
