# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether SIP accounts are registered, and waiting until they are."""

from __future__ import annotations

import time

from ..errors import AkuvoxError, BadReply, Unreachable

STATES = {"-1": "unknown", "0": "disabled", "1": "registering", "2": "registered", "3": "registration_failed"}
POLL_SECONDS = 2
MAX_WAIT = 3600


def registrations(data):
    """The accounts of system/info or sip/status in option terms: number, user name, server and state by word."""
    return [
        {
            "account": number,
            "username": account.get("UserName"),
            "server": account.get("SipServer"),
            "status": STATES.get(str(account.get("Status")), account.get("Status")),
        }
        for number, account in ((1, data.get("Account1")), (2, data.get("Account2")))
        if isinstance(account, dict) and account
    ]


def wait_registered(read, accounts, seconds, changed=False, clock=time.monotonic, sleep=time.sleep):
    """Poll until each of the ``accounts`` (checked rows) is registered; return what was read last.

    ``read()`` gives the data of sip/status. After a change a device may go on for a moment to call the account
    registered, so the first look comes a little later, and the user name and server must be the new ones.

    :raises AkuvoxError: after ``seconds``, saying which account is in which state.
    """
    deadline = clock() + seconds
    if changed:
        sleep(min(POLL_SECONDS, seconds))
    while True:
        seen, trouble = [], None
        try:
            seen = registrations(read())
        except (Unreachable, BadReply) as exc:
            # some devices don't answer while they restart their telephony
            trouble = exc
        stuck = _stuck(accounts, {row["account"]: row for row in seen})
        if trouble is None and not stuck:
            return seen
        left = deadline - clock()
        if left <= 0:
            if trouble is not None:
                raise trouble
            raise AkuvoxError(
                f"not registered after {seconds} s: {'; '.join(stuck)}. Check server, user name and password, and "
                "whether the device reaches the server",
                accounts=seen,
            )
        sleep(min(POLL_SECONDS, left))


def _stuck(accounts, seen):
    """Why each account that isn't registered isn't."""
    reasons = []
    for row in accounts:
        number = row["account"]
        found = seen.get(number, {})
        status = found.get("status", "not listed by the device")
        if status != "registered":
            reasons.append(f"account {number} is {status}")
            continue
        for option in ("username", "server"):
            if row.get(option) and found.get(option) and found[option] != row[option]:
                reasons.append(f"account {number} is registered with another {option}, {found[option]}")
                break
    return reasons
