# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a virtual environment is rebuilt, and what runs in it may see."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest

from testdriver import venvs
from testdriver.cores import CORES, DriverError, Interpreter
from testdriver.venvs import Venv

PYTHON = Interpreter((3, 12), "3.12.1", Path("/opt/python3.12"))
SAMPLE = Venv("sample", PYTHON, ("requests>=2", "ansible-core>=2.99,<2.100"))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(venvs, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def make_venv(cache):
    """Make venvs with an interpreter that is a shell script, whose pip ends with the given exit code."""

    def make(pip_exit_code):
        script = cache / "python3.12"
        cache.mkdir(exist_ok=True)
        script.write_text(
            "#!/bin/sh\n"
            'mkdir -p "$3/bin"\n'
            f"printf '#!/bin/sh\\necho said by pip\\nexit {pip_exit_code}\\n' > \"$3/bin/python\"\n"
            'chmod +x "$3/bin/python"\n',
            encoding="utf-8",
        )
        script.chmod(0o755)
        return dataclasses.replace(SAMPLE, interpreter=dataclasses.replace(PYTHON, path=script))

    return make


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(SAMPLE, requirements=("requests>=3", SAMPLE.requirements[1])),
        dataclasses.replace(SAMPLE, interpreter=dataclasses.replace(PYTHON, full_version="3.12.2")),
        dataclasses.replace(SAMPLE, interpreter=dataclasses.replace(PYTHON, path=Path("/usr/bin/python3.12"))),
        dataclasses.replace(SAMPLE, name="other"),
        dataclasses.replace(SAMPLE, any_python=("pylocal-akuvox",)),
        dataclasses.replace(SAMPLE, parts=(("big>=1", "big/small/"),)),
    ],
)
def test_fingerprint_changes_with_what_makes_a_venv_stale(other):
    assert other.fingerprint != SAMPLE.fingerprint


def test_fingerprint_is_the_same_in_any_order_of_requirements():
    turned = dataclasses.replace(SAMPLE, requirements=SAMPLE.requirements[::-1])
    assert turned.fingerprint == SAMPLE.fingerprint


def test_fingerprint_changes_with_the_place_of_the_clone(cache, monkeypatch):
    before = SAMPLE.fingerprint
    monkeypatch.setattr(venvs, "CACHE", cache / "moved")
    assert SAMPLE.fingerprint != before


def test_the_independent_client_is_there_where_it_works():
    old = dataclasses.replace(PYTHON, version=(3, 11))
    assert venvs.core_venv(CORES[0], old).any_python == ()
    assert venvs.core_venv(CORES[0], PYTHON).any_python == venvs.INDEPENDENT


def test_ensure_makes_a_venv_once(make_venv):
    venv = make_venv(pip_exit_code=0)
    assert [venvs.ensure(venv), venvs.ensure(venv)] == [True, False]


def test_ensure_never_trusts_a_venv_whose_making_failed(make_venv):
    with pytest.raises(DriverError, match=r"(?s)cannot make the virtual environment sample.*said by pip"):
        venvs.ensure(make_venv(pip_exit_code=1))
    assert venvs.ensure(make_venv(pip_exit_code=0))


def test_ensure_replaces_a_venv_that_was_cut_short(make_venv):
    venv = make_venv(pip_exit_code=0)
    leftover = venv.bin / "leftover"
    leftover.parent.mkdir(parents=True)
    leftover.touch()
    assert venvs.ensure(venv)
    assert not leftover.exists()


def test_of_a_package_only_the_wanted_part_is_unpacked(cache):
    venv = dataclasses.replace(SAMPLE, parts=(("big>=1", "big/small/"),))
    wheels = venv.path / "wheels"
    wheels.mkdir(parents=True)
    with zipfile.ZipFile(wheels / "big-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("big/small/wanted.py", "")
        wheel.writestr("big/smaller.py", "")
    venvs.unpack(venv)
    assert [path.name for path in venv.site.rglob("*.py")] == ["wanted.py"]
    assert list(wheels.iterdir()) == []


def test_job_environment_has_nothing_of_the_users_settings(cache, monkeypatch):
    monkeypatch.setenv("ANSIBLE_HOST_KEY_CHECKING", "no")
    monkeypatch.setenv("AKUVOX_PASSWORD", "secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PATH", "/home/me/.pyenv/shims:/usr/bin")
    environment = venvs.job_environment(SAMPLE, {(3, 12): PYTHON})
    assert {"ANSIBLE_HOST_KEY_CHECKING", "AKUVOX_PASSWORD", "PYTHONPATH"}.isdisjoint(environment)
    assert environment["PIP_RETRIES"] == "1"
    assert environment["HOME"] == str(cache / "home" / "sample")
    assert environment["PATH"] == f"{cache}/venvs/sample/bin:/opt:/usr/bin"


def test_home_holds_pips_settings_and_no_others(cache, tmp_path, monkeypatch):
    real = tmp_path / "me"
    real.joinpath(".config", "pip").mkdir(parents=True)
    real.joinpath(".config", "pip", "pip.conf").write_text("[global]\n", encoding="utf-8")
    real.joinpath(".ansible.cfg").touch()
    monkeypatch.setattr(Path, "home", lambda: real)
    home = cache / "home" / "sample"
    for _time in range(2):
        venvs.prepare_home(home)
    assert home.joinpath(".config", "pip", "pip.conf").is_file()
    assert not home.joinpath(".ansible.cfg").exists()
