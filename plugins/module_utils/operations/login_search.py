# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out which login a device holds, by trying those that it may hold, each in a session of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import AkuvoxError, AuthFailed
from ..targets.api_account import MODE_KEY, MODES, NO_LOGIN

# A device that is asked too fast answers 401 with a stale nonce, and wants this much more quiet each time (1.2).
BACK_OFF_SECONDS = 3
MAX_BACK_OFFS = 3


@dataclass(frozen=True)
class HeldLogin:
    """The login that got in, the session that it opened, and the configuration that was read with it."""

    login: Any
    session: Any
    config: dict

    @property
    def asks(self):
        """Whether the device looks at the login at all."""
        return self.config.get(MODE_KEY) not in NO_LOGIN

    @property
    def mode(self):
        """The word for the auth mode."""
        return MODES.decode(self.config.get(MODE_KEY, ""))


class Finder:
    """Finds the login that a device holds. ``ways`` are those that it may hold, the likeliest first."""

    def __init__(self, device, ways, sleep):
        self._device = device
        self._ways = ways
        self._sleep = sleep
        self._held = None

    def close(self):
        """End the session that is open."""
        if self._held is not None:
            self._held.session.close()
            self._held = None

    def find(self):
        """The :class:`HeldLogin` login.

        :raises AuthFailed: with what the device says to the old login, when it takes none of them.
        """
        self.close()
        refusals, offered = {}, ()
        for way in self._ways:
            if way.holds not in ("new", "old") and way.auth not in offered:
                continue
            try:
                self._held = self._enter(way)
            except AuthFailed as exc:
                if not is_refusal(exc):
                    raise
                refusals[way.holds] = exc
                offered = exc.offered
            else:
                # what was found out of the device spares the next session its reads
                self._device = self._held.session
                return self._held
        raise refusals.get("old") or refusals["new"]

    def _enter(self, way, back_offs=0):
        """Read the configuration with a login.

        :raises AuthFailed: also when the device keeps saying that the nonce is stale, which proves nothing.
        """
        session = self._device.with_login(way.auth, way.username, way.password)
        try:
            return HeldLogin(way, session, session.read("config"))
        except AkuvoxError as exc:
            session.close()
            if not getattr(exc, "stale", False):
                raise
            if back_offs == MAX_BACK_OFFS:
                raise AuthFailed(
                    f"{self._device.address}: the device puts every login off (HTTP 401, stale nonce), so it is not "
                    "known which one it takes. Leave it alone for some minutes and run again",
                    stale=True,
                    **exc.detail,
                ) from None
        self._sleep(BACK_OFF_SECONDS * (back_offs + 1))
        return self._enter(way, back_offs + 1)


def is_refusal(exc):
    """Whether an :class:`AuthFailed` says that this login is not the right one."""
    return exc.detail.get("status") == 401 and not exc.stale
