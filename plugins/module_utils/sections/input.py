# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the inputs."""

from __future__ import annotations

from ..converge.settings import SettingsConvergence
from ..errors import InvalidInput
from ..module import Module
from ..targets import input as target


def prepare(task):
    """Read and plan the input settings."""
    call = target.check_call(task.params.get("call") or {})
    return SettingsConvergence(
        task.device,
        "input",
        lambda current: target.input_settings({**task.params, "call": call}, current),
        task,
        read=lambda: target.read_input(task.device, bool(call)),
    )


def check(params):
    """Refuse a task without anything to do, and numbers that YAML may have changed.

    :raises InvalidInput: naming the option.
    """
    if not params.get("inputs") and not params.get("call"):
        raise InvalidInput("nothing to do: give at least one of inputs, call")
    target.check_call(params.get("call") or {})


MODULE = Module(
    prepare=prepare,
    spec={"call": {"type": "dict", "options": target.CALL_OPTIONS}},
    tables={"inputs": target.TABLE},
    checks=(check,),
)
