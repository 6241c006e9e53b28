# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a door is asked that only reads: the functions, their lists and pages, and the ways to address one."""

from __future__ import annotations

from ..api.envelope import items_of
from ..secrets import is_secret_key
from .shapes import CUT_CARDS, fields_of, form, how_many, secret_form, tree

LISTS = ("user", "schedule", "contact", "group", "privatekey", "rfkey", "dialreplace", "doorlog", "calllog")
OBJECTS = (
    ("system", "info"), ("system", "status"), ("firmware", "status"), ("user", "info"), ("relay", "status"),
    ("input", "status"), ("sip", "status"), ("call", "status"), ("pcap", "status"),
)  # fmt: skip
VIEWS = ("config", "relay", "input", "publiccode", "sip", "log")
API = "Config.DoorSetting.APIFCGI."
# An action that no device has, so that the answer is how this one says so.
NO_ACTION = "doorfleet"
NOBODY = "doorfleet nobody"
# Far behind the last page of any list.
_FAR = 9_999
_FILTERS = ("NameOrCode", "NameOrPerID")


class Reading:
    """Asks all of it once and keeps the answers; :meth:`report` says what of them may go out."""

    def __init__(self, asker, password=None):
        self._ask = asker
        self._password = password
        self.lists, self.objects, self.views = {}, {}, {}
        self.pages, self.ways = {}, {}

    def read(self):
        """Ask it all. The first question is the cheapest one, and says whether the door is there."""
        for target, action in OBJECTS:
            self.objects[f"{target}/{action}"] = self._ask.get(target, action)
        for target in VIEWS:
            self.views[target] = self._ask.get(target, "get")
        for target in LISTS:
            self.lists[target] = self._ask.get(target, "get")
        for target, heard in self.lists.items():
            if heard.is_ok:
                self.pages[target] = self._pages(target, heard)
        self._look_for_ways()
        return self

    def _pages(self, target, whole):
        first = self._ask.get(target, "get", {"page": "1"})
        far = self._ask.get(target, "get", {"page": str(_FAR)})
        all_of_them, on_first, behind = (len(items_of(heard.data)) for heard in (whole, first, far))
        if not first.is_ok:
            return {"kind": "refused"}
        if "curPageNum" not in first.data and all_of_them and behind == all_of_them:
            return {"kind": "ignored"}
        if not all_of_them:
            # an empty list is the same on all pages
            return {"kind": "unseen", "counts": "curPageNum" in first.data}
        cut = on_first < all_of_them
        kind = "paged" if cut or "curPageNum" in first.data or not behind else "ignored"
        return {
            "kind": kind,
            "size": on_first if cut else None,
            "counts": "curPageNum" in first.data,
            "behind_the_end": "empty" if far.is_ok and not behind else "refused" if not far.is_ok else "records",
        }

    def _look_for_ways(self):
        """Reads alone: each of these requests asks for what the manual says is only read."""
        ask = self._ask
        status = ("system", "status")
        other = ask.post("/api/system/info", *status)
        self.ways = {
            "post": ask.post("/api/system/status", *status),
            "bare": ask.post("/api", *status),
            "bare_slash": ask.post("/api/", *status),
            "other_path": other,
            "without_envelope": ask.post("/api/system/status"),
            "unknown_action": ask.get("system", NO_ACTION),
        }
        if self.views["config"].is_ok:
            key = next(iter(self.views["config"].data), "")
            self.ways["config_keys"] = ask.post("/api/config/get", "config", "get", {"item": [key]})
        if items_of(self.lists["user"].data):
            self.filters = {name: ask.get("user", "get", {name: NOBODY}) for name in _FILTERS}
        else:
            self.filters = {}

    @property
    def config(self):
        """The configuration as it came."""
        heard = self.views["config"]
        return heard.data if heard.is_ok else {}

    @property
    def status(self):
        """``Status`` of system/info: model, versions, MAC."""
        found = self.objects["system/info"].data.get("Status")
        return found if isinstance(found, dict) else {}

    def report(self, names):
        """What may be said of it. :arg names: the :class:`names.Names` that says which names may."""
        return {
            "unsupported": self._unsupported(),
            "functions": self._functions(),
            "objects": {
                name: tree(name.partition("/")[0], heard.data, names)
                for name, heard in self.objects.items()
                if heard.is_ok
            },
            "lists": {target: self._list(target, names) for target, heard in self.lists.items() if heard.is_ok},
            "settings": {
                target: names.shown(heard.data)
                for target, heard in self.views.items()
                if heard.is_ok and target != "config"
            },
            "config": self._config(names),
            "ways": self._ways(),
            "limits": self._limits(),
        }

    def _functions(self):
        heard = {**self.objects, **{f"{target}/get": each for target, each in {**self.views, **self.lists}.items()}}
        return {name: heard[name].said() for name in sorted(heard)}

    def _unsupported(self):
        heard = self.ways["unknown_action"]
        return {**heard.said(), "marker": heard.marker}

    def _list(self, target, names):
        data = self.lists[target].data
        records = items_of(data)
        key = next((key for key in ("item", "Item") if key in data), "missing")
        return {
            "item": key,
            "holds": form(data.get(key)) if key != "missing" else "nothing",
            "num": form(data.get("num")) if "num" in data else "missing",
            "records": how_many(len(records)),
            "fields": fields_of(target, records, names),
            "pages": self.pages.get(target, {}),
        }

    def _config(self, names):
        if not self.views["config"].is_ok:
            return None
        keys = names.shown(self.config)
        account = {API + "Password": self._password}
        return {
            "keys": keys,
            "secrets": {key: secret_form(self.config[key], account.get(key)) for key in keys if _holds_password(key)},
        }

    def _ways(self):
        ways = {name: heard.verdict for name, heard in self.ways.items()}
        other = self.ways["other_path"]
        # by the body alone, or as the path says
        ways["decides"] = "body" if "UpTime" in other.data else "path" if other.is_ok else "both"
        key = next(iter(self.config), "")
        if "config_keys" in self.ways:
            found = self.ways["config_keys"].data
            ways["config_keys"] = "ok" if list(found) == [key] else "all" if len(found) > 1 else ways["config_keys"]
        ways["user_filter"] = next(
            (name for name, heard in self.filters.items() if heard.is_ok and not items_of(heard.data)), ""
        )
        return ways

    def _limits(self):
        cards = [str(record.get("CardCode", "")) for record in items_of(self.lists["user"].data)]
        return {"cards_cut_at": CUT_CARDS if any(len(card) == CUT_CARDS for card in cards) else None}


def _holds_password(key):
    return is_secret_key(key) and ".ACTIONURL." not in key
