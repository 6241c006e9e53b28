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
