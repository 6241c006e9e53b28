# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The codes that everybody shares."""

from __future__ import annotations

from ..converge.settings import SettingsConvergence
from ..errors import InvalidInput
from ..module import Module
from ..secrets import HIDDEN
from ..targets import publiccode


def prepare(task):
    """Read and plan the public codes."""
    return SettingsConvergence(
        task.device,
        "publiccode",
        lambda current: publiccode.publiccode_settings(task.params, current, task.warn),
        task,
    )


def check(params):
    """Refuse codes that can't be typed.

    :raises InvalidInput: naming the code by its place.
    """
    if all(params.get(option) is None for option in ("enabled", "digits", "codes")):
        raise InvalidInput("nothing to do: give at least one of enabled, digits, codes")
    publiccode.check_codes(params.get("codes") or (), params.get("digits"))


MODULE = Module(
    prepare=prepare,
    spec={
        "enabled": {"type": "bool"},
        "digits": {"type": "int", "choices": sorted(publiccode.LENGTHS)},
        "codes": {"type": "list", "elements": "raw", "no_log": False},
    },
    masks={"codes": lambda codes: HIDDEN},
    checks=(check,),
)
