# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the job adopt: a secret that is the same stays as it is encrypted, and an edited file is known."""

from __future__ import annotations

import os
import stat

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import secret
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.adoptedfile import AdoptedFile
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

PIN, OTHER = "59172648", "40713395"


@pytest.fixture
def vault():
    """A real one, with a password."""
    found = Vault(None)
    found.__dict__["_library"] = VaultLib([("default", VaultSecret(b"vault/pass+word"))])
    return found


@pytest.fixture
def adopted(tmp_path, vault):
    return lambda: AdoptedFile(str(tmp_path / "host_vars" / "lobby" / "adopted.yml"), vault)


def test_secrets_are_vaulted_and_stay_as_they_are_while_they_are_the_same(adopted):
    tree = {"akuvox_sip": [{"account": 1, "password": secret(PIN), "username": "0101"}]}
    diff = adopted().replace(tree, check_mode=False)
    text = adopted().text
    assert PIN not in text + str(diff)
    assert "password: '******** (changed)'" in diff["after"]
    assert "username: '0101'" in text
    assert adopted().tree({}) == tree
    assert adopted().replace(tree, check_mode=False) is None
    assert adopted().text == text
    more = {"akuvox_sip": [{"account": 1, "password": secret(PIN)}, {"account": 2, "password": secret(OTHER)}]}
    diff = adopted().replace(more, check_mode=False)
    assert [line.strip() for line in diff["after"].splitlines() if "password" in line] == [
        "password: '********'", "password: '******** (changed)'",
    ]  # fmt: skip
    assert adopted().tree({}) == more


def test_a_file_is_for_its_owner_and_check_mode_writes_none(adopted):
    assert adopted().replace({"x": 1}, check_mode=True)["after"].endswith("\nx: 1\n")
    assert adopted().text is None
    adopted().replace({"x": 1}, check_mode=False)
    assert stat.S_IMODE(os.stat(adopted().path).st_mode) == 0o600
    # nothing to say is no new file
    assert AdoptedFile(adopted().path + "x", None).replace({}, check_mode=False) is None


@pytest.mark.parametrize("change", [lambda text: text + "y: 2\n", lambda text: "x: 1\n", lambda text: text[:-1]])
def test_an_edited_file_is_known(adopted, change):
    adopted().replace({"x": 1}, check_mode=False)
    assert not adopted().is_edited
    text = adopted().text
    with open(adopted().path, "w", encoding="utf-8") as stream:
        stream.write(change(text))
    assert adopted().is_edited


def test_line_ends_of_another_system_are_no_edit(adopted):
    adopted().replace({"x": 1}, check_mode=False)
    text = adopted().text
    with open(adopted().path, "w", encoding="utf-8", newline="") as stream:
        stream.write(text.replace("\n", "\r\n"))
    assert not adopted().is_edited


@pytest.mark.parametrize("name", ["{{ lookup('pipe', 'id') }}", "a {% raw %}", "{# x #}"])
def test_what_a_door_calls_itself_is_no_template(adopted, name):
    adopted().replace({"x": name}, check_mode=False)
    assert "x: !unsafe '" in adopted().text
    assert adopted().tree({}) == {"x": name}


@pytest.mark.parametrize(
    "text",
    [
        "- user_id: '1'\n  pin: '59172648'\n  name: Kim\n",
        '- {user_id: "1", "pin": "59172648", name: Kim}\n',
        "- {user_id: '1', pin: 59172648, name: Kim}\n",
        "- user_id: '1'\n  pin: 59172648  # new\n  name: Kim\n",
        "akuvox_publiccode:\n  codes:  # for all\n    - '59172648'\n    - '59172648'\n  name: Kim\n",
        "akuvox_publiccode: {codes: ['1', '59172648'], name: Kim}\n",
        "akuvox_config:\n  Config.Account1.GENERAL.Pwd: '59172648'\n  name: Kim\n",
        "akuvox_http_trigger:\n  password: '59172648'\n  name: Kim\n",
        'akuvox_privatekeys:\n- name: Kim\n  code: "59172648"\n',
        "- name: Kim\n  pin: |-\n    59172648\n- user_id: '2'\n",
    ],
)
def test_what_somebody_has_written_in_plain_text_is_in_no_diff(adopted, text):
    """It was shown: an edited file is compared in check mode."""
    os.makedirs(os.path.dirname(adopted().path))
    with open(adopted().path, "w", encoding="utf-8") as stream:
        stream.write(text)
    diff = adopted().replace({"x": 1}, check_mode=True)
    assert PIN not in str(diff)
    assert "Kim" in diff["before"]
