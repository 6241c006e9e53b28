# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a door holds as the variables of the role provision and as people of a list. Nothing is written to it.

Each value is planned against the very records that were read: it is only kept if setting it changes nothing.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from ..api.snapshot import Snapshot
from ..converge.revoking import revocations_of
from ..errors import AkuvoxError, Unreachable, Unsupported
from ..operations.adopting import PeopleOfDoor
from ..secrets import is_secret_key
from ..targets import input as input_target
from ..targets import user
from ..targets.api_account import PREFIX as LOGIN
from ..targets.schedule import RELAY_SCHEDULE
from .fitting import Fitting
from .registry import SECTIONS
from .secretplaces import marked, pruned

_CONFIG = "config"
_STORES = {"user": ("user",), "rfkey_privatekey": ("rfkey", "privatekey")}


class Reading(Snapshot):
    """A device of which all is read once; who was revoked is left out by :class:`_Door` and by no plan."""

    revoked_file = None


@dataclass
class Found:
    """``variables``: with marked secrets. ``lost``: what can't be said, a text each.

    ``missing``: functions that the door doesn't have; ``unread``: variables of which its answer made no sense.
    """

    variables: dict = field(default_factory=dict)
    lost: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    unread: list = field(default_factory=list)


def adopt(task):
    """All of it as JSON data, for one door.

    ``people`` as :class:`PeopleOfDoor` gives them. ``records``: those of its people's store and its schedules, on which
    a list can be planned again. ``profile``: by which that is done.

    :raises AkuvoxError: the door's people can't be read. A list without them would remove them all.
    """
    door = _Door(task)
    for section in SECTIONS.values():
        door.take(section)
    return door.result()


class _Door:
    def __init__(self, task):
        self._revoking = task.device
        self._device = Reading(task.device)
        own = {name: value for name, value in task.params.items() if name not in ("config", "managed")}
        self._task = replace(task, device=self._device, params=own)
        self._params, self._found = task.params, Found()
        store = self._params["store"]
        self._store = self._device.profile.credential_store if store == "auto" else store

    def take(self, section):
        """Read one section, unless the list of people is for it."""
        name = section.target.name
        if name in _STORES[self._store]:
            return
        held = self._held(section)
        if held is None:
            return
        for option_of_door, option in section.options.items():
            value = held if not option or (len(section.options) == 1 and option not in held) else held.get(option)
            self._take(section, f"akuvox_{option_of_door}", option, value)

    def _held(self, section):
        """What the door holds by the module's options; None where there is nothing to take."""
        target = section.target
        try:
            if target.name == _CONFIG:
                return {"settings": self._settings()} if self._params["config"] else None
            if self._device.profile.lack(target.name, "get") is not None:
                raise Unsupported(target.name)
            if target.records is not None:
                table = target.records.table(self._device.profile)
                return {table.option: self._rows(target, table)}
            return self._values(section)
        except Unsupported:
            self._found.missing.append(target.name)
        except Unreachable:
            raise
        except AkuvoxError as exc:
            if target.lets_in or target.name == "schedule":
                raise
            self._found.lost.append(f"{target.name}: {exc.message}")
            self._found.unread += list(target.variables)
        return None

    def _values(self, section):
        """The settings of a section, as its module takes them."""
        target = section.target
        read = input_target.read_input(self._device, True) if target.name == "input" else self._device.read(target.name)
        values = target.decode(read, True)
        if values and isinstance(values, dict) and values.get("call") == {}:
            self._lose_call()
        # accounts are a list where others are a mapping of options
        return {next(iter(section.options.values())): values} if isinstance(values, list) else values

    def _rows(self, target, table):
        found, others, revoked = [], 0, 0
        revocations = revocations_of(self._revoking, target.name)
        for record in self._device.records(target.name):
            values = table.decode(record)
            if target.name == "schedule" and target.records.is_foreign(record):
                others += user.is_foreign(record)
            elif target.records.is_foreign(record):
                others += target.name == "user"
            elif revocations.meant(target.name, values) is not None:
                revoked += 1
            else:
                found.append(values)
        if others:
            self._lose(f"{others} of a cloud or another platform stay with it", target)
        if revoked:
            self._lose(f"{revoked} of people who were revoked", target)
        return found

    def _lose(self, what, target):
        self._found.lost.append(f"{next(iter(target.variables))}: {what}")

    def _lose_call(self):
        # C28: it can be set and not be read
        self._found.lost.append("akuvox_input_call: the door doesn't show it")

    def _settings(self):
        """The keys of the configuration that are asked for, without the API's own login."""
        current = self._device.read(_CONFIG)
        chosen = {}
        for pattern in self._params["config"]:
            keys = [key for key in current if fnmatchcase(key, pattern)]
            if not keys:
                self._found.lost.append(f"akuvox_adopt_config: the door has no key {pattern}")
            if any(key.startswith(LOGIN) for key in keys):
                self._found.lost.append(f"{LOGIN}*: the login of the API, which the variables of the connection have")
            chosen.update({key: current[key] for key in keys if not key.startswith(LOGIN)})
        return {key: value for key, value in chosen.items() if not self._has_numbers(key, value)}

    def _has_numbers(self, key, value):
        """Whether a key refers to schedules of the door, which get other numbers on a new one (device-facts 6)."""
        its = set(re.findall("[0-9]+", str(value))) if RELAY_SCHEDULE.fullmatch(key) else set()
        if its <= set(user.BUILT_IN_SCHEDULES.values()):
            return False
        self._found.lost.append(
            f"akuvox_config.{key}: refers to schedules by numbers, which a new door gives otherwise"
        )
        return True

    def _take(self, section, variable, option, value):
        def note(place, reason):
            self._found.lost.append(f"{variable}{place}: {reason}")

        value = pruned(section.module, option, value, self._params["secrets"], note) if value else None
        value = Fitting(self._task, section, note).fitted(option, value)
        if value:
            self._found.variables[variable] = marked(section.module, option, value)

    def result(self):
        """All that was found.

        :raises Unsupported: where the door has none of it.
        """
        people = PeopleOfDoor(
            self._device, self._store, self._params["managed"], self._params["secrets"], self._revoking
        )
        records = people.read()
        if not self._found.variables and not records:
            missing = ", ".join(self._found.missing)
            raise Unsupported(f"{self._device.address}: this device has none of {missing}, so nothing can be adopted")
        return {
            "variables": self._found.variables,
            "people": people.people,
            "lost": [*self._found.lost, *people.lost],
            "missing": list(dict.fromkeys([*self._found.missing, *people.missing])),
            "unread": self._found.unread,
            "store": self._store,
            "records": records if self._params["secrets"] else _without_pins(records),
            "profile": dataclasses.asdict(self._device.profile),
        }


def _without_pins(records):
    return {
        target: [
            {key: "****" if value and (is_secret_key(key) or (key == "Code" and target == "privatekey")) else value
             for key, value in record.items()}
            for record in its
        ]
        for target, its in records.items()
    }  # fmt: skip
