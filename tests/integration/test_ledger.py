# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search at the end of the session finds a secret in any form, and takes nothing else for one."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from urllib.parse import quote

import pytest
from harness.emulator import ROOT
from harness.ledger import Ledger, search
from harness.secrets import held_secrets

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

PIN, PASSWORD = "04718293", 'pass/w"ord+1'


@pytest.mark.parametrize(
    "line",
    [
        f"pin: {PIN}.",
        f'{{"pin": "{PIN}"}}',
        base64.b64encode(PIN.encode()).decode(),
        "x" + base64.b64encode(f"user:{PIN}:more".encode()).decode(),
        PASSWORD,
        json.dumps({"password": PASSWORD}),
        f"http://door/set?Pwd={quote(PASSWORD, safe='')}&x",
        base64.b64encode(f"api:{PASSWORD}".encode()).decode(),
    ],
)
def test_it_is_found(line):
    assert search(["nothing here", line], [PIN, PASSWORD])


@pytest.mark.parametrize("line", ["", f"1{PIN}", f"{PIN}0", "0471829", "pass/word+1", "time 1765432100.1234"])
def test_what_is_none_is_not(line):
    assert search([line], [PIN, PASSWORD]) == []


def test_the_workers_of_a_session_share_it(tmp_path):
    one, other = Ledger(tmp_path, "gw0"), Ledger(tmp_path, "gw1")
    one.add_output("a line\nthe PIN is 04718293\n")
    other.add_secrets({PIN, "1234"})
    assert one.secrets() == {PIN}, "too short to be told from other text"
    assert len(one.leaks()) == 1
    assert "the PIN is 04718293" in other.leaks()[0]


def test_what_a_door_holds_is_known_for_secret():
    state = {
        "user": [{"PrivatePIN": PIN}, {"PrivatePIN": ""}],
        "privatekey": [{"Code": "71829304"}],
        "config": {"Config.Account1.GENERAL.Pwd": "s1p/pass", "Config.Account1.GENERAL.Label": "no secret"},
    }
    assert held_secrets(state) == {PIN, "71829304", "s1p/pass"}


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
@pytest.mark.parametrize("planted", [PIN, "nothing"])
def test_a_session_with_a_leak_fails(tmp_path, planted, workers):
    """The tests of it pass, and only the search at the end finds what one of them has let out."""
    folder = str(ROOT / "tests" / "integration")
    (tmp_path / "conftest.py").write_text(
        f"import sys\nsys.path.insert(0, {folder!r})\nfrom harness.session import ledger, pytest_sessionfinish\n"
    )
    (tmp_path / "test_one.py").write_text(f"def test_one(ledger): ledger.add_output('it is {planted}.')\n")
    (tmp_path / "test_two.py").write_text(f"def test_two(ledger): ledger.add_secrets({{'{PIN}'}})\n")
    command = [sys.executable, "-m", "pytest", "-q", *workers, "--basetemp", str(tmp_path / "base"), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert "2 passed" in done.stdout, done.stdout
    assert done.returncode == (1 if planted == PIN else 0)
    assert ("1 secrets in the output of the session" in done.stdout) == (planted == PIN)
