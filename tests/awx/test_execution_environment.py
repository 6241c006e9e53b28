# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment, as far as it goes without a container engine."""

from __future__ import annotations

import shutil

import pytest
import yaml
from commands import ROOT

FOLDER = ROOT / "extensions" / "execution-environment"


@pytest.fixture(scope="module")
def context(run, tarball, tmp_path_factory):
    """The context of the build, with the tarball where README.md has it copied to."""
    clone = tmp_path_factory.mktemp("clone")
    (clone / "dist").mkdir()
    shutil.copy(tarball, clone / "dist" / "doorfleet-akuvox.tar.gz")
    copy = shutil.copytree(FOLDER, clone / "extensions" / FOLDER.name)
    create = ("ansible-builder", "create", "-c", "context", "--output-filename", "Containerfile")
    output = run(*create, "-f", copy / "execution-environment.yml", cwd=clone)
    assert "No matches" not in output
    return clone / "context"


def test_the_context_holds_the_collection_and_installs_it_with_its_python_needs(run, context):
    build = context / "_build"
    shutil.rmtree(context / "installed", ignore_errors=True)
    install = ("ansible-galaxy", "collection", "install", "--offline", "-r", "requirements.yml")
    run(*install, "--collections-path", context / "installed", cwd=build)
    found = yaml.safe_load(run("ansible-builder", "introspect", context / "installed", cwd=context))
    wanted = (ROOT / "meta" / "ee-requirements.txt").read_text(encoding="utf-8").split()
    assert found == {"python": [f"{each}  # from collection doorfleet.akuvox" for each in wanted], "system": []}


def test_the_image_is_made_with_what_the_collection_supports(context):
    steps = (context / "Containerfile").read_text(encoding="utf-8")
    assert "ansible-galaxy collection install" in steps
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert f"ansible-core{runtime['requires_ansible'].removesuffix('.0')}," in steps
