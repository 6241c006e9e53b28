# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give the HTTP API another login without ever losing the device: find out which login holds, write, prove it.

What a write has done is never guessed from its answer, which may not come (device-facts 1.6). After each one the device
is asked with every login that it may hold, in sessions of their own, so it doesn't matter where an earlier run ended.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any, Callable

from ..api.profiles import COMMON_LOGIN_MODES
from ..converge.rounds import MAX_FRUITLESS_ROUNDS
from ..errors import (
    AkuvoxError,
    AuthFailed,
    InvalidInput,
    LostAnswer,
    NotKept,
    OtherUnit,
    Refused,
    Unreachable,
    Unsupported,
)
from ..secrets import HIDDEN, HIDDEN_NEW, encoded, is_encoded, is_masked
from ..targets.api_account import MODE_KEY, MODES, PASSWORD_KEY, USERNAME_KEY, check_lets_in, logins
from .login_search import BACK_OFF_SECONDS, MAX_BACK_OFFS, Finder, is_refusal

# Between two looks at a device that doesn't answer after a write.
_POLL_SECONDS = 2

_OPTIONS = {USERNAME_KEY: "username", PASSWORD_KEY: "password", MODE_KEY: "auth_mode"}
# How a device that has the new password in another form wants passwords written: in base64, or as they are.
_WRITES_BASE64 = {"encoded": False, "decoded": True}


@dataclass
class Rotation:
    """One device on its way from the ``old`` login to the ``new`` one; ``mode`` is the auth mode to set, or None.

    ``wait_timeout``: seconds that the device may take to answer again after a write.
    """

    device: Any
    old: Any
    new: Any
    mode: str | None = None
    wait_timeout: float = 60
    warn: Callable[[str], None] = lambda text: None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _written: set = field(default_factory=set)

    def run(self, check_mode=False):
        """The task's result.

        :raises AkuvoxError: ``detail["login"]`` says which login the device holds, where that is known.
        """
        finder = Finder(self.device, logins(self.old, self.new), self.sleep)
        try:
            return self._run(finder, check_mode)
        finally:
            finder.close()

    def _run(self, finder, check_mode):
        first = held = self._first_look(finder)
        left = self._left(held)
        self._refuse(held, left)
        result = self._result(held, left)
        seen, fruitless = [], 0
        while left:
            if held.login.form == "cut":
                raise self._put_back(held, check_mode)
            if check_mode:
                return result
            seen.append((held.login, left))
            step = self._step(held, left)
            lost = self._write(held, step)
            held = self._look(finder, step, lost)
            left = self._left(held)
            if left and (held.login, left) in seen:
                fruitless += 1
                if lost is None or isinstance(lost, Refused) or fruitless >= MAX_FRUITLESS_ROUNDS:
                    raise _nothing_done(held, left, lost, changed=held.login != first.login)
        forms = [login.form for login, left_then in seen if login.form]
        if forms:
            how = "in base64" if _WRITES_BASE64[forms[-1]] else "as it is"
            self.warn(f"the device wants its password {how}, unlike its profile; see base64_keys in akuvox_profile")
        return {**result, "login": "new"}

    def _first_look(self, finder):
        try:
            return finder.find()
        except AuthFailed as exc:
            if not is_refusal(exc):
                raise
            raise AuthFailed(
                f"{exc.message}. The new login (new_username, new_password) is refused as well. Nothing was written",
                **{**exc.detail, "login": "none"},
            ) from None

    def _left(self, held):
        """Keys that are still to be written, with their values, in the order in which they may go one by one.

        The mode goes last, so that a device that asks for no login stays open until the login is there.
        """
        wanted = {}
        if held.asks:
            same_name = held.login.username == self.new.username
            same_password = held.login.password == self.new.password
        else:
            same_name = held.config.get(USERNAME_KEY) == self.new.username
            same_password = self._shown_is_new(held.config.get(PASSWORD_KEY))
        if not same_name:
            wanted[USERNAME_KEY] = self.new.username
        if not same_password:
            wanted[PASSWORD_KEY] = self.new.password
        if self.mode and held.config.get(MODE_KEY) != MODES.encode(self.mode):
            wanted[MODE_KEY] = MODES.encode(self.mode)
        return wanted

    def _shown_is_new(self, shown):
        """Whether a device that asks for no login has the new password; what it hides it has once it was written."""
        if shown is None or is_masked(shown):
            return PASSWORD_KEY in self._written
        return shown == self.new.password or is_encoded(shown, self.new.password)

    def _refuse(self, held, left):
        """Refuse, before anything is written, what would lose the device or could not be proven."""
        where = held.session.address
        if not held.asks and not self.mode:
            raise InvalidInput(
                f"{where}: the device asks for no login (auth mode {held.mode}), so a new one can't be proven. Set "
                "new_auth_mode: digest as well"
            )
        missing = [key for key in left if key != PASSWORD_KEY and key not in held.config]
        if missing:
            raise Unsupported(f"{where}: this device doesn't show {missing[0]}, so it can't be set over the API")
        # for a mode that lets in everywhere, model and firmware needn't be read
        if MODE_KEY in left and self.mode not in COMMON_LOGIN_MODES:
            check_lets_in(self.mode, held.session.profile, "new_auth_mode")

    def _step(self, held, left):
        """What one request takes: all keys, or the first of them on a device that takes one key per call (9.2)."""
        return dict(list(left.items())[:1]) if held.session.profile.config_by_get else left

    def _write(self, held, step):
        """Write keys; return the error when it is not certain that the device has taken them."""
        as_base64 = _WRITES_BASE64.get(held.login.form, held.session.encodes(PASSWORD_KEY))
        data = {key: encoded(value) if key == PASSWORD_KEY and as_base64 else value for key, value in step.items()}
        try:
            held.session.set_keys("config", data)
        except OtherUnit as exc:
            raise exc.restated(
                f"{exc.message}. {_named(step)} not written", login="unknown", changed=bool(self._written)
            ) from None
        except AkuvoxError as exc:
            return exc
        self._written.update(step)
        return None

    def _look(self, finder, step, lost):
        """The login that holds after a write.

        A device may restart its service for a new login, so one that takes none at first is given time as well.
        """
        until, back_offs = self.clock() + self.wait_timeout, 0
        while True:
            try:
                return finder.find()
            except OtherUnit as exc:
                raise exc.restated(
                    f"{exc.message}. The last write was of {_named(step)}", login="unknown", changed=True
                ) from None
            except AkuvoxError as exc:
                known = not isinstance(exc, Unreachable) and not getattr(exc, "stale", False)
                if isinstance(exc, Unreachable) and self.clock() < until:
                    self.sleep(_POLL_SECONDS)
                elif known and back_offs < MAX_BACK_OFFS:
                    back_offs += 1
                    self.sleep(BACK_OFF_SECONDS * back_offs)
                else:
                    raise _lost_sight(exc, step, lost, known) from None

    def _put_back(self, held, check_mode):
        """The error for a device that cuts the new password off; it has its old login again afterwards."""
        problem = f"{held.session.address}: {held.login.label} is what the device has. Choose a shorter new_password"
        if not self.old.username:
            return NotKept(f"{problem}. There was no login before to put back", login="changed", changed=True)
        if check_mode:
            return NotKept(f"{problem}. The old login would be put back", login="changed")
        cut, old = replace(held.login, form=""), replace(self.old, auth=held.login.auth, holds="new")
        Rotation(held.session, cut, old, None, self.wait_timeout, self.warn, self.sleep, self.clock).run()
        return NotKept(f"{problem}. The old login has been put back and works", login="old")

    def _result(self, held, left):
        """What changes, the same for check mode and a real run."""
        before = {
            "username": held.login.username if held.asks else held.config.get(USERNAME_KEY),
            "password": HIDDEN,
            "auth_mode": held.mode,
        }
        after = {"username": self.new.username, "password": HIDDEN_NEW, "auth_mode": self.mode}
        changing = [_OPTIONS[key] for key in left]
        return {
            "changed": bool(left),
            "updated": changing,
            "login": held.login.holds if held.asks else "unasked",
            "diff": {
                "before": {option: before[option] for option in changing},
                "after": {option: after[option] for option in changing},
            },
        }


def _named(keys):
    return " and ".join(_OPTIONS[key] for key in keys)


def _nothing_done(held, left, lost, changed):
    """The error for a write that has brought nothing, on a device whose login is known."""
    detail = {"login": held.login.holds, "changed": changed}
    known = f"The device takes {held.login.label}, so it is not lost"
    if lost is None:
        what = f"the device accepted {_named(left)} and did not keep it"
        return NotKept(f"{held.session.address}: {what}. {known}", **detail)
    return type(lost)(f"{lost.message}. {known}; {_named(left)} not set", **{**lost.detail, **detail})


def _lost_sight(exc, step, lost, known):
    """The error for a device that nobody gets into after a write; ``known`` says that it does answer."""
    how = "which the device accepted" if lost is None else f"of which came back: {lost.message}"
    last = f"The last write was of {_named(step)}, {how}"
    if known:
        return AuthFailed(
            f"{exc.message}. The device answers, and takes neither the new login nor the old one, nor what it may have "
            f"made of them. {last}. Set its login in its web interface (Intercom > HTTP API)",
            **{**exc.detail, "login": "none"},
        )
    return LostAnswer(
        f"{exc.message}. {last}. It is not known which login the device holds now: run again with the same variables "
        "when it answers, and all that may hold are tried",
        login="unknown",
    )
