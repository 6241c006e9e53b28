# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of each record and key that a run has changed: is it as the run left it, as it was before, or somebody else's doing?

Pure functions of what was kept and what a door holds now.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..secrets import is_encoded, is_masked
from .undofile import Kept
from .undorefs import schedules_back

# It is as it was before; as the run left it; another one, by whoever; or owned by a cloud now.
BACK, LEFT, CHANGED, FOREIGN = "back", "left", "changed", "foreign"


@dataclass
class Verdict:
    """What has become of one change. ``record``: what the door holds of it now, None for nothing.

    ``differs``: the options in which it is neither as before nor as the run left it.
    """

    state: str
    record: dict | None = None
    differs: list = field(default_factory=list)


class ListView:
    """How the records of a list are known again and compared.

    ``part``: a :class:`parts.ListPart`. ``numbers``: number of a schedule then -> its number on the door now.
    ``missing``: numbers of schedules then that the door no longer has.
    """

    def __init__(self, part, profile, numbers, missing=frozenset()):
        self.target, self.table = part.target, part.target.table(profile)
        self._own, self._numbers, self._missing = {*part.own, "ID"}, numbers, missing
        self._known = {key for fld in self.table.fields for key in (*fld.keys, *fld.stale_keys)} | {"ScheduleID"}
        self.secret_keys = {key for fld in self.table.fields if fld.secret for key in fld.keys}

    def identity(self, record):
        """What a record is known by, beside its ID."""
        return self.table.identity(self.table.key.decode(record) or "")

    def is_same(self, one, other):
        """Whether two records are the same one at different times."""
        ids = [str(record.get("ID") or "") for record in (one, other)]
        return ids[0] == ids[1] if all(ids) else self.identity(one) == self.identity(other)

    def differing(self, then, now, unknown=(), was_before=False):
        """The options in which two records differ; of the ``unknown`` keys nothing is said."""
        found = []
        for fld in self.table.fields:
            if fld.option == self.table.former or any(key in unknown for key in fld.keys):
                continue
            values = [fld.decode(record) for record in (then, now)]
            if fld.secret and any(map(is_masked, values)):
                continue
            if was_before and fld.option == "schedules":
                values[0] = self.schedules_back(values[0])
            if all(_is_empty(value, fld) for value in values):
                continue
            if None in values or fld.same(values[0]) != fld.same(values[1]):
                found.append(fld.option)
        more = (then.keys() & now.keys()) - self._known - self._own - set(unknown)
        return found + [key for key in sorted(more) if str(then[key]) != str(now[key])]

    def schedules_back(self, schedules):
        """Somebody's schedules before the run as they are to be now, see :func:`undorefs.schedules_back`."""
        return schedules_back(schedules, self._numbers, self._missing)

    def missing_of(self, record):
        """The numbers of a record's schedules that the door no longer has."""
        schedules = self.table.decode(record).get("schedules")
        return sorted({entry["schedule"] for entry in schedules} & self._missing) if isinstance(schedules, list) else []

    def is_cleared(self, option, record):
        """Whether an option of a record is empty, as where a device took only a part of it."""
        fld = self.table.known.get(option)
        return _is_empty(fld.decode(record), fld) if fld else record.get(option) in (None, "")

    def label(self, record):
        """Which record it is, for people."""
        values = self.table.decode(record)
        name = str(values.get("name") or "")
        if self.target.target == "user":
            return f"{values.get('user_id') or '(without user_id)'} {name}".strip()
        if self.target.target == "rfkey":
            # without a vault password, the numbers of cards were not kept
            card = f"card {values['code']}" if values.get("code") else "a card"
            return f"{card} ({name})" if name else card
        words = {"privatekey": "private code", "dialreplace": "dial rule"}
        key = values.get(self.table.key.option) if not self.table.key.secret else name
        return f"{words.get(self.target.target, self.target.target)} '{key}'"


def _is_empty(value, fld):
    return value in (None, "", []) or value == fld.left_out


def together(changes, is_same):
    """What a run has made of each record in all of its steps, of :class:`Kept` in their order."""
    found = []
    for change in changes:
        begins_as = change.before if change.before is not None else change.left if change.left is not None else {}
        earlier = next((each for each in found if _leads_on(each, change, begins_as, is_same)), None)
        if earlier is None:
            found.append(Kept(**vars(change)))
            continue
        _continued(earlier, change)
    return [each for each in found if not (each.before is None and each.left is None)]


def settings_together(changes):
    """What a run has made of each key in all of its steps, of :class:`Kept` in their order."""
    found = {}
    for change in changes:
        earlier = found.get(change.key)
        found[change.key] = Kept(**vars(change)) if earlier is None else _continued(earlier, change)
    return list(found.values())


def _continued(earlier, change):
    """Two changes as one."""
    hidden = {side: keys for side, keys in change.hidden.items() if side != "before"}
    earlier.after, earlier.found, earlier.is_done = change.after, change.found, change.is_done
    earlier.hidden = {"before": earlier.hidden.get("before", ()), **hidden}
    earlier.news = tuple(dict.fromkeys((*earlier.news, *change.news)))
    return earlier


def _leads_on(earlier, change, begins_as, is_same):
    if earlier.left is None:
        return change.before is None and earlier.before is not None and is_same(_nameless(earlier.before), begins_as)
    return change.before is not None and is_same(
        earlier.left if earlier.is_done else _nameless(earlier.left), begins_as
    )


def _nameless(record):
    """A record without the ID that it will not have any longer, or does not have yet."""
    return {key: value for key, value in record.items() if key != "ID"}


def hidden_of(change, side):
    """The keys of secrets that a side of a change has had and that are not known."""
    record = getattr(change, side) or {}
    return {*change.hidden.get(side, ()), *(key for key, value in record.items() if is_masked(value))}


def left_hidden(change):
    """:func:`hidden_of` what the run has left."""
    return hidden_of(change, "found" if change.is_done else "after")


def judge_record(change, now, view):
    """The :class:`Verdict` on one record, of all that the door holds ``now``."""
    if change.left is None:
        return _judge_removed(change, now, view)
    if change.before is None:
        return _judge_added(change, now, view)
    same = [record for record in now if view.is_same(record, change.before)]
    same = same or [record for record in now if view.identity(record) == view.identity(change.left)]
    if not same:
        return Verdict(CHANGED, None, ["it is gone"])
    back = [record for record in same if _is_as_before(change, record, view)]
    if back:
        return Verdict(BACK, back[0])
    return _judge_left(change, same, view)


def _is_as_before(change, record, view):
    return not view.differing(change.before, record, hidden_of(change, "before"), was_before=True)


def _judge_removed(change, now, view):
    same = [record for record in now if view.identity(record) == view.identity(change.before)]
    back = [record for record in same if _is_as_before(change, record, view)]
    if back or not same:
        return Verdict(BACK, back[0]) if back else Verdict(LEFT)
    # nobody is known by nothing, so others without a key are others
    if not view.identity(change.before):
        return Verdict(LEFT)
    unknown = hidden_of(change, "before")
    return Verdict(CHANGED, same[0], view.differing(change.before, same[0], unknown, was_before=True))


def _judge_added(change, now, view):
    same = [record for record in now if view.identity(record) == view.identity(change.left)]
    return _judge_left(change, same, view) if same else Verdict(BACK)


def _judge_left(change, same, view):
    """The verdict on a record that is not as it was before."""
    if view.target.is_foreign(same[0]) is True:
        return Verdict(FOREIGN, same[0])
    unknown, differs = left_hidden(change), {}
    for number, record in enumerate(same):
        differs[number] = view.differing(change.left, record, unknown)
        if not change.is_done:
            differs[number] = [each for each in differs[number] if not _is_half(change, record, each, view)]
        if not differs[number]:
            return Verdict(LEFT, record)
    return Verdict(CHANGED, same[0], differs[0])


def _is_half(change, record, option, view):
    """Whether an option is as a run leaves it that is cut in the middle: as before, or empty in a new record."""
    if change.before is None:
        return view.is_cleared(option, record)
    return option not in view.differing(change.before, record, hidden_of(change, "before"), was_before=True)


def judge_setting(change, now):
    """The :class:`Verdict` on one ``Config.*`` key, of all keys that the door shows ``now``."""
    key = change.key
    have = now.get(key)
    if change.before is not None and _is_value(have, change.before.get(key)):
        return Verdict(BACK, {key: have})
    left = change.left or {}
    unseen = key in left_hidden(change) or left.get(key) is None or is_masked(have) or have is None
    if unseen or _is_value(have, left[key]) or is_encoded(str(have), str(left[key])):
        return Verdict(LEFT, {key: have})
    return Verdict(CHANGED, {key: have}, [key])


def _is_value(have, value):
    return have is not None and value is not None and not is_masked(value) and str(have) == str(value)
