# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role probe as its users run it: reports of several doors, with nothing of the site in them."""

from __future__ import annotations

import json
import os
import stat

import pytest
from harness.emulator import DOORS, PASSWORD, USERNAME

MAIN, SAME, AWAY = DOORS[:3]
TLS, FORCED, PAGED, UNKNOWN = "tls-1", "forced-1", "e18-1", "hostile-1"
PIN = "59172648"
NAMES = ("Robin Sample", "Quillgate", "00B4161D", PIN)
ROBIN = {"UserID": "1007", "Name": "Robin Sample", "PrivatePIN": PIN, "CardCode": "00B4161D", "ScheduleRelay": "1001-1"}
LOCATION = "Config.DoorSetting.DEVICENODE.Location"


@pytest.fixture
def probe(play, fleet, tmp_path):
    """``probe(*doors, **variables)``: run the playbook; returns the run and the reports by the names of their files."""
    folder = tmp_path / "probes"

    def run(*doors, expect=4, arguments=(), **variables):
        playbook = [{"name": "probe", "ansible.builtin.import_playbook": "doorfleet.akuvox.probe"}]
        done = play(
            None, fleet.hosts(*doors), "-e", "akuvox_hosts=doors", *arguments, playbook=playbook, expect=expect,
            variables={"akuvox_retries": 0, "akuvox_ca_path": fleet.ca_file,
                       "akuvox_probe_dir": str(folder), "akuvox_probe_http_port": 0, **variables},
            secrets={PIN},
        )  # fmt: skip
        return done, {path.name: path for path in sorted(folder.glob("*"))} if folder.is_dir() else {}

    return run


def fill(fleet):
    for door in (MAIN, SAME, TLS, PAGED):
        fleet.put(door, user=[{**ROBIN, "UserID": str(number)} for number in range(1, 13)],
                  contact=[{"Name": "Quillgate", "Phone": "100"}])  # fmt: skip
        fleet.put_config(door, **{LOCATION: "Quillgate"})
    fleet.patch(AWAY, online=False)


def test_reports_of_a_fleet(probe, fleet):
    """A report for each kind of door, none for one that is away, nothing of the site in any; no door is written."""
    fill(fleet)
    doors = (MAIN, SAME, AWAY, TLS, PAGED)
    done, files = probe(*doors, arguments=["--check"])
    assert files == {}
    done, files = probe(*doors)
    assert "5 doors: 1 ok, 3 changed, 0 failed, 1 unreachable" in done.output, done.end
    kinds = sorted(name.rpartition("-")[0] for name in files if name.endswith(".json"))
    # one for the two that are the same, and one more for the same model with TLS
    assert kinds == ["E18C-18.30.11.21", "R29-29.30.10.100", "R29-29.30.10.100"]
    assert {path.suffix for path in files.values()} == {".json", ".html"}
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in files.values()} == {0o600}
    texts = [path.read_text(encoding="utf-8") for path in files.values()]
    own = [*NAMES, *doors, USERNAME, PASSWORD, "127.0.0.1", "0C:11:05", "192.0.2."]
    assert [(word, text[:60]) for word in own for text in [*files, *texts] if word.lower() in text.lower()] == []
    reports = {name: json.loads(files[name].read_text(encoding="utf-8")) for name in files if name.endswith(".json")}
    secure = next(report for report in reports.values() if report["tls"])
    assert secure["tls"]["version"] == "TLSv1.3"
    shape = secure["tls"]["certificate"]
    assert shape["key"] == {"kind": "EC", "bits": 256, "signed_with": "sha256"}
    assert (shape["years"], shape["valid"], shape["self_issued"], shape["for_this_host"]) == (10, "now", True, True)
    paged = next(report for name, report in reports.items() if name.startswith("E18C"))
    assert paged["lists"]["user"]["pages"] == {"kind": "paged", "size": 10, "counts": True, "behind_the_end": "empty"}
    assert 21 in {odd["item"] for odd in paged["oddities"]}
    for door in doors:
        # a function and a page that no device has are asked for too, to see how it says so
        known = [entry for entry in fleet.writes(door) if entry["target"] not in ("system", None)]
        assert known == [], door
        assert not [entry for entry in fleet.requests(door) if entry["applied"]], door
    done, again = probe(*doors)
    assert sorted(again) == sorted(files)
    assert "5 doors: 4 ok, 0 changed, 0 failed, 1 unreachable" in done.output


def test_a_door_that_is_locked_and_one_that_has_bad_manners(probe, fleet):
    """A wrong login is a failed door with no report; a function that is silent is a part of the report."""
    fill(fleet)
    fleet.patch(MAIN, password="other/password")
    fleet.set_fault(SAME, "cut_before", action="get", target="contact", times=-1)
    fleet.set_fault(SAME, "status", status=500, action="get", target="group", times=-1)
    done, files = probe(MAIN, SAME, FORCED, expect=2, akuvox_probe_http_port=fleet.devices[FORCED]["http_port"])
    assert "3 doors: 0 ok, 2 changed, 1 failed, 0 unreachable" in done.output, done.end
    assert "refused the login" in done.output
    reports = [json.loads(path.read_text(encoding="utf-8")) for name, path in files.items() if name.endswith(".json")]
    plain = next(report for report in reports if not report["tls"])
    assert plain["functions"]["contact/get"] == {"answer": "silence", "status": None}
    assert plain["functions"]["group/get"] == {"answer": "status", "status": 500}
    assert plain["functions"]["user/get"]["answer"] == "ok"
    forced = next(report for report in reports if report["tls"])
    assert forced["plain_http"] == 308
    assert 23 in {odd["item"] for odd in forced["oddities"]}


def test_variables_are_checked_before_a_door_is_asked(probe, fleet, tmp_path):
    for variables, message in (
        ({"akuvox_probe_dir": str(tmp_path / "a" / "b" / "c")}, f"there is no directory '{tmp_path}/a/b'"),
        ({"akuvox_probe_http_port": 70_000}, "must be 0 to 65535, not 70000"),
        ({"akuvox_probe_dir": ""}, "akuvox_probe_dir"),
    ):
        done, _files = probe(MAIN, expect=None, **variables)
        assert done.code != 0, variables
        assert message in " ".join(done.output.split()), message
    assert fleet.requests(MAIN) == []
