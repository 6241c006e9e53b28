# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs of a door in a folder of its own: rows are added to what is kept, files and captures are put beside it.

The file of JSON lines is all there is to know what has been collected, and is replaced in one step. So a run that is
killed at any point neither loses a row nor keeps one twice.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace

from ..errors import AkuvoxError, InvalidInput, Refused, Unsupported
from ..files.streams import Download
from ..operations.capture import captured
from ..operations.transfer import save
from ..targets.logs import CALLLOG, DOORLOG
from ..targets.transfer import LOGS
from .logrows import UNKNOWN_ZONE, from_lines, new_rows, row_of, stamped, to_csv, to_lines, zone_of
from .sets import check_writable, door_folder

ROWS = {"doorlog": DOORLOG, "calllog": CALLLOG}
# Name of the log -> name of its file; only Android devices have the last one (manual: Api log).
FILES = {"log": "log.txt", "kmsg": "kmsg.txt", "log_debug": "log_debug.tar.gz"}
NAMES = (*ROWS, *FILES)
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def collect(task):
    """Do what ``akuvox_log_collect`` is asked for and return the task's result.

    What the model doesn't have is noted as missing. Any other error ends the task, and what came before it stays.
    """
    params = task.params
    folder = door_folder(params["dir"], params["door"])
    check_writable(folder)
    task.device.prove_unit()
    if not task.check_mode:
        _make(folder)
    run = _Run(task, folder)
    for name in dict.fromkeys(params["logs"]):
        run.add(name, run.rows if name in ROWS else run.file)
    if params["capture"]:
        run.add("capture", run.capture)
    return run.result


class _Run:
    """The collecting of one door, with the result so far."""

    def __init__(self, task, folder):
        self._task = task
        self._folder = folder
        self._zone = None
        self._collected = time.strftime(_TIME, time.gmtime())
        self.result = {"changed": False, "path": folder, "logs": {}, "missing": {}, "diff": {"before": {}, "after": {}}}

    def add(self, name, step):
        """Take a step; an error of it carries along what has been collected."""
        try:
            self.result["logs"][name] = step(name)
        except Unsupported as exc:
            self.result["missing"][name] = exc.message
        except Refused as exc:
            if name != "log_debug":
                self._carry(exc)
                raise
            self.result["missing"][name] = exc.message
        except AkuvoxError as exc:
            self._carry(exc)
            raise

    def rows(self, name):
        """Add what is new of a log of rows."""
        table, path = ROWS[name], os.path.join(self._folder, f"{name}.jsonl")
        held = _content(path)
        try:
            kept = from_lines(held or b"")
        except ValueError as exc:
            raise InvalidInput(
                f"dir: line {exc} of '{path}' is no row of a log; mend it, or move the file away"
            ) from None
        fresh = new_rows(kept, [row_of(table, record) for record in self._task.device.records(name)])
        if fresh:
            zone, offset = self._zone_of_door()
            kept = kept + [stamped(row, zone, offset, self._collected) for row in fresh]
        self._task.device.prove_unit()
        if fresh or held is None:
            self._put(path, to_lines(kept))
            self._note(path, {"rows": len(kept) - len(fresh)} if held is not None else None, {"rows": len(kept)})
        if self._task.params["csv"]:
            self._keep_csv(os.path.join(self._folder, f"{name}.csv"), to_csv(table, kept))
        return {"path": path, "rows": len(kept), "new": len(fresh)}

    def file(self, name):
        """Keep a log that the door gives away as a file, in place of what was kept of it before."""
        saved = save(self._beside(), LOGS[name], self._place(FILES[name]))
        path = os.path.join(self._folder, FILES[name])
        if saved["changed"]:
            before = next(iter(saved["diff"]["before"].values()), None)
            self._note(path, before, {member: saved[member] for member in ("checksum", "size")})
        return {"path": path, "size": saved["size"], "checksum": saved["checksum"]}

    def capture(self, name):
        """Capture the door's network traffic for some time."""
        file = f"capture-{self._collected.replace('-', '').replace(':', '')}.pcap"
        options = {"type": "auto", "filter": None, "size": None, "time": self._task.params["capture"]}
        captured(self._beside(**options, dest=self._place(file)))
        path = os.path.join(self._folder, file)
        self._note(path, None, {"seconds": options["time"]})
        return {"path": path}

    def _keep_csv(self, path, data):
        held = _content(path)
        if held != data:
            self._put(path, data)
            self._note(path, None if held is None else {"size": len(held)}, {"size": len(data)})

    def _zone_of_door(self):
        """Name and offset of the door's zone, asked for when there is something new."""
        if self._zone is None:
            try:
                self._zone = zone_of(self._task.device.read("config"))
            except Unsupported:
                self._zone = UNKNOWN_ZONE, ""
        return self._zone

    def _put(self, path, data):
        if not self._task.check_mode:
            with Download(path, "dir") as sink:
                sink.write(data)
                sink.keep()

    def _note(self, path, before, after):
        self.result["changed"] = True
        self.result["diff"]["after"][path] = after
        if before:
            self.result["diff"]["before"][path] = before

    def _carry(self, exc):
        changed = self.result["changed"] or exc.detail.get("changed", self._task.device.tally.count > 0)
        exc.detail = {**self.result, **exc.detail, "changed": changed}

    def _beside(self, **params):
        """The task as the parts that save files take it."""
        return replace(self._task, params={**self._task.params, **params})

    def _place(self, file):
        """Path to give to those who save files; in check mode, which makes no folder, one that is never written."""
        if os.path.isdir(self._folder):
            return os.path.join(self._folder, file)
        above = os.path.dirname(self._folder)
        above = above if os.path.isdir(above) else os.path.dirname(above)
        return os.path.join(above, f"{os.path.basename(self._folder)}-{file}")


def _make(folder):
    """Make a door's folder, and the one for all doors, which another door's task may make at the same time."""
    try:
        for path in (os.path.dirname(folder), folder):
            with contextlib.suppress(FileExistsError):
                os.mkdir(path, 0o700)
    except OSError as exc:
        raise InvalidInput(f"dir: no folder can be made at '{folder}': {exc.strerror}") from None


def _content(path):
    """A file that is kept, None where there is none yet."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise InvalidInput(f"dir: '{path}' cannot be read: {exc.strerror}") from None
