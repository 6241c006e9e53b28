# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a function of the API is; ``targets`` has them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .envelope import Call, Reply

if TYPE_CHECKING:
    from .device import Device

Handler = Callable[["Device", Call], Reply]

BOTH = ("GET", "POST")
POST = ("POST",)


@dataclass(frozen=True)
class Function:
    """One function. Handlers are synchronous, so each request is applied as a whole or not at all."""

    target: str
    action: str
    methods: tuple[str, ...]
    handler: Handler
    echo: str = ""
    """The ``action`` printed in the manual's reply where it is another one (C07)."""
    upload: str = ""
    """``content`` keeps the uploaded file for the handler, ``digest`` only its size and MD5."""
    documented: bool = True
    """False for functions beyond the manual; a profile lists them in ``extensions``."""

    @property
    def reply_action(self) -> str:
        """The ``action`` of the reply."""
        return self.echo or self.action
