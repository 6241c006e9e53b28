# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until a device is up and answers as the API does, and until it is in a state."""

from __future__ import annotations

from ..api.reachability import status_text
from ..errors import AkuvoxError, AuthFailed, BadReply, Refused, Unreachable, Unsupported
from ..fields.versions import same_version
from .lifecycle import IDLE
from .sip_registration import registrations

POLL_SECONDS = 1.0
LOOK_SECONDS = 5.0
# What a device that starts may answer. A refused login and another unit don't change by waiting.
_MAY_PASS = (Unreachable, BadReply, Refused)


def _registered(data):
    enabled = [row for row in registrations(data) if row["status"] != "disabled"]
    if not enabled:
        return "it has no SIP account that is enabled"
    missing = [f"account {row['account']} is {row['status']}" for row in enabled if row["status"] != "registered"]
    return ", ".join(missing)


def _not_in_call(data):
    said = str(data.get("Status", ""))
    return "" if said.upper() == IDLE else f"a call is going on (the device says {said})"


# state -> what is read, and a function that says what is missing ("" when nothing is)
STATES = {
    "registered": (("sip", "status"), _registered),
    "not_in_call": (("call", "status"), _not_in_call),
}


def wait_until(device, timeout, states=(), firmware=None):
    """Return how many seconds it took until the device is up and in all of the ``states``.

    :param timeout: seconds.
    :param states: keys of :data:`STATES`.
    :param firmware: the version that it is to have, None for any.
    :raises Unreachable: when it doesn't answer within the time.
    :raises AkuvoxError: when it answers and is in another state, or at once where waiting can't help.
    """
    began, told = device.clock(), False
    while True:
        left = began + timeout - device.clock()
        try:
            missing = _missing(device, states, firmware, max(0.5, min(LOOK_SECONDS, left)))
            if not missing:
                return device.clock() - began
            failed = AkuvoxError(f"{device.address}: after {timeout:g} s {missing} (wait_timeout)")
        except (Unsupported, AuthFailed):
            raise
        except _MAY_PASS as exc:
            failed = exc.restated(f"not up after {timeout:g} s (wait_timeout): {exc.message}")
        left = began + timeout - device.clock()
        if left <= 0:
            raise failed
        if not told:
            told = True
            device.tell(f"waiting up to {timeout:g} s for {device.address}")
        device.sleep(min(POLL_SECONDS, left))


def _missing(device, states, firmware, seconds):
    """What the device isn't yet, "" when it is all that is asked for."""
    found = status_text(device.probe("system", "info", seconds), "FirmwareVersion")
    if firmware and not same_version(found, firmware):
        return f"it has firmware {found or 'that it does not tell'}, not {firmware}"
    said = []
    for state in states:
        (target, action), judge = STATES[state]
        said.append(judge(device.read(target, action)))
    return "; ".join(filter(None, said))
