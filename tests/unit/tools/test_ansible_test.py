# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree that ansible-test sees, and its installer of pip."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from testdriver import ansible_test, venvs
from testdriver.cores import DriverError, Interpreter

PINS = """
    default_packages = dict(
        pip='24.9',
    )
    override_packages = {'2.7': dict(pip='20.3.4')}
"""
DOWNLOAD = "    url = 'https://files.example/get-pip-%s.py' % pip_version\n"


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Make a small repository that stands for the collection's clone."""
    root = tmp_path / "clone"
    root.joinpath("plugins", "modules").mkdir(parents=True)
    root.joinpath("plugins", "modules", "one.py").write_text("1", encoding="utf-8")
    root.joinpath("README.md").write_text("hello", encoding="utf-8")
    root.joinpath(".gitignore").write_text("*.log\n", encoding="utf-8")
    root.joinpath("noise.log").touch()
    subprocess.run(["git", "init", "--quiet", root], check=True)
    subprocess.run(["git", "-C", root, "add", "README.md"], check=True)
    monkeypatch.setattr(ansible_test, "ROOT", root)
    return root


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """Make a virtual environment with as much of ansible-test as is read."""
    monkeypatch.setattr(venvs, "CACHE", tmp_path / "cache")
    made = venvs.Venv("sample", Interpreter((3, 12), "3.12.1", Path("/opt/python3.12")), ())
    package = made.path / "lib" / "python3.12" / "site-packages" / "ansible_test"
    package.joinpath("_internal").mkdir(parents=True)
    package.joinpath("_util", "target", "setup").mkdir(parents=True)
    package.joinpath("_internal", "python_requirements.py").write_text(PINS, encoding="utf-8")
    package.joinpath("_util", "target", "setup", "requirements.py").write_text(DOWNLOAD, encoding="utf-8")
    return made


def files(tree):
    found = {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith(".git/")}


@pytest.mark.usefixtures("clone")
def test_export_takes_what_git_knows_or_would_add(tmp_path):
    tree = tmp_path / "tree"
    ansible_test.export_tree(tree)
    assert files(tree) == {".gitignore", "README.md", "plugins/modules/one.py"}
    assert tree.joinpath(".git").is_dir()


def test_export_again_follows_changes_and_keeps_results(clone, tmp_path):
    tree = tmp_path / "tree"
    ansible_test.export_tree(tree)
    tree.joinpath("tests", "output").mkdir(parents=True)
    tree.joinpath("tests", "output", "result").touch()
    clone.joinpath("README.md").unlink()
    clone.joinpath("plugins", "modules", "one.py").rename(clone / "plugins" / "two.py")
    clone.joinpath(".gitignore").write_text("*.txt\n*.log\n", encoding="utf-8")
    ansible_test.export_tree(tree)
    assert files(tree) == {".gitignore", "plugins/two.py", "tests/output/result"}
    assert tree.joinpath(".gitignore").read_text(encoding="utf-8") == "*.txt\n*.log\n"
    assert not tree.joinpath("plugins", "modules").exists()


def test_export_copies_links_as_links(clone, tmp_path):
    clone.joinpath("link").symlink_to("README.md")
    for _time in range(2):
        ansible_test.export_tree(tmp_path / "tree")
    assert tmp_path.joinpath("tree", "link").is_symlink()


def test_pin_is_the_default_one(venv):
    package = next(venv.path.glob("lib/*/site-packages/ansible_test"))
    assert ansible_test.pip_pin(package) == ("24.9", "https://files.example/get-pip-24.9.py")


def test_an_ansible_test_of_another_shape_is_an_error_not_a_guess(venv):
    package = next(venv.path.glob("lib/*/site-packages/ansible_test"))
    package.joinpath("_internal", "python_requirements.py").write_text("", encoding="utf-8")
    with pytest.raises(DriverError, match="which pip it installs"):
        ansible_test.pip_pin(package)


def test_stand_in_is_written_only_where_the_download_is_out_of_reach(venv, monkeypatch):
    script = venv.home / ".ansible" / "test" / "cache" / "get_pip_24_9.py"
    monkeypatch.setattr(ansible_test, "can_download", lambda _url: True)
    assert ansible_test.provide_pip_script(venv) is None
    assert not script.exists()
    monkeypatch.setattr(ansible_test, "can_download", lambda _url: False)
    assert "out of reach" in ansible_test.provide_pip_script(venv)
    compile(script.read_text(encoding="utf-8"), script, "exec")


def test_a_script_that_is_there_is_neither_replaced_nor_asked_for(venv, monkeypatch):
    script = venv.home / ".ansible" / "test" / "cache" / "get_pip_24_9.py"
    script.parent.mkdir(parents=True)
    script.write_text("real", encoding="utf-8")
    monkeypatch.setattr(ansible_test, "can_download", lambda _url: pytest.fail("asked"))
    assert ansible_test.provide_pip_script(venv) is None
    assert script.read_text(encoding="utf-8") == "real"


def test_a_library_that_is_pinned_to_an_archive_comes_from_the_index_where_that_is_out_of_reach(venv, monkeypatch):
    package = next(venv.path.glob("lib/*/site-packages/ansible_test"))
    pins = package / "_data" / "requirements" / "sanity.pylint.txt"
    pins.parent.mkdir(parents=True)
    text = "# edited\nastroid==4.0.4\ndill @ https://files.example/dill/1.zip#sha256=00ff\npylint==4.0.8\n"
    pins.write_text(text, encoding="utf-8")
    monkeypatch.setattr(ansible_test, "can_download", lambda _url: True)
    assert ansible_test.free_archive_pins(venv) == []
    assert pins.read_text(encoding="utf-8") == text
    monkeypatch.setattr(ansible_test, "can_download", lambda _url: False)
    (note,) = ansible_test.free_archive_pins(venv)
    assert note == "https://files.example/dill/1.zip is out of reach: the package index gives dill"
    assert pins.read_text(encoding="utf-8") == "# edited\nastroid==4.0.4\ndill\npylint==4.0.8\n"
    assert ansible_test.free_archive_pins(venv) == []
