# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which unit answers: its MAC and model, against what is expected and what it said before in the same task.

An address is not a door: DHCP gives it to another unit, and a unit is replaced. Only the MAC stays (device-facts 11).
"""

from __future__ import annotations

import re

from ..errors import InvalidInput, OtherUnit
from ..fields.codecs import BadValue
from ..fields.option_codecs import MacAddress, mac_digits, shown_mac
from ..http.diagnosis import OTHER_UNIT

# The functions by which a device says who it is, and the part of the answer that has it (manual: Api system, firmware).
TELLS_WHO = {("system", "info"): "Status", ("firmware", "status"): None}

WAYS_ON = (
    "Three ways on. Is the address wrong? Correct ansible_host or akuvox_host. Was the unit replaced? Set akuvox_mac "
    "to the new MAC (akuvox_identities_accept where the file of identities has it), then run restore with "
    'akuvox_restore_from. Is the door not to be checked? Set akuvox_mac: ""'
)
_SYSTEM_INFO = ("system", "info")
_MAC = MacAddress()
_BETWEEN = re.compile(r"[,;]")


def expected_macs(value):
    """The MACs of the option ``mac`` as twelve small hex digits each; none where nothing is to be checked.

    ``value``: a text with one or several, with commas between, or a list of them.

    :raises InvalidInput: naming the option and the place.
    """
    if isinstance(value, str):
        value = [text for text in _BETWEEN.split(value) if text.strip()]
    elif value is None:
        value = []
    elif not isinstance(value, (list, tuple)):
        value = [value]
    found = []
    for index, text in enumerate(value):
        try:
            found.append(_MAC.check(text))
        except BadValue as exc:
            place = "mac" if len(value) == 1 else f"mac[{index}]"
            raise InvalidInput(f"{place}: {exc}") from None
    return tuple(found)


class Unit:
    """The unit that a task talks to, as far as it has said who it is.

    All sessions of a task share one. Once another unit has answered, every further use raises the same error.
    ``wary``: the unit has to say once more who it is before a write, where anything was asked since it last did.
    """

    def __init__(self, expected=()):
        self.expected = tuple(expected)
        self.wary = False
        self.asked_since = False
        self._mac = None
        self._models = {}
        self._error = None

    @property
    def is_open(self):
        """Whether a MAC is expected and the unit hasn't said its own yet.

        :raises OtherUnit: another one has answered before.
        """
        if self._error is not None:
            raise self._error
        return bool(self.expected) and self._mac is None

    def learn(self, function, data, address):
        """Take note of what a device says of itself. ``function``: target and action, one of :data:`TELLS_WHO`.

        :raises OtherUnit: when it is not the expected one, or not the one that answered before.
        """
        part = data.get(TELLS_WHO[function]) if TELLS_WHO[function] else data
        said = part if isinstance(part, dict) else {}
        mac, model = mac_digits(said.get("MAC") or ""), str(said.get("Model") or "").strip()
        # one firmware may spell its model in two ways, so a function is only compared with itself
        known = self._models.get(function, "")
        if self.expected and mac not in self.expected and (mac or function == _SYSTEM_INFO):
            self._error = unexpected(address, self.expected, mac, first=self._mac is None)
        elif (mac and self._mac and mac != self._mac) or (model and known and model.upper() != known.upper()):
            self._error = _changed(address, (self._mac, known), (mac, model))
        if self._error is not None:
            raise self._error
        self.asked_since = self.asked_since and function != _SYSTEM_INFO
        self._mac = mac or self._mac
        self._models[function] = model or known


def unexpected(address, expected, found, first=True):
    """The error for a device that is not the expected one, or that doesn't tell its MAC (``found`` None).

    ``first``: nothing but that was asked of it.
    """
    wanted = " or ".join(shown_mac(mac) for mac in expected)
    if found is None:
        says = f"the device doesn't tell its MAC, so it can't be held against akuvox_mac, which is {wanted}"
    else:
        says = f"another unit answers here: its MAC is {shown_mac(found)}, and akuvox_mac is {wanted}"
    so_far = "Nothing was written" if first else "It took the place of the expected one while the task was at it"
    return OtherUnit(f"{address}: {says}. {so_far}. {WAYS_ON}", **_facts(expected, found))


def _changed(address, before, after):
    """The error for a device that becomes another one while a task is at it."""
    was, now = (" ".join(part for part in (shown_mac(mac or ""), model) if part) for mac, model in (before, after))
    return OtherUnit(
        f"{address}: another unit answers now than when the task began: it was {was}, and is {now}. The task has "
        "ended, and its last request may have gone to either of them. Find out which unit has this address. With "
        "akuvox_mac set, each task looks before it writes",
        **_facts([before[0]] if before[0] else [], after[0]),
    )


def _facts(expected, found):
    return {
        "reachability": OTHER_UNIT,
        "mac_expected": [shown_mac(mac) for mac in expected],
        "mac_found": shown_mac(found) if found else None,
    }
