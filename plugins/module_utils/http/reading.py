# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation in which nothing can be changed, for runs that promise it."""

from __future__ import annotations

from ..errors import AkuvoxError
from .transport import Transport


class ReadingTransport(Transport):
    """A :class:`Transport` for requests that read."""

    def send(self, request):
        """As of any transport.

        :raises AkuvoxError: before anything is sent, for a request that could change the device.
        """
        if request.kind != "read":
            raise AkuvoxError(
                f"{request.method} {self.connection.base_url}{request.path}: not sent, as this run only reads. This is "
                "a bug of the collection; please report it"
            )
        return super().send(request)
