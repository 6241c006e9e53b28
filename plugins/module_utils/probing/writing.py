# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Add, change and remove a throwaway record of each list, and put back what was found.

Nothing is added where the door can't remove it again. Whatever happens, each list is read once more in the end, and
what is ours in it is removed. After a run that was killed, the next one begins with that.
"""

from __future__ import annotations

import json

from ..api.envelope import items_of
from ..errors import AkuvoxError, LostAnswer
from .asking import retcode
from .cleaning import cleaned
from .throwaways import BOTH_KEYS, CHANGED, LEFT_OUT, NEVER, SCHEDULE_KEYS, THROWAWAYS
from .titles import is_changed, write_title

# Between an ID that is there and one that surely isn't.
_FAR = 1_000
_MISSING_STATUSES = (404, 405, 501)
_REFUSED_KEYS = ("Schedule", "ScheduleID")
_SEPARATORS = ",;"


def write_all(reading, asker):
    """Write to each list and to the configuration; what was learned of each, and what was left out and why.

    :raises AkuvoxError: an answer was lost, or a record of ours can't be removed.
    """
    found = {"targets": {}, "left_out": dict(LEFT_OUT), "leftovers": 0}
    for kind in THROWAWAYS:
        if not reading.lists[kind.target].is_ok:
            found["left_out"][kind.target] = "the door doesn't list it"
            continue
        trial = Trial(asker, kind)
        found["targets"][kind.target] = trial.run()
        found["leftovers"] += trial.leftovers
    if reading.config:
        title = write_title(reading, asker)
        found["leftovers"] += title.pop("leftovers", 0)
        found["targets"]["config"] = title
    return found


def planned(reading):
    """The lists and settings that a probe would write to."""
    lists = [kind.target for kind in THROWAWAYS if reading.lists[kind.target].is_ok]
    return [*lists, *(["config"] if reading.config else [])]


def left_over(reading):
    """The lists and the title in which an earlier probe has left something of ours."""
    lists = [kind.target for kind in THROWAWAYS if any(map(kind.is_ours, items_of(reading.lists[kind.target].data)))]
    return [*lists, *(["config"] if is_changed(reading.config) else [])]


class Trial:
    """The trial of one list."""

    def __init__(self, asker, kind):
        self._ask, self._kind = asker, kind
        self.steps, self.leftovers = {}, 0
        self._remove_way = self._last = None

    def run(self):
        """Do it all; the steps by name."""
        before = self._records()
        self.steps["del_unknown"] = self._try("del", [{"ID": self._unknown_id(before)}])
        self._remove_way = self.steps["del_unknown"].get("way")
        if self._remove_way is None:
            # without a record nothing is added, whatever the door makes of it
            self.steps["add_nothing"] = self._try("add", [])
            self.steps["set_nothing"] = self._try("set", [])
            self.steps["left_out"] = "it could not be removed again"
            return self.steps
        old = [record for record in before if self._kind.is_ours(record)]
        if old:
            self.leftovers = len(old)
            self._remove(old)
            before = [record for record in before if record not in old]
        try:
            self._write(before)
        except AkuvoxError as exc:
            raise self._cleaned(exc) from None
        self._clean()
        self.steps["put_back"] = _same(before, self._records())
        return self.steps

    def _write(self, before):
        kind = self._kind
        record = kind.record(before)
        self.steps["add"] = self._try("add", [record])
        mine = self._mine()
        self.steps["add"]["kept"] = bool(mine)
        if not mine:
            self.steps["set_unknown"] = self._try("set", [{**record, "ID": self._unknown_id(before)}])
            return
        self.steps["lacking"] = self._lacking(record)
        if kind.target == "user":
            self.steps["add_again"] = self._add(record)
            self._keep_one(mine[0])
        if kind.target == "contact":
            self.steps["unknown_group"] = "Default" if mine[0].get("Group") == "Default" else "another"
        mine = self._change(mine[0])
        if kind.target == "user":
            self.steps["schedule_keys"] = self._schedule_keys(mine, record)

    def _change(self, mine):
        kind = self._kind
        changed = {**self._writable(mine), kind.mark: kind.text + CHANGED}
        self.steps["set"] = self._try("set", [changed])
        now = self._again(mine)
        self.steps["set"]["kept"] = now.get(kind.mark) == changed[kind.mark]
        if kind.target == "user":
            less = {name: value for name, value in changed.items() if name not in SCHEDULE_KEYS}
            heard = self._send("set", [less])
            self.steps["set"]["wipes"] = heard.is_ok and not _pairs(self._again(mine))
        return now

    def _lacking(self, record):
        """Field -> whether an add without it is taken; the retcode where it isn't."""
        found = {}
        for name in self._kind.may_lack:
            names = BOTH_KEYS if name in BOTH_KEYS else (name,)
            less = {**record, **self._kind.free(self._records())}
            found[name] = self._taken({key: value for key, value in less.items() if key not in names})
        return found

    def _taken(self, record):
        before = self._mine()
        heard = self._send("add", [record])
        more = [each for each in self._mine() if each not in before]
        self._remove(more)
        return True if more else retcode(heard.code)

    def _add(self, record):
        return self._send("add", [record]).said()

    def _schedule_keys(self, mine, record):
        """Under which names a user's schedules are taken, which of them counts first, and what parts two of them."""
        taken = [key for key in SCHEDULE_KEYS if self._shows({key: f"{NEVER}-2"}, mine, "2")]
        order = list(taken)
        if len(taken) > 1:
            order = []
            while taken:
                sent = {key: f"{NEVER}-{number}" for number, key in enumerate(taken, 1)}
                shown = self._set_keys(sent, mine)
                first = next((key for key, value in sent.items() if shown == {value.partition("-")[2]}), taken[0])
                order.append(first)
                taken.remove(first)
        both = f"{NEVER}-1{{}}{NEVER}-2"
        key = order[0] if order else BOTH_KEYS[0]
        return {
            "taken": order,
            "separators": [each for each in _SEPARATORS if len(self._set_keys({key: both.format(each)}, mine)) > 1],
            "refused_on_add": {
                key: code
                for key in _REFUSED_KEYS
                if (code := self._taken({**record, **self._kind.free(self._records()), key: NEVER})) is not True
            },
        }

    def _shows(self, sent, mine, relay):
        self._set_keys(dict.fromkeys(BOTH_KEYS, f"{NEVER}-1"), mine)
        return relay in self._set_keys(sent, mine)

    def _set_keys(self, sent, mine):
        """The relays that a user shows after a change with nothing but these names for its schedules."""
        now = self._again(mine)
        self._send("set", [{**_without_keys(now), **sent}])
        return _pairs(self._again(mine))

    # -- one request ---------------------------------------------------------------------------------------------------

    def _try(self, action, items):
        """A step, by the first way that the door has: the function's own path, the one of set, the bare one."""
        ways = ["own", "bare"] if action == "set" else ["own", "set", "bare"]
        closed = []
        for way in ways:
            heard = self._post(way, action, items)
            if not _is_missing(heard):
                data = items_of(heard.data)
                ret = data[0].get("Ret") if data else None
                return {**heard.said(), "way": way, "closed": closed, "data": bool(heard.data), "ret": _ret(ret)}
            closed.append(way)
        return {**heard.said(), "way": None, "closed": closed}

    def _send(self, action, items):
        """A request by the way that is known already."""
        step = self.steps.get({"del": "del_unknown"}.get(action, action)) or {}
        return self._post(step.get("way") or "own", action, items)

    def _post(self, way, action, items):
        target, self._last = self._kind.target, action
        path = {"own": f"/api/{target}/{action}", "set": f"/api/{target}/set", "bare": "/api/"}[way]
        return self._ask.post(path, target, action, {"num": len(items), "item": items}, kind="write")

    # -- the list ------------------------------------------------------------------------------------------------------

    def _records(self):
        heard = self._ask.get(self._kind.target, "get")
        if not heard.is_ok:
            raise AkuvoxError(f"{self._kind.target}/get on {self._ask.device.address}: the list can't be read again")
        return items_of(heard.data)

    def _mine(self):
        return [record for record in self._records() if self._kind.is_ours(record)]

    def _again(self, mine):
        """The record as it is now."""
        return next((record for record in self._mine() if record.get("ID") == mine.get("ID")), mine)

    def _keep_one(self, mine):
        self._remove([record for record in self._mine() if record.get("ID") != mine.get("ID")])

    def _writable(self, record):
        """A record as it is sent back: with both names for its schedules where it has one (device-facts 5.3)."""
        if self._kind.target != "user":
            return dict(record)
        return {**_without_keys(record), **dict.fromkeys(BOTH_KEYS, f"{NEVER}-1")}

    @staticmethod
    def _unknown_id(records):
        numbers = [int(record["ID"]) for record in records if str(record.get("ID", "")).isdigit()]
        return str(max(numbers, default=0) + _FAR)

    def _remove(self, records):
        """Take records of ours out, by their ID, or by their mark where the door goes by that (device-facts 6)."""
        for record in records:
            heard = self._send("del", [{"ID": record.get("ID", "")}]) if record.get("ID") else None
            by = "ID"
            if heard is None or record in self._records():
                by = self._kind.mark
                heard = self._send("del", [{by: record[by]}])
            self.steps["del"] = {**heard.said(), "by": by, "way": self._remove_way}

    def _clean(self):
        """Remove what is ours; whether there was anything."""
        found = self._mine()
        if found:
            self._remove(found)
        if found and self._mine():
            raise AkuvoxError(
                f"{self._kind.target} on {self._ask.device.address}: the throwaway record {self._kind.text!r} can't be "
                "removed. Remove it in the web interface",
                left=self._kind.target,
            )
        return bool(found)

    def _cleaned(self, exc):
        """The error of a trial, after further attempts to leave nothing behind."""
        late = isinstance(exc, LostAnswer) and self._last == "add"
        further = cleaned(self._ask.device, self._clean, late)
        if further:
            said = f"{exc.message}. A throwaway record {self._kind.text!r} may be left in {self._kind.target}: "
            return exc.restated(f"{said}the next probe with write removes it ({further.message})")
        return exc


def _is_missing(heard):
    return heard.verdict == "unsupported" or heard.status in _MISSING_STATUSES


def _ret(value):
    if not isinstance(value, int) or isinstance(value, bool):
        return "missing"
    return "zero" if not value else "number" if value > 0 else value if abs(value) < _FAR else "another"


def _without_keys(record):
    return {name: value for name, value in record.items() if name not in SCHEDULE_KEYS}


def _pairs(record):
    """The relays in the schedules of a user, as the door shows them."""
    text = next((str(record[key]) for key in SCHEDULE_KEYS if isinstance(record.get(key), str)), "")
    pairs = [pair for pair in text.replace(";", ",").split(",") if pair.startswith(NEVER)]
    return {pair.partition("-")[2] for pair in pairs}


def _same(before, after):
    def known(records):
        return sorted(json.dumps(record, sort_keys=True) for record in records)

    return known(before) == known(after)
