# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook people_pins: PINs come into the vaulted list, reach the doors, and are in no output."""

from __future__ import annotations

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from harness.emulator import DOORS
from harness.leaks import leaking_files

DOOR = DOORS[0]
# Words of no output: ansible-core 2.22 hides vault passwords there, too.
LABEL, PASSWORD = "people", "seldom-said-2231"
LIST = """\
# who works here
- {user_id: "1001", name: Robin Sample, pin: "59172648", doors: [all]}
- user_id: "1002"  # since 2026
  name: Kim Example
  doors: [all]
"""


@pytest.fixture
def vault(tmp_path):
    """The vault of the run; the password is in the file ``password``."""
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    return VaultLib([(LABEL, VaultSecret(PASSWORD.encode()))])


@pytest.fixture
def job(play, fleet, tmp_path):
    """``job(name, *arguments, secrets=(), expect=0, **variables)``: run a playbook on one door with the list."""

    def run(name, *arguments, secrets=(), expect=0, **variables):
        playbook = [{"name": name, "ansible.builtin.import_playbook": f"doorfleet.akuvox.{name}"}]
        variables = {"akuvox_people_file": str(tmp_path / "people.yml"), "akuvox_retries": 0,
                     "akuvox_run_dir": str(tmp_path / "runs"), **variables}  # fmt: skip
        return play(
            None, fleet.hosts(DOOR), "-e", "akuvox_hosts=doors", "-vvvv", "--diff", *arguments,
            playbook=playbook, variables=variables, expect=expect, secrets={"59172648", *secrets},
        )  # fmt: skip

    return run


def test_from_a_list_without_pins_to_the_doors(job, fleet, tmp_path, vault):
    """Check mode, a run, a second run, and credentials; without the password and in AWX nothing happens."""
    people, handout = tmp_path / "people.yml", tmp_path / "people-new-pins.csv"
    sealed = vault.encrypt(LIST.encode(), vault.secrets[0][1], LABEL)
    people.write_bytes(sealed)
    key = ("--vault-id", f"{LABEL}@{tmp_path / 'password'}")
    fleet.forget_requests(DOOR)

    done = job("people_pins", *key, "--check")
    assert "1 person of the list would get a PIN: 1002" in done.output
    done = job("people_pins", *key, expect=2, awx_job_id=7)
    assert "a job of AWX works on a copy of the project" in done.output
    assert people.read_bytes() == sealed
    assert not handout.exists()

    done = job("people_pins", *key)
    assert "1 person of the list got a PIN: 1002" in done.output
    header, line = vault.decrypt(handout.read_bytes()).decode().splitlines()
    assert header == "user_id,name,pin,since"
    user_id, name, pin, _since = line.split(",")
    assert (user_id, name) == ("1002", "Kim Example")
    for path in (people, handout):
        assert path.read_bytes().startswith(b"$ANSIBLE_VAULT;1.2;AES256;people\n")
    assert vault.decrypt(people.read_bytes()).decode() == LIST.replace(
        "name: Kim Example\n", f'name: Kim Example\n  pin: "{pin}"\n'
    )
    assert pin not in done.output
    assert fleet.requests(DOOR) == []

    before = people.read_bytes()
    done = job("people_pins", *key, secrets=[pin])
    assert "Everybody of the list who gets in has a PIN" in done.output
    assert people.read_bytes() == before
    job("credentials", *key, secrets=[pin], akuvox_purge_limit="100%")
    assert {record["UserID"]: record["PrivatePIN"] for record in fleet.state(DOOR)["user"]} == {
        "1001": "59172648",
        "1002": pin,
    }
    # all files that there are: the vaulted ones, run files, and what the plays were given
    assert leaking_files({pin, "59172648"}, tmp_path) == []
