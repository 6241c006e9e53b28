# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action URLs of a door as settings: what is to be written where, and what is left to others (device-facts 9.6)."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from ..converge.settings import Setting
from ..errors import InvalidInput
from ..fields.actionurls import LONGEST_URL, TOKEN, WORD
from ..fields.actionwords import (
    BASE_URL,
    CREDENTIALS,
    ENABLE,
    EVENTS,
    LOGIN_KEYS,
    METHOD,
    PREFIX,
    event_of,
    is_ours,
    is_plain,
    shown_url,
    url_for,
    words_of,
)

FOREIGN = ("fail", "keep", "replace")
# A word that is longer than any known one, for the check of a URL's length before anything is sent.
_LONGEST_WORD = "InvalidFaceRecognition"


@dataclass
class Choice:
    """What is to be at a door. ``missing``: events that it has no key for. ``foreign``: words that others use.

    ``words``: those that hold a URL of ours in the end, with the URL.
    """

    settings: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    foreign: list = field(default_factory=list)
    words: dict = field(default_factory=dict)


def check_options(params):
    """Refuse what can't be a URL of ours, before anything is sent.

    :raises InvalidInput: naming the option; the token is never quoted.
    """
    base = params.get("url")
    if base is not None and not BASE_URL.fullmatch(base):
        raise InvalidInput("url: must be http:// or https:// with a host and perhaps a port, and nothing after it")
    for index, name in enumerate(params["events"]):
        if name not in EVENTS and not WORD.fullmatch(name):
            known = ", ".join(EVENTS)
            raise InvalidInput(f"events[{index}]: must be one of {known}, or the last part of a key, not '{name}'")
    if params["state"] == "absent":
        return
    if not TOKEN.fullmatch(params["token"]):
        raise InvalidInput("token: must be 20 to 64 letters, digits, '-' and '_'")
    if params["credentials"] and is_plain(base):
        raise InvalidInput("credentials: would cross the network in clear text; give a url that begins with https://")
    length = len(url_for(base, params["token"], _LONGEST_WORD, tuple(CREDENTIALS)))
    if length > LONGEST_URL:
        raise InvalidInput(f"url: is too long; a whole URL has {LONGEST_URL} characters at most, not {length}")


def choose_urls(params, current, warn):
    """What is to be at the door whose keys are ``current``, as :class:`Choice`.

    :raises InvalidInput: for a key that the door doesn't have, or that somebody else uses.
    """
    words = words_of(current)
    if ENABLE not in current and not words:
        raise InvalidInput(f"this device has no Action URLs: there is no key {PREFIX}* in its configuration")
    held = {word: str(current[PREFIX + word] or "") for word in words}
    return _absent(params, held, current) if params["state"] == "absent" else _present(params, held, current, warn)


def _url_setting(word, url):
    # A door that shows URLs as stars has the new token only once it was written.
    return Setting(word, word, PREFIX + word, url, secret=True, show=shown_url, rewrite=True)


def _plain_setting(key, value, label):
    return Setting(key, label, key, value)


def _present(params, held, current, warn):
    choice = Choice()
    for word in _wanted(params["events"], held, choice):
        if held[word] and not is_ours(held[word], word) and params["foreign"] != "replace":
            choice.foreign.append(word)
        else:
            choice.words[word] = url_for(params["url"], params["token"], word, params["credentials"])
    if choice.foreign and params["foreign"] == "fail":
        listed = ", ".join(f"{word} ({shown_url(held[word])})" for word in choice.foreign)
        raise InvalidInput(
            f"somebody else's URLs are set: {listed}. Nothing was written. foreign: keep leaves them, foreign: replace "
            "writes over them"
        )
    # what was asked for before and is not any longer
    gone = [word for word in held if word not in choice.words and is_ours(held[word], word, params["url"])]
    choice.settings += [_url_setting(word, url) for word, url in choice.words.items()]
    choice.settings += [_url_setting(word, "") for word in gone]
    if params.get("method"):
        choice.settings.append(_plain_setting(METHOD, params["method"].upper(), "method"))
    choice.settings += _login(params, current, warn)
    # last, as some devices take one key at a time
    if choice.words:
        choice.settings.append(_plain_setting(ENABLE, "1", "enabled"))
    return choice


def _wanted(events, held, choice):
    """The door's words for these events, and in ``choice`` the events that it has none for."""
    wanted = []
    for index, name in enumerate(events):
        if name in EVENTS:
            found = [word for word in held if event_of(word) == name]
            choice.missing += [] if found else [name]
        elif name in held:
            found = [name]
        else:
            close = difflib.get_close_matches(name, [*EVENTS, *held], n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise InvalidInput(f"events[{index}]: this device has no key {PREFIX}{name}{hint}")
        wanted += [word for word in found if word not in wanted]
    return wanted


def _login(params, current, warn):
    """The settings of the door's own login, where its configuration has keys for it."""
    wanted = {option: params.get(f"receiver_{option}") for option in LOGIN_KEYS}
    if wanted["username"] is None:
        return []
    found = {option: next((key for key in keys if key in current), None) for option, keys in LOGIN_KEYS.items()}
    if None in found.values():
        warn("receiver_username: this device's configuration has no keys for a login to the receiver, so none is set")
        return []
    return [
        Setting(f"receiver_{option}", f"receiver_{option}", key, wanted[option], secret=option == "password")
        for option, key in found.items()
    ]


def _absent(params, held, current):
    choice = Choice()
    ours = [word for word in held if is_ours(held[word], word, params.get("url"))]
    choice.foreign = [word for word, url in held.items() if url and word not in ours]
    choice.settings = [_url_setting(word, "") for word in ours]
    # with a URL of somebody else, the switch is theirs
    if ours and not choice.foreign and current.get(ENABLE) == "1":
        choice.settings.append(_plain_setting(ENABLE, "0", "enabled"))
    return choice
