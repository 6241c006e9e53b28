# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the relays."""

from __future__ import annotations

from ..converge.settings import SettingsConvergence
from ..errors import InvalidInput
from ..module import Module
from ..secrets import HIDDEN
from ..targets import relay


def prepare(task):
    """Read and plan the relay settings."""
    return SettingsConvergence(task.device, "relay", lambda current: relay.relay_settings(task.params, current), task)


def check(params):
    """Refuse a task without anything to do, and codes that no telephone can send.

    :raises InvalidInput: naming the option.
    """
    options = ("relays", "dtmf", "http_trigger")
    if not any(params.get(option) for option in options):
        raise InvalidInput(f"nothing to do: give at least one of {', '.join(options)}")
    relay.check_dtmf(params.get("dtmf") or {})


def mask_dtmf(dtmf):
    """The ``dtmf`` option without its codes."""
    return {**dtmf, "codes": [HIDDEN for code in dtmf["codes"]]} if dtmf.get("codes") else dtmf


MODULE = Module(
    prepare=prepare,
    spec={
        "dtmf": {"type": "dict", "options": relay.DTMF_OPTIONS},
        "http_trigger": {"type": "dict", "options": relay.HTTP_TRIGGER_OPTIONS},
    },
    tables={"relays": relay.TABLE},
    masks={"dtmf": mask_dtmf},
    checks=(check,),
)
