# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device in memory for the engines: it keeps records and settings, and misbehaves where a test asks for it.

It is written from the API's manual and knows no field table, so that a wrong row there doesn't pass unseen.
"""

from __future__ import annotations

import copy

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profileoption import profile_from_option
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.tally import Tally
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import LostAnswer, Refused, Unsupported


class Clock:
    """Time that passes by sleeping only; ``slept`` has the seconds of each sleep."""

    def __init__(self, now=1000.0):
        self.now = now
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class FakeDevice:
    """Records of one target, or settings.

    ``requests`` lists what was asked, as (action, number of records). ``faults`` maps the number of a request, from 0,
    to what happens to it: a callable that gets ``apply`` and may call it, before or after raising its error.
    ``write_fault`` is what happens to all writes.
    ``refuses(action, record)`` gives the ``Ret`` of a record that the device refuses; ``named`` says whether it tells
    which one, ``atomic`` that it then applies none of the batch. ``keep(record)`` is what it makes of a record.

    Time passes by sleeping only; what ``late`` holds, pairs of time and function, is done when its time has come.
    ``told``: what a watching user reads.
    """

    address = "http://192.0.2.10:80"
    settle = 30.0
    revoked_file = None
    keeper = None

    def __init__(self, records=(), settings=None, batch_size=250, named=True, refuses=None, keep=None, **profile):
        self.stored = [dict(record) for record in records]
        self.settings = dict(settings or {})
        self.profile = profile_from_option({"base": "manual", "batch_size": batch_size, **profile})
        self.requests = []
        self.sent = []
        self.faults = {}
        self.write_fault = None
        self.named = named
        self.atomic = False
        self.refuses = refuses or (lambda action, record: 0)
        self.keep = keep or (lambda record: record)
        self.shown = copy.deepcopy
        self.without = ()
        self.tally = Tally()
        self.clock = Clock()
        self.late = []
        self.told = []
        self.tell = self.told.append
        self.warned = []
        self.warn = self.warned.append
        self._sent = None
        self._next_id = 1 + max((int(record["ID"]) for record in self.stored if record.get("ID")), default=0)

    @property
    def writes(self):
        return [request for request in self.requests if request[0] != "get"]

    def sleep(self, seconds):
        self.clock.sleep(seconds)

    def settles_at(self, items=0):
        return None if self._sent is None else self._sent + self.settle

    def records(self, target):
        return self._request("get", 0, lambda: self.shown(self.stored))

    def read(self, target, action="get", query=None):
        return self._request("get", 0, lambda: self.shown(self.settings))

    def require(self, target, action):
        if self.profile.lack(target, action) is not None:
            raise Unsupported(f"{target}/{action}: these devices don't have the function")

    def encodes(self, key):
        return self.profile.encodes(key)

    def set_keys(self, target, values):
        self.write(target, "set", values)

    def write(self, target, action, data=None, items=0):
        data = copy.deepcopy(data or {})
        self.sent.append((action, data))
        if isinstance(data.get("item"), list):
            assert items == len(data["item"]), "the time that a write may take depends on it"
            return self._request(action, items, lambda: self._take(action, data["item"]))
        if action == "clear":
            return self._request(action, items, lambda: self._take_all(action))
        return self._request(action, len(data), lambda: self._set(data))

    def _request(self, action, count, apply):
        number = len(self.requests)
        self.requests.append((action, count))
        due = [entry for entry in self.late if entry[0] <= self.clock()]
        self.late = [entry for entry in self.late if entry not in due]
        for _time, do in due:
            do()
        self._sent = self.clock()
        if action in self.without:
            raise Unsupported(f"{action}: this device does not have the function")
        fault = self.faults.get(number) or (self.write_fault if action != "get" else None)
        if action == "get":
            return fault(apply) if fault else apply()
        with self.tally.acting("write"):
            return fault(apply) if fault else apply()

    def _take(self, action, items):
        judged = [(item, self.refuses(action, item)) for item in items]
        refused = any(ret for item, ret in judged)
        if refused and not self.named:
            raise Refused(f"{action}: refused by the device (retcode -1, Failed)")
        for item, ret in judged:
            if not ret and not (refused and self.atomic):
                self._apply(action, item)
        if refused:
            replies = [{"Ret": ret, "ID": item.get("ID")} for item, ret in judged]
            some = not self.atomic and any(not ret for item, ret in judged)
            raise Refused(f"{action}: the device refused records", items=replies, partly=some)
        return {}

    def _apply(self, action, item):
        if action == "add":
            self.stored.append(self.keep({**item, "ID": str(self._next_id)}))
            self._next_id += 1
            return
        place = next((place for place, record in enumerate(self.stored) if record["ID"] == item["ID"]), None)
        if place is None:
            return
        if action == "del":
            del self.stored[place]
        else:
            # the whole record is replaced: what a set leaves out is gone
            self.stored[place] = self.keep(dict(item))

    def _take_all(self, action):
        if self.refuses(action, {}):
            raise Refused(f"{action}: refused by the device (retcode -1, Failed)")
        self.stored.clear()
        return {}

    def _set(self, data):
        if any(self.refuses("set", {key: value}) for key, value in data.items()):
            raise Refused("config/set: refused by the device (retcode -1, Failed)")
        self.settings.update(self.keep(data))
        return {}


def cut_before(apply, error=LostAnswer):
    """The request never arrives, and nobody knows."""
    raise error("the connection broke off")


def comes_late(device, seconds):
    """A fault: the answer is lost at once, and the device does it so many seconds later."""

    def fault(apply):
        device.late.append((device.clock() + seconds, apply))
        raise LostAnswer("the connection broke off")

    return fault


def cut_after(apply, error=LostAnswer):
    """The device does it, and its answer is lost."""
    apply()
    raise error("the connection broke off")


def fails(error):
    """A fault that raises ``error`` and applies nothing."""

    def fault(apply):
        raise error

    return fault


class FakeTask:
    """What a module's logic knows of its task."""

    def __init__(self, check_mode=False, **params):
        self.params = {"state": "present", "purge": False, "purge_limit": "50%", **params}
        self.check_mode = check_mode
        self.warnings = []

    def warn(self, message):
        self.warnings.append(message)
