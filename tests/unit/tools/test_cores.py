# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python runs which ansible-core."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from testdriver import cores
from testdriver.cores import CORES, RELEASED, Core, DriverError, Interpreter

SAMPLE = Core("2.99", ((3, 12), (3, 11)))


def interpreters(*versions, without_venv=()):
    return {
        version: Interpreter(version, "3.x", Path(f"/opt/{version}"), has_venv=version not in without_venv)
        for version in versions
    }


def shell_interpreter(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def answer(minor, real, venv=True):
    return f"""echo '[[3, {minor}], "3.{minor}.1 (main)", "{real}", {str(venv).lower()}]'"""


def test_requirement_is_any_patch_release_of_one_minor():
    assert SAMPLE.requirement == "ansible-core>=2.99,<2.100"


def test_a_release_candidate_is_enough_until_there_is_a_release():
    candidate = Core("2.99", ((3, 12),), candidate="2.99.0rc1")
    assert candidate.requirement == "ansible-core>=2.99.0rc1,<2.100"


def test_table_is_in_order_and_every_core_has_pythons():
    numbers = [tuple(int(part) for part in core.name.split(".")) for core in CORES]
    assert numbers == sorted(set(numbers))
    assert all(core.pythons and set(core.pythons) <= set(cores.KNOWN_PYTHONS) for core in CORES)


def test_oldest_core_is_the_one_the_collection_requires():
    text = Path(__file__).resolve().parents[3].joinpath("meta", "runtime.yml").read_text(encoding="utf-8")
    assert f'requires_ansible: ">={CORES[0].name}.0"' in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("oldest,newest", [RELEASED[0], RELEASED[-1]]),
        ("newest oldest", [RELEASED[0], RELEASED[-1]]),
        ("all", list(CORES)),
        (f"{CORES[1].name},newest,{RELEASED[-1].name}", [CORES[1], RELEASED[-1]]),
        ("none", []),
    ],
)
def test_select_cores(words, expected):
    assert cores.select_cores(words) == expected


def test_select_cores_names_the_unknown_word_and_the_known_ones():
    with pytest.raises(DriverError, match=r"'2\.9'.*oldest.*newest"):
        cores.select_cores("oldest,2.9")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (interpreters((3, 11), (3, 12)), (3, 12)),
        (interpreters((3, 10), (3, 11)), (3, 11)),
        (interpreters((3, 11), (3, 12), without_venv=[(3, 12)]), (3, 11)),
    ],
)
def test_choose_takes_the_preferred_one_that_can_make_a_venv(found, expected):
    assert cores.choose(SAMPLE, found).version == expected


def test_choose_says_which_pythons_would_do():
    with pytest.raises(DriverError, match=r"2\.99 needs one of Python 3\.11, 3\.12; found here: 3\.10, 3\.14"):
        cores.choose(SAMPLE, interpreters((3, 14), (3, 10)))


def test_choose_without_any_python():
    with pytest.raises(DriverError, match="found here: none"):
        cores.choose(SAMPLE, {})


def test_choose_says_what_debian_lacks():
    with pytest.raises(DriverError, match=r"install python3\.12-venv"):
        cores.choose(SAMPLE, interpreters((3, 12), without_venv=[(3, 12)]))


ALL_PYTHONS = [(3, minor) for minor in range(10, 16)]


def names(pairs):
    return [(core.name, interpreter.version) for core, interpreter in pairs]


def test_where_all_can_run_nothing_is_left_out():
    pairs, left_out = cores.runnable("oldest,newest", interpreters(*ALL_PYTHONS), insist=False)
    assert ([core for core, _interpreter in pairs], left_out) == ([RELEASED[0], RELEASED[-1]], "")


def test_a_machine_with_one_python_tests_the_oldest_and_the_newest_core_that_it_can_run():
    """Debian 12 has 3.11 only; what is left out is named on one line, with what it needs."""
    pairs, left_out = cores.runnable("oldest,newest", interpreters((3, 11)), insist=False)
    assert names(pairs) == [("2.16", (3, 11)), ("2.19", (3, 11))]
    assert f"ansible-core {RELEASED[-1].name} needs one of Python 3.12" in left_out
    assert "install such a Python" in left_out
    assert "\n" not in left_out


def test_the_oldest_has_a_stand_in_too():
    pairs, left_out = cores.runnable("oldest,newest", interpreters((3, 13)), insist=False)
    assert names(pairs) == [("2.18", (3, 13)), (RELEASED[-1].name, (3, 13))]
    assert "ansible-core 2.16 needs one of Python 3.10" in left_out


def test_a_release_candidate_stands_in_for_nothing():
    only_candidates = Core("2.99", ((3, 15),), candidate="2.99.0rc1").pythons
    with pytest.raises(DriverError):
        cores.newest_runnable(interpreters(*only_candidates))


def test_a_version_that_was_named_has_no_stand_in():
    pairs, left_out = cores.runnable("2.17,2.21", interpreters((3, 11)), insist=False)
    assert names(pairs) == [("2.17", (3, 11))]
    assert "ansible-core 2.21" in left_out


def test_who_insists_gets_an_error_with_every_version_that_cannot_run():
    with pytest.raises(DriverError, match=r"2\.20 needs.*2\.21 needs.*--allow-missing"):
        cores.runnable("all", interpreters((3, 11)), insist=True)


def test_newest_runnable_goes_back_to_the_core_that_old_pythons_can_run():
    core, interpreter = cores.newest_runnable(interpreters((3, 10)))
    assert core.name == "2.17"
    assert interpreter.version == (3, 10)


def test_nothing_can_run_without_a_python_that_some_core_takes():
    with pytest.raises(DriverError, match=RELEASED[-1].name):
        cores.newest_runnable(interpreters((3, 9)))


def test_probe_answers_for_this_interpreter_with_the_real_one():
    found = cores.probe(Path(sys.executable))
    assert found.version == sys.version_info[:2]
    assert found.path == Path(sys._base_executable).resolve()


@pytest.mark.parametrize("text", ["exit 127", "echo hello", "echo '[1]'"])
def test_probe_refuses_what_is_no_interpreter(tmp_path, text):
    assert cores.probe(shell_interpreter(tmp_path / "python3.12", text)) is None


def test_find_interpreters_on_path_and_in_pyenv(tmp_path, monkeypatch):
    shims, pyenv = tmp_path / "shims", tmp_path / "pyenv"
    shell_interpreter(shims / "python3.13", "exit 127")
    shell_interpreter(shims / "python3.12", answer(12, "/first"))
    shell_interpreter(pyenv / "versions" / "3.12.1" / "bin" / "python3", answer(12, "/second"))
    shell_interpreter(pyenv / "versions" / "3.10.13" / "bin" / "python3", answer(10, "/newer"))
    shell_interpreter(pyenv / "versions" / "3.10.9" / "bin" / "python3", answer(10, "/older"))
    shell_interpreter(pyenv / "versions" / "3.6.15" / "bin" / "python3", answer(6, "/ancient"))
    monkeypatch.setenv("PATH", f"{shims}:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(pyenv))
    found = cores.find_interpreters()
    assert found[3, 12].path == Path("/first")
    assert found[3, 10].path == Path("/newer")
    assert (3, 13) not in found
    assert (3, 6) not in found


def test_find_interpreters_prefers_one_that_can_make_a_venv(tmp_path, monkeypatch):
    system, pyenv = tmp_path / "bin", tmp_path / "pyenv"
    shell_interpreter(system / "python3.14", answer(14, "/system", venv=False))
    shell_interpreter(pyenv / "versions" / "3.14.0" / "bin" / "python3", answer(14, "/pyenv"))
    monkeypatch.setenv("PATH", str(system))
    monkeypatch.setenv("PYENV_ROOT", str(pyenv))
    assert cores.find_interpreters()[3, 14].path == Path("/pyenv")
