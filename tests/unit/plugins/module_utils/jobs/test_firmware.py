# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firmware job: what is wrong with a baseline, what it says of a door, and what became of an upgrade."""

from __future__ import annotations

import hashlib

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.firmware import (
    after_upgrade,
    baseline_errors,
    compliance,
    obstacles,
    table,
    variable_errors,
)

OLD, NEW = "29.30.10.100", "29.30.10.200"
NOW = 1_700_000_000


@pytest.fixture
def entry(tmp_path):
    """An entry of a baseline as it should be."""
    path = tmp_path / "door.rom"
    path.write_bytes(b"firmware")
    return {"version": NEW, "file": str(path), "md5": hashlib.md5(b"firmware").hexdigest()}


def test_a_baseline_as_it_should_be(entry):
    assert baseline_errors([{"R29": entry}, {"R29": entry, "R29S": {**entry, "md5": entry["md5"].upper()}}]) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"md5": None}, ".md5: is missing"),
        ({"file": ""}, ".file: is missing"),
        ({"version": None}, ".version: is missing"),
        (
            {"version": 29.3},
            ".version: must be a version of dotted numbers, such as '29.30.10.100', in quotes, not 29.3",
        ),
        ({"md5": "abc"}, ".md5: must be 32 hex digits, not 'abc'"),
        ({"md5": "0" * 32}, f"has MD5 {hashlib.md5(b'firmware').hexdigest()}, not {'0' * 32}"),
        (
            {"file": "door.rom"},
            ".file: must be an absolute path, such as '{{ inventory_dir }}/door.rom', not 'door.rom'",
        ),
        ({"file": "/nonexistent/door.rom"}, ".file: the file '/nonexistent/door.rom' cannot be read: No such file"),
        ({"path": "/x"}, ".path: is not known; allowed are version, file, md5"),
    ],
)
def test_an_entry_is_wrong(entry, changes, told):
    errors = baseline_errors([{"R29": {**entry, **changes}}])
    assert len(errors) == 1
    assert errors[0].startswith("akuvox_firmware_baseline.R29.")
    assert told in errors[0]


@pytest.mark.parametrize("baseline", [{}, None, "R29", [1]])
def test_a_baseline_that_is_none(baseline):
    assert "akuvox_firmware_baseline: must be a mapping" in baseline_errors([baseline])[0]
    assert "R29: must be a mapping of version, file, md5, not '1'" in baseline_errors([{"R29": "1"}])[0]


def test_a_model_is_there_once(entry):
    assert baseline_errors([{"R29": entry, "r29 ": entry}]) == [
        "akuvox_firmware_baseline.r29 : is there twice, also as R29; capitals don't matter"
    ]


def test_files_are_left_alone_where_they_are_not_needed():
    assert baseline_errors([{"R29": {"version": NEW, "file": "/nonexistent"}}], files=False) == []
    assert "must be a version" in baseline_errors([{"R29": {"version": "new"}}], files=False)[0]


def test_a_wrong_baseline_of_many_doors_is_told_once():
    assert len(baseline_errors([{"R29": {}}] * 3)) == 3, "version, file and md5, not nine"


RUN = {
    "akuvox_firmware_baseline": [{"R29": {"version": NEW}}],
    "akuvox_firmware_report_only": True,
    "akuvox_firmware_wait_timeout": 900,
    "akuvox_firmware_settle_timeout": 180,
    "akuvox_firmware_clock_tolerance": 10,
    "akuvox_backup_dir": "",
    "akuvox_canary": 1,
    "akuvox_wave": "10%",
    "akuvox_soak": "60",
    "akuvox_failure_budget": 0,
}


def test_variables_as_they_should_be(entry):
    assert variable_errors(RUN, {"all": []}) == []
    full = {"akuvox_firmware_baseline": [{"R29": entry}], "akuvox_firmware_report_only": False}
    assert variable_errors({**RUN, **full, "akuvox_backup_dir": "/srv/doors"}, {"all": []}) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("akuvox_firmware_report_only", False, "akuvox_backup_dir: is not set; no door is upgraded without a backup"),
        ("akuvox_firmware_wait_timeout", 4, "akuvox_firmware_wait_timeout: must be 5 to 7200, not 4"),
        ("akuvox_firmware_settle_timeout", 3601, "akuvox_firmware_settle_timeout: must be 0 to 3600, not 3601"),
        ("akuvox_firmware_clock_tolerance", -1, "akuvox_firmware_clock_tolerance: must be 0 to 1000000, not -1"),
        ("akuvox_soak", "soon", "akuvox_soak: must be 0 to 86400, not 'soon'"),
        ("akuvox_canary", "lobbby", "akuvox_canary: 'lobbby' is no host or group"),
        ("akuvox_firmware_baseline", [None], "akuvox_firmware_baseline: must be a mapping"),
    ],
)
def test_wrong_variables_are_named(name, value, told):
    errors = variable_errors({**RUN, name: value}, {"all": []})
    assert errors[0].startswith(told)


def test_no_upgrade_without_a_folder_for_the_backups():
    variables = {**RUN, "akuvox_firmware_report_only": False, "akuvox_backup_dir": ""}
    assert variable_errors(variables, {"all": []})[0].startswith("akuvox_backup_dir: is not set")


@pytest.mark.parametrize(
    ("model", "version", "state"),
    [
        ("R29", NEW, "compliant"),
        ("r29", "29.30.010.200", "compliant"),
        ("R29", OLD, "behind"),
        ("R29", "29.30.10.201", "ahead"),
        ("R29", "916.30.10.100", "incomparable"),
        ("R29", "beta", "incomparable"),
        ("R29", None, "incomparable"),
        ("R29S", OLD, "unknown_model"),
        (None, OLD, "unknown_model"),
    ],
)
def test_compliance(model, version, state):
    found = compliance({"model": model, "firmware": version}, {"R29": {"version": NEW, "file": "/f", "md5": "0"}})
    assert found["state"] == state
    assert found.get("wanted") == (None if state == "unknown_model" else NEW)


def look(time=NOW, in_call=False, **relays):
    return {
        "status": {"time": time},
        "call_status": {"status": "calling" if in_call else "ready", "in_call": in_call},
        "relay_status": relays or {"A": 0, "B": 0},
    }


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (look(), []),
        (look(time=NOW - 599), []),
        ({}, []),
        (look(time=None, A="unknown"), []),
        (look(in_call=True), ["a call is going on (the device says calling)"]),
        (look(A=0, C=1), ["relay C is triggered"]),
        (look(A="1"), ["relay A is triggered"]),
        (look(time=NOW + 601), ["its clock is 10 minutes fast, and akuvox_firmware_clock_tolerance allows 10 minutes"]),
        (look(time=0), ["its clock is 19676 days slow, and akuvox_firmware_clock_tolerance allows 10 minutes"]),
    ],
)
def test_obstacles(found, told):
    assert obstacles(found, 10, now=NOW) == told


def test_a_clock_that_does_not_matter():
    assert obstacles(look(time=0), 0, now=NOW) == []


REPORT = compliance({"model": "R29", "firmware": OLD}, {"R29": {"version": NEW}})


def test_the_report_of_an_upgrade():
    result = {
        "changed": True,
        "firmware": {"version": NEW, "seconds": 184.5},
        "verified": {"missing": ["rfkey"], "new_keys": ["A"], "differences": []},
    }
    after = after_upgrade(REPORT, result)
    assert after == {
        **REPORT,
        "version": NEW,
        "state": "compliant",
        "outcome": "upgraded",
        "seconds": 184.5,
        "not_compared": ["rfkey"],
        "new_keys": ["A"],
        "differences": [],
    }
    predicted = after_upgrade(REPORT, {**result, "firmware": {"version": NEW, "seconds": None}}, check_mode=True)
    assert (predicted["outcome"], predicted["state"], predicted["version"]) == ("upgraded", "behind", OLD)


@pytest.mark.parametrize(
    ("result", "outcome", "version"),
    [
        ({"failed": True}, "failed", OLD),
        ({"failed": True, "firmware": {"version": None}}, "failed", OLD),
        ({"failed": True, "firmware": {"version": NEW}, "verified": {"new_keys": None}}, "failed", NEW),
        ({"failed": True, "unreachable": True}, "failed", OLD),
        ({"unreachable": True}, "failed", OLD),
        ({"skipped": True, "firmware": {"version": OLD}}, "not_started", OLD),
        ({"skip_reason": "a call is going on"}, "not_started", OLD),
    ],
)
def test_the_report_of_an_upgrade_that_was_none(result, outcome, version):
    after = after_upgrade(REPORT, result)
    assert (after["outcome"], after["version"]) == (outcome, version)


def test_the_table():
    def report(version, state, model="R29", **more):
        return {"model": model, "version": version, "state": state, "wanted": NEW, **more}

    reports = {
        "a": report(OLD, "behind"),
        "b": report(NEW, "compliant", new_keys=["K"], not_compared=["rfkey"]),
        "c": report(NEW, "compliant", new_keys=["K"]),
        "d": {"model": "", "version": "", "state": "unknown_model"},
        "offline": {},
    }
    assert table(reports) == [
        "compliant      R29  29.30.10.200                       2 doors",
        "behind         R29  29.30.10.100  wanted 29.30.10.200  1 door: a",
        "unknown model  -    -                                  1 door: d",
        "not compared, as the device doesn't have it: rfkey: 1 door: b",
        "new keys of the configuration: K: 2 doors: b, c",
    ]
    assert table({"offline": {}}) == []
    assert table({f"d{number:02d}": report(OLD, "behind") for number in range(25)})[0].endswith("d19 and 5 more")
