# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet: from what its doors answered and the run files say, to its three files."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from pathlib import Path

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.changewords import COLUMNS, rows, texts
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.report import door_facts, fleet, site_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.reportcsv import to_csv
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.reportpage import page
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runfiles import TIME, find_files, merge, oldest_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import make_folder, write_file
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.changesrun import SINCE, UNTIL, changes_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import from_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

_FILES = Path(__file__).resolve().parents[2] / "roles" / "report" / "files"
_DIR, _RUNS = "akuvox_report_dir", "akuvox_report_runs"


def refuse_wrong(params):
    """Refuse folders and run files that aren't there.

    :raises InvalidInput: with all of them.
    """
    wrong = [] if params["dir"] else [f"{_DIR}: is missing"]
    absent = [path for path in map(from_here, params["runs"]) if not os.path.exists(path)]
    if absent:
        wrong.append(f"{_RUNS}: there is no file or folder {', '.join(absent)}")
    if wrong:
        raise InvalidInput("; ".join(wrong))


def write_report(params, variables, check_mode, vault):
    """Make the report of the doors of the play, write it, and return ``changed``, ``path`` and ``problems``.

    :param vault: a :class:`vault.Vault`, for what the jobs have kept of their changes.
    """
    report = _with_changes(_report(params, variables), variables, vault)
    folder = from_here(params["dir"])
    paths = {end: os.path.join(folder, f"report.{end}") for end in ("json", "csv", "html")}
    changed = report["digest"] != _last_digest(paths["json"])
    if not check_mode:
        make_folder(folder, _DIR)
        template, style, script = ((_FILES / f"page.{end}").read_text("utf-8") for end in ("html", "css", "js"))
        write_file(paths["csv"], to_csv(report))
        write_file(paths["html"], page(report, template, style, script))
        write_file(paths["json"], json.dumps(report))
    problems = [f"{problem['file']} {problem['reason']}" for problem in report["problems"]]
    return {"changed": changed, "path": paths["html"], "problems": problems}


def _report(params, variables):
    generated = datetime.datetime.now(datetime.timezone.utc)
    doors = [str(door) for door in variables.task_vars["ansible_play_hosts_all"]]
    inventory = {str(door) for door in variables.task_vars["groups"]["all"]}
    files = find_files([from_here(path) for path in params["runs"]], _RUNS)
    oldest = oldest_of(generated.strftime(TIME), params["max_age"])
    merged = merge(files, doors, oldest, inventory, generated)
    return fleet(_given(doors, variables), merged, generated.strftime(TIME), params["title"])


def _with_changes(report, variables, vault):
    """The report with what has changed, where the variable says since when."""
    since = variables.get(SINCE)
    if since is None:
        return {**report, "changes": None}
    events, since, until, problems = changes_of(variables, since, variables.get(UNTIL), vault)
    said = [dict(zip(COLUMNS, row, strict=True)) for row in rows(events)]
    said = [{**row, "text": text} for row, text in zip(said, texts(events), strict=True)]
    digest = hashlib.sha256(json.dumps([report["digest"], said]).encode()).hexdigest()
    listed = [*report["problems"], *({"file": "", "reason": problem} for problem in problems)]
    changes = {"since": since, "until": until, "events": said}
    return {**report, "digest": digest, "problems": listed, "changes": changes}


def _given(doors, variables):
    """Of each door its site and what it answered."""
    known = {}
    for door in doors:
        raw, templated = variables.of(door), variables.task_vars["hostvars"][door]
        known[door] = {"group_names": plain(raw.get("group_names") or []), "door": plain(raw.get("report_door") or {})}
        if "akuvox_site" in raw:
            known[door]["akuvox_site"] = plain(templated["akuvox_site"])
    groups = [set(its["group_names"]) for its in known.values()]
    # a group of all doors tells no sites apart, unless it is the only one
    everywhere = set.intersection(*groups) if len(groups) > 1 else set()
    everywhere |= {"akuvox", "ungrouped"}
    return {door: {"site": site_of(its, everywhere), "facts": door_facts(its["door"])} for door, its in known.items()}


def _last_digest(path):
    """What the report in a file says of its content; empty where there is none that can be read."""
    try:
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
        return data.get("digest", "") if isinstance(data, dict) else ""
    except (OSError, ValueError):
        return ""
