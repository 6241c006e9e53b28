# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system log: its level, and what empties it."""

from __future__ import annotations

from ..converge.settings import SettingsConvergence
from ..errors import AkuvoxError, InvalidInput
from ..module import Module
from ..targets import log


def prepare(task):
    """Read and plan the level; what comes after is to empty the logs."""
    level, logs = task.params["level"], list(dict.fromkeys(task.params["clear"] or ()))

    def choose(current):
        return log.level_settings(level, current) if level is not None else []

    # a task that only empties logs has nothing to read
    read = (lambda: {}) if level is None else None
    return SettingsConvergence(task.device, "log", choose, task, read, lambda result: clear(task, logs, result))


def clear(task, logs, result):
    """Empty the logs one by one; what was done before an error is part of the error's result."""
    cleared = []
    for name in logs:
        try:
            if not task.check_mode:
                task.device.write("log", "clear", {"type": name})
        except AkuvoxError as exc:
            done = {**result, "changed": task.device.tally.count > 0, "cleared": cleared}
            raise exc.restated(f"clear: {name}: {exc.message}", **done) from None
        cleared.append(name)
    return {**result, "changed": result["changed"] or bool(cleared), "cleared": cleared}


def check(params):
    """Refuse a task without anything to do.

    :raises InvalidInput: naming the options.
    """
    if params["level"] is None and not params["clear"]:
        raise InvalidInput("nothing to do: give at least one of level, clear")


MODULE = Module(
    prepare=prepare,
    spec={
        "level": {"type": "str", "choices": list(log.LEVELS)},
        "clear": {"type": "list", "elements": "str", "choices": list(log.LOGS)},
    },
    checks=(check,),
)
