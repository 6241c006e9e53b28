# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of identities: written on first use, held against the doors later, and what the modules expect by it."""

from __future__ import annotations

import re

import pytest
from harness.emulator import DOORS

ROLE = "doorfleet.akuvox.identities : "
NAMES = DOORS[:3]
JOB = [{"name": "identities", "ansible.builtin.import_playbook": "doorfleet.akuvox.identities"}]


@pytest.fixture
def job(play, fleet, tmp_path):
    """``job(*arguments, expect=0)``: run the playbook on three doors; returns the run and the lines of the file."""
    file = tmp_path / "places" / "identities.csv"

    def run(*arguments, expect=0, **variables):
        variables = {"akuvox_identities": str(file), "akuvox_retries": 0, **variables}
        done = play(
            None, fleet.hosts(*NAMES), "-e", "akuvox_hosts=doors", *arguments,
            playbook=JOB, variables=variables, expect=expect,
        )  # fmt: skip
        return done, file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    run.file = file
    return run


def test_the_life_of_the_file(job, play, fleet):
    """First use, nothing to do, another unit, a door away, an accepted unit; check mode is as the run."""
    macs = {name: fleet.devices[name]["mac"] for name in NAMES}
    done, lines = job("--check")
    assert lines == []
    assert all(done.outcome(name, f"{ROLE}Fail where another unit answers")["changed"] for name in NAMES)
    done, lines = job()
    assert lines[0] == "door,mac,model,since"
    assert [re.sub(r"20\d\d-\d\d-\d\d$", "today", line) for line in lines[1:]] == [
        f"{name},{macs[name]},R29,today" for name in NAMES
    ]
    assert "3 doors: 0 ok, 3 changed, 0 failed, 0 unreachable" in done.output
    done, same = job()
    assert same == lines
    assert "3 doors: 3 ok, 0 changed, 0 failed, 0 unreachable" in done.output
    assert not any(counts["changed"] for counts in done.recap.values())
    # one is another unit now, one is away, and both keep their lines
    new = fleet.swap(NAMES[0], model="R20A")["mac"]
    fleet.patch(NAMES[1], online=False)
    done, same = job(expect=None)
    assert same == lines
    says = done.message(NAMES[0], f"{ROLE}Fail where another unit answers")
    assert f"{new} R20A answers, and the file has {macs[NAMES[0]]} R29 since 20" in says
    assert f"akuvox_identities_accept: [{NAMES[0]}]" in says
    # by the file, no task writes to it
    group = {"name": "group", "doorfleet.akuvox.akuvox_group": {"groups": [{"name": "First floor"}]}}
    variables = {"akuvox_identities": str(job.file), "akuvox_retries": 0}
    done = play([group], fleet.hosts(NAMES[0], NAMES[2]), variables=variables, expect=2)
    assert "another unit answers here" in done.message(NAMES[0])
    assert done.outcome(NAMES[2])["changed"]
    done = play([group], {NAMES[0]: fleet.host(NAMES[0], akuvox_mac="")}, variables=variables)
    assert done.outcome(NAMES[0])["changed"]
    # taken over by name only
    fleet.patch(NAMES[1], online=True)
    done, same = job("-e", "akuvox_identities_accept=door-99", expect=2)
    assert "akuvox_identities_accept: there is no door door-99 in this run; did you mean" in done.output
    assert same == lines
    done, after = job("-e", f"akuvox_identities_accept={NAMES[0]}")
    assert after[1].startswith(f"{NAMES[0]},{new},R20A,20")
    assert after[2:] == lines[2:]
    assert "It was taken over" in done.output


@pytest.mark.one_core
def test_a_file_that_cannot_be_read_leaves_no_door_unchecked(job, play, fleet):
    job.file.parent.mkdir()
    job.file.write_text("door,mac\ndoor-01,0c11\n", encoding="utf-8")
    done, _lines = job(expect=2)
    assert f"akuvox_identities: {job.file} line 2, column mac: must be a MAC address" in done.output
    reads = [{"name": "read", "doorfleet.akuvox.akuvox_info": {"gather": ["status"]}}]
    for value, says in (
        (str(job.file), f"akuvox_identities: {job.file} line 2, column mac"),
        ("doors.csv", "akuvox_identities: must be the absolute path of a file, not 'doors.csv'"),
    ):
        done = play(reads, fleet.hosts(NAMES[0]), variables={"akuvox_identities": value}, expect=2)
        assert done.message(NAMES[0]).startswith(says)
    done, _lines = job(akuvox_identities="doors.csv", expect=2)
    assert "akuvox_identities: must be the absolute path" in done.output
    assert fleet.requests(NAMES[0]) == []
