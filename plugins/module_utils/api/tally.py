# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count what a task has changed on a device, so that a failed one never calls a changed device unchanged."""

from __future__ import annotations

import contextlib

from ..errors import BadReply, LostAnswer, Refused, TlsError


class Tally:
    """How many requests of a task have changed the device, or may have.

    Sessions with other logins share the tally of the device that they are of.
    """

    def __init__(self):
        self.count = 0

    @contextlib.contextmanager
    def acting(self, kind, lasting=True):
        """Count the request that is sent inside, unless the device says that it did nothing of it.

        ``lasting``: it changes the device, as a question to its user or a preparation doesn't.

        :raises LostAnswer: the answer to an ``act`` can't be read.
        """
        try:
            yield
        except BadReply as exc:
            self.count += lasting
            if kind != "act":
                raise
            unknown = f"{exc.message}. It is not known whether the device has done it"
            raise LostAnswer(unknown, **exc.detail) from None
        except (LostAnswer, TlsError):
            self.count += lasting
            raise
        except Refused as exc:
            self.count += lasting and exc.partly
            raise
        self.count += lasting
