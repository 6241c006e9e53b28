# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the collection in AWX: its tarball, where that is installed, and a fleet large enough to be sliced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

# By their names: what these tests share, and what the integration tests run plays with.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from commands import BIN, DOORS, ROOT
from described import AWX
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet
from server import PASSWORD as AWX_PASSWORD
from server import TOKEN, USER, Server

VAULT = {
    "vault_akuvox_password": "d0or/pass+word",
    "vault_akuvox_new_password": "n3w/pass+word",
    "vault_akuvox_vault_password": "v4ult/pass+word",
}
# Each request loads the system's certificates, also one without TLS, and takes ten times as long for it.
NO_CERTIFICATES = {"SSL_CERT_FILE": os.devnull, "SSL_CERT_DIR": os.devnull}
PRIVATE = {"vault_akuvox_project_ssh_key": "k3y/of+project", "vault_akuvox_registry_password": "r3gistry/pass+word"}


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """``run(*command, cwd=..., code=0, **environment)``: run a command of this venv, and return what it printed."""
    home = tmp_path_factory.mktemp("home")

    def command(*words, cwd, code=0, **environment):
        done = subprocess.run(
            [str(BIN / words[0]), *map(str, words[1:])],
            cwd=cwd,
            env={
                "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
                "HOME": str(home),
                "LANG": "C.UTF-8",
                **NO_CERTIFICATES,
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == code, f"{words[0]} ended with {done.returncode}:\n{done.stdout[-6000:]}"
        return done.stdout

    return command


@pytest.fixture(scope="session")
def tarball(run, tmp_path_factory):
    """The collection as it is published."""
    folder = tmp_path_factory.mktemp("dist")
    run("ansible-galaxy", "collection", "build", "--output-path", folder, cwd=ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def installed(run, tarball, tmp_path_factory):
    """A collections path with nothing but the collection, installed from the tarball."""
    folder = tmp_path_factory.mktemp("collections")
    run("ansible-galaxy", "collection", "install", tarball, "-p", folder, "--offline", cwd=folder)
    return folder


@pytest.fixture(scope="session")
def awx_collections():
    """The collections path that has awx.awx."""
    folder = Path(sys.prefix, "parts")
    assert (folder / "ansible_collections" / "awx" / "awx").is_dir(), "see venvs.AWX in tests/tools/testdriver"
    return folder


@pytest.fixture(scope="session")
def fast_awx_collections(awx_collections, tmp_path_factory):
    """A collections path whose awx.awx runs its modules in Ansible's worker, see inprocess.py."""
    folder = tmp_path_factory.mktemp("fast")
    real, copy = (path / "ansible_collections" / "awx" / "awx" for path in (awx_collections, folder))
    (copy / "plugins" / "action").mkdir(parents=True)
    for part in [*real.iterdir(), *(real / "plugins").iterdir()]:
        if part.name != "plugins":
            (copy / part.relative_to(real)).symlink_to(part)
    for module in (real / "plugins" / "modules").glob("[a-z]*.py"):
        (copy / "plugins" / "action" / module.name).symlink_to(Path(__file__).with_name("inprocess.py"))
    return folder


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """Twelve emulated doors, as many as it takes for each slice to have several, of each group."""
    running = Emulator(
        tmp_path_factory.mktemp("emulator"),
        {
            "defaults": {"username": USERNAME, "password": PASSWORD, "reboot_seconds": 0.2},
            "devices": [{"name": name} for name in DOORS],
        },
    )
    yield Fleet(running)
    running.stop()


@pytest.fixture(scope="session")
def configure(run, awx_collections, fast_awx_collections):
    """``configure(url, code=0, token=True, fast=True, **variables)``: run the playbook as README.md says."""

    def play(url, code=0, token=True, fast=True, **variables):
        login = (
            {"CONTROLLER_OAUTH_TOKEN": TOKEN}
            if token
            else {"CONTROLLER_USERNAME": USER, "CONTROLLER_PASSWORD": AWX_PASSWORD}
        )
        given = {"vault_akuvox_username": "api", "vault_akuvox_new_username": "api2", **VAULT, **variables}
        output = run(
            *("ansible-playbook", "configure.yml", "-e", json.dumps(given)),
            cwd=AWX,
            code=code,
            CONTROLLER_HOST=url,
            ANSIBLE_COLLECTIONS_PATH=str(fast_awx_collections if fast else awx_collections),
            ANSIBLE_PYTHON_INTERPRETER=sys.executable,
            ANSIBLE_PIPELINING="true",
            **login,
        )
        assert not [secret for secret in {*VAULT.values(), *PRIVATE.values(), AWX_PASSWORD, TOKEN} if secret in output]
        return " ".join(output.split())

    return play


@pytest.fixture(scope="session")
def configured(configure):
    """An AWX that the playbook has configured with all there is, and what a launch in between would have started."""
    server = Server()
    awx, found = (
        server.awx,
        SimpleNamespace(awx=server.awx, secrets={**VAULT, **PRIVATE}, half_made=0, started_half_made=[]),
    )

    def launch_all():
        for name, workflow in awx.named("workflow_job_templates").items():
            flow = awx.graph(
                workflow["id"], lambda step, _artifacts: SimpleNamespace(status="successful", artifacts={})
            )
            (first,) = [each for each in flow.steps.values() if each.identifier == "count"] or [None]
            whole = first is not None and first.kind != "hollow"
            if not whole and flow.steps:
                found.half_made += 1
                flow.advance()
                found.started_half_made += [(name, step) for step in flow.started]
                assert flow.status == "failed"

    awx.after_write = launch_all
    try:
        configure(server.url, **PRIVATE)
        awx.after_write = lambda: None
        yield found
    finally:
        server.stop()
