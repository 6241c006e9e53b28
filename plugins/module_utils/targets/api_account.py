# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account of the HTTP API itself, and how it asks for it (manual: Authorization; device-facts 1.4, 1.6)."""

from __future__ import annotations

import base64
import binascii
import itertools
from dataclasses import dataclass, field, replace

from ..api.profiles import LOGIN_MODES
from ..errors import InvalidInput
from ..fields.codecs import Choice
from ..secrets import encoded

PREFIX = "Config.DoorSetting.APIFCGI."
USERNAME_KEY, PASSWORD_KEY, MODE_KEY = PREFIX + "UserName", PREFIX + "Password", PREFIX + "AuthMode"

# Numbers by device-facts 1.4; the manual has the words alone.
MODES = Choice({"none": "0", "basic": "1", "whitelist": "2", "digest": "4", "basic_digest": "5"})
# In these modes the login makes no difference to whether the device lets somebody in.
NO_LOGIN = ("0", "2")
# What is not set, and why not.
REFUSED_MODES = {
    "none": "opens the API to everybody who reaches the device",
    "whitelist": "asks for no login, and a list that is empty or lacks this controller's address locks everybody out",
    "3": "answers HTTP 401 to the right login too, on the models that were tried",
    "normal": "is reserved, and for the vendor's own use",
    "token": "is reserved, and no firmware is known to have it",
}

# The logins that devices are delivered with, by the manual and by a monitoring template (device-facts 1.4).
DEFAULT_LOGINS = (("admin", "httpapi"), ("admin", "admin"))

_MAX_LENGTH = 63
# Lengths at which a device might cut a password off; no source says whether one does.
_CUTS = (32, 31, 16, 15)


@dataclass(frozen=True)
class Login:
    """One way to get in. ``label`` names it in messages; ``holds`` is the word for the task's result.

    ``form``: what the device has made of the new password, empty where it is as it was written.
    """

    label: str
    holds: str
    auth: str
    username: str | None
    password: str | None = field(default=None, repr=False)
    form: str = ""

    @property
    def way_in(self):
        """What the device gets to see of it."""
        return (self.auth, self.username, self.password) if self.auth != "none" else ("none", None, None)


def auth_of(mode, auth):
    """How to log in once the mode is set (None: as it is), where ``auth`` is how the device is logged in to before.

    A device that takes both keeps the way that other tasks go.
    """
    if mode in ("digest", "basic"):
        return mode
    return auth if auth != "none" else "digest"


def logins(old, new):
    """All that may hold, the likeliest first: the new login, the old one, then what a cut-off rotation may have left.

    A device that takes one key per call is for a moment between two logins. One that wants passwords written in another
    way than they were holds the new one in a changed form. Each way in is there once.
    """
    mixed = (
        Login(f"{user} user with {password} password", "mixed", auth, names.username, words.password)
        for auth, (user, names), (password, words) in itertools.product(
            (old.auth, new.auth), (("the new", new), ("the old", old)), (("the new", new), ("the old", old))
        )
        if names.username and words.password and auth != "none"
    )
    changed = (
        replace(
            new, label=f"the new login with its password {said}", holds="changed", auth=auth, password=text, form=form
        )
        for form, said, text in _forms(new.password)
        for auth in (new.auth, old.auth)
        if auth != "none"
    )
    found = {}
    for login in (new, old, *mixed, *changed):
        found.setdefault(login.way_in, login)
    return list(found.values())


def _forms(password):
    """What a device may have made of a password: a word for it, how it is said, and what it would be."""
    yield "encoded", "in base64", encoded(password)
    try:
        decoded = base64.b64decode(password, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        decoded = ""
    if decoded.isprintable() and decoded:
        yield "decoded", "decoded from base64", decoded
    for length in _CUTS:
        if len(password) > length:
            yield "cut", f"cut off after {length} characters", password[:length]


def check_username(username, option):
    """Refuse what can't stand in a login header.

    :raises InvalidInput: naming the option.
    """
    _check_text(username, option)
    broken = sorted(set(username) & set(':"\\'))
    if broken:
        raise InvalidInput(f'{option}: must not have any of : " \\ in it, which end the name in a login')


def check_password(password, option):
    """Refuse a password that everybody knows, or that devices and clients may read differently.

    :raises InvalidInput: naming the option, never the password.
    """
    _check_text(password, option)
    if password in {known for _username, known in DEFAULT_LOGINS}:
        raise InvalidInput(f"{option}: is one that devices are delivered with; choose another one")


def _check_text(text, option):
    if not isinstance(text, str):
        raise InvalidInput(f"{option}: must be text in quotes, not a number")
    if not text:
        raise InvalidInput(f"{option}: must not be empty")
    if len(text) > _MAX_LENGTH:
        raise InvalidInput(f"{option}: must be at most {_MAX_LENGTH} characters, not {len(text)}")
    if not (text.isascii() and text.isprintable()) or text != text.strip():
        raise InvalidInput(f"{option}: must be printable ASCII characters, without a blank at either end")


def check_mode(mode, option):
    """Refuse an auth mode that locks out, or that protects nothing.

    :raises InvalidInput: naming the option, and why the mode is refused.
    """
    if mode in LOGIN_MODES:
        return
    reason = REFUSED_MODES.get(str(mode).strip().lower())
    allowed = f"{option}: must be {', '.join(LOGIN_MODES)}, not '{mode}'"
    raise InvalidInput(f"{allowed}, which {reason}" if reason else allowed)


def check_lets_in(mode, profile, option):
    """Refuse a mode in which devices of this profile aren't known to let anybody in, since some don't.

    :raises InvalidInput: naming the option, the profile and what it knows.
    """
    if mode not in profile.login_modes:
        known = ", ".join(profile.login_modes)
        raise InvalidInput(
            f"{option}: {mode} is not known to work on this device, by its profile {profile.name}, and a mode that "
            f"doesn't locks out; set one of {known}. If it does work, set akuvox_profile to a mapping that has "
            f"login_modes: [{known}, {mode}]. Nothing was written"
        )
