# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role collect_logs: each row once, whatever happens in between, and what is left of a door that fails."""

from __future__ import annotations

import csv
import json
import stat

import pytest
import yaml
from harness.emulator import DOORS, ROOT

DOOR, OTHER, GONE, WRONG, BROKEN = DOORS[:5]
PLAYBOOK = [{"import_playbook": "doorfleet.akuvox.collect_logs"}]
PIN = "93817264"
ZONE = "Config.Settings.SNTP."
CARD = {"Type": "Card", "Name": "Robin é", "Status": "Success", "Code": "00B4161D", "Date": "2026-01-02"}
OPENINGS = [
    {"ID": "1", **CARD, "Time": "03:04:05"},
    {"ID": "2", **CARD, "Time": "03:04:05"},
    {"ID": "3", **CARD, "Type": "Password", "Code": PIN, "Time": "03:04:06"},
]
CALLS = [{"ID": "1", "Type": "Missed", "Name": "=1+1", "Num": "0100", "Date": "2026-01-02", "Time": "03:00:00"}]


@pytest.fixture
def collect(play, fleet, tmp_path):
    """``collect(*doors, arguments=(), expect=0, hosts=None, **variables)``: run the playbook into ``tmp_path/logs``.

    A variable that is None is left out.
    """

    def run(*doors, arguments=(), expect=0, hosts=None, **variables):
        variables = {"akuvox_log_dir": f"{tmp_path}/logs", "akuvox_run_dir": f"{tmp_path}/runs", **variables}
        return play(
            None,
            hosts or fleet.hosts(*doors),
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={name: value for name, value in variables.items() if value is not None},
            secrets={PIN, "wr0ng/pass+word"},
            playbook=PLAYBOOK,
            expect=expect,
        )

    return run


@pytest.fixture
def rows(tmp_path):
    """``rows(door, log)``: what is kept of a log, in JSON lines and, but for what only those have, in CSV alike."""

    def read(door, log="doorlog"):
        folder = tmp_path / "logs" / door
        lines = (folder / f"{log}.jsonl").read_text(encoding="utf-8").splitlines()
        kept = [json.loads(line) for line in lines]
        with (folder / f"{log}.csv").open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream))
        assert [(row["timestamp"], row["id"]) for row in table] == [(row["timestamp"], row["id"]) for row in kept]
        return kept

    return read


def result(done, door):
    return done.outcome(door, "doorfleet.akuvox.collect_logs : Collect the logs")


def reports(tmp_path):
    """The last run file's doors."""
    return json.loads(sorted((tmp_path / "runs").iterdir())[-1].read_text(encoding="utf-8"))["doors"]


def numbers(kept):
    return [row["id"] for row in kept]


def test_rows_are_kept_once_over_clearings_and_crashes(collect, rows, fleet, tmp_path):
    doors = (DOOR, "a08s-1", "e18-1")
    for door in doors:
        fleet.put(door, doorlog=OPENINGS)
    for door in (DOOR, "e18-1"):
        fleet.put(door, calllog=CALLS)
    fleet.put_config(DOOR, **{ZONE + "TimeZone": "GMT+3:00"})
    fleet.put_config("e18-1", **{ZONE + "TimeZone": "GMT+3:00", ZONE + "DTS": "1"})
    states = {door: fleet.state(door)["doorlog"] for door in doors}

    predicted = collect(*doors, arguments=("--check", "--diff"))
    assert not (tmp_path / "logs").exists()
    first = collect(*doors, arguments=("--diff",))
    assert predicted.changed == first.changed == dict.fromkeys(doors, 1)
    for door in doors:
        assert {key: result(predicted, door)[key] for key in ("path", "logs", "missing", "diff")} == {
            key: result(first, door)[key] for key in ("path", "logs", "missing", "diff")
        }
        assert fleet.writes(door) == []
        assert fleet.state(door)["doorlog"] == states[door]
        assert numbers(rows(door)) == ["1", "2", "3"]
        folder = tmp_path / "logs" / door
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        assert [path.name for path in folder.iterdir() if PIN in path.read_text(encoding="utf-8")] == []
    kept = rows(DOOR)
    assert (kept[0]["timestamp"], kept[0]["zone"], kept[0]["code"], kept[0]["name"]) == (
        "2026-01-02T03:04:05+03:00", "GMT+3:00", "00B4161D", "Robin é"
    )  # fmt: skip
    assert (kept[2]["type"], kept[2]["code"]) == ("password", "********")
    assert (rows("e18-1")[0]["timestamp"], rows("e18-1")[0]["zone"]) == (
        "2026-01-02T03:04:05", "GMT+3:00 with daylight saving"
    )  # fmt: skip
    assert rows(DOOR, "calllog")[0]["name"] == "=1+1"
    assert ",'=1+1," in (tmp_path / "logs" / DOOR / "calllog.csv").read_text(encoding="utf-8")
    report = reports(tmp_path)
    assert {door: report[door]["outcome"] for door in doors} == dict.fromkeys(doors, "changed")
    assert report[DOOR]["report"]["logs"]["doorlog"]["new"] == 3
    assert (list(report["a08s-1"]["report"]["missing"]), report[DOOR]["report"]["missing"]) == (["calllog"], {})

    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "logs").rglob("*")}
    assert collect(*doors).changed == dict.fromkeys(doors, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "logs").rglob("*")} == before

    # one more and the oldest dropped; cleared, so that IDs start over; a run that was killed before it wrote the CSV
    fleet.put(DOOR, doorlog=[*OPENINGS[1:], {"ID": "4", **CARD, "Time": "03:04:06"}])
    fleet.put("e18-1", doorlog=[{"ID": "1", **CARD, "Date": "2026-01-03", "Time": "00:00:00"}])
    (tmp_path / "logs" / "a08s-1" / "doorlog.csv").unlink()
    assert collect(*doors).changed == dict.fromkeys(doors, 1)
    assert [numbers(rows(door)) for door in doors] == [["1", "2", "3", "4"], ["1", "2", "3"], ["1", "2", "3", "1"]]
    assert collect(*doors).changed == dict.fromkeys(doors, 0)


@pytest.mark.one_core
def test_a_log_without_rows_is_kept_as_an_empty_file(collect, rows, fleet, tmp_path):
    fleet.put(DOOR, doorlog=[], calllog=[])
    predicted = collect(DOOR, arguments=("--check", "--diff"))
    first = collect(DOOR, arguments=("--diff",))
    assert result(predicted, DOOR)["diff"] == result(first, DOOR)["diff"]
    assert [log["path"] for log in result(first, DOOR)["logs"].values()] == [
        f"{tmp_path}/logs/{DOOR}/{name}.jsonl" for name in ("doorlog", "calllog")
    ]
    assert rows(DOOR) == rows(DOOR, "calllog") == []
    assert collect(DOOR).changed == {DOOR: 0}
    fleet.put(DOOR, doorlog=OPENINGS[:1])
    collect(DOOR)
    assert numbers(rows(DOOR)) == ["1"]


@pytest.mark.one_core
def test_system_logs_and_a_capture_are_put_beside(collect, fleet, tmp_path):
    options = {"akuvox_log_types": ["log", "kmsg", "log_debug", "log"], "akuvox_log_capture": 1}
    predicted = collect(DOOR, arguments=("--check", "--diff"), **options)
    assert fleet.writes(DOOR) == [entry for entry in fleet.requests(DOOR) if entry["action"] == "export"]
    assert not (tmp_path / "logs").exists()
    done = collect(DOOR, arguments=("--diff",), **options)
    folder = tmp_path / "logs" / DOOR
    (capture,) = folder.glob("capture-*.pcap")
    assert {path.name for path in folder.iterdir()} == {"log.txt", "kmsg.txt", "log_debug.tar.gz", capture.name}
    assert capture.read_bytes()[:4] in (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4")
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert result(done, DOOR)["logs"]["capture"]["path"] == str(capture)
    for name in ("log.txt", "kmsg.txt"):
        path = str(folder / name)
        assert result(predicted, DOOR)["diff"]["after"][path]["size"] <= (folder / name).stat().st_size
    assert len(result(predicted, DOOR)["diff"]["after"]) == len(result(done, DOOR)["diff"]["after"]) == 4
    # it ended by itself, and was seen to
    assert (fleet.state(DOOR)["pcap"]["type"], fleet.state(DOOR)["pcap"]["time"]) == ("auto", 1)


@pytest.mark.one_core
def test_a_door_that_fails_keeps_what_was_collected_and_the_next_run_goes_on(
    collect, rows, fleet, tmp_path, closed_port
):
    for door in (DOOR, OTHER, BROKEN):
        fleet.put(door, doorlog=OPENINGS, calllog=CALLS)
    fleet.set_fault(DOOR, "cut_before", target="calllog", action="get", times=-1)
    fleet.set_fault(OTHER, "status", target="calllog", action="get", status=500)
    hosts = {
        **fleet.hosts(DOOR, OTHER, BROKEN),
        WRONG: fleet.host(WRONG, akuvox_password="wr0ng/pass+word"),
        GONE: fleet.host(GONE, akuvox_port=closed_port),
        "it83-1": fleet.host("it83-1"),
    }
    (tmp_path / "logs" / BROKEN).mkdir(parents=True)
    torn = tmp_path / "logs" / BROKEN / "doorlog.jsonl"
    torn.write_text('{"id": "1"}\n{"id": ', encoding="utf-8")
    done = collect(hosts=hosts, expect=None, akuvox_retries=0)
    for door, event, words in (
        (DOOR, "failed", "calllog/get"),
        (OTHER, "failed", "calllog/get"),
        (WRONG, "failed", "refused the login"),
        (GONE, "failed", "connection refused"),
        (BROKEN, "failed", f"line 2 of '{torn}' is no row of a log"),
    ):
        outcome = result(done, door)
        assert (outcome["event"], words in outcome["msg"]) == (event, True), outcome["msg"]
    for door in (DOOR, OTHER):
        assert result(done, door)["changed"] is True
        assert numbers(rows(door)) == ["1", "2", "3"]
        assert not (tmp_path / "logs" / door / "calllog.jsonl").exists()
    report = reports(tmp_path)
    assert report[OTHER]["outcome"] == "failed"
    assert "calllog/get" in report[OTHER]["reason"]
    assert report[OTHER]["report"]["logs"]["doorlog"]["new"] == 3
    assert (report["it83-1"]["outcome"], set(report["it83-1"]["report"]["missing"])) == ("ok", {"doorlog", "calllog"})
    assert torn.read_text(encoding="utf-8") == '{"id": "1"}\n{"id": '

    fleet.reset()
    for door in (DOOR, OTHER):
        fleet.put(door, doorlog=OPENINGS, calllog=CALLS)
    assert collect(DOOR, OTHER).changed == dict.fromkeys((DOOR, OTHER), 1)
    for door in (DOOR, OTHER):
        assert (numbers(rows(door)), numbers(rows(door, "calllog"))) == (["1", "2", "3"], ["1"])


def test_wrong_variables_are_named_without_a_request(collect, fleet, tmp_path):
    """Each on a door of its own."""
    folder = {"akuvox_log_dir": f"{tmp_path}/logs"}
    wrong = [
        ({}, "akuvox_log_dir"),
        ({**folder, "akuvox_log_types": ["doors"]}, "logs must be one or more of: doorlog"),
        ({**folder, "akuvox_log_capture": 181}, "capture: "),
        ({**folder, "akuvox_log_capture": "long"}, "akuvox_log_capture"),
    ]
    cases = dict(zip(DOORS, wrong, strict=False))
    hosts = {door: fleet.host(door, **variables) for door, (variables, _words) in cases.items()}
    collect(hosts=hosts, expect=2, akuvox_log_dir=None)
    reasons = {door: report["reason"] for door, report in reports(tmp_path).items()}
    assert {door: reasons[door] for door, (_variables, words) in cases.items() if words not in reasons[door]} == {}
    assert [fleet.requests(door) for door in cases] == [[]] * len(wrong)


@pytest.mark.one_core
def test_the_roles_files_name_the_same_variables():
    role = ROOT / "roles" / "collect_logs"
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    spec = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    assert {name: option["default"] for name, option in options.items() if "default" in option} == defaults
    readme = (role / "README.md").read_text(encoding="utf-8")
    assert [name for name in options if f"| `{name}` |" not in readme] == []
