# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run files merged, rows made of them, and the page and the CSV made of the rows."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import report, reportcsv, reportpage, runfiles

FILES = Path(__file__).resolve().parents[5] / "roles" / "report" / "files"
NOW = "2026-01-05T06:00:00.000000Z"
FACTS = {
    **{"outcome": "ok", "verdict": "ok", "reason": "", "model": "R29", "firmware": "29.1", "mac": "0C:11:05:00:00:01"},
    **{"accounts": [{"account": 1, "status": "registered"}, {"account": 2, "status": "disabled"}], "users": 3},
}


def at(day):
    return f"2026-01-0{day}T02:00:00.000000Z"


@pytest.fixture
def put(tmp_path):
    """``put(job, day, doors, name=None, **other)``: a run file; a door is an outcome, or one with reason and report."""

    def write(job, day, doors, name=None, **other):
        said = {
            door: dict(
                zip(("outcome", "reason", "report"), row if isinstance(row, tuple) else (row, "", {}), strict=True)
            )
            for door, row in doors.items()
        }
        run = {"format": 1, "job": job, "started": at(day), "finished": at(day), "check_mode": False, "doors": said}
        path = tmp_path / (name or f"{job}-2026010{day}T020000.000000Z.json")
        path.write_text(json.dumps({**run, **other}), encoding="utf-8")
        return path

    return write


def merged(folder, doors, **more):
    return runfiles.merge(runfiles.find_files([folder], "runs"), doors, **more)


def rows(folder, given, generated=NOW, **more):
    doors = {door: {"site": "North", "facts": facts} for door, facts in given.items()}
    made = report.fleet(doors, merged(folder, doors, **more), generated, "Doors")
    return made, {row["door"]: row for row in made["doors"]}


def test_the_newest_statement_on_a_door_and_a_job_counts(put, tmp_path):
    put("backup", 1, {"a": "ok", "b": "failed"}, name="slice1.json")
    put("backup", 2, {"b": "changed"}, name="slice2.json")
    put("backup", 3, {"other": "ok"}, name="slice3.json")
    put("drift", 2, {"a": ("changed", "", {"drifted": True, "sections": {"akuvox_relays": {}}, "unchecked": {}})})
    put("drift", 3, {"a": ("unreachable", "no answer", {})})
    made, found = rows(tmp_path, {"a": {}, "b": {}, "c": {}})
    assert {door: {job: said["outcome"] for job, said in row["jobs"].items()} for door, row in found.items()} == {
        "a": {"backup": "ok", "drift": "unreachable"},
        "b": {"backup": "changed"},
        "c": {},
    }
    assert {door: row["state"] for door, row in found.items()} == {"a": "unreachable", "b": "changed", "c": "unknown"}
    # what was found before the door was off
    assert found["a"]["drift"] == {
        "drifted": True,
        "sections": ["akuvox_relays"],
        "unchecked": [],
        "at": at(2),
        "after": [],
    }
    assert made["other_doors"] == ["other"]


def test_files_that_no_door_needs_are_not_opened_and_old_ones_do_not_count(put, tmp_path):
    whole = ("ok", "", {"score": 1})
    put("hardening", 4, {"a": whole})
    put("hardening", 3, {"a": ("failed", "", {})}).write_text("broken", encoding="utf-8")
    assert merged(tmp_path, {"a"}).problems == []
    # of a door more is wanted
    assert len(merged(tmp_path, {"a", "b"}).problems) == 1
    found = merged(tmp_path, {"a"}, oldest=datetime(2026, 1, 5, tzinfo=timezone.utc))
    assert (found.older, found.said) == (2, {})
    assert runfiles.oldest_of(NOW, 4) == datetime(2026, 1, 1, 6, tzinfo=timezone.utc)
    assert runfiles.oldest_of(NOW, 0) is None


def test_a_run_that_is_dated_in_the_future_is_named_and_not_trusted(tmp_path, put):
    """Before, it hid what was true until its date had come."""
    put("backup", 9, {"a": ("failed", "", {})})
    put("backup", 1, {"a": ("ok", "", {})})
    files = runfiles.find_files([tmp_path], "runs")
    found = runfiles.merge(files, {"a"}, now=datetime(2026, 1, 5, tzinfo=timezone.utc))
    assert found.said["a"]["backup"].doors["a"]["outcome"] == "ok"
    assert ["is dated in the future" in problem["reason"] for problem in found.problems] == [True]


def test_what_came_after_a_drift_is_said_and_the_door_no_longer_counts_as_drifted(tmp_path, put):
    """A run in check mode, one before it and one that failed mend nothing."""
    put("drift", 2, {"a": ("changed", "", {"drifted": True, "sections": {"akuvox_relays": {}}, "unchecked": {}})})
    put("credentials", 1, {"a": "ok"})
    doors = {"a": {"site": "north", "facts": {}}}
    before = report.fleet(doors, merged(tmp_path, doors), NOW, "x")
    put("provision", 3, {"a": ("changed", "", {})})
    after = report.fleet(doors, merged(tmp_path, doors), NOW, "x")
    assert [made["summary"]["drifted"] for made in (before, after)] == [1, 0]
    assert [said["job"] for said in after["doors"][0]["drift"]["after"]] == ["provision"]
    (row,) = csv.DictReader(io.StringIO(reportcsv.to_csv(after)))
    assert (row["drift"], row["drift_after"].split()[:2]) == ("yes", ["provision", "changed"])


def test_doors_that_a_limit_leaves_out_are_no_strangers(tmp_path, put):
    put("backup", 1, {"a": "ok", "b": "ok", "c": "ok"})
    files = runfiles.find_files([tmp_path], "runs")
    assert runfiles.merge(files, {"a"}, inventory={"a", "b"}).others == {"c"}


def test_a_run_of_the_former_format_that_did_not_end_is_read_as_unknown(tmp_path):
    """Version 0.2.0 called all doors not tried until the end, also those that it had written to."""
    doors = {
        "a": {"outcome": "not_tried", "reason": "", "report": {}},
        "b": {"outcome": "not_tried", "reason": "in a call", "report": {}},
        "c": {"outcome": "changed", "reason": "", "report": {}},
    }
    run = {"format": 1, "job": "backup", "started": NOW, "finished": None, "check_mode": False, "doors": doors}
    (tmp_path / "old.json").write_text(json.dumps(run), encoding="utf-8")
    read = runfiles.read_run(str(tmp_path / "old.json"))
    assert {name: door["outcome"] for name, door in read.doors.items()} == {
        "a": "unknown", "b": "not_tried", "c": "changed"
    }  # fmt: skip


WRONG = {
    "cut.json": ('{"format": 1', "is not JSON"),
    "later.json": ('{"format": 3}', "is of format 3; this version reads the formats 1 and 2"),
    "list.json": ("[[]]", "is not a run file"),
    "job.json": ('{"format": 1, "job": 3}', "job: must be"),
    "binary.json": ("\x00", "is not JSON"),
}


def test_what_is_no_run_file_is_named_and_the_others_count(put, tmp_path):
    put("backup", 1, {"a": "ok"})
    put("backup", 2, {"a": "great"}, name="outcome.json")
    put("backup", 2, {"a": "ok"}, name="time.json", started="yesterday")
    for name, (text, _words) in WRONG.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "report.json").write_text('{"kind": "report", "format": 1}', encoding="utf-8")
    made, found = rows(tmp_path, {"a": {}})
    told = {Path(problem["file"]).name: problem["reason"] for problem in made["problems"]}
    assert set(told) == {*WRONG, "outcome.json", "time.json"}
    assert [name for name, (_text, words) in WRONG.items() if words not in told[name]] == []
    assert "doors.a.outcome: must be one of ok," in told["outcome.json"]
    assert found["a"]["jobs"]["backup"]["outcome"] == "ok"
    with pytest.raises(InvalidInput, match=r"^runs\[1\]: there is no file or folder '/none'"):
        runfiles.find_files([tmp_path, "/none"], "runs")


def test_a_file_with_a_list_is_as_a_file_for_each_run(put, tmp_path):
    """As AWX's project writes what the jobs of a workflow have handed on."""
    files = [put("backup", 1, {"a": "failed", "b": "ok"}), put("backup", 2, {"a": "ok"}), put("drift", 1, {"b": "ok"})]
    made, found = rows(tmp_path, {"a": {}, "b": {}})
    texts = [path.read_text("utf-8") for path in files]
    for path in files:
        path.unlink()
    (tmp_path / "runs.json").write_text(f"[{', '.join([*texts, '7'])}]", encoding="utf-8")
    again, listed = rows(tmp_path, {"a": {}, "b": {}})
    assert listed == found
    assert len(again["runs"]) == len(made["runs"]) == 3
    assert [problem["reason"] for problem in again["problems"]] == ["[3] is not a run file"]
    (tmp_path / "runs.json").write_text("[]", encoding="utf-8")
    assert merged(tmp_path, {"a"}) == runfiles.Merged()


def test_a_door_that_is_off_keeps_what_was_known_of_it(put, tmp_path):
    off = {"outcome": "unreachable", "verdict": "offline", "reason": "no connection"}
    put("report", 1, {"a": ("ok", "", FACTS)})
    put("report", 2, {"a": ("unreachable", "", off)})
    _made, found = rows(tmp_path, {"a": off})
    assert (found["a"]["model"], found["a"]["known_at"], found["a"]["answer"]["at"]) == ("R29", at(1), NOW)
    _made, found = rows(tmp_path, {"a": {}})
    assert (found["a"]["users"], found["a"]["answer"]) == (3, {**off, "at": at(2)})


def test_a_report_that_says_the_same_has_the_same_digest(put, tmp_path):
    put("backup", 1, {"a": "ok"})
    first, later = (rows(tmp_path, {"a": FACTS}, generated=time)[0] for time in (NOW, "2026-01-06T06:00:00.000000Z"))
    assert (first["digest"] == later["digest"], first == later) == (True, False)
    assert rows(tmp_path, {"a": {**FACTS, "users": 4}})[0]["digest"] != first["digest"]


def test_only_what_is_known_to_be_fit_for_showing_gets_in(put, tmp_path):
    secret = "50927163"
    checks = [{"id": "pin_policy", "severity": "high", "verdict": "fail", "evidence": secret}]
    put("hardening", 1, {"a": ("ok", "", {"score": 40, "tested": 9, "checks": checks, "pin": secret})})
    put("drift", 1, {"a": ("ok", "", {"drifted": True, "sections": {"akuvox_users": {"added": [secret]}}})})
    put("custom", 1, {"a": ("ok", "", {"password": secret})})
    made, found = rows(tmp_path, {"a": {**FACTS, "password": secret}})
    assert secret not in json.dumps(made)
    assert found["a"]["hardening"]["failed"] == [{"id": "pin_policy", "severity": "high"}]


def test_the_figures_of_a_fleet():
    off = {"outcome": "unreachable", "verdict": "offline", "reason": ""}
    failing = {**FACTS, "accounts": [{"account": 1, "status": "registration_failed"}]}
    doors = {name: {"site": site, "facts": facts} for name, site, facts in (
        ("a", "S", FACTS), ("b", "S", failing), ("c", "T", off))}  # fmt: skip
    summary = report.fleet(doors, runfiles.Merged(), NOW, "Doors")["summary"]
    assert (summary["answered"], summary["asked"], summary["sip_registered"], summary["sip_used"]) == (2, 3, 1, 2)
    assert (summary["users"], summary["score"], summary["states"]) == (6, None, {"unreachable": 1, "ok": 2})
    assert {site: figures["failed"] for site, figures in summary["sites"].items()} == {"S": 0, "T": 1}


def test_sites_are_told_by_variable_or_group():
    assert report.site_of({"akuvox_site": 7, "group_names": ["x"]}, set()) == "7"
    assert report.site_of({"group_names": ["akuvox", "north"]}, {"akuvox"}) == "north"
    assert report.site_of({"group_names": ["akuvox"]}, {"akuvox"}) == report.NO_SITE


HOSTILE = "=cmd|' /C calc'!A0<script>alert(1)</script>\"\u202e"


def test_page_and_csv_take_names_as_text(put, tmp_path):
    put("backup", 1, {HOSTILE: ("failed", HOSTILE, {})})
    doors = {HOSTILE: {"site": HOSTILE, "facts": {**FACTS, "model": "+1+1", "firmware": "@SUM(A1)"}}}
    made = report.fleet(doors, merged(tmp_path, doors), NOW, HOSTILE)
    text = reportpage.page(made, *((FILES / f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js")))
    assert text.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in text
    (row,) = csv.DictReader(io.StringIO(reportcsv.to_csv(made)))
    assert (row["door"][:2], row["model"], row["firmware"], row["job_backup_reason"][:2]) == (
        "'=",
        "'+1+1",
        "'@SUM(A1)",
        "'=",
    )
    assert (row["users"], row["job_backup_outcome"], row["accounts"]) == ("3", "failed", "1 registered; 2 disabled")


def test_the_page_lists_what_has_changed(put, tmp_path):
    """Doors with the same change share a row, and text is text."""
    put("provision", 1, {"gate": "ok"})
    doors = {"gate": {"site": "north", "facts": FACTS}}
    made = report.fleet(doors, merged(tmp_path, doors), NOW, "Doors")
    parts = [(FILES / f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js")]
    plain = reportpage.page(made, *parts)
    event = {"since": "", "at": "2026-03-01T03:04:05Z", "run": "credentials-20260301T030405.000000Z"}
    events = [{**event, "door": door, "text": "1001 <Kim> came"} for door in ("gate", "lobby")]
    changes = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z", "events": events}
    text = reportpage.page({**made, "changes": changes}, *parts)
    assert "<summary>Changes (1)</summary>" in text
    assert "<td>credentials</td><td>gate, lobby</td><td>1001 &lt;Kim&gt; came</td>" in text
    nothing = reportpage.page({**made, "changes": {**changes, "events": []}}, *parts)
    assert "Nothing has changed since 2026-03-01 00:00." in nothing
    assert "Changes" not in plain


def test_what_a_door_answered():
    said = {"system": {"model": "R29", "accounts": [{"account": 1, "status": "registered", "username": "114"}]}}
    assert report.door_facts({"skipped": True}) == {}
    assert report.door_facts({"akuvox": said, "missing": ["user_count"]})["users"] is None
    assert report.door_facts({"akuvox": said})["accounts"] == [{"account": 1, "status": "registered"}]
    assert report.door_facts({"failed": True, "msg": "no", "reachability": "bad_credentials"}) == {
        "outcome": "failed", "verdict": "bad_credentials", "reason": "no"}  # fmt: skip
    assert report.door_facts({"unreachable": True})["verdict"] == "offline"
