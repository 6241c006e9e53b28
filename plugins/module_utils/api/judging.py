# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge an answer as one of the API, and note for the conversation that the device speaks it."""

from __future__ import annotations

from .envelope import check_reply, has_retcode, parse_reply


def judged(transport, body, what, judge=check_reply):
    """What ``judge(reply, what, answered)`` makes of an answer. A refusal too is an answer of the API.

    ``answered``: whether the device had answered as the API does before.

    :raises AkuvoxError: when the answer is none of the API, and whatever the judge raises.
    """
    answered = transport.answered
    reply = parse_reply(body, what, answered)
    if has_retcode(reply):
        transport.has_answered()
    return judge(reply, what, answered)
