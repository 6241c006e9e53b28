# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firmware upgrade decides before it sends anything."""

from __future__ import annotations

import hashlib

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.upgrade import (
    check_file,
    check_upgrade,
    upload_progress,
)


def refusal(model="R29S", version="29.30.10.100", **params):
    with pytest.raises(InvalidInput) as caught:
        check_upgrade({"version": "29.30.10.200", **params}, model, version)
    return caught.value.message


@pytest.mark.parametrize("models", [None, ["R29"], ["r29s"], ["X916", "R29S"]])
def test_models_that_fit(models):
    check_upgrade({"version": "29.30.10.200", "models": models}, "R29S", "29.30.10.100")


@pytest.mark.parametrize("models", [["X916"], ["R29SX"], [""], []])
def test_models_that_do_not(models):
    assert refusal(models=models).startswith("models: this device is a R29S")


def test_another_family_is_refused_even_when_a_downgrade_is_allowed():
    assert "another family" in refusal(version="916.30.10.114", allow_downgrade=True)


def test_a_downgrade_needs_to_be_allowed():
    assert "29.30.10.300, which is newer than 29.30.10.200" in refusal(version="29.30.10.300")
    check_upgrade({"version": "29.30.10.200", "allow_downgrade": True}, "R29S", "29.30.10.300")


def test_a_version_that_cannot_be_compared():
    assert "can't be compared" in refusal(version="")
    check_upgrade({"version": "29.30.10.200", "allow_downgrade": True}, "R29S", "beta")


def test_the_file_is_checked(tmp_path):
    file = tmp_path / "door.rom"
    file.write_bytes(b"firmware" * 1000)
    md5 = hashlib.md5(file.read_bytes()).hexdigest()
    assert check_file(str(file)) == (md5, 8000)
    assert check_file(str(file), md5.upper()) == (md5, 8000)
    with pytest.raises(InvalidInput, match=f"md5: .* has MD5 {md5}, not {'0' * 32}, so nothing was sent"):
        check_file(str(file), "0" * 32)


@pytest.mark.parametrize(("name", "why"), [("none.rom", "No such file"), ("", "is not a file"), ("empty", "is empty")])
def test_a_file_that_is_none(tmp_path, name, why):
    (tmp_path / "empty").touch()
    with pytest.raises(InvalidInput, match=f"src: .*{why}"):
        check_file(str(tmp_path / name))


def test_progress_is_told_in_steps():
    lines = []
    report = upload_progress(lines.append, "door.rom")
    for sent in range(0, 1001):
        report(sent, 1000)
    assert len(lines) == 11
    assert lines[-1] == "door.rom: 100 % of 0.0 MB sent"
