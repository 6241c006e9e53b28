# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a device lets in, when and by what, read from all of its stores. Nothing is written, and no PIN leaves it.

PINs are compared by a keyed hash: the key belongs to one run and is shown nowhere.
"""

from __future__ import annotations

import hashlib
import hmac

from ..errors import Unsupported
from ..fields.openings import spelled
from ..secrets import is_masked
from ..targets import publiccode, schedule, user
from ..targets.credentials import PRIVATEKEYS, UNNAMED, holder_of
from ..targets.readers import reader_settings
from ..targets.rfkey import TABLE as RFKEYS

# What a row of the result may have been marked with.
HAS_PIN, HIDDEN_PIN, UNREAD_PIN, WEAK_PIN, FACE, CLOUD = 1, 2, 4, 8, 16, 32
# Tags of a card with which no source tells whether its days and times hold (device-facts 5.11): the first is of a card
# that is allowed. Nor does any tell how often the second one still opens.
PERHAPS_ALWAYS, FREQUENCY = "perhaps at any time", "frequency"
UNTIMED = (PERHAPS_ALWAYS, FREQUENCY)
# device-facts 5.1: AuthMode of a user
_TOGETHER = {"1": "face and PIN", "2": "face and card", "3": "card and PIN"}


def read_access(device, key, weakness):
    """What a device tells of who gets in, as JSON data.

    ``rights`` are what rows refer to: ``openings`` (pairs of an opening and the relays), ``limit`` and ``text``. Rows
    of ``people`` are ``[user_id, name, store, right, cards, hash of the PIN, marks]``.

    :param key: bytes of this run.
    :param weakness: tells of a PIN and its user_id why the PIN is weak, "" where it isn't.
    """
    reading = _Reading(device, key, weakness)
    for store in ("user", "rfkey", "privatekey"):
        reading.take(store)
    return reading.result()


class _Reading:
    def __init__(self, device, key, weakness):
        self._device, self._key, self._weakness = device, key, weakness
        self._rights, self._rows, self._missing = {}, [], []
        self._schedules = None

    def _records(self, target):
        device = self._device
        if device.profile.lack(target, "get") is None:
            try:
                return device.records(target)
            except Unsupported:
                pass
        self._missing.append(target)
        return []

    def take(self, store):
        """Read one store."""
        records = self._records(store)
        table = user.table(self._device.profile) if store == "user" else RFKEYS if store == "rfkey" else PRIVATEKEYS
        for record in records:
            values = table.decode(record)
            self._rows.append(self._user(values, record) if store == "user" else self._keyed(store, values))

    def _user(self, values, record):
        openings = self._openings(values.get("schedules"))
        marks = CLOUD if user.is_foreign(record) else 0
        marks |= FACE if str(record.get("FaceUrl") or "") else 0
        limit = _TOGETHER.get(str(record.get("AuthMode") or ""), "")
        pin, more = self._pin(values.get("pin"), values.get("user_id"))
        cards = values.get("cards") if isinstance(values.get("cards"), list) else []
        name = " ".join(str(values.get("name") or "").split())
        right = self._right(openings, limit)
        return [str(values.get("user_id") or ""), name, "user", right, cards, pin, marks | more]

    def _openings(self, schedules):
        if not isinstance(schedules, list):
            # a text that can't be taken apart
            return [[{"kind": "unknown", "name": str(schedules or "")}, ["A"]]] if schedules else []
        return [[self._opening(entry["schedule"]), entry["relays"]] for entry in schedules]

    def _opening(self, number):
        if number in user.BUILT_IN_SCHEDULES:
            return {"kind": number}
        if self._schedules is None:
            self._schedules = {str(each.get("DisplayID")): each for each in self._records("schedule")}
        record = self._schedules.get(number)
        if record is None:
            return {"kind": "unknown", "name": number}
        values = schedule.TABLE.decode(record)
        opening = {"kind": values.get("type"), "name": values.get("name") or number}
        if opening["kind"] not in schedule.TYPES:
            return {"kind": "unknown", "name": number}
        parts = {"days": "days", "start": "time_start", "end": "time_end", "first": "date_start", "last": "date_end"}
        return {**opening, **{part: values[option] for part, option in parts.items() if option in values}}

    def _keyed(self, store, values):
        limit = values.get("access") if values.get("access") in (FREQUENCY, "forbidden") else ""
        opening = {"kind": "daily", "whole_day": True, "start": values.get("time_start"), "end": values.get("time_end")}
        if values.get("days") is not None:
            opening["days"] = values["days"]
        if opening["start"] == opening["end"] == "00:00" and len(opening.get("days", range(7))) == 7:
            opening = {"kind": "always"}
        elif values.get("access") == "allowed":
            limit = PERHAPS_ALWAYS
        doors = values.get("doors") or []
        if isinstance(doors, str):
            # what can't be taken apart may be any of them
            opening, doors = {"kind": "unknown", "name": f"of doors {doors}"}, ["A"]
        name = " ".join(str(values.get("name") or "").split())
        user_id, name = holder_of(name)
        user_id = "" if user_id == UNNAMED else user_id
        pin, marks = self._pin(values.get("code"), user_id) if store == "privatekey" else ("", 0)
        cards = [values["code"]] if store == "rfkey" and values.get("code") else []
        return [user_id, name, store, self._right([[opening, doors]], limit), cards, pin, marks]

    def _right(self, openings, limit):
        openings = [[opening, relays] for opening, relays in openings if relays]
        text = "; ".join(f"{spelled(opening)} ({','.join(relays)})" for opening, relays in openings) or "never"
        right = {"openings": openings, "limit": limit, "text": f"{text}, {limit}" if limit else text}
        return self._rights.setdefault(repr(right), (len(self._rights), right))[0]

    def _pin(self, pin, user_id):
        """The keyed hash of a PIN, and the marks that it gives its row."""
        if pin is None:
            return "", UNREAD_PIN
        if is_masked(pin):
            return "", HAS_PIN | HIDDEN_PIN
        if not pin:
            return "", 0
        digest = hmac.new(self._key, str(pin).encode(), hashlib.sha256).hexdigest()[:16]
        return digest, HAS_PIN | (WEAK_PIN if self._weakness(pin, user_id) else 0)

    def result(self):
        """All of it, with the public codes and the readers' settings."""
        return {
            "people": self._rows,
            "rights": [right for number, right in self._rights.values()],
            "missing": self._missing,
            "public": self._public(),
            "readers": self._readers(),
        }

    def _public(self):
        if self._device.profile.lack("publiccode", "get") is not None:
            return None
        try:
            held = publiccode.publiccode_info(self._device.read("publiccode"))
        except Unsupported:
            return None
        return publiccode.opens(held)

    def _readers(self):
        try:
            return reader_settings(self._device.read("config"))
        except Unsupported:
            return {}
