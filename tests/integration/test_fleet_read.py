# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All doors in one process: the same outcomes, summary, run file, exit code and requests as a worker for each door."""

from __future__ import annotations

import json
import resource
import stat

import pytest
from harness.commands import Commands
from harness.emulator import DOORS, PASSWORD

SAME, LEVEL, PERSON, CUT, OWN, WRONG, NAMED, GONE, MUTE, LOUD, TYPE, TEMPLATE = DOORS
PIN = "50927163"
KIM = {"user_id": "1001", "name": "Kim Example", "pin": PIN, "doors": ["all"]}
DESIRED = {
    "akuvox_log_level": "debug",
    "akuvox_relays": [{"relay": "A", "name": "Gate", "hold_delay": 12}],
    "akuvox_purge_limit": "100%",
    "akuvox_retries": 0,
}
WRONG_PASSWORD, OWN_PASSWORD = "wr0ng/pass+word", "its-0wn Passw0rd"
SECRETS = {PIN, WRONG_PASSWORD, OWN_PASSWORD}
# Of the run file, what differs from one run to the next.
TIMES = ("started", "finished")


@pytest.fixture
def doors(fleet, closed_port, mute_port):
    """Doors with which all is well, and such with which everything is wrong that can be."""
    for door in (SAME, LEVEL, PERSON, OWN, CUT):
        fleet.put_config(door, **{"Config.Settings.LOGLEVEL.Level": "7"})
    fleet.put(PERSON, user=[{"ID": "1", "UserID": "7", "Name": "Former", "PrivatePIN": "61728394"}])
    fleet.patch(OWN, password=OWN_PASSWORD)
    fleet.set_fault(CUT, "cut_before", target="user", times=-1)
    own = {
        OWN: {"akuvox_password": "{{ its_password }}", "its_password": OWN_PASSWORD},
        WRONG: {"akuvox_password": WRONG_PASSWORD},
        GONE: {"akuvox_port": closed_port},
        MUTE: {"akuvox_port": mute_port, "akuvox_timeout": 1},
        LOUD: {"akuvox_log_level": "loud", "akuvox_backup_parts": ["nonsense"], "akuvox_site": "north"},
        TYPE: {"akuvox_timeout": "soon", "akuvox_backup_keep": "many", "akuvox_report_ask": "perhaps"},
        TEMPLATE: {"akuvox_timeout": "{{ nowhere }}"},
        NAMED: {"akuvox_username": "jürgen"},
    }
    return {door: fleet.host(door, **own.get(door, {})) for door in (SAME, LEVEL, PERSON, CUT, *own)}


@pytest.fixture
def both(play, fleet, doors, tmp_path):
    """``both(job, *arguments, expect=..., **variables)``: run a job both ways; the two runs, once they are compared."""

    def run(job, way, arguments, expect, variables):
        for door in DOORS:
            fleet.forget_requests(door)
        folder = tmp_path / way
        done = play(
            None,
            doors,
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={**DESIRED, "akuvox_run_dir": str(folder), **variables, "akuvox_fleet_read": way == "fleet"},
            playbook=[{"import_playbook": f"doorfleet.akuvox.{job}"}],
            secrets=SECRETS,
            expect=expect,
        )
        run_file = max(folder.glob("*.json")).read_text("utf-8")
        assert not [secret for secret in (*SECRETS, PASSWORD) if secret in run_file]
        asked = {door: sorted(fleet.functions(door)) for door in doors}
        assert not [entry for door in doors for entry in fleet.requests(door) if entry["applied"]]
        differences = [path for path in folder.glob("*.diff") if way == "fleet"]
        assert [stat.S_IMODE(path.stat().st_mode) for path in differences] == [0o600] * len(differences)
        assert not [secret for path in differences for secret in SECRETS if secret in path.read_text("utf-8")]
        return done, {key: value for key, value in json.loads(run_file).items() if key not in TIMES}, asked

    def runs(job, *arguments, expect, each=None, fleet=None, **variables):
        ways = {"each": each or {}, "fleet": fleet or {}}
        found = {way: run(job, way, arguments, expect, {**variables, **more}) for way, more in ways.items()}
        (alone, its_run, its_requests), (together, run_file, requests) = found["each"], found["fleet"]
        assert run_file["doors"] == its_run["doors"]
        assert run_file == its_run
        assert together.summary == alone.summary
        assert requests == its_requests
        assert set(run_file["doors"]) == set(doors)
        # the recap has the first door of each batch and, once they fail, those that do
        for door in set(doors) - {SAME, OWN}:
            assert sum(together.recap.get(door, {}).get(key, 0) for key in ("ok", "changed")) == 0
        return alone, together, run_file

    return runs


def outcomes(run):
    return {name: door["outcome"] for name, door in run["doors"].items()}


BROKEN = {
    WRONG: "failed",
    GONE: "unreachable",
    MUTE: "unreachable",
    TYPE: "failed",
    TEMPLATE: "failed",
    NAMED: "failed",
}


def test_drift_of_sections_and_people_in_batches(both, tmp_path):
    run = both("drift", "-e", "akuvox_serial=4,100%", expect=4, akuvox_people=[KIM])[-1]
    expected = {**dict.fromkeys((SAME, LEVEL, PERSON, OWN), "changed"), CUT: "unreachable", LOUD: "failed"}
    assert outcomes(run) == {**expected, **BROKEN}
    assert "akuvox_username: must be ASCII" in run["doors"][NAMED]["reason"]
    assert run["doors"][PERSON]["report"]["sections"]["akuvox_people"] == {"added": ["1001"], "removed": ["7"]}
    (differences,) = (tmp_path / "fleet").glob("*.diff")
    assert f"--- {LEVEL} relays\n+++ {LEVEL} relays\n" in differences.read_text("utf-8")


@pytest.mark.one_core
def test_drift_where_the_list_is_refused_for_all(both):
    run = both("drift", "--tags", "untagged,akuvox_relays", expect=4, akuvox_people=[{**KIM, "pin": "1111"}])[-1]
    assert outcomes(run) == {**dict.fromkeys(run["doors"], "failed"), GONE: "unreachable", MUTE: "unreachable"}
    assert "akuvox_relays" in run["doors"][LEVEL]["report"]["sections"]


@pytest.mark.one_core
def test_access(both, tmp_path):
    run = both("access", "-e", "akuvox_access_fail=medium", "-e", f"akuvox_access_dir={tmp_path}/access", expect=4)[-1]
    assert {PERSON: "failed", LOUD: "failed", GONE: "unreachable"}.items() <= outcomes(run).items()


@pytest.mark.one_core
def test_report(both, tmp_path):
    run = both("report", "-e", f"akuvox_report_dir={tmp_path}/report", expect=None)[-1]
    assert outcomes(run)[GONE] == "unreachable"


@pytest.mark.one_core
def test_backup(both, tmp_path):
    folders = {way: {"akuvox_backup_dir": str(tmp_path / f"sets-{way}")} for way in ("each", "fleet")}
    run = both("backup", "--check", expect=4, **folders)[-1]
    assert outcomes(run)[SAME] == "changed"


@pytest.fixture
def few_files(player, monkeypatch):
    """What is played may have as many open files as after ``ulimit -n 256``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        starter = Commands()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    monkeypatch.setattr(player, "_starter", starter)
    yield
    starter.close()


@pytest.mark.one_core
def test_each_of_a_thousand_doors_has_one_outcome(play, fleet, few_files, closed_port, mute_port, tmp_path):
    """The names are many, the emulated doors behind them few; some hang, refuse, or can't be begun with."""
    hosts = {f"gate-{number:04}": fleet.host(DOORS[number % 3], akuvox_request_interval=0) for number in range(1000)}
    special = {
        "gate-0100": (MUTE, {"akuvox_port": mute_port, "akuvox_timeout": 1}, "unreachable"),
        "gate-0200": (GONE, {"akuvox_port": closed_port}, "unreachable"),
        "gate-0300": (WRONG, {"akuvox_password": WRONG_PASSWORD}, "failed"),
        "gate-0400": (TEMPLATE, {"akuvox_timeout": "{{ nowhere }}"}, "failed"),
        "gate-0500": (TYPE, {"akuvox_timeout": "soon"}, "failed"),
    }
    for name, (_door, own, _outcome) in special.items():
        hosts[name] = {**hosts[name], **own}
    done = play(
        None,
        hosts,
        *("-e", "akuvox_hosts=doors", "-e", "akuvox_fleet_read_threads=200"),
        variables={"akuvox_log_level": "debug", "akuvox_retries": 0, "akuvox_fleet_read": True}
        | {"akuvox_run_dir": str(tmp_path), "akuvox_drift_fail": False},
        playbook=[{"import_playbook": "doorfleet.akuvox.drift"}],
        secrets=SECRETS,
        environment={"ANSIBLE_VERBOSITY": "0", "ANSIBLE_DIFF_ALWAYS": "0"},
        expect=4,
    )
    (run_file,) = tmp_path.glob("drift-*.json")
    run = json.loads(run_file.read_text("utf-8"))
    expected = dict.fromkeys(hosts, "changed") | {name: outcome for name, (_door, _own, outcome) in special.items()}
    assert outcomes(run) == expected
    assert done.summary[0] == "1000 doors: 0 ok, 995 would change, 3 failed, 2 unreachable"
    assert "which is what the limit of open files allows" in done.output
    assert set(done.recap) <= {"gate-0000", *special, "localhost"}
