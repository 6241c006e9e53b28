# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed on a door, as events in words: who came and went, whose card or PIN, which setting. Never a secret.

Pure functions of what runs have kept (``undofile``) and of two states of a list.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..api.profiles import PROFILES
from ..fields.cardnumbers import CardCode
from ..secrets import is_masked, is_secret_key
from .parts import LISTS
from .undofile import Kept
from .undostates import ListView, hidden_of, left_hidden, settings_together, together

CAME, WENT, CHANGED = "came", "went", "changed"
OTHER = "another"
# How a list's fields are read: all spellings that any firmware has of one are known to each profile.
_PROFILE = PROFILES["manual"]
_WORDS = {"pin": "PIN", "code": "code"}
_PEOPLE = ("user", "rfkey", "privatekey")


@dataclass(frozen=True)
class Event:
    """One change. ``at`` is UTC like ``2026-01-02T03:04:05Z``, ``since`` the earliest time it may have been made.

    ``source``: the run that made it, "" where none of the runs did. ``kind``: "user", "rfkey" and the like as the API
    has them, "setting" or "firmware". ``what``: the option; empty for whoever came or went. ``certain``: whether the
    door was read afterwards. ``before`` and ``after`` are never secrets; of one they say "a" or "no".
    """

    at: str
    source: str
    door: str
    kind: str
    who: str
    change: str
    what: str = ""
    before: str = ""
    after: str = ""
    certain: bool = True
    since: str = ""

    @property
    def text(self):
        """The change in words."""
        said = _said(self)
        return said if self.certain else f"{said} (perhaps; the run was cut off)"


def _said(event):
    if event.change in (CAME, WENT):
        more = f" ({event.after or event.before})" if event.after or event.before else ""
        done = event.change if event.kind == "user" else "was added" if event.change == CAME else "was removed"
        return f"{event.who} {done}{more}"
    if event.what in ("card", "cards"):
        parts = [f"got card {event.after}"] if event.after else []
        parts += [f"lost card {event.before}"] if event.before else []
        return f"{event.who} {' and '.join(parts)}"
    if event.what in _WORDS.values() or event.what == "secret":
        word = "value" if event.what == "secret" else event.what
        return f"{event.who} {'has no' if event.after == 'no' else f'got {event.after or OTHER}'} {word}"
    if event.what == "name" and event.kind in _PEOPLE:
        return f"{event.who} is called {event.after or 'nothing'} now"
    what = f" {event.what}" if event.what else ""
    return f"{event.who}{what} from {event.before or 'nothing'} to {event.after or 'nothing'}"


def events_of_image(image, at):
    """The events of what a run has kept of a door; ``at`` is when the run began."""
    lists, settings = {}, []
    for step in image.steps:
        if step.kind == "records":
            lists.setdefault(step.target, []).extend(step.changes)
        else:
            settings += step.changes
    about = {"at": at, "source": image.run, "door": image.door}
    found = []
    for name, changes in lists.items():
        view = view_of(name)
        for change in together(changes, view.is_same):
            found += record_events(name, view, change, about)
    for change in settings_together(settings):
        found += setting_events(change, about)
    return found


def view_of(name):
    """The :class:`undostates.ListView` of a list, of whatever device."""
    return ListView(LISTS[name], _PROFILE, {})


def record_events(name, view, change, about):
    """The events of one record, of a :class:`undofile.Kept`."""
    before, left = change.before, change.left
    about = {**about, "kind": name, "certain": change.is_done}
    if before is None and left is None:
        return []
    if before is None or left is None:
        held, side = (left, "found" if change.is_done else "after") if before is None else (before, "before")
        detail = _brought(name, view, held, hidden_of(change, side))
        which = {"after": detail} if before is None else {"before": detail}
        return [Event(**about, who=view.label(held), change=CAME if before is None else WENT, **which)]
    unknown = hidden_of(change, "before") | left_hidden(change)
    events = []
    for option in view.differing(before, left, unknown):
        events += _option_event(view, option, before, left, {**about, "who": view.label(before), "change": CHANGED})
    for key in sorted(unknown & view.secret_keys):
        if key in change.news or _is_empty(left, key, change) != _is_empty(before, key, change):
            word = "code" if key == "Code" else "PIN"
            now = "no" if left.get(key) == "" else "a" if before.get(key) == "" else ""
            events.append(Event(**about, who=view.label(before), change=CHANGED, what=word, after=now))
    return events


def _is_empty(record, key, change):
    """Whether a secret is not there; one that was only left out is."""
    hidden = {*change.hidden.get("before", ()), *change.hidden.get("after", ()), *change.hidden.get("found", ())}
    return record.get(key) in (None, "") and not (key in hidden and key not in record)


def _brought(name, view, record, hidden):
    """With what somebody came or went."""
    values, parts = view.table.decode(record), []
    if name == "user":
        cards = values.get("cards") if isinstance(values.get("cards"), list) else []
        parts += [f"card{'s' if len(cards) > 1 else ''} {', '.join(cards)}"] if cards else []
        has_pin = values.get("pin") or hidden & view.secret_keys
        parts += ["a PIN"] if has_pin else []
    return ", ".join(parts)


def _option_event(view, option, before, left, about):
    fld = view.table.known.get(option)
    if fld is None:
        return [Event(**about, what=option, before=_text(before.get(option)), after=_text(left.get(option)))]
    one, other = fld.decode(before), fld.decode(left)
    if fld.secret:
        now = "no" if not other else "" if one else "a"
        return [Event(**about, what=_WORDS.get(option, "secret"), after=now)]
    if option == "cards" and isinstance(one, list) and isinstance(other, list):
        had, has = {CardCode.same(card) for card in one}, {CardCode.same(card) for card in other}
        got = ", ".join(card for card in other if CardCode.same(card) not in had)
        lost = ", ".join(card for card in one if CardCode.same(card) not in has)
        return [Event(**about, what="cards", before=lost, after=got)]
    return [Event(**about, what=option, before=_text(one), after=_text(other))]


def setting_events(change, about):
    """The events of one ``Config.*`` key, of a :class:`undofile.Kept`."""
    key = change.key
    left = change.left or {}
    if change.before is None and not (change.is_done and left):
        # the door doesn't show it, so nobody knows
        return []
    before = (change.before or {}).get(key)
    about = {**about, "kind": "setting", "who": key, "change": CHANGED, "certain": change.is_done}
    hidden = key in hidden_of(change, "before") | left_hidden(change)
    if hidden or key in change.news:
        return [Event(**about, what="secret")] if key in change.news else []
    after = left.get(key)
    if is_masked(after) or is_masked(before) or _text(before) == _text(after):
        return []
    if is_secret_key(key):
        return [Event(**about, what="secret")]
    return [Event(**about, before=_text(before), after=_text(after))]


def changed_between(name, view, before, after, about):
    """The events between two states of a list, records paired by their ID and key."""
    left, found = list(after), []
    for record in before:
        twin = next((each for each in left if view.identity(each) == view.identity(record)), None)
        if twin is not None:
            left.remove(twin)
        found += record_events(name, view, Kept(record, twin, {}, (), True, twin), about)
    for record in left:
        found += record_events(name, view, Kept(None, record, {}, (), True, record), about)
    return found


def _text(value):
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "; ".join(f"{entry['schedule']} ({','.join(entry['relays'])})" for entry in value)
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
