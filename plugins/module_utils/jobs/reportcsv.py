# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet as CSV."""

from __future__ import annotations

from ..files.csvcells import csv_text


def to_csv(report):
    """The rows of the report as CSV with a heading, fit for a spreadsheet."""
    jobs = sorted({job for row in report["doors"] for job in row["jobs"]})
    names = [
        *("door", "site", "state", "model", "firmware", "mac", "firmware_state", "known_at"),
        *("verdict", "reason", "sip", "accounts", "users"),
        *("score", "failed_checks", "drift", "drift_sections", "drift_seen", "drift_after"),
        # a job may be called like one of the columns before
        *(f"job_{job}_{part}" for job in jobs for part in ("outcome", "at", "check_mode", "reason")),
    ]
    rows = map(_csv_values, report["doors"])
    return csv_text([names, *([values.get(name) for name in names] for values in rows)])


def _csv_values(row):
    """The cells of a row by the names of their columns."""
    values = {
        **row,
        **(row["answer"] or {}),
        "accounts": "; ".join(f"{account['account']} {account['status']}" for account in row["accounts"]),
        "score": row["hardening"] and row["hardening"]["score"],
        "failed_checks": "; ".join(check["id"] for check in row["hardening"]["failed"]) if row["hardening"] else "",
        "drift": drift_word(row["drift"]),
        "drift_sections": "; ".join(row["drift"]["sections"]) if row["drift"] else "",
        "drift_seen": row["drift"] and row["drift"]["at"],
        "drift_after": "; ".join(f"{said['job']} {said['outcome']} {said['at']}" for said in row["drift"]["after"])
        if row["drift"]
        else "",
    }
    for job, said in row["jobs"].items():
        cells = {**said, "check_mode": "yes" if said["check_mode"] else "no"}
        values.update({f"job_{job}_{part}": value for part, value in cells.items()})
    return values


def drift_word(drift):
    return "" if drift is None else {True: "yes", False: "no", None: "unknown"}[drift["drifted"]]
