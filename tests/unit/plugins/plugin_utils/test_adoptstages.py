# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What adopt refuses before a door is asked, all of it at once."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import secret
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import adoptstages
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.adoptedfile import AdoptedFile
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables


class Vault:
    """With a password of its own, or with none."""

    def __init__(self, password):
        self._password = password

    def check(self, option):
        if not self._password:
            raise InvalidInput("no password")

    def encrypt(self, content):
        return b"$ANSIBLE_VAULT;1.1;AES256\n" + f"{self._password}:".encode().hex().encode() + content.hex().encode()

    def decrypt(self, content, path):
        password, _colon, plain = bytes.fromhex(content.split(b"\n")[1].decode()).decode().partition(":")
        if password != self._password:
            raise InvalidInput(f"'{path}' is encrypted")
        return plain.encode()


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """``begin(*doors, password="one", check_mode=False, **variables)``: what is returned, and ``begin.said``."""
    said = []

    def run(*doors, password="one", check_mode=False, **variables):
        monkeypatch.setattr(adoptstages, "Vault", lambda loader: Vault(password))
        groups = {"all": list(doors), "site": list(doors)}
        task_vars = {"ansible_play_hosts_all": list(doors), "groups": groups, "akuvox_adopt_dir": str(tmp_path)}
        variables = DoorVariables({**task_vars, **variables}, lambda value: value)
        return adoptstages.AdoptStages(variables, None, check_mode, said.append).begin()

    run.said = said
    return run


def adopted(folder, *parts, tree, password="one"):
    file = AdoptedFile(str(folder.joinpath(*parts)), Vault(password))
    file.replace(tree, check_mode=False)
    return file


def test_a_run_without_a_vault_password_says_so(begin):
    assert begin("gate") == {"secrets": True, "config": []}
    assert begin("gate", password="")["secrets"] is False
    assert begin.said == ["There is no vault password, so PINs, codes and passwords are left out."]


@pytest.mark.parametrize("name", ["north/gate", ".gate", "..", " "])
def test_a_door_whose_name_is_no_folder(begin, name):
    with pytest.raises(InvalidInput, match="can't be the name of a folder, so nothing can be adopted for it"):
        begin("lobby", name)


@pytest.mark.parametrize("name", ["gate 1", "tür-ost", "gate:8443", "2001:db8::7", "a'b\"c", "yes", "007"])
def test_odd_names_that_are_folders(begin, name):
    assert begin(name)["secrets"]


def test_two_doors_with_one_file(begin, tmp_path):
    """The second would have overwritten the first without a word."""
    (tmp_path / "host_vars" / "gate").mkdir(parents=True)
    (tmp_path / "host_vars" / "lobby").symlink_to("gate")
    with pytest.raises(
        InvalidInput, match=r"host_vars/gate/adopted.yml and \S+/host_vars/lobby/adopted.yml are the same"
    ):
        begin("gate", "lobby")


def test_files_that_are_encrypted_with_another_password_or_none_is_given(begin, tmp_path):
    """It was found out once all doors had been read."""
    adopted(tmp_path, "host_vars", "gate", "adopted.yml", tree={"akuvox_sip": [{"password": secret("5917264")}]})
    assert begin("gate")["secrets"]
    for password in ("", "two"):
        for check_mode in (True, False):
            with pytest.raises(InvalidInput, match=r"host_vars/gate/adopted\.yml' is encrypted"):
                begin("gate", password=password, check_mode=check_mode)


def test_all_that_is_wrong_is_said_at_once(begin, tmp_path):
    (tmp_path / "host_vars" / "gate").mkdir(parents=True)
    (tmp_path / "host_vars" / "gate" / "adopted.yml").write_text("x: 1\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        begin("gate", akuvox_adopt_groups=["sites"], akuvox_adopt_config=["SNTP"])
    for said in (
        "there is no group sites; did you mean site?",
        "must be a key such as",
        "was edited, or isn't of adopt",
    ):
        assert said in refused.value.message
    assert begin("gate", check_mode=True)["secrets"]
    assert begin("gate", akuvox_adopt_overwrite=True)["secrets"]
    with pytest.raises(InvalidInput, match="akuvox_adopt_dir: there is no folder"):
        begin("gate", akuvox_adopt_dir=str(tmp_path / "none"))
