# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet of any size, made as the role makes it: from what doors answer and from run files."""

from __future__ import annotations

import json
from pathlib import Path

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.report import fleet
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.reportpage import page
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runfiles import find_files, merge

FILES = Path(__file__).resolve().parents[2] / "roles" / "report" / "files"
GENERATED, NIGHT = "2026-01-05T06:00:00.000000Z", "2026-01-05T02:{minute:02d}:00.000000Z"
SITES = ("North", "South", "Harbour", "Mill Lane 4\N{EN DASH}8", "Depot", "Old Exchange")
MODELS = (("R29", "29.30.10.100"), ("E16", "216.30.10.60"), ("R20", "20.30.4.9"), ("X915", "2915.30.10.12"))
HOSTILE = "<img src=http://192.0.2.1/x onerror=alert(1)></script><script>alert(2)</script>\"'&"
REASON = "Set the people: POST /api/user/add: the device refused user_id 1042 (retcode -1, full) after 200 of 350 users"


def make(folder, doors):
    """The path of a page for so many doors; the last door has a hostile name, site, model and reason."""
    names = [f"{SITES[number % len(SITES)].split()[0].lower()}-door-{number:04d}" for number in range(1, doors)]
    names.append(HOSTILE)
    runs = folder / "runs"
    runs.mkdir()
    jobs = ("backup", "collect_logs", "credentials", "drift", "firmware", "hardening")
    for minute, job in enumerate(jobs):
        said = {name: _said(job, number, name) for number, name in enumerate(names)}
        run = {"format": 1, "job": job, "started": NIGHT.format(minute=minute), "finished": GENERATED}
        (runs / f"{job}.json").write_text(json.dumps({**run, "check_mode": job == "drift", "doors": said}))
    (runs / "cut.json").write_text('{"format": 1')
    given = {name: _given(number, name) for number, name in enumerate(names)}
    report = fleet(given, merge(find_files([runs], "runs"), given), GENERATED, f"Doors of {HOSTILE}")
    text = page(report, *((FILES / f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js")))
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    return path, report


def _given(number, name):
    site = HOSTILE if name == HOSTILE else SITES[number % len(SITES)]
    if number % 17 == 3:
        reason = (
            f"GET http://192.0.2.{number % 250}:80/api/system/info: no connection within 10 s. The device is offline"
        )
        return {"site": site, "facts": {"outcome": "unreachable", "verdict": "offline", "reason": reason}}
    model, firmware = MODELS[number % 7 % len(MODELS)]
    status = "registration_failed" if number % 11 == 5 else "registered"
    accounts = [{"account": 1, "status": status}, {"account": 2, "status": "disabled"}]
    facts = {
        "model": HOSTILE if name == HOSTILE else model,
        "firmware": firmware,
        "mac": f"0C:11:05:00:{number // 256:02X}:{number % 256:02X}",
    }
    return {
        "site": site,
        "facts": {
            "outcome": "ok",
            "verdict": "ok",
            "reason": "",
            **facts,
            "accounts": accounts,
            "users": number * 37 % 412,
        },
    }


def _said(job, number, name):
    outcome, reason = (
        ("failed", HOSTILE if name == HOSTILE else REASON) if number % 13 == 6 and job == "credentials" else ("ok", "")
    )
    if number % 17 == 3:
        outcome, reason = "unreachable", "no connection within 10 s"
    report = {}
    if outcome == "ok" and job == "hardening":
        checks = [("relay_url", "high"), ("autoprovision", "medium"), ("log_debug", "low"), ("plain_http", "medium")]
        rows = [
            {"id": name, "severity": severity, "verdict": "fail" if number % 5 > place else "pass"}
            for place, (name, severity) in enumerate(checks)
        ]
        report = {"score": 100 - number % 5 * 14, "tested": 15, "checks": rows}
    if outcome == "ok" and job == "drift":
        sections = {"akuvox_relays": {"updated": ["A.hold_delay"]}} if number % 9 == 2 else {}
        outcome, report = (
            "changed" if sections else "ok",
            {"drifted": bool(sections), "sections": sections, "unchecked": {}},
        )
    return {"outcome": outcome, "reason": reason, "report": report}
