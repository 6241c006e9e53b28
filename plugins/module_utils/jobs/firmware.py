# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firmware job: what a baseline says about a door, what prevents its upgrade now, and how the upgrade ended.

A report is what the job knows of one door: ``model``, ``version``, ``state`` and, where the baseline has the model,
``wanted``, ``file`` and ``md5``. :func:`after_upgrade` adds ``outcome`` and what the upgrade found.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from ..errors import InvalidInput
from ..fields.codec import BadValue, spoken
from ..fields.numbers import whole_number
from ..fields.option_codecs import Form
from ..fields.versions import VERSION_FORM, same_version, version_key
from ..operations.upgrade import MD5_FORM, check_file
from ..shortened import shortened
from .waves import wave_errors

BASELINE = "akuvox_firmware_baseline"
STATES = ("compliant", "behind", "ahead", "unknown_model", "incomparable")

_FORMS = {
    "version": Form(VERSION_FORM, "a version of dotted numbers, such as '29.30.10.100',"),
    "md5": Form(MD5_FORM, "32 hex digits"),
}
_RANGES = {
    "akuvox_firmware_wait_timeout": (5, 7200),
    "akuvox_firmware_settle_timeout": (0, 3600),
    "akuvox_firmware_clock_tolerance": (0, 1_000_000),
    "akuvox_soak": (0, 86_400),
}
_MEMBERS = ("version", "file", "md5")
# How many doors or keys a line of the table names.
_NAMED = 20


def variable_errors(variables, groups):
    """What is wrong with the variables of a run, as a list of text; empty when nothing is. The files are read last.

    :param variables: the role's variables by name. ``akuvox_firmware_baseline`` is a list, with that of each door.
    :param groups: Ansible's variable of this name.
    """
    report_only = variables["akuvox_firmware_report_only"]
    found = wave_errors(
        variables["akuvox_canary"], variables["akuvox_wave"], variables["akuvox_failure_budget"], groups
    )
    for name, (low, high) in _RANGES.items():
        number = whole_number(variables[name])
        if number is None or not low <= number <= high:
            found.append(f"{name}: must be {low} to {high}, not {spoken(variables[name])}")
    if not report_only and not variables.get("akuvox_backup_dir"):
        found.append("akuvox_backup_dir: is not set; no door is upgraded without a backup")
    return found + baseline_errors(variables[BASELINE], files=not report_only)


def baseline_errors(baselines, files=True):
    """What is wrong with the baselines of the doors, as a list of text; empty when nothing is.

    With ``files``, each entry has to have its file, which is read.
    """
    found, seen = [], []
    for baseline in baselines:
        # most often it is one and the same for all doors, and reading a file takes a while
        if baseline not in seen:
            seen.append(baseline)
            found += _baseline_errors(baseline, files)
    return list(dict.fromkeys(found))


def _baseline_errors(baseline, files):
    if not isinstance(baseline, Mapping) or not baseline:
        return [f"{BASELINE}: must be a mapping of model to version, file and md5, not {spoken(baseline)}"]
    found, models = [], {}
    for model, entry in baseline.items():
        first = models.setdefault(_fold(model), model)
        if first != model:
            found.append(f"{BASELINE}.{model}: is there twice, also as {first}; capitals don't matter")
        found += [f"{BASELINE}.{model}{error}" for error in _entry_errors(entry, files)]
    return found


def _entry_errors(entry, files):
    if not isinstance(entry, Mapping):
        return [f": must be a mapping of {', '.join(_MEMBERS)}, not {spoken(entry)}"]
    needed = _MEMBERS if files else ("version",)
    found = [f".{name}: is not known; allowed are {', '.join(_MEMBERS)}" for name in entry if name not in _MEMBERS]
    found += [f".{name}: is missing" for name in needed if entry.get(name) in (None, "")]
    for name, form in _FORMS.items():
        try:
            if entry.get(name) not in (None, ""):
                form.check(entry[name])
        except BadValue as exc:
            found.append(f".{name}: {exc}")
    file = entry.get("file")
    if file and not os.path.isabs(str(file)):
        found.append(f".file: must be an absolute path, such as '{{{{ inventory_dir }}}}/{file}', not {spoken(file)}")
    if files and not found:
        try:
            check_file(str(file), entry["md5"].strip(), option="file")
        except InvalidInput as exc:
            found.append(f".{exc.message}")
    return found


def compliance(system, baseline):
    """The report of a door by what it says of itself: ``system`` as ``akuvox_info`` gives it."""
    model, version = str(system.get("model") or ""), str(system.get("firmware") or "")
    entry = next((entry for name, entry in baseline.items() if _fold(name) == _fold(model)), None)
    if entry is None:
        return {"model": model, "version": version, "state": "unknown_model"}
    wanted = str(entry["version"]).strip()
    return {
        "model": model,
        "version": version,
        "wanted": wanted,
        "file": entry.get("file"),
        "md5": entry.get("md5"),
        "state": compare(version, wanted),
    }


def compare(version, wanted):
    """The state of a version: of another family of models, or unreadable, it is incomparable (device-facts 0)."""
    if same_version(version, wanted):
        return "compliant"
    held, target = version_key(version), version_key(wanted)
    if held is None or held[0] != target[0]:
        return "incomparable"
    return "behind" if held < target else "ahead"


def obstacles(found, tolerance, now=None):
    """What speaks against upgrading a door now, as a list of text.

    :param found: the subsets status, call_status and relay_status of ``akuvox_info``, as far as the door has them.
    :param tolerance: minutes that its clock may be off, 0 for any.
    :param now: Unix time, that of this machine when left out.
    """
    against = []
    call = found.get("call_status", {})
    if call.get("in_call"):
        against.append(f"a call is going on (the device says {call['status']})")
    against += [
        f"relay {letter} is triggered"
        for letter, state in sorted(found.get("relay_status", {}).items())
        if whole_number(state) not in (None, 0)
    ]
    clock = whole_number(found.get("status", {}).get("time"))
    if tolerance and clock is not None:
        off = clock - (time.time() if now is None else now)
        if abs(off) > 60 * tolerance:
            against.append(
                f"its clock is {_duration(abs(off))} {'fast' if off > 0 else 'slow'}, and "
                f"akuvox_firmware_clock_tolerance allows {tolerance} minutes"
            )
    return against


def after_upgrade(report, result, check_mode=False):
    """The report after the upgrade, by the result of ``akuvox_firmware``, also of one that failed or was left out.

    With ``check_mode`` the door still has the version that it had.
    """
    facts, verified = result.get("firmware") or {}, result.get("verified") or {}
    if result.get("failed") or result.get("unreachable"):
        outcome = "failed"
    else:
        outcome = "not_started" if result.get("skipped") or result.get("skip_reason") else "upgraded"
    version = (not check_mode and facts.get("version")) or report["version"]
    return {
        **report,
        "version": version,
        "state": compare(version, report["wanted"]),
        "outcome": outcome,
        "seconds": facts.get("seconds"),
        "not_compared": list(verified.get("missing") or ()),
        "new_keys": list(verified.get("new_keys") or ()),
        "differences": list(verified.get("differences") or ()),
    }


def table(reports):
    """The reports by door as lines to be read: how many doors of each model have which version."""
    groups = {}
    for door, report in reports.items():
        if report.get("state"):
            key = (STATES.index(report["state"]), report["model"], report["version"], report.get("wanted"))
            groups.setdefault(key, []).append(door)
    rows = [
        (
            STATES[order].replace("_", " "),
            model or "-",
            version or "-",
            "" if STATES[order] == "compliant" or not wanted else f"wanted {wanted}",
            _counted(doors, named=STATES[order] != "compliant"),
        )
        for (order, model, version, wanted), doors in sorted(groups.items(), key=lambda item: _sortable(item[0]))
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)] if rows else []
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]) for row in rows]
    return [*lines, *_findings(reports, "not_compared", "not compared, as the device doesn't have it: {}"),
            *_findings(reports, "new_keys", "new keys of the configuration: {}")]  # fmt: skip


def _findings(reports, member, text):
    """A line for each distinct list that doors have as a member of their report."""
    groups = {}
    for door, report in reports.items():
        if report.get(member):
            groups.setdefault(tuple(report[member]), []).append(door)
    return [f"{text.format(shortened(values, _NAMED))}: {_counted(doors)}" for values, doors in groups.items()]


def _counted(doors, named=True):
    return f"{len(doors)} door{'' if len(doors) == 1 else 's'}" + (f": {shortened(doors, _NAMED)}" if named else "")


def _sortable(key):
    return tuple("" if part is None else part for part in key)


def _duration(seconds):
    """Seconds as a person would say it: the largest unit of which there are two."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _fold(model):
    return str(model).strip().upper()
