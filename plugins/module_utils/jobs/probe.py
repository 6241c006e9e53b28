# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probe a door and keep its report where somebody reads it before it is given away."""

from __future__ import annotations

import hashlib
import json
import os

from ..api.options import FROM_VARIABLES
from ..errors import AkuvoxError, InvalidInput
from ..files.replacing import replace_file
from ..probing.report import probe
from ..probing.writing import left_over, planned, write_all
from .markup import Markup
from .probepage import page

# The folder's files are named after model and firmware, never after the door; the digest tells two doors apart.
_UNKNOWN = "unknown"
_DIGITS = 8
# The parts of a report that a write adds nothing to.
_READ = ("device", "login", "tls", "functions", "objects", "lists", "settings", "config", "ways", "limits")


def run(task):
    """Ask, and write the report as JSON and as a page."""
    params, device = task.params, task.device
    folder = params.get("dir")
    report, reading = probe(
        device,
        host=params["host"],
        http_port=params["http_port"] or None if params["use_ssl"] else None,
        write=write_all if params["write"] and not task.check_mode else None,
        own=[text for text in (params.get("door"), params.get("username"), params.get("password")) if text],
    )
    left = left_over(reading) if report["writes"] is None else []
    if left:
        task.warn(
            f"an earlier probe was killed and has left throwaway records in {', '.join(left)}. Nobody gets in by them; "
            "the next one with akuvox_probe_write: true (write) removes them"
        )
    text = as_text(report)
    name = file_name(report, text)
    files = {"json": f"{name}.json", "page": f"{name}.html"} if folder else {}
    paths = {kind: os.path.join(folder, file) for kind, file in files.items()}
    if params["write"] and task.check_mode:
        fresh = bool(folder) and not _has_written(folder, report)
    else:
        fresh = bool(folder) and not _holds(paths["json"], text)
    changed = fresh or bool((report["writes"] or {}).get("leftovers"))
    if fresh and not task.check_mode:
        replace(paths["json"], text)
        if Markup is None:
            task.warn("the page is not written: the Python library markupsafe is missing where this task runs")
        else:
            replace(paths["page"], page(report, text))
    # check mode writes none
    shown = files["page"] if folder and os.path.exists(paths["page"]) else None
    return {
        "changed": changed,
        # the role has it in the files, and a fleet's would be many megabytes of results
        **({"would_write": planned(reading)} if params["write"] and task.check_mode else {}),
        **({} if params.get(FROM_VARIABLES) else {"probe": report}),
        "files": paths,
        "report": {"summary": [in_a_line(report, shown)], "oddities": len(report["oddities"])},
    }


def as_text(report):
    """The report as the text of its file: the same for the same door."""
    return json.dumps(report, indent=2, sort_keys=True) + "\n"


def file_name(report, text):
    """A name that says model and firmware, and with the digest of the text is the same only for the same report."""
    device = report["device"]
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{device['model'] or _UNKNOWN}-{device['firmware'] or _UNKNOWN}-{digest}"


def in_a_line(report, page_file=None):
    """What was found, for the summary of a run."""
    device = report["device"]
    said = report["functions"].values()
    answered = sum(each["answer"] == "ok" for each in said)
    line = f"{device['model'] or 'unknown model'} {device['firmware'] or 'with unknown firmware'}: "
    line += f"{answered} of {len(said)} functions answer, {len(report['oddities'])} surprises"
    return f"{line}; read {page_file} before you give it away" if page_file else line


def check_folder(params):
    """Refuse a folder that no report can be written into, before a door is asked. The role needs one.

    :raises InvalidInput: naming the option.
    """
    folder = params.get("dir")
    if not folder:
        if params.get(FROM_VARIABLES):
            raise InvalidInput("dir: is not set; name the folder of the controller for the reports")
        return
    if not os.path.isabs(folder):
        raise InvalidInput(f"dir: must be an absolute path, not '{folder}'")
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise InvalidInput(f"dir: '{folder}' is no directory")
    above = folder if os.path.isdir(folder) else os.path.dirname(folder.rstrip("/"))
    if not os.path.isdir(above):
        raise InvalidInput(f"dir: there is no directory '{above}'; make it first")
    if not os.access(above, os.W_OK | os.X_OK):
        raise InvalidInput(f"dir: nothing can be written into '{above}'")


def replace(path, text):
    """Write a file at once, mode 0600, in a folder that is made with mode 0700.

    :raises AkuvoxError: saying why it can't be.
    """
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        replace_file(path, text)
    except OSError as exc:
        raise AkuvoxError(f"{path}: can't be written: {exc.strerror}") from None


def _has_written(folder, report):
    """Whether the folder has a report that tells the same, and of writes too: what a run would find out again."""
    device = report["device"]
    begin = f"{device['model'] or _UNKNOWN}-{device['firmware'] or _UNKNOWN}-"
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for name in names:
        if name.startswith(begin) and name.endswith(".json"):
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    held = json.load(stream)
            except (OSError, ValueError):
                continue
            if isinstance(held, dict) and held.get("writes") and all(held.get(part) == report[part] for part in _READ):
                return True
    return False


def _holds(path, text):
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read() == text
    except (OSError, ValueError):
        return False
