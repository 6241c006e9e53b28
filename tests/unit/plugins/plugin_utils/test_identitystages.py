# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of identities on disk: slices of one job lose none of each other's notes."""

from __future__ import annotations

import fcntl
import threading

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.identities import read_identities
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import identitystages
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.identitystages import Identities

NAMES = [f"door-{number:02d}" for number in range(40)]


class Variables:
    """What the doors of one slice have said of themselves."""

    def __init__(self, path, doors):
        self.task_vars = {"ansible_play_batch": doors, "ansible_play_hosts_all": doors, "groups": {"all": doors}}
        self._path = path

    def get(self, name, default=None):
        return {"akuvox_identities": self._path}.get(name, default)

    def of(self, door):
        mac = f"0C:11:05:00:00:{NAMES.index(door):02X}"
        return {"identities_door": {"akuvox": {"system": {"mac": mac, "model": "R29"}}}}


def job(path, doors, check_mode=False):
    return Identities(Variables(str(path), doors), check_mode)


def test_slices_of_one_job_at_once(tmp_path):
    path = tmp_path / "places" / "identities.csv"
    slices = [job(path, NAMES[number::8]) for number in range(8)]
    threads = [threading.Thread(target=each.write) for each in slices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert list(read_identities(path.read_text(encoding="utf-8"))) == NAMES
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["identities.csv", "identities.csv.lock"]


def test_a_run_without_news_writes_nothing_and_needs_no_lock(tmp_path, monkeypatch):
    monkeypatch.setattr(identitystages, "_LOCK_SECONDS", 0.1)
    path = tmp_path / "identities.csv"
    assert job(path, NAMES[:2], check_mode=True).write()["changed"]
    assert not list(tmp_path.iterdir())
    assert job(path, NAMES[:2]).write()["changed"]
    with open(f"{path}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not job(path, NAMES[:2]).write()["changed"]
        with pytest.raises(InvalidInput, match="another job has been writing"):
            job(path, NAMES[2:4]).write()
    assert list(read_identities(path.read_text(encoding="utf-8"))) == NAMES[:2]
