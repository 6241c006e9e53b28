# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of what a door answers, in words of ours: never a value, but for a few that the vendor has fixed."""

from __future__ import annotations

import re

from ..secrets import decoded, is_masked

# What a field may hold that is the same on every door: such a value is a fact about the model (device-facts 5.7, 6,
# 10). Whatever else stands there is shown by its shape.
FIXED = {
    "user.SourceType": ("1", "2", "Local", "Cloud", "SDMC"),
    "user.Source": ("Local", "Cloud", "SDMC"),
    "user.Type": ("0", "1"),
    "schedule.SourceType": ("1", "2", "3", "4"),
    "schedule.Type": ("0", "1", "2"),
    "schedule.DisplayID": ("1001", "1002"),
    "schedule.Mode": ("0", "1", "2"),
    "doorlog.Status": ("0", "1", "Success", "Succ", "Failed"),
    "doorlog.Type": ("0", "1", "2", "3", "4", "Card", "Password", "Public", "Face", "Unknow"),
    "doorlog.AccessMode": ("0", "1", "2"),
    "calllog.Type": ("0", "1", "2", "3", "4", "Dialed", "Received", "Missed", "Forwarded", "Unknow"),
    "contact.DialType": ("0", "1", "2"),
    "contact.Group": ("Default",),
    "rfkey.Tags": ("0", "1", "2", "3"),
    "call.Status": ("READY",),
}
_FORMS = (
    ("digits", re.compile(r"[0-9]+")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d|\d{8}")),
    ("time", re.compile(r"\d\d:\d\d(:\d\d)?")),
    ("days", re.compile(r"\d+ ?d(ays?)?")),
    ("hex", re.compile(r"(?=.*[A-Fa-f])[0-9A-Fa-f]{6,}")),
)
_PAIRS = re.compile(r"\d+-\d+(?:[,;]\d+-\d+)*[,;]?")
_SCHEDULE_FIELDS = ("ScheduleRelay", "Schedule-Relay", "Schedule")
CUT_CARDS = 63


def form(value, field=""):
    """The shape of one value, ``field`` as ``target.Field`` or empty.

    A value of :data:`FIXED` is shown with a ``=`` before it, the schedules of a user as pairs of ``N``.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return "list"
    if isinstance(value, dict):
        return "object"
    text = str(value)
    if text in FIXED.get(field, ()):
        return f"={text}"
    if not text:
        return "empty"
    if is_masked(text):
        return "stars"
    if field.rpartition(".")[2] in _SCHEDULE_FIELDS and _PAIRS.fullmatch(text):
        return _pairs(text)
    return next((name for name, built in _FORMS if built.fullmatch(text)), "text")


def _pairs(text):
    """``1001-1;1002-12;`` as ``N-N;N-NN;``: two pairs at most, and a second relay's digit as a further ``N``."""
    ends = text[-1] if text[-1] in ",;" else ""
    pieces = re.split("([,;])", text[:-1] if ends else text)
    shown = ["N-" + ("NN" if len(pair.partition("-")[2]) > 1 else "N") for pair in pieces[::2]]
    second = f"{pieces[1]}{shown[1]}" if len(shown) > 1 else ""
    return f"{shown[0]}{second}{ends}"


def secret_form(value, written=None):
    """The shape of a password: ``empty``, ``stars``, ``base64`` or ``text``.

    ``written``: what is known to have been set there, so that it can be compared.
    """
    text = str(value)
    if not text:
        return "empty"
    if is_masked(text):
        return "stars"
    plain = decoded(text) if len(text) % 4 == 0 and len(text) >= 8 else None
    if written and text == written:
        return "text"
    return "base64" if plain and plain.isascii() and plain.isprintable() else "text"


def how_many(count):
    """A number of records that tells of the model and not of the site."""
    for most, word in ((0, "none"), (1, "one"), (10, "some")):
        if count <= most:
            return word
    return "many"


def fields_of(target, records, names):
    """Field -> its shapes, of all records."""
    found = {}
    for record in records:
        for name, value in record.items():
            found.setdefault(name, set()).add(form(value, f"{target}.{name}"))
    return {name: sorted(found[name]) for name in names.shown(found)}


def tree(target, data, names, depth=0):
    """The names and shapes of an object that is no list of records."""
    shown = {}
    for name in names.shown(data):
        value = data[name]
        inner = isinstance(value, dict) and depth < 3
        shown[name] = tree(target, value, names, depth + 1) if inner else form(value, f"{target}.{name}")
    return shown


def texts_in(value):
    """All texts and numbers in a reply, however deep: what no report may hold."""
    if isinstance(value, dict):
        return [text for member in value.values() for text in texts_in(member)]
    if isinstance(value, list):
        return [text for member in value for text in texts_in(member)]
    return [] if value is None or isinstance(value, bool) else [str(value)]
